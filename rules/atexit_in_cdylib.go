package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
)

var atexitInCdylib = &Rule{
	ID:       "atexit-in-cdylib",
	Title:    "an exit callback that runs when the library is unloaded",
	Severity: Information,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("atexit-in-cdylib"),
	unload:   &unloadPolicy{windowsToo: true},
	Run:      runAtexitInCdylib,
}

func runAtexitInCdylib(p *Pass) {
	for _, c := range p.Result.Callbacks {
		if c.Effect.Kind != analysis.ExitCallback || c.Moment == analysis.ThreadExit || c.Pin == effects.PinNone {
			continue
		}
		when := p.either("on glibc it runs at `dlclose`, under the loader lock, else at exit, while other threads of the host run",
			"the C library runs it at `DLL_PROCESS_DETACH`: at `FreeLibrary` under the loader lock, at exit with the other threads already ended")
		if p.musl(&c.Spot) {
			when = "on musl it runs at exit, while other threads of the host run"
		}
		f := p.left(&c.Spot, p.Rule.Severity,
			"`"+c.Effect.What+"` registers a callback of "+library(&c.Spot)+": "+when, "clean up in a function that the host calls")
		f.verify = p.verifyCallback(c, artifact.ExitCallback)
	}
}
