package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// call walks `callee(args)`.
func (w *walker) call(e *rust.Expr, want *Ty) *Ty {
	callee := e.X
	for callee != nil && callee.Kind == rust.ExprParen {
		callee = callee.X
	}
	t := w.expr(callee, nil)
	if s := t.strip(); lazyType(s) {
		w.forced([]*Ty{s}, e)
	}
	switch t.Kind {
	case FnDef:
		if t.Def.Kind != names.DefFn {
			return w.construct(e, t)
		}
		m := method{def: t.Def, self: t.Self, certain: true}
		if t.made != nil {
			m = *t.made
		}
		return w.invokeArgs(m, e, e.Name, e.Args, calleeArgs(callee), want)
	case Closure:
		return w.callClosure(t, e)
	case Ext:
		return w.extCall(t.Path, e, e.Args, want)
	}
	return w.callValue(t, e)
}

// callValue walks a call of a value that holds something callable.
func (w *walker) callValue(t *Ty, e *rust.Expr) *Ty {
	inner := t.strip()
	for range 3 { // a boxed closure
		if inner.Kind == Adt && len(inner.Args) > 0 && inner.Def.Crate.Stub {
			inner = inner.arg(0).strip()
		}
	}
	types := w.plainArgs(e.Args)
	if inner.Kind != Closure && inner.Kind != FnDef && len(inner.Fns) == 0 { // a callback handed to a function that is not seen: `iterate(callback, data)`
		for _, a := range types {
			if c := callableIn(a); c != nil {
				w.runs(c, e, e.Name, false, false)
			}
		}
	}
	switch {
	case inner.Kind == Closure && len(types) == len(inner.Args):
		w.ranClosure(inner, types, e)
		return orUnknown(inner.Ret)
	case len(inner.Fns) > 0:
		w.runs(inner, e, e.Name, true, false)
		return orUnknown(inner.Ret)
	case inner.Kind == Closure:
		w.edge(inner.Node, e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case inner.Kind == FnDef && inner.Def.Kind == names.DefFn:
		w.edge(w.g.node(inner.Def), e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case t.Param != nil:
		w.useParam(*t.Param, false, true)
	case inner.Param != nil:
		w.useParam(*inner.Param, false, true)
	case inner.Kind == Param && inner.callable():
		w.useType(inner.Path, false, true)
	}
	if b := callBound(t); b != nil {
		return orUnknown(b.Ret)
	}
	if t.Kind == FnPtr {
		return orUnknown(t.Ret)
	}
	return unknown
}

// callClosure walks a call of a closure: its parameter types are known.
func (w *walker) callClosure(t *Ty, e *rust.Expr) *Ty {
	var types []*Ty
	for i, a := range e.Args {
		types = append(types, w.argument(a, t.arg(i), nil))
	}
	w.ranClosure(t, types, e)
	return orUnknown(t.Ret)
}

// ranClosure records a call of a closure, and of the callables that it is given
// and calls.
func (w *walker) ranClosure(t *Ty, types []*Ty, e *rust.Expr) {
	w.edge(t.Node, e.Name, e.Origin, "calls", true, false)
	for i, a := range types {
		c := callableIn(a)
		if u := t.Node.params[param{t.Node, i}]; u != nil && c != nil {
			w.runs(c, e, e.Name, u.Certain, u.Caught)
		}
	}
}

func orUnknown(t *Ty) *Ty {
	if t == nil {
		return unknown
	}
	return t
}

func calleeArgs(callee *rust.Expr) []*rust.Type {
	if callee == nil || callee.Kind != rust.ExprPath || callee.Path == nil || len(callee.Path.Segs) == 0 {
		return nil
	}
	return callee.Path.Segs[len(callee.Path.Segs)-1].Args
}

func (w *walker) plainArgs(args []*rust.Expr) []*Ty {
	var out []*Ty
	for _, a := range args {
		out = append(out, w.value(a, nil))
	}
	return out
}

// construct is a call of a tuple struct or variant.
func (w *walker) construct(e *rust.Expr, t *Ty) *Ty {
	v, adt := variantDef(t.Def)
	if v == nil { // not valid code, or not what it seems
		w.plainArgs(e.Args)
		return orUnknown(t.Ret)
	}
	s, fields := map[string]*Ty{}, map[string]*Ty{}
	env := w.g.envOfAdt(adt)
	var first *Ty
	for i, a := range e.Args {
		var want *Ty
		if i < len(v.Fields) {
			want = w.g.lower(v.Fields[i].Type, env)
		}
		got := w.value(a, want)
		if i == 0 {
			first = got
		}
		unify(want, got, s)
		if i < len(v.Fields) && worthHolding(got) {
			fields[v.Fields[i].Name] = got
		}
	}
	if adt.Path() == "std::panic::AssertUnwindSafe" && first != nil {
		return first
	}
	if adt.Crate.Stub {
		return substitute(env.self, s)
	}
	return held(substitute(env.self, s), fields)
}

// invoke records a call of m whose arguments were already walked.
// s binds the type parameters, as far as known.
func (w *walker) invoke(m method, e *rust.Expr, span rust.Span, args []*Ty, s map[string]*Ty) {
	run := m.others
	if !m.overridden {
		run = append([]*names.Def{m.def}, run...)
	}
	for _, d := range run {
		if n := w.g.node(d); n != nil && !d.Item.Fn.Async {
			w.edge(n, span, e.Origin, "calls", m.certain, false)
			w.closureArgs(n, d, args, e, span)
			w.typeArgs(n, s, e, span)
			w.diverging(n, d, e, span, m.certain)
		}
	}
}

// receiver walks the first argument of `Type::method(self, …)` or
// `Trait::method(self, …)`, whose type chooses the impl.
func (w *walker) receiver(m method, arg *rust.Expr, s map[string]*Ty) (method, map[string]*Ty) {
	self := w.value(arg, nil)
	if m.self != nil && m.self.Kind != Param && m.self.Kind != Dyn {
		if sig := w.g.signature(m.def); sig.self != nil {
			unify(sig.self, self.strip(), s)
		}
		return m, s
	}
	if m.def.Trait == nil {
		return m, s
	}
	found := w.g.methodOf(m.def.Trait, self, m.def.Name, w.scope)
	if found.def == nil {
		found = w.g.method(self, m.def.Name, w.scope)
	}
	if found.def == nil {
		return m, s
	}
	return found, found.bindings(w.g)
}

// arguments walks the arguments with the parameter types in view. Where several
// impls come into question, their types choose one.
func (w *walker) arguments(m method, e *rust.Expr, span rust.Span, args []*rust.Expr, s map[string]*Ty) (method, []*Ty, map[string]*Ty) {
	types := make([]*Ty, len(args))
	chosen := len(m.alts) > 0
	if chosen {
		for i, a := range args {
			types[i] = w.argument(a, nil, s)
		}
		m = w.g.choose(m, types)
		s = m.bindings(w.g)
	}
	params := w.g.signature(m.def).params
	for i, a := range args {
		if !chosen {
			var pt *Ty
			if i < len(params) {
				w.g.projections(params[i], s, 0)
				pt = substitute(params[i], s)
			}
			types[i] = w.argument(a, pt, s)
			w.coerced(types[i], pt, e, span)
		}
		if i < len(params) {
			unify(params[i], types[i], s)
			unifyBound(params[i], types[i], s)
		}
	}
	return m, types, s
}

// invokeArgs walks the arguments of a call of m with the parameter types in
// view, then records the call and its effects. It gives the result type.
func (w *walker) invokeArgs(m method, e *rust.Expr, span rust.Span, args []*rust.Expr, generics []*rust.Type, want *Ty) *Ty {
	sig := w.g.signature(m.def)
	s := m.bindings(w.g)
	w.turbofish(m.def, generics, s)
	if m.def.Item.Fn.Self != "" && len(args) == len(sig.params)+1 { // Type::method(self, …)
		m, s = w.receiver(m, args[0], s)
		args = args[1:]
	}
	var types []*Ty
	m, types, s = w.arguments(m, e, span, args, s)
	sig = w.g.signature(m.def)
	path := w.g.effectPath(m.def)
	w.invoke(m, e, span, types, s)
	w.effects(path, e, span, args, types, m.self, m.def)
	if len(types) > 0 && (path == "std::mem::drop" || path == "std::ptr::drop_in_place" || path == "std::mem::ManuallyDrop::drop") {
		w.dropsArgument(types[0], span, e)
	}
	w.g.projections(sig.ret, s, 0)
	ret := w.returned(m.def, substitute(sig.ret, s))
	w.refine(e, sig.self, s)
	if ret.Kind == Param && want != nil {
		ret = want
	}
	if m.def.Name == "collect" && m.self.is("std::iter::Iter") {
		ret = collected(w, ret, generics, m.self.arg(0))
	}
	if lazyType(ret) && len(types) == 1 && m.def.Name == "new" {
		ret = w.lazyValue(ret, types[0])
	}
	if m.def.Name == "force" && len(types) == 1 {
		w.forced([]*Ty{types[0].strip()}, e)
	}
	if path == "std::panic::catch_unwind" && len(types) > 0 && types[0].Ret != nil {
		ret = w.g.std("result", "Result", types[0].Ret, unknown)
	}
	return w.g.async(m.def, ret)
}

// dropsArgument records the drop of what a call of mem::drop or drop_in_place gets.
func (w *walker) dropsArgument(t *Ty, span rust.Span, e *rust.Expr) {
	if t = t.strip(); t.is("std::mem::ManuallyDrop") {
		t = t.arg(0)
	}
	if t.Static == nil {
		w.dropped(t, span, e.Origin)
	}
}

// diverging records a call of a function that ends in a panic as that panic.
func (w *walker) diverging(n *Node, d *names.Def, e *rust.Expr, span rust.Span, certain bool) {
	ret := d.Item.Fn.Ret
	if ret == nil || ret.Kind != rust.TypeNever {
		return
	}
	w.g.finish(n)
	if s := n.Diverges; s != nil {
		name := d.Name
		if e.Origin != nil { // the macro that wraps it is what the author wrote
			name = e.Origin.Macro + "!"
		}
		w.site(&Site{Row: s.Row, What: name, Note: s.Note, Source: s.Source, Span: span, Origin: e.Origin, Certain: certain})
	}
}

// argument walks one argument; a closure literal gets its parameter types.
func (w *walker) argument(a *rust.Expr, pt *Ty, s map[string]*Ty) *Ty {
	inner := a
	for inner.Kind == rust.ExprParen {
		inner = inner.X
	}
	if inner.Kind == rust.ExprClosure && w.enabled(inner.Attrs) {
		var b *Bound
		if cb := callBound(pt); cb != nil {
			c := *cb
			c.Args = substAll(cb.Args, s)
			b = &c
		} else if pt != nil && pt.Kind == FnPtr {
			b = &Bound{Args: substAll(pt.Args, s)}
		}
		return w.closure(inner, b)
	}
	return w.value(a, pt)
}

// effectPath is the path that the data knows a function by.
func (g *Graph) effectPath(d *names.Def) string {
	if d.Crate != nil && !d.Crate.Stub && d.Item.Fn != nil && d.Item.Fn.Body == nil && d.Impl == nil && d.Trait == nil {
		return "libc::" + foreignName(d) // a declaration in an extern block
	}
	path := d.Path()
	if im := d.Impl; im != nil && d.Crate != nil && d.Crate.Stub && d.Crate.Name != "std" && !g.hasRow(path) {
		if t := im.Trait(); t != nil && g.hasRow(t.Path()+"::"+d.Name) {
			return t.Path() + "::" + d.Name // what the data say of the trait's method
		}
	}
	return path
}

// hasRow reports a row of the data for this very path.
func (g *Graph) hasRow(path string) bool {
	return slices.ContainsFunc(g.table.Lookup(path, g.from, g.to), func(r *effects.Row) bool { return !r.Prefix })
}

func foreignName(d *names.Def) string {
	for _, a := range d.Item.Attrs {
		if a.Meta != nil && a.Meta.Path == "link_name" && a.Meta.HasValue {
			return a.Meta.Value
		}
	}
	return d.Name
}

// extCall is a call into a crate that is judged by data.
func (w *walker) extCall(path string, e *rust.Expr, args []*rust.Expr, want *Ty) *Ty {
	types := w.plainArgs(args)
	w.effects(path, e, e.Name, args, types, nil, nil)
	segs := strings.Split(path, "::")
	if len(segs) >= 3 {
		if ty := segs[len(segs)-2]; ty != "" && ty[0] >= 'A' && ty[0] <= 'Z' && makes(segs[len(segs)-1]) {
			return &Ty{Kind: Ext, Path: strings.Join(segs[:len(segs)-1], "::"), Weak: true}
		}
	}
	if lazyTypes[strings.Join(segs[:len(segs)-1], "::")] && len(types) == 1 {
		return w.lazyValue(&Ty{Kind: Ext, Path: strings.Join(segs[:len(segs)-1], "::")}, types[0])
	}
	if want != nil && want.Kind != Unknown {
		return want
	}
	return foreign
}

// foreign is a value of a type that another crate declares, not known further.
var foreign = &Ty{Kind: Ext, Weak: true}

// makes reports whether an associated function of that name usually returns its type.
func makes(name string) bool {
	for _, p := range []string{"new", "default", "builder", "from", "with", "create", "open"} {
		if name == p || strings.HasPrefix(name, p+"_") {
			return true
		}
	}
	return false
}
