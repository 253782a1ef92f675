package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

var threadLocalInCdylib = &Rule{
	ID:       "thread-local-in-cdylib",
	Title:    "a thread-local with a destructor in a library that may be unloaded",
	Severity: Warning,
	Category: Unload,
	Since:    "0.2.0",
	Doc:      page("thread-local-in-cdylib"),
	Fix:      "unsafe",
	Run:      runThreadLocalInCdylib,
}

func runThreadLocalInCdylib(p *Pass) {
	for _, t := range p.Result.ThreadLocals {
		verb := "needs drop"
		if t.Needs == calls.Maybe {
			verb = "may need drop"
		}
		where := "glibc keeps " + library(&t.Spot) + " mapped after `dlclose` while a thread that touched it lives, so a reload finds the old code and state"
		if p.musl(&t.Spot) {
			where = "musl never unmaps " + library(&t.Spot) + ", so its destructor runs when the thread ends"
		}
		f := p.left(&t.Spot, p.Rule.Severity,
			"the value of thread-local `"+t.Name+"` "+verb+typed(t)+": "+where,
			"keep a drop-free value here, or the state in an object that the host destroys; link with `-z nodelete` if the library is never meant to go")
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
// and each thread's value leaks. Uses of `with_borrow` and kin no longer fit,
// so it is not for fix-all.
func leakFix(t *analysis.ThreadLocal) []Fix {
	if t.TypeSpan.End == 0 || t.InitSpan.End == 0 {
		return nil
	}
	insert := func(at int, text string) Edit {
		return Edit{File: t.Place.File, Span: rust.Span{Start: at, End: at}, Text: text}
	}
	return []Fix{{Title: "leak the value of each thread: wrap it in `ManuallyDrop`", Edits: []Edit{
		insert(t.TypeSpan.Start, "std::mem::ManuallyDrop<"), insert(t.TypeSpan.End, ">"),
		insert(t.InitSpan.Start, "std::mem::ManuallyDrop::new("), insert(t.InitSpan.End, ")"),
	}}}
}
