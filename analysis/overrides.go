package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Pin is a place where a library keeps itself loaded.
type Pin struct {
	// What is the call as people know it; Windows tells that it works there
	// alone, else it works where there is dlopen.
	What    string
	Windows bool
	// Everywhere: it works wherever the host does.
	Everywhere bool
	Place      Place
}

// OverrideKind says how a library defines __cxa_thread_atexit_impl for itself.
type OverrideKind string

// The kinds, with what was measured of them (docs/measurements.md): a zero
// constant and a weak hidden reference make std fall back to a pthread key whose
// destructor is in the library, an exported function loses against libc's unless
// fat LTO puts it into std's code, a hidden function that does nothing unloads and
// leaks.
const (
	OverrideZero     OverrideKind = "zero"
	OverrideWeak     OverrideKind = "weak-hidden"
	OverrideExported OverrideKind = "exported"
	OverrideInlined  OverrideKind = "exported, fat LTO"
	OverrideHidden   OverrideKind = "hidden-function"
	// OverrideUnlinked is a member of an archive that nothing takes.
	OverrideUnlinked OverrideKind = "not linked"
)

// HasEffect reports whether std uses the definition instead of libc's.
func (k OverrideKind) HasEffect() bool { return k != OverrideExported && k != OverrideUnlinked }

// Falls reports a definition with which std falls back to a pthread key.
func (k OverrideKind) Falls() bool { return k == OverrideZero || k == OverrideWeak }

// TLSOverride is one such definition.
type TLSOverride struct {
	Kind    OverrideKind
	Place   Place
	Package *workspace.Package
}
