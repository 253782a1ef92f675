// Package search walks the graph of calls from some functions, breadth first, and knows the
// best path to each that it gets to.
package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
)

// state is a node with how it was reached.
type state struct {
	Node   *calls.Node
	Caught bool
	Likely bool
}

// Visit is one step of a search from a root.
type Visit struct {
	state
	From *Visit
	Edge *calls.Edge
	dist int
}

// maxVisits bounds the search from one root.
const maxVisits = 100_000

// From walks the call graph from the root's nodes, breadth first: certain
// edges before likely ones, so that each state is found by its best path.
// A callback that a lazy initialiser registers runs only after that initialiser
// has run: touching the value does not run it again, so within is not forced.
func From(c *corpus.Corpus, nodes []*calls.Node, within *calls.Node) (seen map[state]*Visit, whole bool) {
	return Without(c, nodes, func(_ *calls.Node, e *calls.Edge) bool { return e.To == within && e.Verb == "forces" })
}

// Without is search without the edges that skip is true for.
func Without(c *corpus.Corpus, nodes []*calls.Node, skip func(*calls.Node, *calls.Edge) bool) (seen map[state]*Visit, whole bool) {
	seen, whole = map[state]*Visit{}, true
	var queue, later []*Visit
	push := func(v *Visit) {
		if old := seen[v.state]; old != nil {
			if old.dist == v.dist && v.From != nil && old.From != nil && byCaller(v, old) < 0 {
				old.From, old.Edge = v.From, v.Edge
			}
			return
		}
		if len(seen) >= mostVisits(c) {
			whole = false
			return
		}
		seen[v.state] = v
		queue = append(queue, v)
	}
	for _, n := range nodes {
		if n != nil {
			push(&Visit{state: state{Node: n}})
		}
	}
	for len(queue) > 0 || len(later) > 0 {
		if len(queue) == 0 {
			for _, v := range later {
				push(v)
			}
			later = nil
			continue
		}
		v := queue[0]
		queue = queue[1:]
		if c.Ctx.Err() != nil {
			return seen, whole
		}
		c.Graph.Finish(v.Node)
		for _, e := range v.Node.Edges {
			if skip(v.Node, e) {
				continue
			}
			next := &Visit{state: state{e.To, v.Caught || e.Caught, v.Likely || !e.Certain}, From: v, Edge: e, dist: v.dist + 1}
			if next.Likely && !v.Likely {
				later = append(later, next)
				continue
			}
			push(next)
		}
	}
	return seen, whole
}

// byCaller orders steps to one function that are equally far from the root. Which one is
// shown does not hang on the order in which calls or items are written.
func byCaller(x, y *Visit) int {
	return cmp.Or(strings.Compare(x.From.Node.File.Path, y.From.Node.File.Path), strings.Compare(x.From.Node.Name, y.From.Node.Name),
		cmp.Compare(x.Edge.Span.Start, y.Edge.Span.Start))
}

func CompareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// ByDistance puts what a search has seen in order, the best path to a node first.
func ByDistance(seen map[state]*Visit) []*Visit {
	visits := make([]*Visit, 0, len(seen))
	for _, v := range seen {
		visits = append(visits, v)
	}
	slices.SortFunc(visits, func(x, y *Visit) int {
		return cmp.Or(CompareBool(x.Caught, y.Caught), CompareBool(x.Likely, y.Likely), cmp.Compare(x.dist, y.dist),
			strings.Compare(x.Node.File.Path, y.Node.File.Path), cmp.Compare(x.Node.Span.Start, y.Node.Span.Start), strings.Compare(x.Node.Name, y.Node.Name))
	})
	return visits
}

func Named(n *calls.Node) string {
	if n.Def == nil || strings.HasPrefix(n.Name, "the ") {
		return n.Name
	}
	return "`" + n.Name + "`"
}
