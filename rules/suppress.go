package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// allowance is one rule id of one directive, and whether it silenced anything.
type allowance struct {
	file      string
	directive *rust.Directive
	rule      rust.DirectiveRule
	used      bool
}

// covers reports whether the allowance silences f.
func (a *allowance) covers(f *Finding) bool {
	return a.rule.ID == f.Rule && a.file == f.Place.File &&
		(a.directive.WholeFile || a.directive.Covers.Contains(f.Place.Span.Start))
}

// suppress moves findings that a directive covers to the suppressed list and
// reports directives that cover none. A directive for unused-suppression itself
// is applied last and never reported: it says "leave these in".
func (d *driver) suppress() {
	allowances := d.allowances()
	d.silence(allowances)
	d.findings = append(d.findings, d.unused(allowances)...)
	d.silence(slices.DeleteFunc(allowances, func(a *allowance) bool { return a.rule.ID != unusedSuppression.ID }))
}

// usedElsewhere reports an unused suppression that silences a finding of another
// workspace: one that has the file's package as a path dependency.
func usedElsewhere(f *Finding, suppressed []*Suppressed) bool {
	return f.Rule == unusedSuppression.ID && slices.ContainsFunc(suppressed, func(s *Suppressed) bool {
		return s.Place.File == f.Place.File && slices.Contains(s.Directive.Rules, rust.DirectiveRule{ID: s.Rule, Span: f.Place.Span})
	})
}

// silence applies the allowances to the findings.
func (d *driver) silence(allowances []*allowance) {
	d.findings = slices.DeleteFunc(d.findings, func(f *Finding) bool {
		var by *allowance
		for _, a := range allowances {
			if a.covers(f) {
				a.used = true
				if by == nil || !a.directive.WholeFile {
					by = a
				}
			}
		}
		if by == nil {
			return false
		}
		d.suppressed = append(d.suppressed, &Suppressed{f, by.directive})
		return true
	})
}

// allowances lists what the directives of all files allow, in order.
func (d *driver) allowances() []*allowance {
	var out []*allowance
	for _, file := range sortedKeys(d.res.Directives) {
		for _, dir := range d.res.Directives[file] {
			for _, r := range dir.Rules {
				out = append(out, &allowance{file: file, directive: dir, rule: r})
			}
		}
	}
	return out
}

// ours reports whether a file is the workspace's own: a member's, or a manifest.
func (d *driver) ours(file string) bool {
	ws := d.res.Workspace
	return packageOf(d.res, file) != nil || ws != nil && within(file, ws.Root) && strings.HasSuffix(file, ".toml")
}

func suppressionProblem(place analysis.Place, message string) workspace.Problem {
	return workspace.Problem{Rule: unusedSuppression.ID, File: place.File, Span: place.Span, Message: message}
}

// unused reports directives that cannot be read, name no rule, or silence
// nothing although their rule ran. Files of dependencies are not the user's.
func (d *driver) unused(allowances []*allowance) []*Finding {
	saved := d.findings
	d.findings = nil
	for _, file := range sortedKeys(d.res.Directives) {
		for _, dir := range d.res.Directives[file] {
			if dir.Problem != "" && d.ours(file) {
				d.addProblem(suppressionProblem(analysis.Place{File: file, Span: dir.Span}, "the suppression cannot be read: "+dir.Problem))
			}
		}
	}
	for _, a := range allowances {
		pkg := packageOf(d.res, a.file)
		place := analysis.Place{File: a.file, Span: a.rule.Span}
		switch {
		case !d.ours(a.file) || a.used || a.rule.ID == unusedSuppression.ID:
		case ByID(a.rule.ID) == nil:
			d.addProblem(suppressionProblem(place, unknownRule(a.rule.ID)))
		case d.ran(a.rule.ID, pkg):
			d.addProblem(suppressionProblem(place, "nothing here is reported by `"+a.rule.ID+"`; remove the suppression"))
		}
	}
	made := d.findings
	d.findings = saved
	return made
}
