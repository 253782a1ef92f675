package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var reservedInitSymbol = &Rule{
	ID:       "reserved-init-symbol",
	Title:    "an own `_init` or `_fini`",
	Severity: Error,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("reserved-init-symbol"),
	Run:      runReservedInitSymbol,
}

func runReservedInitSymbol(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		on := unload.PlatformOf(targetOf(p.Result, l.Target))
		if l.Link.NoStartFiles != nil || on == unload.Windows || on == unload.MacOS {
			return // without the start files it is a root, on other formats a name
		}
		for _, e := range l.Exports {
			section := map[string]string{"_init": "`.init_array`", "_fini": "`.fini_array`"}[e.Name]
			if section == "" {
				continue
			}
			p.report(&Finding{
				Severity: Error, Place: e.Place, Package: e.Package, Evidence: Evidence{Level: Declared},
				Message: "`" + e.Name + "` is taken by the start files: GNU ld and LLD refuse it as a duplicate, with mold it links and never runs",
				Help:    "rename it, and register it with a `#[used]` static in " + section,
			})
		}
	})
}
