package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var unlinkedRegistration = &Rule{
	ID:       "unlinked-registration",
	Title:    "a dependency that registers code but is not linked",
	Severity: Warning,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("unlinked-registration"),
	Fix:      SafeFix,
	Run:      runUnlinkedRegistration,
}

func runUnlinkedRegistration(p *Pass) {
	for _, u := range p.Result.Unlinked {
		use := "use " + u.Dep.Name + " as _;"
		if u.Target.Package.Edition == "2015" {
			use = "extern crate " + u.Dep.Name + " as _;"
		}
		f := &Finding{Severity: p.Rule.Severity, Place: u.Place, Package: u.Target.Package, Evidence: Evidence{Level: Declared},
			Message: "no source names dependency `" + u.Dep.Name + "`, so rustc does not link it, and what it registers with `" + u.Registers + "` never runs",
			Help:    "write `" + use + "` in the crate root",
			Related: []analysis.Step{{Message: "registered here", Place: u.At}},
			verify:  verifyCrate(u.Dep.Name), targets: []*workspace.Target{u.Target},
		}
		if u.Insert != nil {
			f.Fixes = []Fix{{Title: "add `" + use + "`", Safe: true,
				Edits: []Edit{{File: u.Insert.File, Span: u.Insert.Span, Text: use + u.LineEnd}}}}
		}
		p.report(f)
	}
}
