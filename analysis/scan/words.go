package scan

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// The classes of words; a word may be in several.
const (
	rootWord     words.Class = 1 << iota
	CallbackWord             // a call that registers a function to run later
	tlsWord                  // a thread-local
	SinkWord                 // installs a logger that writes std's streams
	hostWord                 // a call that matters where the host calls in
	loadingWord              // tells who loads the library, or keeps it loaded
	RemnantWord              // a call that may leave something behind at an unload
	LocalWord                // declares a thread-local, in a library
	StaticWord               // declares a static, in a library
	targetWord               // a condition on the target
	GuardWord                // a type whose values write something out where they are dropped
	ValueWord                // a function that may be handed on instead of called, in a library
)

// calledWords are the classes of calls.
const calledWords = CallbackWord | SinkWord | RemnantWord

// crateShift makes of a class of calls that of the crates and types all of whose
// calls are in it.
const crateShift = 16

// unloadWords tell what a file may do that matters at an unload.
const unloadWords = RemnantWord | RemnantWord<<crateShift | LocalWord | StaticWord | GuardWord

// addCalls enters the spellings of the calls that the rows of the data describe, as
// far as they are looked for elsewhere than along the calls of a root. What leaves
// something behind matters only in a library that may be unloaded.
//
// A row counts where the package sees its crate. Crates that others commonly hand on
// whole (`napi::tokio`) may be seen without being named: there a method's name alone
// is not enough.
func (s *Scanner) addCalls(w *words.Set, p *workspace.Package) {
	sees := map[string]bool{"std": true, "libc": true}
	links.SeesCrates(p, sees, map[*workspace.Package]bool{})
	unloadable := s.Unloadable(p)
	t := s.Table
	for _, r := range t.Rows() {
		var c words.Class
		if r.Registers() {
			c |= CallbackWord
		}
		if r.Has(effects.LogSink) || r.Has(effects.LogTLS) {
			c |= SinkWord
		}
		if unloadable && r.InEveryBody() {
			c |= RemnantWord
		}
		crate, _, nested := strings.Cut(r.Path, "::")
		named := sees[crate] || effects.Primitive(crate) || !nested
		if AskedOfCalls(r) && (named || names.HandedOn(crate)) {
			for _, with := range r.With {
				w.Add(hostWord, words.LastSegment(with))
			}
			if len(r.With) == 0 {
				w.Add(hostWord, s.rarest(p, r.Path)...)
			}
		}
		switch {
		case c == 0 || !named && !names.HandedOn(crate):
		case r.Prefix:
			w.Add(c|c<<crateShift, words.LastSegment(r.Path))
			for _, d := range p.Deps { // a crate under another name
				if !nested && strings.ReplaceAll(d.Package, "-", "_") == crate {
					w.Add(c|c<<crateShift, d.Name)
				}
			}
		default:
			w.AddCall(c, r.Path, named)
		}
	}
}

// AskedOfCalls reports whether a row matters in what any host calls.
func AskedOfCalls(r *effects.Row) bool {
	return r.Has(effects.OnceInit) || r.Has(effects.NeedsRuntime) || r.Has(effects.HostState) || r.Has(effects.EnvWrite)
}

// rarest are the words one of which stands in a library that makes a call of the path:
// its longest segment, which few other files hold, and other names of its crate.
func (s *Scanner) rarest(p *workspace.Package, path string) []string {
	segs := strings.Split(strings.TrimSuffix(path, "!"), "::")
	out := []string{slices.MaxFunc(segs, func(x, y string) int { return len(x) - len(y) })}
	for _, d := range p.Deps {
		if out[0] == segs[0] && strings.ReplaceAll(d.Package, "-", "_") == segs[0] {
			out = append(out, d.Name)
		}
	}
	return out
}

// BodyWords tells what one function may do, by its text. In a file that names a crate
// all of whose calls matter every function may: a call need not name the crate.
func (sc *Package) BodyWords(path string, text []byte) words.Class {
	return sc.words.Find(text) | sc.Found[path]>>crateShift&calledWords
}
