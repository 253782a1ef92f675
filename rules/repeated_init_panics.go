package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var repeatedInitPanics = &Rule{
	ID:       "repeated-init-panics",
	Title:    "an initialisation that panics the second time, in code that the host runs again",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("repeated-init-panics"),
	Run:      runRepeatedInitPanics,
}

func runRepeatedInitPanics(p *Pass) {
	p.eachCall(analysis.OnceInit, p.runsAgain, func(r *reached) {
		again := "when the host starts it again, also after a reload of a library that stayed mapped"
		if r.first().Root.Initialises {
			again = "when the host initialises the library again while it is still mapped"
		}
		outcome := "the second call aborts the host"
		if r.first().Caught {
			outcome = "the second call panics and is given up"
		}
		r.inSources(p, p.Rule.Severity, outcome+": "+r.what()+" can be done once in a process ("+r.from()+"), and panics "+again, initHelp(r.Effect.What))
	})
}

// runsAgain keeps paths from functions that a host may call more than once while the
// library is mapped.
func (p *Pass) runsAgain(path *analysis.RootPath) bool {
	if p.inEveryLibrary(path.Root, isPreloaded) || path.Root.Symbol == "main" {
		return false
	}
	return !path.Root.Initialises || !p.inEveryLibrary(path.Root, p.staysLoaded)
}

func initHelp(what string) string {
	switch {
	case strings.HasSuffix(what, "::set"):
		return "use `get_or_init`, or leave a value that is there"
	case strings.HasSuffix(what, "::init"):
		return "use `try_init` and take an error for done, or a `std::sync::Once`"
	}
	return "take an error for done, or guard it with a `std::sync::Once`"
}
