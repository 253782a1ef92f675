package reach

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
)

// leading knows which functions lead to a site of some kinds, whatever is harmless on the
// way. A library exports thousands of functions that nearly all lead to the same code, and
// only few of them to such a site: each function's calls are looked at once for all.
type leading struct {
	kinds   []analysis.EffectKind
	seen    map[*calls.Node]bool
	callers map[*calls.Node][]*calls.Node
	leads   map[*calls.Node]bool
}

// leadingTo returns what is known of some kinds, the same from one call to the next.
func (h *hostCaller) leadingTo(kinds []analysis.EffectKind) *leading {
	for _, l := range h.leading {
		if slices.Equal(l.kinds, kinds) {
			return l
		}
	}
	l := &leading{kinds, map[*calls.Node]bool{}, map[*calls.Node][]*calls.Node{}, map[*calls.Node]bool{}}
	h.leading = append(h.leading, l)
	return l
}

// add looks at a function and all that it calls, as far as that is not known yet.
func (l *leading) add(c *corpus.Corpus, root *calls.Node) {
	if root == nil || l.seen[root] {
		return
	}
	done := false
	defer func() {
		if !done { // a fault, or the end of the analysis: what is half known is forgotten
			clear(l.seen)
			clear(l.callers)
			clear(l.leads)
		}
	}()
	l.seen[root] = true
	var found []*calls.Node // that lead there
	for stack := []*calls.Node{root}; len(stack) > 0; {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c.Ctx.Err() != nil {
			return
		}
		c.Graph.Finish(n)
		here := n.Cut != "" || slices.ContainsFunc(n.Sites, l.wanted)
		for _, e := range n.Edges {
			l.callers[e.To] = append(l.callers[e.To], n)
			here = here || l.leads[e.To]
			if !l.seen[e.To] {
				l.seen[e.To] = true
				stack = append(stack, e.To)
			}
		}
		if here {
			found = append(found, n)
		}
	}
	for len(found) > 0 {
		n := found[len(found)-1]
		found = found[:len(found)-1]
		if !l.leads[n] {
			l.leads[n] = true
			found = append(found, l.callers[n]...)
		}
	}
	done = true
}

func (l *leading) wanted(s *calls.Site) bool {
	return s.Row != nil && slices.ContainsFunc(s.Row.Kinds, func(k analysis.EffectKind) bool { return slices.Contains(l.kinds, k) })
}
