package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/loading"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/search"
)

// result puts together what the stages gave.
func (r *run) result() *analysis.Result {
	res := &analysis.Result{Workspace: r.WS, Reaches: r.reaches, Calls: r.calls, Shadows: r.shadows, UnloadFacts: r.facts, Sectioned: r.found.Sectioned, Unlinked: r.notLinked}
	analysis.SortByPlace(res.Sectioned, func(x *analysis.SectionStatic) analysis.Place { return x.Place })
	analysis.SortByPlace(res.Unlinked, func(x *analysis.Unlinked) analysis.Place { return x.Place })
	slices.SortFunc(r.found.Roots, func(x, y *analysis.Root) int {
		return cmp.Or(strings.Compare(x.Place.File, y.Place.File), cmp.Compare(x.Place.Span.Start, y.Place.Span.Start),
			strings.Compare(string(x.Moment), string(y.Moment)), strings.Compare(x.Name, y.Name))
	})
	for _, x := range r.found.Roots {
		x.TakesBack = x.Moment == analysis.Unload && roots.TakesBackOnly(r.Table, x, r.found.Nodes[x])
	}
	res.Roots = r.found.Roots
	for _, p := range r.Packages {
		for _, t := range p.Targets {
			tr := &analysis.TargetResult{Target: t, Loading: r.loaded[t]}
			tr.Absent = tr.Loading != nil && absent(r.FS, t)
			for _, x := range r.found.Roots {
				if x.Target == t {
					tr.Roots = append(tr.Roots, x)
				}
			}
			res.Targets = append(res.Targets, tr)
		}
	}
	res.FilesRead = r.scanner.Read
	res.Directives = r.WS.Directives()
	if r.Prog != nil {
		res.Inexact = r.Prog.Inexact()
		res.Directives = directives(r.Corpus)
		res.Problems = slices.Concat(res.Problems, r.Prog.Missing, r.Prog.Unparsed(), includes(r.Corpus), unreadScripts(r.Corpus), search.CutProblems(r.Corpus))
		if !r.sub {
			loading.Unread(r.Corpus, r.loaded, res.Problems)
		}
		read, parsed := r.Prog.Counts()
		res.FilesRead, res.FilesParsed = max(read, r.scanner.Read), parsed
	}
	res.Sources = sources(r.Corpus, res)
	foreignTexts(r.FS, res)
	return res
}
