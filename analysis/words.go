package analysis

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// The classes of words; a word may be in several.
const (
	rootWord     words.Class = 1 << iota
	callbackWord             // a call that registers a function to run later
	tlsWord                  // a thread-local
	sinkWord                 // installs a logger that writes std's streams
	hostWord                 // a call that matters where the host calls in
	loadingWord              // tells who loads the library, or keeps it loaded
	remnantWord              // a call that may leave something behind at an unload
	localWord                // declares a thread-local, in a library
	staticWord               // declares a static, in a library
	targetWord               // a condition on the target
	guardWord                // a type whose values write something out where they are dropped
	valueWord                // a function that may be handed on instead of called, in a library
)

// calledWords are the classes of calls.
const calledWords = callbackWord | sinkWord | remnantWord

// crateShift makes of a class of calls that of the crates and types all of whose
// calls are in it.
const crateShift = 16

// unloadWords tell what a file may do that matters at an unload.
const unloadWords = remnantWord | remnantWord<<crateShift | localWord | staticWord | guardWord

// addCalls enters the spellings of the calls that the rows of the data describe, as
// far as they are looked for elsewhere than along the calls of a root. What leaves
// something behind matters only in a library that may be unloaded.
//
// A row counts where the package sees its crate. Crates that others commonly hand on
// whole (`napi::tokio`) may be seen without being named: there a method's name alone
// is not enough.
func (s *scanner) addCalls(w *words.Set, p *workspace.Package) {
	sees := map[string]bool{"std": true, "libc": true}
	seesCrates(p, sees, map[*workspace.Package]bool{})
	unloadable := s.unloadable(p)
	t := s.table
	for _, r := range t.Rows() {
		var c words.Class
		if r.Registers() {
			c |= callbackWord
		}
		if r.Has(effects.LogSink) || r.Has(effects.LogTLS) {
			c |= sinkWord
		}
		if unloadable && r.InEveryBody() {
			c |= remnantWord
		}
		crate, _, nested := strings.Cut(r.Path, "::")
		named := sees[crate] || effects.Primitive(crate) || !nested
		if askedOfCalls(r) && (named || names.HandedOn(crate)) {
			for _, with := range r.With {
				w.Add(hostWord, lastSegment(with))
			}
			if len(r.With) == 0 {
				w.Add(hostWord, s.rarest(p, r.Path)...)
			}
		}
		switch {
		case c == 0 || !named && !names.HandedOn(crate):
		case r.Prefix:
			w.Add(c|c<<crateShift, lastSegment(r.Path))
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

// askedOfCalls reports whether a row matters in what any host calls.
func askedOfCalls(r *effects.Row) bool {
	return r.Has(effects.OnceInit) || r.Has(effects.NeedsRuntime) || r.Has(effects.HostState) || r.Has(effects.EnvWrite)
}

// rarest are the words one of which stands in a library that makes a call of the path:
// its longest segment, which few other files hold, and other names of its crate.
func (s *scanner) rarest(p *workspace.Package, path string) []string {
	segs := strings.Split(strings.TrimSuffix(path, "!"), "::")
	out := []string{slices.MaxFunc(segs, func(x, y string) int { return len(x) - len(y) })}
	for _, d := range p.Deps {
		if out[0] == segs[0] && strings.ReplaceAll(d.Package, "-", "_") == segs[0] {
			out = append(out, d.Name)
		}
	}
	return out
}

// bodyWords tells what one function may do, by its text. In a file that names a crate
// all of whose calls matter every function may: a call need not name the crate.
func (sc *scanned) bodyWords(path string, text []byte) words.Class {
	return sc.words.Find(text) | sc.found[path]>>crateShift&calledWords
}

// scan looks through the sources for what matters. Where they have other names for
// the calls that are looked for (`use … as`, a type alias, a macro around the call),
// it looks again, for those too.
func (a *analyzer) scan(pkgs []*workspace.Package) {
	for range 3 {
		a.scans = append(a.scanner.scan(pkgs, nil), a.besides(pkgs)...)
		if !a.scanner.learn(a.scans) {
			return
		}
	}
}

// learn notes other names for calls; it reports whether one is news.
func (s *scanner) learn(scans []*scanned) bool {
	fresh := false
	for _, from := range scans {
		slices.SortFunc(from.names, words.Name.Compare) // workers found them in any order
		for _, n := range from.names {
			news := false
			for _, sc := range scans {
				news = sc.words.Alias(n, calledWords) || news
			}
			if news {
				s.names = append(s.names, n)
				fresh = true
			}
		}
	}
	return fresh
}
