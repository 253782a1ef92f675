package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var exportNotInArtifact = &Rule{
	ID:       "export-not-in-artifact",
	Title:    "an exported name that the built library does not export",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("export-not-in-artifact"),
	Built:    true,
	Run:      runExportNotInArtifact,
}

func runExportNotInArtifact(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		for _, e := range b.Missing {
			why := "a version script hides it, the build has other features, or the code that holds it is not linked"
			if b.Facts.Defined[e.Name] {
				why = "it is there as a local symbol, so a version script or its visibility hides it"
			}
			p.reportBuilt(l, b, &Finding{
				Place:   e.Place,
				Message: "`" + e.Name + "` is not among the exports of " + p.shownFile(b) + ": a host that looks it up finds nothing; " + why,
				Help:    "name its crate in the source of the library, or take it out of the version script's `local:`",
			})
		}
	})
}
