package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var stdInDtor = &Rule{
	ID:       "std-in-dtor",
	Title:    "std services used while a library is unloaded or at process exit",
	Severity: Information,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("std-in-dtor"),
	Run:      runStdInDtor,
}

func runStdInDtor(p *Pass) {
	at := atMoments(analysis.Unload, analysis.Exit)
	keep := func(r *analysis.Reach, path *analysis.RootPath) bool {
		starts := r.Effect.Kind == analysis.ThreadSpawn || r.Effect.Kind == analysis.Runtime
		return at(r, path) && ofStd(r.Effect) && !(starts && runsAtClose(p, path.Root)) // thread-wait-under-loader-lock says it better
	}
	p.each(serviceKinds, keep, func(r *reached) {
		sev, message := dtorService(p, r)
		if r.Effect.Unlikely != "" {
			sev, message = min(sev, Information), message+", "+r.Effect.Unlikely
		}
		r.report(p, sev, message, "do it in a shutdown function that the host calls")
	})
}

// dtorService weighs one service and says what it does after main.
func dtorService(p *Pass, r *reached) (Severity, string) {
	sev, head := p.Rule.Severity, r.what()
	switch r.Effect.Kind {
	case analysis.EnvWrite:
		return Warning, "a data race with threads of " + r.affected() + " that still run: " + head + " changes the environment " + r.scene()
	case analysis.ProcessExit:
		program := slices.ContainsFunc(r.paths, func(p analysis.RootPath) bool { return inProgram(p.Root) })
		if program && strings.Contains(r.Effect.What, "exit") {
			return Warning, "a Rust program (1.85 and later) aborts, since it is exiting already: " + head + " runs " + r.scene()
		}
		return Warning, head + " ends " + r.affected() + " " + r.scene() + ": other destructors never run"
	case analysis.ThreadCurrent:
		return sev, head + " runs " + r.scene() + ": std names it as unsupported after `main`; it works with 1.95 and aborts or crashes with 1.63"
	case analysis.ThreadSpawn, analysis.Runtime:
		return sev, "the process usually ends before the thread does its work: " + head + " starts it " + r.scene()
	}
	return sev, head + " runs " + r.scene() + ": " + bestEffort
}
