package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
)

var threadBeforeFork = &Rule{
	ID:       "thread-before-fork",
	Title:    "a thread started while the library is initialised, in a host that forks afterwards",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("thread-before-fork"),
	Run:      runThreadBeforeFork,
}

func runThreadBeforeFork(p *Pass) {
	forks := func(path *analysis.RootPath) bool { return p.hostOf(path.Root, (*hosts.Host).ForksAfterInit) != nil }
	var seen []analysis.Place
	say := func(r *reached) {
		if !onePlace(&seen, r) || p.awaited(r) {
			return
		}
		host := p.hostOf(r.first().Root, (*hosts.Host).ForksAfterInit).Name
		thread, them := "the thread", "it"
		if r.Effect.Kind == analysis.Runtime {
			thread, them = "worker threads", "them"
		}
		r.inSources(p, p.Rule.Severity, "a forked child hangs where it waits for "+thread+", and what is sent to "+them+" is lost: "+r.what()+" starts "+them+" "+initialising(r)+" ("+r.from()+
			"), and a process of "+host+" that forks afterwards has none of them",
			"start them on first use and remember the process id with them, so that a child starts its own")
	}
	for _, kind := range []analysis.EffectKind{analysis.ThreadSpawn, analysis.RawThread, analysis.Runtime} {
		p.eachCall(kind, func(path *analysis.RootPath) bool { return path.Root.Initialises && forks(path) }, say)
		p.each([]analysis.EffectKind{kind}, func(_ *analysis.Reach, path *analysis.RootPath) bool {
			return path.Root.Moment == analysis.Load && path.Root.InLibrary() && forks(path)
		}, say)
	}
}

// initialising says when the first root runs.
func initialising(r *reached) string {
	if r.first().Root.Moment == analysis.Call {
		return "while the host initialises the library"
	}
	return r.when()
}

// awaited reports a thread that the function waits for which starts it: none is left when
// the host forks.
func (p *Pass) awaited(r *reached) bool {
	at := r.Place
	if r.Inner != nil {
		at = *r.Inner
	}
	return slices.ContainsFunc(p.Result.Threads, func(t *analysis.Thread) bool { return t.Awaited && (t.Place == at || t.Place == r.Place) })
}
