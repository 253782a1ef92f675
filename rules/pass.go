package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// facts are what several rules ask of one result; computed once a check.
type facts struct {
	// byRoot lists what each root reaches.
	byRoot map[*analysis.Root][]*analysis.Reach
}

func newFacts(res *analysis.Result) *facts {
	f := &facts{byRoot: map[*analysis.Root][]*analysis.Reach{}}
	for _, r := range res.Reaches {
		for i := range r.Paths {
			root := r.Paths[i].Root
			f.byRoot[root] = append(f.byRoot[root], r)
		}
	}
	return f
}

// reaches reports whether the root reaches an effect of one of the kinds.
func (f *facts) reaches(root *analysis.Root, kinds ...analysis.EffectKind) bool {
	return slices.ContainsFunc(f.byRoot[root], func(r *analysis.Reach) bool {
		return slices.Contains(kinds, r.Effect.Kind)
	})
}

// waitsForItsThread reports whether the root starts threads of std and waits
// for one. Calls that do both at once, as thread::scope, have both effects.
func (f *facts) waitsForItsThread(root *analysis.Root) bool {
	return f.reaches(root, analysis.ThreadWait) && f.reaches(root, analysis.ThreadSpawn, analysis.Runtime)
}

// settings returns the configuration that holds for a package, which may be nil.
func settings(res *analysis.Result, pkg *workspace.Package) *workspace.Settings {
	switch {
	case pkg != nil && pkg.Settings != nil:
		return pkg.Settings
	case res != nil && res.Workspace != nil && res.Workspace.Settings != nil:
		return res.Workspace.Settings
	}
	return &workspace.Settings{}
}

// panicAborts reports whether the analysed profile turns every panic into an
// abort, so that catch_unwind catches nothing.
func (p *Pass) panicAborts() bool {
	return p.Result.Workspace != nil && p.Result.Workspace.Profile.Panic == "abort"
}

// reached is one reach cut down to the paths that concern a rule.
type reached struct {
	*analysis.Reach
	paths []analysis.RootPath
}

// each calls f for every reach of one of the kinds that has a path for which
// keep holds; f sees those paths alone.
func (p *Pass) each(kinds []analysis.EffectKind, keep func(*analysis.Reach, *analysis.RootPath) bool, f func(*reached)) {
	for _, r := range p.Result.Reaches {
		if !slices.Contains(kinds, r.Effect.Kind) {
			continue
		}
		var kept []analysis.RootPath
		for i := range r.Paths {
			if keep(r, &r.Paths[i]) {
				kept = append(kept, r.Paths[i])
			}
		}
		if len(kept) > 0 {
			f(&reached{r, kept})
		}
	}
}

// certain reports whether one of the paths has no guessed edge.
func (r *reached) certain() bool {
	return slices.ContainsFunc(r.paths, func(p analysis.RootPath) bool { return p.Certain })
}

// report files a finding at the effect. What is an error on a certain path is a
// warning where every path has a guessed edge.
func (r *reached) report(p *Pass, sev Severity, message, help string, fixes ...Fix) *Finding {
	f := r.finding(sev, message, help, fixes...)
	f.verify, f.targets = p.verifyReach(r), targetsOf(r.paths)
	p.report(f)
	return f
}

// finding is what report files, of the sources alone.
func (r *reached) finding(sev Severity, message, help string, fixes ...Fix) *Finding {
	because := r.Effect.Unlikely
	if sev == Error && !r.certain() {
		sev, because = Warning, "only guessed calls lead to it"
	}
	f := &Finding{
		because:  because,
		Severity: sev, Message: message, Help: help, Place: r.Place, Package: r.Package,
		Paths: r.paths, Evidence: Evidence{Level: Reachable}, Fixes: fixes,
		inner: r.Inner,
	}
	if r.Inner != nil {
		f.Related = append(f.Related, analysis.Step{Message: r.what() + " stands here", Place: *r.Inner})
	}
	if r.SubjectPlace != nil && r.Subject != "" {
		f.Related = append(f.Related, analysis.Step{Message: "`" + r.Subject + "` is declared here", Place: *r.SubjectPlace})
	}
	return f
}

// atMoments keeps the paths whose root runs at one of the moments.
func atMoments(moments ...analysis.Moment) func(*analysis.Reach, *analysis.RootPath) bool {
	return func(_ *analysis.Reach, p *analysis.RootPath) bool { return slices.Contains(moments, p.Root.Moment) }
}
