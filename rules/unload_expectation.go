package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var unloadExpectation = &Rule{
	ID:       "unload-expectation",
	Title:    "a library whose verdict is worse than `expect-unload` asks for",
	Severity: Error,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("unload-expectation"),
}

func init() { unloadExpectation.Run = runUnloadExpectation } // verdicts name the rules

func runUnloadExpectation(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		set := settings(p.Result, l.Target.Package)
		if len(set.ExpectUnload) == 0 {
			return
		}
		verdicts := UnloadVerdicts(p.Result, l.Target, p.evidence)
		for _, platform := range unload.Platforms {
			key := "expect-unload." + string(platform)
			want, named := set.ExpectUnload[string(platform)]
			if !named && platform == analysedPlatform(p, l) {
				want, named = set.ExpectUnload[""]
				key = "expect-unload"
			}
			if v := verdicts[platform]; named && v != nil && v.State.Worse(unload.State(want)) {
				p.reportExpectation(l, set.Places[key], platform, want, v)
			}
		}
	})
}

// analysedPlatform is the one of the target that is analysed, "" for others.
func analysedPlatform(p *Pass, l *analysis.Loading) unload.Platform {
	return unload.PlatformOf(targetOf(p.Result, l.Target))
}

// expectedTexts say what becomes of a library, by state as words.
var expectedTexts = map[string]string{
	"stays": "stays mapped when it is closed", "never": "is never unmapped", "crashes": "crashes the process after it is closed",
	"may crash": "may crash the process after it is closed", "undecided": "is not known to unload",
}

// reportExpectation files a finding at the key, or at the crate type where a flag or an
// editor set it.
func (p *Pass) reportExpectation(l *analysis.Loading, at vfs.Place, platform unload.Platform, want string, v *unload.Verdict) {
	f := &Finding{
		Message:  fmt.Sprintf("`%s` %s on %s, and `expect-unload` asks for `%s`%s", l.Target.Package.Name, expectedTexts[v.Words()], platform, want, decider(v)),
		Help:     "mend what decides it, or say with `expect-unload` what is acceptable",
		Severity: p.Rule.Severity, Place: at, Package: l.Target.Package,
		Evidence: Evidence{Level: Declared}, targets: []*workspace.Target{l.Target},
	}
	if at.File == "" {
		f.Place = p.crateTypePlace(l)
	}
	if v.State == unload.Undecided {
		f.Help = "build the library, so that what it does is read from it"
	}
	for _, r := range v.Because {
		if r.Place != nil {
			f.Related = append(f.Related, analysis.Step{Message: "`" + r.ID + "` decides it", Place: *r.Place})
		}
	}
	p.report(f)
}

// decider names the first of a verdict's reasons and counts the others.
func decider(v *unload.Verdict) string {
	if len(v.Because) == 0 {
		return ""
	}
	r := v.Because[0]
	text := ": `" + r.ID + "` decides it"
	switch {
	case r.Kind == unload.OfUnread && r.Text != "":
		text = ": " + r.Text
	case r.Symbol != "":
		text = fmt.Sprintf(": `%s` in `%s` decides it", r.ID, r.Symbol)
	}
	if n := len(v.Because) - 1; n > 0 {
		text += fmt.Sprintf(", and %d more", n)
	}
	return text
}
