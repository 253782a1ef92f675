package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
)

var threadLocalInCdylib = &Rule{
	ID:       "thread-local-in-cdylib",
	Title:    "a thread-local with a destructor in a library that may be unloaded",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("thread-local-in-cdylib"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{tls: true},
	Run:      runThreadLocalInCdylib,
}

func runThreadLocalInCdylib(p *Pass) {
	for _, t := range p.Result.ThreadLocals {
		verb := "needs drop"
		if t.Needs == calls.Maybe {
			verb = "may need drop"
		}
		outcome := "a reload finds the old code and state: glibc keeps " + library(&t.Spot) + " mapped after `dlclose` while a thread lives that touched thread-local `" + t.Name + "`, whose value "
		if p.musl(&t.Spot) {
			outcome = "a destructor in " + library(&t.Spot) + " runs when the thread ends, since musl never unmaps the library: the value of thread-local `" + t.Name + "` "
		}
		if p.Result.FirstAtClose(t) {
			continue // thread-local-in-dtor tells of the crash
		}
		f := p.leaves(&t.Spot, harm{pins: true}, p.Rule.Severity,
			outcome+verb+typed(t),
			"keep a drop-free value here, or the state in an object that the host destroys; link with `-z nodelete` if the library is never meant to go")
		f.verify = p.verifyStorage(t)
		if t.Needs == calls.Yes {
			f.Fixes = leakFix(t)
		}
	}
}

func typed(t *analysis.ThreadLocal) string {
	if t.Type == "" {
		return ""
	}
	return " (`" + t.Type + "`)"
}

// leakFix wraps type and initialiser in ManuallyDrop: nothing is registered then,
// and each thread's value leaks. Where the wrapper goes hangs on the uses:
// `with_borrow` and kin exist for `LocalKey<RefCell<_>>` alone and want it inside,
// and `set`, `take` or a key that is handed on fit neither.
func leakFix(t *analysis.ThreadLocal) []Fix {
	if slices.Equal(t.Methods, []string{"try_with"}) { // it is there to be gone: a test whether the thread's locals are alive
		return nil
	}
	ty, init := t.TypeSpan, t.InitSpan
	switch {
	case only(t.Methods, "with", "try_with"):
	case only(t.Methods, "with_borrow", "with_borrow_mut"):
		ty, init = t.CellType, t.CellInit
	default:
		return nil
	}
	for _, shared := range []string{"Rc<", "Arc<"} { // whose clones would be wrapped too
		if strings.Contains(strings.SplitAfterN(t.Type, "<", 2)[0], shared) {
			return nil
		}
	}
	if ty.End == 0 || init.End == 0 {
		return nil
	}
	file := t.Place.File
	return []Fix{{Title: "leak the value of each thread: wrap it in `ManuallyDrop`", Edits: []Edit{
		insert(file, ty.Start, "std::mem::ManuallyDrop<"), insert(file, ty.End, ">"),
		insert(file, init.Start, "std::mem::ManuallyDrop::new("), insert(file, init.End, ")"),
	}}}
}

// only reports whether a list has nothing but some words.
func only(list []string, words ...string) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !slices.Contains(words, s) })
}
