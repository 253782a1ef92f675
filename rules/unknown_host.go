package rules

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// The driver reports it, since it speaks of what other rules found.
var unknownHost = &Rule{
	ID:       "unknown-host",
	Title:    "a library of which nothing tells whether its host unloads it",
	Severity: Information,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("unknown-host"),
	Fix:      UnsafeFix,
}

// AsksHost reports the question for a library's host.
func AsksHost(f *Finding) bool { return f.Rule == unknownHost.ID }

// askHosts files the question for each library whose findings weigh more or less by the
// answer. Findings that a comment silences do not count: where there are no others, nobody
// is asked, and a comment that silences the question has its use.
func (d *driver) askHosts() {
	if !d.cfg.wants(unknownHost.ID) {
		return
	}
	allowances := d.allowances()
	p := &Pass{Rule: unknownHost, Result: d.res, evidence: d.cfg.Evidence}
	p.eachLibrary(func(l *analysis.Loading) {
		if s := l.Target.Package.Settings; s != nil && len(s.ExpectUnload) > 0 {
			return // what closing it may do is settled, and held by `unload-expectation`
		}
		if l.Unload() != "auto" || l.Host.Sure() || l.Target.Kind == workspace.TargetExample || exportsNothing(l) || d.demo(l.Target.Path) {
			return
		}
		var resting, shown []*Finding
		for _, f := range d.findings {
			if p.rests(f, l) {
				resting = append(resting, f)
			}
		}
		for _, f := range resting {
			if !slices.ContainsFunc(allowances, func(a *allowance) bool { return a.covers(f) }) {
				shown = append(shown, f)
			}
		}
		if len(resting) > 0 {
			f := p.question(l, len(Fold(shown)))
			f.moot = len(shown) == 0
			f.weighs(unknownHost)
			d.add(f)
		}
	})
}

// rests reports a finding that weighs something else where the host of one of its
// libraries unloads it than where it never does.
func (p *Pass) rests(f *Finding, l *analysis.Loading) bool {
	r := ByID(f.Rule)
	if r == nil || r.unload == nil || f.Evidence.Level == Refuted || !slices.Contains(f.targets, l.Target) {
		return false
	}
	m, _, _ := p.mitigationOf(l)
	on := unload.PlatformOf(targetOf(p.Result, l.Target))
	never, _ := unloadSeverity(r.unload, f.base, f.dangles, hostStays, m, on)
	unloaded, _ := unloadSeverity(r.unload, f.base, f.dangles, hostUnloads, m, on)
	return never != unloaded
}

// wouldTexts say what an unload would do, by a verdict in words.
var wouldTexts = map[string]string{
	"crashes": "unloading `%s` would crash", "may crash": "unloading `%s` may crash", "stays": "unloading `%s` would leave it mapped",
	"unloads": "`%s` would be unmapped", "undecided": "what unloading `%s` would do is undecided",
}

// question asks for the host of one library; n findings rest on the answer.
func (p *Pass) question(l *analysis.Loading, n int) *Finding {
	on := analysedPlatform(p, l)
	v := UnloadVerdicts(p.Result, l.Target, p.evidence)[on]
	would, causes := "", 0
	if v != nil && wouldTexts[v.Words()] != "" {
		would = fmt.Sprintf(wouldTexts[v.Words()], l.Target.Package.Name) + " on " + string(on)
		for _, r := range v.Because {
			if r.Kind == OfRule {
				causes++
			}
		}
		if causes > 0 {
			would += ": " + counted(causes, "cause")
		}
		would += "; "
	}
	who := "nothing tells what loads it"
	if l.Host != nil {
		who = "its host is a guess (" + l.Host.Name + ")"
	}
	rest := counted(n, "finding") + " rests on the answer"
	if n > 1 {
		rest = counted(n, "finding") + " rest on the answer"
	}
	f := &Finding{
		Rule: unknownHost.ID, Severity: unknownHost.Severity, Message: would + who + ", and " + rest,
		Help:  "say it in `" + filepath.Base(l.Target.Package.Manifest) + "`, below `[package.metadata.cdylib-ls]`: `unload = \"supported\"`, `unload = \"never\"`, or `host` with a name that `cdylib-ls hosts` lists",
		Place: p.crateTypePlace(l), Package: l.Target.Package, Evidence: Evidence{Level: Declared}, targets: []*workspace.Target{l.Target},
		Fixes: p.answers(l),
	}
	if v != nil {
		for _, r := range v.Because {
			if r.Kind == OfRule && r.Place != nil {
				f.Related = append(f.Related, analysis.Step{Message: "`" + r.ID + "` is among what decides it", Place: *r.Place})
			}
		}
	}
	return f
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprint(n) + " " + noun + "s"
}

// demo reports a path in a folder of tests or demonstrations.
func (d *driver) demo(path string) bool {
	if d.res.Workspace == nil {
		return false
	}
	rel, err := filepath.Rel(d.res.Workspace.Root, path)
	return err == nil && slices.ContainsFunc(strings.Split(filepath.ToSlash(filepath.Dir(rel)), "/"), isDemo)
}
