package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var terminationDtorInCdylib = &Rule{
	ID:       "termination-dtor-in-cdylib",
	Title:    "a destructor meant for process exit in a library that may be unloaded",
	Severity: Information,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("termination-dtor-in-cdylib"),
	unload:   &unloadPolicy{windowsToo: true},
	Run:      runTerminationDtorInCdylib,
}

func runTerminationDtorInCdylib(p *Pass) {
	for _, r := range p.Result.Roots {
		s := rootSpot(r)
		if !r.Termination || len(s.Libraries) == 0 {
			continue
		}
		if perObject(p.Result.Workspace.Target) {
			f := p.left(s, p.Rule.Severity,
				"destructor `"+r.Name+"` runs at `dlclose` as well: glibc ties `atexit` to "+library(s)+", and it is meant for process exit",
				"register it in the program, or let the name say that it runs at an unload")
			f.verify = p.verifyRoot(r)
			continue
		}
		f := p.left(s, Warning,
			"after an unload the process calls unmapped code at exit: destructor `"+r.Name+"` is registered with an `atexit` that is not tied to "+library(s),
			"register it in the program, or use a method that runs at the unload")
		f.verify = p.verifyRoot(r)
	}
}

// perObject reports targets whose atexit is tied to the calling library.
func perObject(target string) bool {
	return target == "" || unload.PlatformOf(target) != "" || slices.Contains([]string{"android", "hurd"}, cfg.ParseTriple(target).OS)
}
