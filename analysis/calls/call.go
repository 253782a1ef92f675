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
	switch t.Kind {
	case FnDef:
		if t.Def.Kind != names.DefFn {
			return w.construct(e, t)
		}
		m := method{def: t.Def, self: t.Self, certain: true}
		if t.Self != nil {
			m = w.g.assoc(t.Self, t.Def.Name, w.scope)
			if m.def == nil {
				m = method{def: t.Def, self: t.Self, certain: true}
			}
		}
		return w.invokeArgs(m, e, e.Name, e.Args, calleeArgs(callee), want)
	case Closure:
		w.edge(t.Node, e.Name, e.Origin, "calls", true, false)
		w.plainArgs(e.Args)
		return orUnknown(t.Ret)
	case Ext:
		return w.extCall(t.Path, e, e.Args, want)
	}
	inner := t.strip()
	for range 3 { // a boxed closure
		if inner.Kind == Adt && len(inner.Args) > 0 && inner.Def.Crate.Stub {
			inner = inner.arg(0).strip()
		}
	}
	types := w.plainArgs(e.Args)
	if inner.Kind != Closure && inner.Kind != FnDef { // a callback handed to a function that is not seen: `iterate(callback, data)`
		for _, a := range types {
			if c := callableIn(a); c != nil {
				w.runs(c, e, e.Name, false, false)
			}
		}
	}
	switch {
	case inner.Kind == Closure:
		w.edge(inner.Node, e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case inner.Kind == FnDef && inner.Def.Kind == names.DefFn:
		w.edge(w.g.node(inner.Def), e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case t.FnParam > 0:
		w.useParam(t.FnParam-1, false, true)
	}
	if b := callBound(t); b != nil {
		return orUnknown(b.Ret)
	}
	if t.Kind == FnPtr {
		return orUnknown(t.Ret)
	}
	return unknown
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
	s := map[string]*Ty{}
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
	}
	if adt.Path() == "std::panic::AssertUnwindSafe" && first != nil {
		return first
	}
	return substitute(env.self, s)
}

// invoke records a call of m whose arguments were already walked.
func (w *walker) invoke(m method, e *rust.Expr, span rust.Span, args []*Ty) {
	run := m.others
	if !m.overridden {
		run = append([]*names.Def{m.def}, run...)
	}
	for _, d := range run {
		if n := w.g.node(d); n != nil && !d.Item.Fn.Async {
			w.edge(n, span, e.Origin, "calls", m.certain, false)
			w.closureArgs(n, d, args, e, span)
			w.diverging(n, d, e, span, m.certain)
		}
	}
}

