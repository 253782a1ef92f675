package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// unloads is what is known of whether a host unloads the libraries of a spot.
type unloads uint8

const (
	maybeUnloads unloads = iota
	neverUnloads
	surelyUnloads
)

// hostUnloads tells what the configuration says of a spot's package.
func (p *Pass) hostUnloads(s *analysis.Spot) unloads {
	switch settings(p.Result, s.Package).Unload {
	case "never":
		return neverUnloads
	case "supported":
		return surelyUnloads
	}
	return maybeUnloads
}

// crashing are the rules whose findings are measured to crash the host.
var crashing = map[string]bool{"current-thread-dangles": true, "exit-callback-dangles": true, "pthread-key-dangles": true, "signal-handler-dangles": true}

// weigh gives a finding of a rule its weight: base is the rule's own.
func (p *Pass) weigh(s *analysis.Spot, base Severity) Severity {
	switch {
	case p.Rule.ID == "unflushed-print-in-cdylib": // lost in a library that stays as well
	case p.hostUnloads(s) == neverUnloads, p.musl(s):
		return min(base, Information)
	case crashing[p.Rule.ID] && base == Warning && p.hostUnloads(s) == surelyUnloads:
		return Error
	}
	return base
}

// musl reports that the target's loader never unmaps a library.
func (p *Pass) musl(s *analysis.Spot) bool {
	target := ""
	if p.Result.Workspace != nil {
		target = p.Result.Workspace.Target
	}
	if s.Package != nil && s.Package.Target != "" {
		target = s.Package.Target
	}
	return strings.Contains(target, "musl")
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
func (p *Pass) left(s *analysis.Spot, sev Severity, message, help string) *Finding {
	if p.Rule.Category == Unload {
		sev = p.weigh(s, sev)
	}
	f := &Finding{Severity: sev, Message: message, Help: help, Place: s.Place, Package: s.Package, Evidence: Evidence{Level: "declared"}}
	if s.Inner != nil {
		f.Related = append(f.Related, analysis.Step{Message: "the macro's text", Place: *s.Inner})
	}
	p.report(f)
	return f
}
