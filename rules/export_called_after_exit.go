package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
)

var exportCalledAfterExit = &Rule{
	ID:       "export-called-after-exit",
	Title:    "an export that needs live thread-locals or new threads, in a host that calls it late",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("export-called-after-exit"),
	Run:      runExportCalledAfterExit,
}

func runExportCalledAfterExit(p *Pass) {
	late := func(path *analysis.RootPath) bool {
		return p.hostOf(path.Root, func(h *hosts.Host) bool { return h.CallsExportLate(path.Root.Symbol) }) != nil
	}
	var seen []analysis.Place
	for _, kind := range []analysis.EffectKind{analysis.TLSAccess, analysis.Runtime, analysis.ThreadSpawn} {
		p.eachCall(kind, late, func(r *reached) {
			if !onePlace(&seen, r) {
				return
			}
			host := p.hostOf(r.first().Root, (*hosts.Host).CallsLate).Name
			does, outcome := "uses "+r.local(), "a panic aborts the process when it ends"
			if kind != analysis.TLSAccess {
				does, outcome = "starts a thread", "std 1.85 panics as the process ends, and newer ones start a thread that the end cuts off"
			}
			r.inSources(p, p.Rule.Severity, outcome+": "+r.what()+" "+does+" ("+r.from()+"), and the host ("+host+") also calls when the thread's locals are gone or the process exits",
				"ask first with `try_with` on a thread-local of your own that needs drop, and answer without it where that fails")
		})
	}
}
