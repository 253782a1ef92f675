package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var nodeleteConflict = &Rule{
	ID:       "nodelete-conflict",
	Title:    "a library that is never unmapped, with code that waits for an unload",
	Severity: Information,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("nodelete-conflict"),
	Run:      runNodeleteConflict,
}

func runNodeleteConflict(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		arg := l.Link.NoDelete
		on := unload.PlatformOf(targetOf(p.Result, l.Target))
		if arg == nil || on == unload.Windows || on == unload.MacOS || l.NeverUnloads() {
			return
		}
		waiting := p.waiting(l.Target)
		if len(waiting) == 0 {
			return
		}
		f := &Finding{
			Message: shownArg(arg) + " keeps the library mapped for ever, but " + RootNoun(waiting[0]) + " waits for an unload: it runs at process exit alone",
			Help:    "clean up in a function that the host calls, or drop one of the two",
		}
		for _, r := range waiting {
			f.Related = append(f.Related, analysis.Step{Message: RootNoun(r) + " is registered by `" + r.Registration + "`", Place: r.Place})
		}
		p.reportArg(l, arg, f)
	})
}

// waiting lists the destructors of a library, which wait for its unload.
func (p *Pass) waiting(t *workspace.Target) []*analysis.Root {
	var out []*analysis.Root
	for _, r := range p.Result.Roots {
		if r.Moment == analysis.Unload && slices.Contains(r.Linked, t) {
			out = append(out, r)
		}
	}
	return out
}
