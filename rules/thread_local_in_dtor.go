package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var threadLocalInDtor = &Rule{
	ID:       "thread-local-in-dtor",
	Title:    "a thread-local with a destructor used at unload, exit or the end of a thread",
	Severity: Error,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("thread-local-in-dtor"),
	Run:      runThreadLocalInDtor,
}

func runThreadLocalInDtor(p *Pass) {
	kinds := []analysis.EffectKind{analysis.TLSAccess}
	p.each(kinds, atMoments(analysis.Unload, analysis.Exit), func(r *reached) {
		outcome, more := r.affected()+" aborts at exit", ""
		if runsAtClose(p, r.first().Root) && !p.onWindows() { // there it was not looked at
			more = "; a first use at `dlclose` leaves its destructor behind in unmapped code, a crash at exit"
		}
		r.report(p, Error, outcome+": "+r.what()+" uses "+r.local()+" "+r.scene()+", and where this thread used it before, it is destroyed by then"+more,
			"use `try_with` on a value that was touched earlier, or keep the state in a plain static")
	})
	p.each(kinds, destroyedFirst, func(r *reached) {
		cause := "it is destroyed first where the thread used it later than the value that is dropped here"
		if r.own() {
			cause = "the value is being destroyed"
		}
		r.report(p, Error, "a panic aborts "+r.affected()+" "+r.when()+": "+r.what()+" uses "+r.local()+" ("+r.from()+"), and "+cause,
			"use `try_with` and do without where it fails; log nothing and start nothing async in the destructor of a thread-local")
	})
}

// destroyedFirst keeps paths from the destructor of a thread-local to another one
// that need not be alive: it is where the first one's initialiser uses it, because
// destructors run in the reverse order of first uses.
func destroyedFirst(r *analysis.Reach, path *analysis.RootPath) bool {
	return path.Root.Moment == analysis.ThreadExit && (r.SubjectPlace == nil || !slices.Contains(path.Root.Outlived, *r.SubjectPlace))
}

// local names the thread-local that a site uses.
func (r *reached) local() string {
	switch {
	case r.Subject != "" && strings.HasPrefix(r.Effect.What, "LocalKey::"):
		return "thread-local `" + r.Subject + "`"
	case isMacro(r.Effect.What):
		return "the logger's thread-local"
	}
	return "a thread-local with a destructor"
}

// own reports the destructor of a thread-local that uses that very thread-local.
func (r *reached) own() bool {
	return r.SubjectPlace != nil && r.first().Root.Local == *r.SubjectPlace
}

func isMacro(what string) bool { return len(what) > 0 && what[len(what)-1] == '!' }
