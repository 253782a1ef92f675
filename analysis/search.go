package analysis

import (
	"cmp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
)

// state is a node with how it was reached.
type state struct {
	node   *calls.Node
	caught bool
	likely bool
}

// visit is one step of a search from a root.
type visit struct {
	state
	from *visit
	edge *calls.Edge
	dist int
}

// maxVisits bounds the search from one root.
const maxVisits = 100_000

// search walks the call graph from the root's nodes, breadth first: certain
// edges before likely ones, so that each state is found by its best path.
// A callback that a lazy initialiser registers runs only after that initialiser
// has run: touching the value does not run it again, so within is not forced.
func (a *analyzer) search(nodes []*calls.Node, within *calls.Node) (seen map[state]*visit, whole bool) {
	return a.searchBut(nodes, func(_ *calls.Node, e *calls.Edge) bool { return e.To == within && e.Verb == "forces" })
}

// searchBut is search without the edges that skip is true for.
func (a *analyzer) searchBut(nodes []*calls.Node, skip func(*calls.Node, *calls.Edge) bool) (seen map[state]*visit, whole bool) {
	seen, whole = map[state]*visit{}, true
	var queue, later []*visit
	push := func(v *visit) {
		if old := seen[v.state]; old != nil {
			if old.dist == v.dist && v.from != nil && old.from != nil && byCaller(v, old) < 0 {
				old.from, old.edge = v.from, v.edge
			}
			return
		}
		if len(seen) >= a.maxVisits() {
			whole = false
			return
		}
		seen[v.state] = v
		queue = append(queue, v)
	}
	for _, n := range nodes {
		if n != nil {
			push(&visit{state: state{node: n}})
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
		if a.ctx.Err() != nil {
			return seen, whole
		}
		a.graph.Finish(v.node)
		for _, e := range v.node.Edges {
			if skip(v.node, e) {
				continue
			}
			next := &visit{state: state{e.To, v.caught || e.Caught, v.likely || !e.Certain}, from: v, edge: e, dist: v.dist + 1}
			if next.likely && !v.likely {
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
func byCaller(x, y *visit) int {
	return cmp.Or(strings.Compare(x.from.node.File.Path, y.from.node.File.Path), strings.Compare(x.from.node.Name, y.from.node.Name),
		cmp.Compare(x.edge.Span.Start, y.edge.Span.Start))
}
