package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var dtorInUnloadableCdylib = &Rule{
	ID:       "dtor-in-unloadable-cdylib",
	Title:    "a destructor in a library that may be unloaded",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("dtor-in-unloadable-cdylib"),
	unload:   &unloadPolicy{quietNever: true, windowsToo: true},
	Run:      runDtorInUnloadableCdylib,
}

func runDtorInUnloadableCdylib(p *Pass) {
	for _, r := range p.Result.Roots {
		if r.Moment != analysis.Unload || r.Termination || r.TakesBack {
			continue
		}
		s := rootSpot(r)
		if len(s.Libraries) == 0 {
			continue
		}
		if inDllMain(r) && !p.alsoAtExit(r) {
			continue // as Windows asks for: what the library owns, while other threads still run
		}
		if inDllMain(r) {
			f := p.left(s, p.Rule.Severity, "`"+r.Name+"` of "+library(s)+" does work at `DLL_PROCESS_DETACH`: under the loader lock at `FreeLibrary`, with threads that may wait for it, and at the end of the process with none left",
				"clean up in a function that the host calls before the unload")
			f.verify = p.verifyRoot(r)
			continue
		}
		when := "runs under the loader lock at `dlclose`, or at exit while other threads of the host still use what it frees"
		if pinned := p.pinOf(s.Libraries); pinned != "" {
			when = "runs at exit only, while other threads of the host still use what it frees, once " + pinned + " keeps the library mapped; else under the loader lock at `dlclose`"
		}
		f := p.left(s, p.Rule.Severity, "destructor `"+r.Name+"` of "+library(s)+" "+when,
			"clean up in a function that the host calls before the unload")
		f.verify = p.verifyRoot(r)
	}
}

// alsoAtExit reports a DllMain that does something at the end of the process, too: it does
// not ask for the last argument.
func (p *Pass) alsoAtExit(r *analysis.Root) bool {
	return slices.ContainsFunc(p.Result.Roots, func(o *analysis.Root) bool {
		return o.Moment == analysis.Exit && o.Reason == r.Reason && o.Place == r.Place
	})
}

// rootSpot is the spot of a root in the libraries that link it.
func rootSpot(r *analysis.Root) *analysis.Spot {
	s := &analysis.Spot{Place: r.Place, In: r.Name}
	if r.Target != nil {
		s.Package = r.Target.Package
	}
	for _, t := range r.Linked {
		if t.Unloadable() {
			s.Libraries = append(s.Libraries, t)
		}
	}
	return s
}

// pinOf names what keeps one of the libraries mapped, "" if nothing is known to.
func (p *Pass) pinOf(libs []*workspace.Target) string {
	if !p.pinsByTLS(libs) {
		return ""
	}
	for _, t := range p.Result.ThreadLocals {
		if shares(t.Libraries, libs) && !p.Result.FirstAtClose(t) {
			return "thread-local `" + t.Name + "`"
		}
	}
	for _, t := range p.Result.Threads {
		if t.Effect.Kind == analysis.ThreadSpawn && !t.Owned && shares(t.Libraries, libs) && p.Result.ClosedBy(&t.Spot) == nil {
			return "the thread started in `" + t.In + "`"
		}
	}
	return ""
}

func shares(a, b []*workspace.Target) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
