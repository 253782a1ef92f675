package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

var staticlibRegistration = &Rule{
	ID:       "staticlib-registration",
	Title:    "code registered to run at load in a crate that is also a staticlib",
	Severity: Warning,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("staticlib-registration"),
	Run:      runStaticlibRegistration,
}

func runStaticlibRegistration(p *Pass) {
	for _, tr := range p.Result.Targets {
		if !slices.Contains(tr.Target.CrateTypes, "staticlib") {
			continue
		}
		var lost []*analysis.Root
		for _, r := range p.Result.Roots {
			if r.InSlot && slices.Contains(r.Linked, tr.Target) {
				lost = append(lost, r)
			}
		}
		if len(lost) == 0 {
			continue
		}
		f := &Finding{
			Severity: p.Rule.Severity, Package: tr.Target.Package, Evidence: Evidence{Level: Declared},
			Place: analysis.Place{File: tr.Target.Package.Manifest, Span: p.crateTypeSpan(tr.Target, "staticlib")},
			Message: "the `staticlib` loses " + RootNoun(lost[0]) + " where a foreign linker takes only the members it needs: " +
				"the linker drops the object that registers it, unless other code of that object is used",
			Help: "call an explicit init function from the program, or link the archive whole (`--whole-archive`, `-force_load`)",
		}
		for _, r := range lost {
			f.Related = append(f.Related, analysis.Step{Message: RootNoun(r) + " is registered by `" + r.Registration + "`", Place: r.Place})
		}
		p.report(f)
	}
}

// crateTypeSpan is the place of one crate type in the manifest, else of all.
func (p *Pass) crateTypeSpan(t *workspace.Target, kind string) rust.Span {
	span := t.CrateTypeSpan
	if src := p.document(t.Package.Manifest); span.End <= len(src) && span.Start < span.End {
		if i := strings.Index(string(src[span.Start:span.End]), `"`+kind+`"`); i >= 0 {
			return rust.Span{Start: span.Start + i, End: span.Start + i + len(kind) + 2}
		}
	}
	return span
}
