package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// cut is what a limit left out of the work.
type cut struct {
	file  string
	at    rust.Span
	crate *names.Crate
	what  string // with its verb: "a part of `f` is"
	limit string
	root  bool // code that runs by itself gets there, or could begin there
}

type cutKey struct {
	file  string
	start int
	limit string
}

// leave records a cut, one a place.
func (a *analyzer) leave(c cut) {
	if a.cuts == nil {
		a.cuts = map[cutKey]cut{}
	}
	key := cutKey{c.file, c.at.Start, c.limit}
	if old, ok := a.cuts[key]; !ok || c.root && !old.root {
		a.cuts[key] = c
	}
}

func (a *analyzer) maxVisits() int {
	if a.opts.visits > 0 {
		return a.opts.visits
	}
	return maxVisits
}

// cutsOn records what limits left out on the way from a root.
func (a *analyzer) cutsOn(r *Root, visits []*visit, whole bool) {
	for _, v := range visits {
		if v.node.Cut != "" {
			a.cutBody(v.node, v, true)
		}
	}
	if !whole {
		a.leave(cut{file: r.Place.File, at: r.Place.Span, what: "what `" + r.Name + "` calls is", limit: "it reaches too many functions", root: true})
	}
}

// cutBody records a body that was not read to its end. Where it is a dependency's, the
// place is the last call of the workspace on the way there.
func (a *analyzer) cutBody(n *calls.Node, v *visit, root bool) {
	c := cut{file: n.File.Path, at: n.CutAt, crate: n.Crate, what: "a part of " + named(n) + " is", limit: n.Cut, root: root}
	for u := v; u != nil && u.from != nil && !isMember(u.node.Crate.Package); u = u.from {
		c.file, c.at, c.crate = u.from.node.File.Path, u.edge.Span, u.from.node.Crate
	}
	if isMember(c.crate.Package) {
		a.leave(c)
	}
}

// cutProblems tells what limits left out, by place.
func (a *analyzer) cutProblems() []workspace.Problem {
	for n := range a.graph.Bodies() {
		if n.Cut != "" {
			a.cutBody(n, nil, false)
		}
	}
	var out []workspace.Problem
	for _, c := range a.cuts {
		out = append(out, workspace.Problem{Rule: "unread-code", File: c.file, Span: c.at, Minor: !c.root,
			Message: c.what + " left out: " + c.limit + "; what it does is not known"})
	}
	slices.SortFunc(out, func(x, y workspace.Problem) int {
		return cmp.Or(strings.Compare(x.File, y.File), cmp.Compare(x.Span.Start, y.Span.Start), strings.Compare(x.Message, y.Message))
	})
	return out
}
