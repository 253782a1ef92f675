package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
)

// eachCall is each for what functions that the host calls reach.
func (p *Pass) eachCall(kind analysis.EffectKind, keep func(*analysis.RootPath) bool, f func(*reached)) {
	for _, r := range p.Result.Calls {
		if r.Effect.Kind != kind {
			continue
		}
		var kept []analysis.RootPath
		for i := range r.Paths {
			if keep(&r.Paths[i]) {
				kept = append(kept, r.Paths[i])
			}
		}
		if len(kept) > 0 {
			f(&reached{r, kept})
		}
	}
}

// hostOf is the first host of a root's libraries for which a condition holds, nil for none.
func (p *Pass) hostOf(root *analysis.Root, is func(*hosts.Host) bool) *hosts.Host {
	for _, t := range root.Linked {
		if l := p.Result.Loading(t); l != nil && is(l.Host) {
			return l.Host
		}
	}
	return nil
}

// onePlace reports a place that was not seen before, and notes it.
func onePlace(seen *[]analysis.Place, r *reached) bool {
	if slices.Contains(*seen, r.Place) {
		return false
	}
	*seen = append(*seen, r.Place)
	return true
}

// inSources files a finding that built libraries are not asked about.
func (r *reached) inSources(p *Pass, sev Severity, message, help string, fixes ...Fix) {
	f := r.finding(sev, message, help, fixes...)
	p.report(f)
}
