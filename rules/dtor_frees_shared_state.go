package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var dtorFreesSharedState = &Rule{
	ID:       "dtor-frees-shared-state",
	Title:    "a destructor frees state that exports or threads of the library use",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("dtor-frees-shared-state"),
	Run:      runDtorFreesSharedState,
}

// freesByIntent are calls that nobody makes on a value of their own: they count
// even where it is not known what they free. All others may be harmless then.
var freesByIntent = []string{
	"std::mem::ManuallyDrop::drop", "std::mem::ManuallyDrop::take", "std::ptr::drop_in_place", "libc::munmap",
}

func runDtorFreesSharedState(p *Pass) {
	at := atMoments(analysis.Unload, analysis.Exit)
	keep := func(r *analysis.Reach, path *analysis.RootPath) bool {
		known := r.Subject != "" || slices.Contains(freesByIntent, r.Effect.Path)
		return known && at(r, path) && !joinsFirst(p, path.Root)
	}
	p.each([]analysis.EffectKind{analysis.Frees}, keep, func(r *reached) {
		subject := "shared state"
		if r.Subject != "" {
			subject = "`" + r.Subject + "`"
		}
		where := "at `exit` other threads still run and use it"
		if r.inLibrary() {
			where = "other threads may still use it, at `exit` as well as at `dlclose`"
		}
		r.report(p, p.Rule.Severity, r.what()+" frees "+subject+" "+r.scene()+": "+where,
			"leave it to the operating system, or stop and join the threads that use it first")
	})
}

// joinsFirst reports whether the root joins a thread: the measured cure. Which
// comes first is not looked at.
func joinsFirst(p *Pass, root *analysis.Root) bool {
	return slices.ContainsFunc(p.facts.byRoot[root], func(r *analysis.Reach) bool {
		return r.Effect.Kind == analysis.ThreadWait && strings.Contains(r.Effect.What, "join")
	})
}
