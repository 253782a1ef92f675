package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var threadLocalInDtor = &Rule{
	ID:       "thread-local-in-dtor",
	Title:    "a thread-local with a destructor used at unload or exit",
	Severity: Error,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("thread-local-in-dtor"),
	Run:      runThreadLocalInDtor,
}

func runThreadLocalInDtor(p *Pass) {
	kinds := []analysis.EffectKind{analysis.TLSAccess}
	p.each(kinds, atMoments(analysis.Unload, analysis.Exit), func(r *reached) {
		subject := "a thread-local with a destructor"
		if r.Subject != "" {
			subject = "thread-local `" + r.Subject + "`"
		}
		outcome := "aborts at exit where this thread used it before, because it is destroyed by then"
		if runsAtClose(p, r.first().Root) {
			outcome = "aborts at exit where this thread used it before (it is destroyed by then); a first use at `dlclose` leaves its destructor behind in unmapped code, a crash at exit"
		}
		r.report(p, Error, r.what()+" uses "+subject+" "+r.scene()+": "+outcome,
			"use `try_with` on a value that was touched earlier, or keep the state in a plain static")
	})
}
