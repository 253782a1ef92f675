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
	if inner.Kind != Closure && inner.Kind != FnDef && len(inner.Fns) == 0 { // a callback handed to a function that is not seen: `iterate(callback, data)`
		for _, a := range types {
			if c := callableIn(a); c != nil {
				w.runs(c, e, e.Name, false, false)
			}
		}
	}
	switch {
	case len(inner.Fns) > 0:
		w.runs(inner, e, e.Name, true, false)
		return orUnknown(inner.Ret)
	case inner.Kind == Closure:
		w.edge(inner.Node, e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case inner.Kind == FnDef && inner.Def.Kind == names.DefFn:
		w.edge(w.g.node(inner.Def), e.Name, e.Origin, "calls", true, false)
		return orUnknown(inner.Ret)
	case t.FnParam > 0:
		w.useParam(t.FnParam-1, false, true)
	case inner.FnParam > 0:
		w.useParam(inner.FnParam-1, false, true)
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
			found := method{}
			if m.def.Trait != nil {
				found = w.g.methodOf(m.def.Trait, self, m.def.Name, w.scope)
				if found.def == nil {
					found = w.g.method(self, m.def.Name, w.scope)
				}
			}
			if found.def != nil {
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
	if len(m.alts) > 0 {
		for i, a := range args {
			types[i] = w.argument(a, nil, s)
		}
		m = w.g.choose(m, types)
		sig, s = w.g.signature(m.def), m.bindings(w.g)
		params, args = sig.params, nil
	}
	for i := range types {
		if args != nil {
			var pt *Ty
			if i < len(params) {
				w.g.projections(params[i], s, 0)
				pt = substitute(params[i], s)
			}
			types[i] = w.argument(args[i], pt, s)
			w.coerced(types[i], pt, e, span)
		}
		if i < len(params) {
			unify(params[i], types[i], s)
			unifyBound(params[i], types[i], s)
		}
	}
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

// refine learns the type arguments of a variable from a method call on it:
// `let mut v = Vec::new(); v.push(x)`.
func (w *walker) refine(e *rust.Expr, self *Ty, s map[string]*Ty) {
	if self == nil || e.Kind != rust.ExprMethodCall || e.X.Kind != rust.ExprPath || e.X.Path == nil || len(e.X.Path.Segs) != 1 {
		return
	}
	l, _ := w.lookup(e.X.Path.Segs[0].Name)
	if l == nil || l.ty.Kind != Adt || self.Kind != Adt || l.ty.Def != self.Def || !l.ty.Def.Crate.Stub {
		return
	}
	c := *l.ty
	c.Args = slices.Clone(l.ty.Args)
	for i, a := range c.Args {
		if (a.Kind == Unknown || a.Kind == Param && a.FnParam == 0) && i < len(self.Args) {
			if b := substitute(self.Args[i], s); b.Kind != Unknown {
				c.Args[i] = b
			}
		} else if i < len(self.Args) && callableIn(a) != nil {
			c.Args[i] = all(merge(a, s[self.Args[i].Path]))
		}
	}
	l.ty = &c
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
		u := callee.params[i]
		if u == nil || t == nil {
			continue
		}
		w.runs(t, e, span, u.Certain, u.Caught)
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
	case t.FnParam > 0:
		w.useParam(t.FnParam-1, caught, certain)
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
		if self.Static != nil {
			w.edge(w.g.Init(self.Static), span, e.Origin, "initialises", true, false)
		}
		if w.g.NeedsDrop(self.arg(0)) == No {
			return
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
