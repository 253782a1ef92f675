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
		if inDllMain(path.Root) && path.Root.Moment == analysis.Unload {
			return false // the host asked for it; the end of the process is another root
		}
		return known && at(r, path) && !joinsFirst(p, path.Root)
	}
	p.waitsAtEnd()
	p.each([]analysis.EffectKind{analysis.Frees}, keep, func(r *reached) {
		subject := "shared state"
		if r.Subject != "" {
			subject = "`" + r.Subject + "`"
		}
		where := "at `exit` other threads still run and use what is freed"
		if inDllMain(r.first().Root) && r.first().Root.Moment == analysis.Exit {
			r.report(p, p.Rule.Severity, "other threads were ended wherever they stood, also inside what is freed and inside the allocator: "+r.what()+" frees "+subject+" "+r.scene(), freeAtUnload)
			return
		}
		if r.inLibrary() {
			where = "other threads may still use what is freed, at `exit` as well as at `dlclose`"
		}
		r.report(p, p.Rule.Severity, where+": "+r.what()+" frees "+subject+" "+r.scene(),
			"leave it to the operating system, or stop and join the threads that use it first")
	})
}

const freeAtUnload = "do it only where the last argument is null (`FreeLibrary`), and leave it to the operating system when the process ends"

// waitsAtEnd reports what a DllMain waits for when the process ends.
func (p *Pass) waitsAtEnd() {
	keep := func(_ *analysis.Reach, path *analysis.RootPath) bool {
		return inDllMain(path.Root) && path.Root.Moment == analysis.Exit && path.Root.InLibrary()
	}
	p.each([]analysis.EffectKind{analysis.ThreadWait}, keep, func(r *reached) {
		outcome := "the process hangs"
		if isJoin(r.Reach) {
			outcome = "a panic ends the process"
		}
		r.report(p, p.Rule.Severity, outcome+": "+r.what()+" waits "+r.scene()+", where the last argument is not null and the other threads were already ended",
			"wait in a function that the host calls before the unload, and for nothing when the process ends")
	})
}

// joinsFirst reports whether the root joins a thread: the measured cure. Which
// comes first is not looked at.
func joinsFirst(p *Pass, root *analysis.Root) bool {
	return slices.ContainsFunc(p.facts.byRoot[root], func(r *analysis.Reach) bool {
		return r.Effect.Kind == analysis.ThreadWait && strings.Contains(r.Effect.What, "join")
	})
}
