package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var runtimeNotEntered = &Rule{
	ID:       "runtime-not-entered",
	Title:    "a call that needs an async runtime, in an export that enters none",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("runtime-not-entered"),
	Run:      runRuntimeNotEntered,
}

func runRuntimeNotEntered(p *Pass) {
	any := func(*analysis.RootPath) bool { return true }
	p.eachCall(analysis.NeedsRuntime, any, func(r *reached) {
		outcome := "a panic aborts the host"
		if r.first().Caught {
			outcome = "the call panics"
		}
		r.inSources(p, p.Rule.Severity, outcome+": "+r.what()+" needs a runtime of this library's own copy of its crate ("+r.from()+"), and none is entered, also where the host calls from within its own runtime",
			"keep a `tokio::runtime::Runtime` in the library and call through `block_on`, `spawn` or `enter` of it")
	})
}
