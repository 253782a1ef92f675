package analysis

import "github.com/cdylib-ls/cdylib-ls/parse/rust"

// Fate says what becomes of the value that a call gives: a thread's handle or
// a runtime.
type Fate uint8

// The fates.
const (
	// Escapes: returned, stored, pushed or handed on; somebody may still join.
	Escapes Fate = iota
	// Joined: waited for in the same function.
	Joined
	// Detached: dropped while the thread runs.
	Detached
	// Kept: in a static or leaked, for as long as the process lives.
	Kept
)

// passes are methods whose result is, or holds, the receiver's value.
var passes = map[string]bool{
	"unwrap": true, "expect": true, "ok": true, "unwrap_or_else": true, "map_err": true, "context": true, "with_context": true, "inspect_err": true,
	"or_else": true, "inspect": true, "expect_or_log": true, "into": true, "ok_or": true, "ok_or_else": true, "wrap_err": true, "change_context": true,
	"attach": true, "attach_printable": true, "into_diagnostic": true, "unwrap_unchecked": true,
}

// wraps are functions and variants that put the value into a box.
var wraps = map[string]bool{"Some": true, "Ok": true}

// static is the name of the static that an expression names, told by its case.
func static(e *rust.Expr) string {
	if e == nil || e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) == 0 {
		return ""
	}
	n := e.Path.Segs[len(e.Path.Segs)-1].Name
	for _, c := range n {
		if c >= 'a' && c <= 'z' {
			return ""
		}
	}
	return n
}

func lastSegmentOf(p *rust.Pat) string {
	if p.Path == nil || len(p.Path.Segs) == 0 {
		return ""
	}
	return p.Path.Segs[len(p.Path.Segs)-1].Name
}

// bound lists the variables of a pattern.
func bound(p *rust.Pat) []string {
	var out []string
	if p.Kind == rust.PatBind {
		out = append(out, p.Name)
	}
	for _, s := range p.Subs {
		out = append(out, bound(s)...)
	}
	return out
}
