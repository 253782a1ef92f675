package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
)

var hostStateTaken = &Rule{
	ID:       "host-state-taken",
	Title:    "state of the whole process that a library changes",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("host-state-taken"),
	Run:      runHostStateTaken,
}

// instead is what to do without a change of the process.
var instead = map[effects.State]string{
	effects.WorkingDirectory: "join the paths that the library opens to a folder of its own, or open them relative to it (`openat`)",
	effects.Locale:           "use `newlocale` with `uselocale`, which concern one thread, or format and parse in Rust",
	effects.FileMode:         "give each file its permissions when it is made (`OpenOptionsExt::mode`)",
	effects.SignalAction:     "leave signals to the host: offer a function that it can call from its own handler",
	"":                       "hand the value to what needs it (`Command::env`, a parameter), or let the host set it",
}

func runHostStateTaken(p *Pass) {
	var seen []analysis.Place
	say := func(r *reached) {
		if !onePlace(&seen, r) {
			return
		}
		sev := Information
		if root := r.first().Root; r.Effect.Kind == analysis.HostState && (root.Moment == analysis.Load || root.Initialises) && !p.inEveryLibrary(root, isPreloaded) {
			sev = Warning
		}
		does, means, _ := strings.Cut(r.Effect.Note, ": ")
		r.inSources(p, sev, r.what()+" "+does+" "+duringHost(r)+" ("+r.from()+"): "+means, instead[r.Effect.State])
	}
	// At load first: one place is reported once, for the earliest that reaches it.
	p.each([]analysis.EffectKind{analysis.HostState}, func(_ *analysis.Reach, path *analysis.RootPath) bool {
		return path.Root.Moment == analysis.Load && path.Root.InLibrary()
	}, say)
	for _, kind := range []analysis.EffectKind{analysis.HostState, analysis.EnvWrite} {
		p.eachCall(kind, func(path *analysis.RootPath) bool { return path.Root.Initialises }, say)
		p.eachCall(kind, func(path *analysis.RootPath) bool { return path.Root.Symbol != "main" }, say)
	}
}

// duringHost says when the first root runs.
func duringHost(r *reached) string {
	if root := r.first().Root; root.Moment == analysis.Call && !root.Initialises {
		return "in a call of the host"
	}
	return initialising(r)
}
