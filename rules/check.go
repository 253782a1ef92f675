package rules

import (
	"cmp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/observed"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Config is what the command line or editor asks of a check. The configuration
// in the manifests comes with the results.
type Config struct {
	// Select names the only rules to run; a rule named here runs even where the
	// configuration says "off". Ignore names rules to leave out; it wins.
	Select, Ignore []string
	// Evidence is what the built libraries of the results show; nil checks the
	// sources alone.
	Evidence *evidence.Set
	// Hidden, if set, is called with each finding that is left out because neither its
	// line nor a library that it concerns lies below the paths that were given. It is
	// called by one goroutine.
	Hidden func(*Finding)
	// Observed is what traces of real hosts show of them; nil is no trace.
	Observed *observed.Set
	// LeaveSuppressions leaves out the fixes that silence findings: they cost a
	// parse of each file, and WithSuppressions adds them when they are asked for.
	LeaveSuppressions bool
}

// Suppressed is a finding that a directive silenced.
type Suppressed struct {
	*Finding
	Directive *rust.Directive
}

// Check runs the catalogue over one workspace's result. Both lists are sorted
// and free of duplicates.
func Check(res *analysis.Result, cfg Config) ([]*Finding, []*Suppressed) {
	return CheckAll([]*analysis.Result{res}, nil, cfg)
}

// CheckAll runs the catalogue over several workspaces. problems are those found
// while the workspaces were looked for; each is charged to the workspace that
// holds its file, if one does.
func CheckAll(results []*analysis.Result, problems []workspace.Problem, cfg Config) ([]*Finding, []*Suppressed) {
	var findings []*Finding
	var suppressed []*Suppressed
	for _, res := range results {
		var own []workspace.Problem
		own, problems = problemsOf(res, problems)
		d := newDriver(res, cfg)
		d.run(own)
		findings = append(findings, d.findings...)
		suppressed = append(suppressed, d.suppressed...)
	}
	rest := newDriver(&analysis.Result{}, cfg)
	rest.run(problems)
	findings = append(findings, rest.findings...)
	findings = slices.DeleteFunc(merge(findings), func(f *Finding) bool { return usedElsewhere(f, suppressed) })
	slices.SortStableFunc(suppressed, func(a, b *Suppressed) int { return compare(a.Finding, b.Finding) })
	return findings, slices.CompactFunc(suppressed, func(a, b *Suppressed) bool { return compare(a.Finding, b.Finding) == 0 })
}

// problemsOf splits problems into those in the result's workspace and the rest.
func problemsOf(res *analysis.Result, problems []workspace.Problem) (own, rest []workspace.Problem) {
	for _, p := range problems {
		if res.Workspace != nil && (within(p.File, res.Workspace.Root) || packageOf(res, p.File) != nil) {
			own = append(own, p)
		} else {
			rest = append(rest, p)
		}
	}
	return own, rest
}

// driver holds the state of one check of one workspace.
type driver struct {
	res        *analysis.Result
	cfg        Config
	findings   []*Finding
	suppressed []*Suppressed
}

func newDriver(res *analysis.Result, cfg Config) *driver {
	return &driver{res: res, cfg: cfg}
}

// run makes, weighs, merges and silences the findings.
func (d *driver) run(problems []workspace.Problem) {
	facts := newFacts(d.res)
	for _, rule := range all {
		if rule.Run == nil || !d.cfg.wants(rule.ID) && !d.cfg.counts(rule) {
			continue
		}
		d.guard("rule `"+rule.ID+"`", func() {
			rule.Run(&Pass{Rule: rule, Result: d.res, facts: facts, evidence: d.cfg.Evidence, report: func(f *Finding) {
				f.Rule = rule.ID
				f.weighs(rule)
				d.lessInDemos(f, rule)
				f.Message, f.Help = forPlatform(d.res.Workspace, f.Message), forPlatform(d.res.Workspace, d.fitting(f.Help, f.targets))
				d.add(f)
			}})
		})
	}
	for _, f := range slices.Clone(d.findings) {
		d.guard("the comparison of `"+f.Rule+"` with built libraries", func() { d.compared(f) })
	}
	d.observe()
	for _, p := range append(slices.Clone(d.res.Problems), problems...) {
		d.addProblem(p)
	}
	d.unknownRules()
	d.findings = withoutOverruled(merge(d.findings))
	d.guard("the question for hosts", d.askHosts)
	d.findings = slices.DeleteFunc(d.findings, func(f *Finding) bool { return !d.cfg.wants(f.Rule) })
	d.suppress()
	d.findings = slices.DeleteFunc(d.findings, func(f *Finding) bool { return f.moot })
	if !d.cfg.LeaveSuppressions {
		d.offerSuppressions()
	}
	d.findings = slices.DeleteFunc(d.findings, func(f *Finding) bool {
		hide := !d.asked(f)
		if hide && d.cfg.Hidden != nil {
			d.cfg.Hidden(f)
		}
		return hide
	})
	d.suppressed = slices.DeleteFunc(d.suppressed, func(s *Suppressed) bool { return !d.asked(s.Finding) })
	slices.SortStableFunc(d.findings, compare)
}

// asked reports that a finding is one of those that the user asked for: its line lies in
// a package below the paths that were given, or a library does that it concerns.
func (d *driver) asked(f *Finding) bool {
	pkg := packageOf(d.res, f.Place.File)
	if pkg == nil {
		pkg = f.Package
	}
	return pkg == nil || pkg.Selected || slices.ContainsFunc(f.targets, func(t *workspace.Target) bool { return t.Unloadable() && t.Package.Selected })
}

// guard does one piece of the work. A panic in it, a fault of this program, becomes a
// finding in the manifest of the workspace; the other pieces are done all the same.
func (d *driver) guard(what string, f func()) {
	p := fault.Catch(f)
	if p == nil {
		return
	}
	problem := workspace.Problem{Rule: internalError.ID, Message: what + " ended in an error inside cdylib-ls, so that what it would say is missing: " + p.Error()}
	if d.res.Workspace != nil {
		problem.File = d.res.Workspace.Manifest
	}
	d.addProblem(problem)
}

// addProblem files a housekeeping finding.
func (d *driver) addProblem(p workspace.Problem) {
	rule := ByID(p.Rule)
	if rule == nil {
		rule = invalidConfiguration
	}
	severity := rule.Severity
	if p.Minor {
		severity = min(severity, Information)
	}
	f := &Finding{
		Rule: rule.ID, Severity: severity, Message: p.Message, Place: analysis.Place{File: p.File, Span: p.Span},
		Package: packageOf(d.res, p.File), Evidence: Evidence{Level: Declared},
	}
	f.weighs(rule)
	d.add(f)
}

// add applies flags, configuration and excludes to one finding and keeps it
// unless they switch it off.
func (d *driver) add(f *Finding) {
	if r := ByID(f.Rule); !d.cfg.wants(f.Rule) && (r == nil || !d.cfg.counts(r)) || d.excluded(f.Place.File, f.Package) {
		return
	}
	if sev, ok := d.configured(f.Rule, f.Package, f.Place.File); ok {
		if sev == Off {
			if !slices.Contains(d.cfg.Select, f.Rule) {
				return
			}
		} else if f.Evidence.Level != Refuted {
			f.weigh(sev, "the configuration")
		}
	}
	d.findings = append(d.findings, f)
}

// merge joins findings of one rule at one place: the heaviest speaks, with the
// roots of all. It sorts.
func merge(findings []*Finding) []*Finding {
	slices.SortStableFunc(findings, compare)
	var out []*Finding
	for _, f := range findings {
		if n := len(out); n > 0 && out[n-1].Rule == f.Rule && out[n-1].Place == f.Place && (len(f.Paths) > 0 || f.Message == out[n-1].Message || ofLibraries(f)) {
			out[n-1].Paths = mergePaths(out[n-1].Paths, f.Paths)
			continue
		}
		out = append(out, f)
	}
	return out
}

// overrules names rules whose finding says more than another rule's at the same place.
var overrules = map[string]string{threadSpawnPinsCdylib.ID: threadOutlivesCdylib.ID}

// withoutOverruled leaves out what a finding at the same place says better.
func withoutOverruled(findings []*Finding) []*Finding {
	spoken := map[string]map[analysis.Place]bool{}
	for _, f := range findings {
		if spoken[f.Rule] == nil {
			spoken[f.Rule] = map[analysis.Place]bool{}
		}
		if f.Evidence.Level != Refuted {
			spoken[f.Rule][f.Place] = true
		}
	}
	return slices.DeleteFunc(findings, func(f *Finding) bool {
		better := overrules[f.Rule]
		return better != "" && spoken[better][f.Place]
	})
}

// ofLibraries reports findings that are about code as libraries link it: several
// workspaces can link the same, and one finding is enough.
func ofLibraries(f *Finding) bool {
	r := ByID(f.Rule)
	return r != nil && r.Category == Unload && r != unloadExpectation // one key may hold for several libraries
}

// mergePaths adds the paths of roots that are not there yet.
func mergePaths(paths, more []analysis.RootPath) []analysis.RootPath {
	for _, m := range more {
		if !slices.ContainsFunc(paths, func(p analysis.RootPath) bool { return p.Root == m.Root }) {
			paths = append(slices.Clip(paths), m)
		}
	}
	return paths
}

// compare orders findings by file, place, rule, weight and message.
func compare(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(a.Place.File, b.Place.File),
		cmp.Compare(a.Place.Span.Start, b.Place.Span.Start),
		cmp.Compare(a.Place.Span.End, b.Place.Span.End),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Message, b.Message),
	)
}