// invokeArgs walks the arguments of a call of m with the parameter types in
// view, then records the call and its effects. It gives the result type.
func (w *walker) invokeArgs(m method, e *rust.Expr, span rust.Span, args []*rust.Expr, generics []*rust.Type, want *Ty) *Ty {
	sig := w.g.signature(m.def)
	s := m.bindings(w.g)
	w.turbofish(m.def, generics, s)
	params := sig.params
	if m.def.Item.Fn.Self != "" && len(args) == len(params)+1 { // Type::method(self, …)
		self := w.value(args[0], nil)
		if m.self == nil || m.self.Kind == Param || m.self.Kind == Dyn {
			if found := w.g.method(self, m.def.Name, w.scope); found.def != nil && m.def.Trait != nil {
				m = found
				sig, s = w.g.signature(m.def), m.bindings(w.g)
				params = sig.params
			}
		} else if sig.self != nil {
			unify(sig.self, self.strip(), s)
		}
		args = args[1:]
	}
	types := make([]*Ty, len(args))
	for i, a := range args {
		var pt *Ty
		if i < len(params) {
			pt = substitute(params[i], s)
		}
		types[i] = w.argument(a, pt, s)
		if i < len(params) {
			unify(params[i], types[i], s)
			unifyBound(params[i], types[i], s)
		}
	}
	path := w.g.effectPath(m.def)
	w.invoke(m, e, span, types)
	w.effects(path, e, span, args, types, m.self, m.def)
	if len(types) > 0 && (path == "std::mem::drop" || path == "std::ptr::drop_in_place" || path == "std::mem::ManuallyDrop::drop") {
		w.dropsArgument(types[0], span, e)
	}
	ret := substitute(sig.ret, s)
	if ret.Kind == Param && want != nil {
		ret = want
	}
	if m.def.Name == "collect" && m.self.is("std::iter::Iter") {
		ret = collected(w, ret, generics, m.self.arg(0))
	}
	if lazyType(ret) && len(types) == 1 && types[0].Node != nil {
		c := *ret
		c.Node = types[0].Node
		ret = &c
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

// collected fills the holes of `Vec<_>` and kin with what an iterator yields.
func collected(w *walker, t *Ty, generics []*rust.Type, item *Ty) *Ty {
	if len(generics) == 1 {
		t = w.g.lower(generics[0], w.env)
	}
	return fill(t, item)
}

func fill(t, item *Ty) *Ty {
	if t == nil || t.Kind != Adt || len(t.Args) == 0 {
		return t
	}
	c := *t
	c.Args = append([]*Ty{}, t.Args...)
	switch path := t.Def.Path(); {
	case path == "std::result::Result", path == "std::option::Option":
		if item.Kind == Adt && item.Def == t.Def {
			item = item.arg(0)
		}
		if c.Args[0].Kind == Unknown {
			c.Args[0] = item
		} else {
			c.Args[0] = fill(c.Args[0], item)
		}
	case len(c.Args) == 2 && item.Kind == Tuple && len(item.Args) == 2:
		for i := range c.Args {
			if c.Args[i].Kind == Unknown {
				c.Args[i] = item.Args[i]
			}
		}
	case c.Args[0].Kind == Unknown:
		c.Args[0] = item
	}
	return &c
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

func (w *walker) turbofish(d *names.Def, generics []*rust.Type, s map[string]*Ty) {
	if len(generics) == 0 || d.Item.Generics == nil {
		return
	}
	i := 0
	for _, p := range d.Item.Generics.Params {
		if p.Const || i >= len(generics) {
			continue
		}
		if t := w.g.lower(generics[i], w.env); t.Kind != Unknown && !hasInfer(t) {
			s[p.Name] = t
		}
		i++
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

// unifyBound binds the result type of a closure parameter.
func unifyBound(param, t *Ty, s map[string]*Ty) {
	if b := callBound(param); b != nil && t.Ret != nil {
		unify(b.Ret, t.Ret, s)
	}
}

// effectPath is the path that the data knows a function by.
func (g *Graph) effectPath(d *names.Def) string {
	if d.Crate != nil && !d.Crate.Stub && d.Item.Fn != nil && d.Item.Fn.Body == nil && d.Impl == nil && d.Trait == nil {
		return "libc::" + foreignName(d) // a declaration in an extern block
	}
	return d.Path()
}

func foreignName(d *names.Def) string {
	for _, a := range d.Item.Attrs {
		if a.Meta != nil && a.Meta.Path == "link_name" && a.Meta.HasValue {
			return a.Meta.Value
		}
	}
	return d.Name
}

// closureArgs adds edges to the callable arguments that a callee calls.
func (w *walker) closureArgs(callee *Node, d *names.Def, args []*Ty, e *rust.Expr, span rust.Span) {
	any := false
	for _, t := range args {
		any = any || t.strip().callable()
	}
	if !any {
		return
	}
	w.g.finish(callee)
	for i, t := range args {
		t = callableIn(t)
		u := callee.params[i]
		if u == nil || t == nil {
			continue
		}
		w.runs(t, e, span, u.Certain, u.Caught)
	}
}

// callableIn looks through references and boxes for a callable value.
func callableIn(t *Ty) *Ty {
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
	case t.FnParam > 0:
		w.useParam(t.FnParam-1, caught, certain)
	}
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
		return &Ty{Kind: Ext, Path: strings.Join(segs[:len(segs)-1], "::"), Node: types[0].Node}
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

// effects records what the data says of a call of path.
func (w *walker) effects(path string, e *rust.Expr, span rust.Span, args []*rust.Expr, types []*Ty, self *Ty, d *names.Def) {
	rows := w.g.table.Lookup(path, w.g.from, w.g.to)
	for _, r := range rows {
		w.row(r, path, e, span, args, types, self)
	}
	calls, keeps, known := w.g.table.Closures(path)
	caught := w.g.table.Catches(path)
	fallback := w.g.table.UnknownClosures(path)
	for i, t := range types {
		c := callableIn(t)
		if c == nil {
			continue
		}
		run := has(calls, i)
		if !run && !has(keeps, i) && !(known && len(calls) > 0) && fallback == "call" && w.takesCallable(d, i) {
			run = true
		}
		if run {
			w.runs(c, e, span, true, caught)
		}
	}
}

func has(list []int, i int) bool {
	for _, x := range list {
		if x == i {
			return true
		}
	}
	return false
}

// takesCallable reports whether parameter i is declared to be called; a plain
// generic parameter stores its argument.
func (w *walker) takesCallable(d *names.Def, i int) bool {
	if d == nil {
		return true
	}
	sig := w.g.signature(d)
	return i < len(sig.params) && (callBound(sig.params[i]) != nil || sig.params[i].Kind == FnPtr)
}

// row records one row's effects at a call.
func (w *walker) row(r *effects.Row, path string, e *rust.Expr, span rust.Span, args []*rust.Expr, types []*Ty, self *Ty) {
	if len(r.Kinds) == 0 && r.Callback == nil {
		return
	}
	if r.DebugOnly && !w.node.Crate.Env().Flags["debug_assertions"] {
		return
	}
	if len(r.With) > 0 && !w.mentions(r.With, types, args) {
		return
	}
	if len(r.Unless) > 0 && w.redirected(e, r.Unless) {
		return
	}
	s := &Site{Row: r, What: what(r, path), Note: r.Note, Source: r.Source, Span: span, Origin: e.Origin, Certain: true, Type: self}
	if self != nil {
		s.Subject = self.Static
	}
	for _, t := range types {
		if s.Subject == nil {
			s.Subject = t.Static
		}
	}
	if slices.Contains(r.Kinds, "frees") && !w.freesOwned(path, types, self) {
		return
	}
	if cb := r.Callback; cb != nil && cb.Arg < len(types) {
		s.Targets = nodesIn(w.g, types[cb.Arg], 0)
	}
	if tls(r) && self != nil {
		if w.g.NeedsDrop(self.arg(0)) == No {
			return
		}
		if self.Static != nil {
			w.edge(w.g.Init(self.Static), span, e.Origin, "initialises", true, false)
		}
	}
	w.site(s)
}

// guards give access to what a lock protects; dropping one frees nothing, and
// what is emptied through one is empty for everybody.
var guards = map[string]bool{"std::sync::MutexGuard": true, "std::sync::RwLockReadGuard": true, "std::sync::RwLockWriteGuard": true,
	"std::cell::Ref": true, "std::cell::RefMut": true, "parking_lot::MutexGuard": true, "parking_lot::RwLockWriteGuard": true, "parking_lot::RwLockReadGuard": true}

// freesOwned tells freeing what a static holds from dropping an access to it:
// a reference, a lock guard, a value that came out of a call before.
func (w *walker) freesOwned(path string, types []*Ty, self *Ty) bool {
	if path == "std::mem::drop" {
		return false // what it drops was taken or made from a raw pointer before: that is the finding
	}
	for _, t := range types {
		if t.Kind == Adt && guards[t.Def.Path()] {
			return false
		}
	}
	if self == nil {
		return true
	}
	return !self.Guarded && (self.Kind != Adt || !stdTransparent[self.Def.Path()] || w.g.NeedsDrop(self) != No)
}

// what names the call in messages; a prefix row knows only its prefix.
func what(r *effects.Row, path string) string {
	if !r.Prefix {
		return r.What
	}
	segs := strings.Split(path, "::")
	return strings.Join(segs[max(0, len(segs)-2):], "::")
}

func tls(r *effects.Row) bool {
	for _, k := range r.Kinds {
		if k == "tls-access" || k == "tls-try" {
			return true
		}
	}
	return false
}

// mentions reports whether an argument names one of the path endings.
func (w *walker) mentions(endings []string, types []*Ty, args []*rust.Expr) bool {
	for _, want := range endings {
		for _, t := range types {
			if p := t.strip().typePath(); p == want || strings.HasSuffix(p, "::"+want) {
				return true
			}
		}
		for _, a := range args {
			if exprMentions(a, want[strings.LastIndex(want, ":")+1:], 0) {
				return true
			}
		}
	}
	return false
}

func exprMentions(e *rust.Expr, ending string, depth int) bool {
	if e == nil || depth > 12 {
		return false
	}
	if e.Path != nil && pathEnds(e.Path, ending) {
		return true
	}
	for _, sub := range append([]*rust.Expr{e.X, e.Y}, e.Args...) {
		if exprMentions(sub, ending, depth+1) {
			return true
		}
	}
	return false
}

func pathEnds(p *rust.Path, ending string) bool {
	want := strings.Split(ending, "::")
	if len(want) > len(p.Segs) {
		return false
	}
	for i := range want {
		if p.Segs[len(p.Segs)-len(want)+i].Name != want[i] {
			return false
		}
	}
	return true
}

// redirected reports whether another method of the same chain, before or after,
// sends the output elsewhere than to std's streams.
func (w *walker) redirected(e *rust.Expr, methods []string) bool {
	for x := e.X; x != nil; x = x.X {
		if x.Kind == rust.ExprMethodCall && sendsElsewhere(x, methods) {
			return true
		}
	}
	for i := len(w.outer) - 1; i >= 0; i-- {
		x := w.outer[i].X
		for x != nil && x != e && (x.Kind == rust.ExprParen || x.Kind == rust.ExprTry) {
			x = x.X
		}
		if x != e {
			return false
		}
		if e = w.outer[i]; sendsElsewhere(e, methods) {
			return true
		}
	}
	return false
}

func sendsElsewhere(x *rust.Expr, methods []string) bool {
	if !slices.Contains(methods, x.Text) {
		return false
	}
	for _, a := range x.Args {
		for _, stream := range []string{"stdout", "stderr", "Stdout", "Stderr"} {
			if exprMentions(a, stream, 0) {
				return false
			}
		}
	}
	return true
}
