// Package cfg evaluates `#[cfg(…)]` for one target, feature set and profile.
package cfg

import "github.com/cdylib-ls/cdylib-ls/parse/rust"

// Tri is the value of a condition.
type Tri uint8

// The values. Maybe: a custom cfg that a build script may set, or a condition
// that cannot be read.
const (
	False Tri = iota
	Maybe
	True
)

// Env is what conditions are evaluated against. It is immutable once in use.
type Env struct {
	// Flags are the names that are set (`unix`, `debug_assertions`, custom ones).
	Flags map[string]bool
	// Values are the key-value pairs that are set (`target_os` → `linux`).
	Values map[string]map[string]bool
	// Features are the enabled features of the crate.
	Features map[string]bool
	// Possible are custom names and keys that a build script or configuration
	// may set; all others that are not set are off.
	Possible map[string]bool
}

// Eval evaluates the condition inside `cfg(…)` (the sole list element of the
// attribute's Meta) against e.
func (e *Env) Eval(cond *rust.Meta) Tri { return e.eval(cond) }

// Enabled evaluates all cfg attributes among attrs; cfg_attr is looked through.
// It is False where any one is False, else Maybe where any one is Maybe.
func (e *Env) Enabled(attrs []*rust.Attr) Tri { return e.enabled(attrs) }

// Expand returns attrs with cfg_attr replaced by the attributes it stands for
// where its condition is not False (also nested), and `unsafe(attr)` unwrapped.
func (e *Env) Expand(attrs []*rust.Attr) []*rust.Attr { return e.expand(attrs) }

// ForTarget returns the environment rustc has for a target triple, with
// debug_assertions and the panic strategy as told. Unknown triples are read by
// their parts; the error names what is not understood.
func ForTarget(triple string, debugAssertions bool, panicStrategy string) (*Env, error) {
	return forTarget(triple, debugAssertions, panicStrategy)
}
