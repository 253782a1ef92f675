package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/gaps"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

func mostVisits(c *corpus.Corpus) int {
	if c.Visits > 0 {
		return c.Visits
	}
	return maxVisits
}

// NoteCuts records what limits left out on the way from a root.
func NoteCuts(c *corpus.Corpus, r *analysis.Root, visits []*Visit, whole bool) {
	for _, v := range visits {
		if v.Node.Cut != "" {
			cutBody(c, v.Node, v, true)
		}
	}
	if !whole {
		c.Leave(gaps.Cut{File: r.Place.File, At: r.Place.Span, What: "what `" + r.Name + "` calls is", Limit: "it reaches too many functions", Root: true})
	}
}

// cutBody records a body that was not read to its end. Where it is a dependency's, the
// place is the last call of the workspace on the way there.
func cutBody(a *corpus.Corpus, n *calls.Node, v *Visit, root bool) {
	c := gaps.Cut{File: n.File.Path, At: n.CutAt, Crate: n.Crate, What: "a part of " + Named(n) + " is", Limit: n.Cut, Root: root}
	for u := v; u != nil && u.From != nil && !links.IsMember(u.Node.Crate.Package); u = u.From {
		c.File, c.At, c.Crate = u.From.Node.File.Path, u.Edge.Span, u.From.Node.Crate
	}
	if links.IsMember(c.Crate.Package) {
		a.Leave(c)
	}
}

// CutProblems tells what limits left out, by place.
func CutProblems(a *corpus.Corpus) []workspace.Problem {
	for n := range a.Graph.Bodies() {
		if n.Cut != "" {
			cutBody(a, n, nil, false)
		}
	}
	var out []workspace.Problem
	for _, c := range a.Cuts {
		out = append(out, workspace.Problem{Rule: "unread-code", File: c.File, Span: c.At, Minor: !c.Root,
			Message: c.What + " left out: " + c.Limit + "; what it does is not known"})
	}
	slices.SortFunc(out, func(x, y workspace.Problem) int {
		return cmp.Or(strings.Compare(x.File, y.File), cmp.Compare(x.Span.Start, y.Span.Start), strings.Compare(x.Message, y.Message))
	})
	return out
}
