package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var exitCallbackDangles = &Rule{
	ID:       "exit-callback-dangles",
	Title:    "an exit callback that is not tied to the library",
	Severity: Error,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("exit-callback-dangles"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runExitCallbackDangles,
}

func runExitCallbackDangles(p *Pass) {
	for _, c := range p.Result.Callbacks {
		if c.Leaves() == unload.ExitCallback {
			f := p.left(&c.Spot, p.Rule.Severity,
				"the process crashes at exit after `dlclose`: `"+c.Effect.What+"` registers a callback that is not tied to "+library(&c.Spot),
				"use `atexit`, which glibc runs at `dlclose`, or clean up in a function that the host calls")
			f.verify = p.verifyCallback(c, artifact.ExitCallback)
		}
	}
	p.shownAlone(unload.ExitCallback)
}
