package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var missingUsed = &Rule{
	ID:       "missing-used",
	Title:    "a static in a startup section that optimised builds drop",
	Severity: Error,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("missing-used"),
	Fix:      SafeFix,
	Run:      runMissingUsed,
}

func runMissingUsed(p *Pass) {
	for _, s := range p.Result.Sectioned {
		if s.Row == nil || s.Used || s.Kept != "" {
			continue
		}
		when := "at load"
		if len(s.Row.Moments) > 0 && s.Row.Moments[0] == "unload" {
			when = "at unload"
		}
		f := p.left(&s.Spot, p.Rule.Severity,
			"the function of static `"+s.Name+"` never runs "+when+" in optimised builds, although debug builds run it: it stands in `"+s.Section+"` without `#[used]`",
			"add `#[used]`")
		f.Fixes, f.verify, f.targets = usedFix(s), p.verifySlot(s), s.Linked
	}
}

// usedFix puts the attribute on a line of its own in front of the others.
func usedFix(s *analysis.SectionStatic) []Fix {
	if s.AttrsAt < 0 {
		return nil
	}
	return []Fix{{Title: "add `#[used]`", Safe: true,
		Edits: append([]Edit{insert(s.Place.File, s.AttrsAt, "#[used]"+s.LineEnd+s.Indent)}, unsafeEdits(s)...)}}
}
