package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var signalHandlerDangles = &Rule{
	ID:       "signal-handler-dangles",
	Title:    "a signal handler that stays behind",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("signal-handler-dangles"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runSignalHandlerDangles,
}

func runSignalHandlerDangles(p *Pass) {
	for _, c := range p.Result.Callbacks {
		if c.Leaves() == unload.SignalHandler {
			f := p.left(&c.Spot, p.Rule.Severity,
				"the next such signal after `dlclose` jumps into unmapped code: `"+c.Effect.What+"` installs a handler in "+library(&c.Spot)+" that no unload path takes back",
				"put the former handler back in a destructor or in a function that the host calls before the unload")
			f.verify = p.verifyCallback(c, artifact.Signal)
		}
	}
	p.shownAlone(unload.SignalHandler)
}
