package rules

import (
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// One cause is one finding, however many sites it shows at. Findings are made, silenced
// and compared with baselines one by one, so that each site keeps its own key; Fold comes
// last, before they are shown.

// causeKey is what findings of one cause have in common.
type causeKey struct {
	rule, cause, crate, level string
	severity                  Severity
	moment                    analysis.Moment
}

// Fold joins findings of one rule, cause and crate that weigh the same, are proven the
// same and begin at the same moment. The first of them by place speaks for all, in a copy
// whose Sites are all of them; the others are left out. The order stays.
func Fold(findings []*Finding) []*Finding {
	groups := map[causeKey][]*Finding{}
	for _, f := range findings {
		if key, ok := f.causeKey(); ok {
			groups[key] = append(groups[key], f)
		}
	}
	var out []*Finding
	for _, f := range findings {
		sites := []*Finding{f}
		if key, ok := f.causeKey(); ok {
			if sites = groups[key]; sites[0] != f {
				continue
			}
		}
		if len(sites) > 1 {
			head := *f
			head.Sites = sites
			f = &head
		}
		out = append(out, f)
	}
	return out
}

// causeKey is false for findings that never fold.
func (f *Finding) causeKey() (causeKey, bool) {
	key := causeKey{rule: f.Rule, cause: f.Cause, level: f.Evidence.Level, severity: f.Severity}
	if f.Cause == "" {
		if f.inner == nil {
			return key, false
		}
		key.cause = fmt.Sprint(f.inner.File, f.inner.Span) // sites inside one macro body or one dependency
	}
	if f.Package != nil {
		key.crate = f.Package.Manifest
	}
	if len(f.Paths) > 0 {
		key.moment = f.Paths[0].Root.Moment
	}
	return key, true
}

// Places are all sites of a finding, its own first.
func (f *Finding) Places() []*Finding {
	if len(f.Sites) == 0 {
		return []*Finding{f}
	}
	return f.Sites
}

// Libraries are the libraries of the workspace that all sites concern, in the order of
// their names, each once.
func (f *Finding) Libraries() []*workspace.Target { return librariesOf(f.Places()) }

// OwnLibraries are those that the finding's own site concerns.
func (f *Finding) OwnLibraries() []*workspace.Target { return librariesOf([]*Finding{f}) }

func librariesOf(sites []*Finding) []*workspace.Target {
	var out []*workspace.Target
	for _, s := range sites {
		for _, t := range s.targets {
			if t.Unloadable() && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *workspace.Target) int {
		if a.Name != b.Name {
			if a.Name < b.Name {
				return -1
			}
			return 1
		}
		return 0
	})
	return out
}
