package rules

import (
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// TestFaultInRule gives the catalogue a rule that panics: it becomes one finding, and
// the rules before and after it are heard.
func TestFaultInRule(t *testing.T) {
	fault.Expect(t)
	say := func(id string) *Rule {
		return &Rule{ID: id, Severity: Warning, Run: func(p *Pass) { p.report(&Finding{Message: "said", Evidence: Evidence{Level: Declared}}) }}
	}
	old := all
	defer func() { all = old }()
	all = []*Rule{say("before"), {ID: "broken", Severity: Warning, Run: func(p *Pass) {
		if p.Result.Workspace == nil {
			return
		}
		p.report(&Finding{Message: "half", Evidence: Evidence{Level: Declared}})
		var none *analysis.Root
		_ = none.Name
	}}, say("after"), internalError}
	res := &analysis.Result{Workspace: &workspace.Workspace{Manifest: "/w/Cargo.toml", Root: "/w"}}
	findings, _ := Check(res, Config{})
	got := map[string]int{}
	for _, f := range findings {
		got[f.Rule]++
		if f.Rule == internalError.ID {
			if f.Severity != Warning || f.Place.File != "/w/Cargo.toml" || !strings.Contains(f.Message, "rule `broken`") || !strings.Contains(f.Message, " at rules/fault_test.go:") {
				t.Errorf("%s: %s in %s", f.Severity, f.Message, f.Place.File)
			}
		}
	}
	for _, id := range []string{"before", "broken", "after", internalError.ID} {
		if got[id] != 1 {
			t.Errorf("%d findings of %s", got[id], id)
		}
	}
}
