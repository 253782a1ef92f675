package rules

import "github.com/cdylib-ls/cdylib-ls/analysis/unload"

var callbackLeftWithHost = &Rule{
	ID:       "callback-left-with-host",
	Title:    "a function of the library that stays registered with its host",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("callback-left-with-host"),
	unload:   &unloadPolicy{crashes: true, windowsToo: true},
	Run:      runCallbackLeftWithHost,
}

func runCallbackLeftWithHost(p *Pass) {
	for _, c := range p.Result.Callbacks {
		if c.Leaves() != unload.HostCallback {
			continue
		}
		help := "stay loaded, or take it back before the unload"
		if len(c.Undo) > 0 {
			help = "call `" + c.Undo[0] + "` in a function that the host calls before the unload, or stay loaded"
		}
		p.left(&c.Spot, p.Rule.Severity,
			"the host's next call of a function after an unload jumps into unmapped code: `"+c.Effect.What+"` gives it one of "+library(&c.Spot)+", and no unload path takes it back", help)
	}
}
