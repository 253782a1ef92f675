package calls

import (
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// child makes the node of a closure or async block.
func (w *walker) child(name string, span rust.Span) *Node {
	n := &Node{Name: name, Crate: w.node.Crate, File: w.node.File, Span: span, state: 2, body: w.node.root()}
	w.node.Within = append(w.node.Within, n)
	return n
}

// inner is the walker of a closure body: it sees this body's variables.
func (w *walker) inner(n *Node, move bool) *walker {
	sub := &walker{g: w.g, node: n, env: w.env, scope: w.scope, vars: append(append([]map[string]*local{}, w.vars...), map[string]*local{}),
		outerDepth: len(w.vars), move: move, quiet: w.quiet, expansions: w.expansions, nest: w.nest}
	return sub
}

func (w *walker) done() { w.dropLocals() }

// closure walks a closure's body into a node of its own. bound gives the
// parameter types that the callee expects.
func (w *walker) closure(e *rust.Expr, bound *Bound) *Ty {
	n := w.child("a closure in "+w.node.Name, e.Span)
	sub := w.inner(n, e.Move)
	out := &Ty{Kind: Closure, Node: n}
	for i, p := range e.Params {
		t := unknown
		if bound != nil && i < len(bound.Args) {
			t = bound.Args[i]
		}
		if p.Type != nil {
			if l := w.g.lower(p.Type, w.env); l.Kind != Unknown && !hasInfer(l) {
				t = l
			}
		}
		out.Args = append(out.Args, t)
		if t.Param == nil {
			t = paramType(t, param{n, i}, 0)
		}
		sub.bind(p.Pat, t)
	}
	var ret *Ty
	if e.Type != nil {
		ret = w.g.lower(e.Type, w.env)
	}
	got := sub.value(e.X, ret)
	if ret == nil {
		ret = got
	}
	sub.done()
	out.Captured = sub.captured
	out.Ret = ret
	if e.Async {
		out.Ret = &Ty{Kind: Future, Node: n, Elem: ret}
	}
	return out
}

func (w *walker) blockExpr(e *rust.Expr, want *Ty) *Ty {
	switch {
	case e.Const:
		w.quiet++
		t := w.block(e.Block, want, true)
		w.quiet--
		return t
	case e.Async:
		n := w.child("an async block in "+w.node.Name, e.Span)
		sub := w.inner(n, e.Move)
		out := sub.block(e.Block, nil, true)
		sub.done()
		return &Ty{Kind: Future, Node: n, Elem: out}
	}
	return w.block(e.Block, want, true)
}
