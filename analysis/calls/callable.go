package calls

import (
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// merge is the type of a value that is one or the other. Only callable values
// keep both; else the first known type stands for all.
func merge(a, b *Ty) *Ty {
	switch {
	case a == nil || a.Kind == Unknown || a.Kind == Never:
		return b
	case b == nil || b.Kind == Unknown || b.Kind == Never || a == b:
		return a
	}
	if a.Kind == Tuple && b.Kind == Tuple && len(a.Args) == len(b.Args) && holds(b, 0) {
		c := *a
		c.Args = slices.Clone(a.Args)
		for i := range c.Args {
			c.Args[i] = merge(a.Args[i], b.Args[i])
		}
		return &c
	}
	cb := callableIn(b)
	if cb == nil {
		return a
	}
	ca := callableIn(a)
	if ca == nil {
		return b
	}
	return inPlace(a, ca, either(ca, cb))
}

// holds reports a type that says more of the callables in a value than its
// declaration would.
func holds(t *Ty, depth int) bool {
	if t == nil || depth > 5 {
		return false
	}
	if t.callable() || len(t.Held) > 0 || t.Node != nil {
		return true
	}
	return holds(t.Elem, depth+1) || slices.ContainsFunc(t.Args, func(a *Ty) bool { return holds(a, depth+1) })
}

// inPlace puts a callable where another one stands within references and boxes.
func inPlace(t, old, with *Ty) *Ty {
	if t == old {
		return with
	}
	c := *t
	switch {
	case t.Elem != nil:
		c.Elem = inPlace(t.Elem, old, with)
	case len(t.Args) > 0:
		c.Args = append([]*Ty{inPlace(t.Args[0], old, with)}, t.Args[1:]...)
	default:
		return with
	}
	return &c
}

func either(a, b *Ty) *Ty {
	out := &Ty{Kind: FnPtr, Ret: a.Ret}
	for _, t := range append(a.each(), b.each()...) {
		if !slices.ContainsFunc(out.Fns, func(o *Ty) bool { return o == t || o.Node != nil && o.Node == t.Node || o.Def != nil && o.Def == t.Def }) {
			out.Fns = append(out.Fns, t)
		}
	}
	if len(out.Fns) == 1 {
		return out.Fns[0]
	}
	return out
}

// all marks the callables of a table: using its elements uses each of them.
func all(t *Ty) *Ty { return mark(t, true) }

// one is an element that was picked from a table.
func one(t *Ty) *Ty { return mark(t, false) }

func mark(t *Ty, all bool) *Ty {
	if t != nil && t.Kind == Tuple && holds(t, 0) {
		c := *t
		c.Args = nil
		for _, a := range t.Args {
			c.Args = append(c.Args, mark(a, all))
		}
		return &c
	}
	c := callableIn(t)
	if c == nil || len(c.Fns) < 2 || c.All == all {
		return t
	}
	with := *c
	with.All = all
	return inPlace(t, c, &with)
}

func (t *Ty) each() []*Ty {
	if len(t.Fns) > 0 {
		return t.Fns
	}
	return []*Ty{t}
}

// held is a value's type with the callables and lazy values that its fields
// were given.
func held(t *Ty, fields map[string]*Ty) *Ty {
	if t.Kind != Adt || len(fields) == 0 {
		return t
	}
	c := *t
	c.Held = fields
	return &c
}

// keeps reports a value worth remembering for a field that holds it.
func worthHolding(t *Ty) bool {
	return t != nil && (callableIn(t) != nil || lazyType(t) && t.Node != nil || len(t.strip().Held) > 0)
}

// paramType marks the callables within a parameter's type as coming from
// parameter p, so that calling one is calling what the caller hands over.
func paramType(t *Ty, p param, depth int) *Ty {
	direct := t.Kind == FnPtr || t.Kind == Param || slices.ContainsFunc(t.Bounds, func(b Bound) bool { return b.Callable || b.Name == "Future" })
	if direct && (depth == 0 || t.Kind != Param || callBound(t) != nil) {
		c := *t
		c.Param = &p
		return &c
	}
	if depth > 5 {
		return t
	}
	c := *t
	if callBound(t) != nil {
		c.Param = &p
	}
	switch {
	case (t.Kind == Ref || t.Kind == Ptr || t.Kind == Slice) && t.Elem != nil:
		c.Elem = paramType(t.Elem, p, depth+1)
	case t.Kind == Adt && t.Def.Crate.Stub && len(t.Args) > 0:
		c.Args = nil
		for _, a := range t.Args {
			c.Args = append(c.Args, paramType(a, p, depth+1))
		}
	}
	return &c
}

// useType records that the body calls a value of its type parameter: a field of
// type F, for instance.
func (w *walker) useType(name string, caught, certain bool) {
	if w.quiet > 0 {
		return
	}
	if w.node.types == nil {
		w.node.types = map[string]*use{}
	}
	if old := w.node.types[name]; old != nil {
		old.join(caught, certain, w.via)
		return
	}
	w.node.types[name] = &use{Caught: caught, Certain: certain, Via: w.via}
}

// join adds another use: what holds for both holds.
func (u *use) join(caught, certain bool, via string) {
	u.Caught, u.Certain = u.Caught && caught, u.Certain || certain
	if u.Via != via {
		u.Via = ""
	}
}

// through does what a use brings about, by way of the function that the use goes through.
func (w *walker) through(u *use, f func()) {
	old := w.via
	if w.via == "" {
		w.via = u.Via
	}
	f()
	w.via = old
}

// typeArgs runs the callables that a callee's type parameters stand for, where
// it calls values of them.
func (w *walker) typeArgs(callee *Node, s map[string]*Ty, e *rust.Expr, span rust.Span) {
	any := false
	for _, t := range s {
		any = any || callableIn(t) != nil
	}
	if !any {
		return
	}
	w.g.finish(callee)
	for _, name := range slices.Sorted(maps.Keys(callee.types)) {
		if c := callableIn(s[name]); c != nil {
			u := callee.types[name]
			w.through(u, func() { w.runs(c, e, span, u.Certain, u.Caught) })
		}
	}
}

// returned is what a call of d gives where its declared type only says that it
// can be called or polled: what the body was seen to return.
func (w *walker) returned(d *names.Def, ret *Ty) *Ty {
	if ret.Kind != FnPtr && callBound(ret) == nil && !slices.ContainsFunc(ret.Bounds, func(b Bound) bool { return b.Name == "Future" }) {
		return ret
	}
	n := w.g.node(d)
	if n == nil || d.Item.Fn.Async {
		return ret
	}
	w.g.finish(n)
	if c := callableIn(n.returns); c != nil && c.Param == nil {
		return n.returns
	}
	return ret
}

// closureArgs adds edges to the callable arguments that a callee calls.
func (w *walker) closureArgs(callee *Node, d *names.Def, args []*Ty, e *rust.Expr, span rust.Span) {
	any := false
	for _, t := range args {
		s := t.strip()
		any = any || callableIn(t) != nil || s.Kind == Slice || s.is("std::vec::Vec")
	}
	if !any {
		return
	}
	w.g.finish(callee)
	for i, t := range args {
		if s := t.strip(); s.Kind == Slice {
			t = s.Elem
		} else if s.is("std::vec::Vec") {
			t = s.arg(0)
		}
		t = callableIn(t)
		u := callee.params[param{callee, i}]
		if u == nil || t == nil {
			continue
		}
		w.through(u, func() { w.runs(t, e, span, u.Certain, u.Caught) })
	}
}

// callableIn looks through references and boxes for a callable value.
func callableIn(t *Ty) *Ty {
	if t == nil {
		return nil
	}
	for range 4 {
		t = t.strip()
		if t.callable() {
			return t
		}
		if t.Kind != Adt || len(t.Args) == 0 || !t.Def.Crate.Stub {
			return nil
		}
		t = t.arg(0)
	}
	return nil
}

// runs records that a callable value is run by the call at span.
func (w *walker) runs(t *Ty, e *rust.Expr, span rust.Span, certain, caught bool) {
	switch {
	case len(t.Fns) > 0:
		for _, f := range t.Fns {
			w.runs(f, e, span, certain && (len(t.Fns) == 1 || t.All), caught)
		}
	case t.Param != nil:
		w.useParam(*t.Param, caught, certain)
	case t.Kind == Param:
		w.useType(t.Path, caught, certain)
	case t.Kind == Closure || t.Kind == Future:
		w.edge(t.Node, span, e.Origin, "calls", certain, caught)
		if t.Kind == Closure && t.Ret != nil && t.Ret.Kind == Future && t.Ret.Node != t.Node {
			w.edge(t.Ret.Node, span, e.Origin, "polls", certain, caught)
		}
	case t.Kind == FnDef && t.Def.Kind == names.DefFn:
		if n := w.g.node(t.Def); n != nil {
			w.edge(n, span, e.Origin, "calls", certain, caught)
		} else {
			w.effects(w.g.effectPath(t.Def), e, span, nil, nil, t.Self, t.Def)
		}
	}
}

// Callables lists the functions that an initialiser's value holds: a function,
// an array of them, a closure, a cast of one.
func (g *Graph) Callables(d *names.Def) []*Node {
	if g.Init(d) == nil {
		return nil
	}
	return nodesIn(g, g.values[d.Item], 0)
}

// ExprCallables is Callables for an expression within a scope.
func (g *Graph) ExprCallables(scope *names.Scope, e *rust.Expr) []*Node {
	n := &Node{Crate: scope.Module.Crate, File: scope.Module.File}
	w := g.walker(n, &env{scope: scope, params: map[string]*Ty{}})
	return nodesIn(g, w.value(e, nil), 0)
}

func nodesIn(g *Graph, t *Ty, depth int) []*Node {
	if t == nil || depth > 6 {
		return nil
	}
	switch t.Kind {
	case FnDef:
		if n := g.Node(t.Def); n != nil {
			return []*Node{n}
		}
		return nil
	case Closure:
		return []*Node{t.Node}
	case FnPtr:
		var out []*Node
		for _, f := range t.Fns {
			out = append(out, nodesIn(g, f, depth+1)...)
		}
		return out
	case Slice, Ref, Ptr:
		if t.Kind == Slice && len(t.Args) > 0 {
			var out []*Node
			for _, a := range t.Args {
				out = append(out, nodesIn(g, a, depth+1)...)
			}
			return out
		}
		return nodesIn(g, t.Elem, depth+1)
	case Adt, Tuple:
		var out []*Node
		for _, a := range t.Args {
			out = append(out, nodesIn(g, a, depth+1)...)
		}
		for _, name := range slices.Sorted(maps.Keys(t.Held)) {
			out = append(out, nodesIn(g, t.Held[name], depth+1)...)
		}
		return out
	}
	return nil
}
