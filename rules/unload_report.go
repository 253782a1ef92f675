package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// musl reports that the target's loader never unmaps a library.
func (p *Pass) musl(s *analysis.Spot) bool {
	target := ""
	if p.Result.Workspace != nil {
		target = p.Result.Workspace.Target
	}
	if s.Package != nil && s.Package.Target != "" {
		target = s.Package.Target
	}
	return unload.PlatformOf(target) == unload.LinuxMusl
}

// library names the first library that links a spot.
func library(s *analysis.Spot) string {
	if len(s.Libraries) == 0 {
		return "the library"
	}
	return "`" + s.Libraries[0].Name + "`"
}

// left files a finding about what a library leaves behind. sev is what it weighs
// where nothing is known of host and mitigations.
func (p *Pass) left(s *analysis.Spot, sev Severity, message, help string, fixes ...Fix) *Finding {
	return p.leaves(s, harm{}, sev, message, help, fixes...)
}

// leaves is left for what does less harm in some hosts.
func (p *Pass) leaves(s *analysis.Spot, h harm, sev Severity, message, help string, fixes ...Fix) *Finding {
	f := &Finding{Severity: sev, Message: message, Help: help, Place: s.Place, Package: s.Package, Evidence: Evidence{Level: Declared}, Fixes: fixes, targets: s.Libraries, inner: s.Inner, harm: h}
	if s.Inner != nil {
		f.Related = append(f.Related, analysis.Step{Message: "the macro's text", Place: *s.Inner})
	}
	f.dangles = sev >= Error || p.Rule.unload != nil && p.Rule.unload.crashes && sev >= Warning
	if p.Rule.Category == Unload && len(s.Libraries) > 0 {
		p.reportUnload(f, s.Libraries)
	} else {
		p.report(f)
	}
	return f
}
