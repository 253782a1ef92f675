package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// value walks an expression whose value is moved out.
func (w *walker) value(e *rust.Expr, want *Ty) *Ty {
	t := w.expr(e, want)
	w.markPart(e, t)
	return t
}

func (w *walker) markMoved(e *rust.Expr) { w.markPart(e, nil) }

// markPart notes that the value of e, of type t where that is known, is moved
// out. Copying a field out of a variable leaves the variable whole.
func (w *walker) markPart(e *rust.Expr, t *Ty) {
	for e != nil && e.Kind == rust.ExprParen {
		e = e.X
	}
	if e == nil {
		return
	}
	switch e.Kind {
	case rust.ExprPath:
		if e.Path != nil && len(e.Path.Segs) == 1 {
			if l, _ := w.lookup(e.Path.Segs[0].Name); l != nil {
				l.moved = true
			}
		}
	case rust.ExprField: // a partial move
		if t == nil || w.g.NeedsDrop(t) != No {
			w.markMoved(e.X)
		}
	}
}

// expr walks an expression and gives its type. want is what the context
// expects, for closures and `collect`-like calls; it may be nil.
func (w *walker) expr(e *rust.Expr, want *Ty) *Ty {
	if e == nil {
		return unit
	}
	if !w.enabled(e.Attrs) {
		return unknown
	}
	if w.nest++; w.nest > 600 {
		w.nest--
		return unknown
	}
	defer func() { w.nest-- }()
	switch e.Kind {
	case rust.ExprPath:
		return w.path(e)
	case rust.ExprLit:
		return literal(e.Text)
	case rust.ExprCall:
		return w.call(e, want)
	case rust.ExprMethodCall:
		return w.methodCall(e, want)
	case rust.ExprField:
		return w.field(w.expr(e.X, nil), e)
	case rust.ExprMacro:
		return w.macro(e, want)
	case rust.ExprClosure:
		return w.closure(e, nil)
	case rust.ExprBlock:
		return w.blockExpr(e, want)
	case rust.ExprIf, rust.ExprMatch:
		return w.branch(e, want)
	case rust.ExprLoop, rust.ExprWhile, rust.ExprFor:
		return w.loop(e)
	}
	return w.operator(e, want)
}

func literal(text string) *Ty {
	if text == "" {
		return unknown
	}
	switch c := text[0]; {
	case c == '"' || c == 'r' && len(text) > 1 && (text[1] == '"' || text[1] == '#'):
		return &Ty{Kind: Ref, Elem: prim("str")}
	case c == '\'':
		return prim("char")
	case text == "true" || text == "false":
		return prim("bool")
	case c >= '0' && c <= '9':
		return prim(numberType(text))
	}
	return unknown
}

// numberType is the type of a numeric literal: its suffix, else what it would
// default to.
func numberType(text string) string {
	for i := len(text) - 1; i > 0; i-- {
		switch text[i] {
		case 'u', 'i', 'f':
			if suffix := strings.TrimLeft(text[i:], "_"); numbers[suffix] && !(text[i] == 'f' && strings.HasPrefix(text, "0x")) {
				return suffix
			}
		}
	}
	if strings.ContainsAny(text, ".eE") && !strings.HasPrefix(text, "0x") {
		return "f64"
	}
	return "i32"
}

var numbers = map[string]bool{"u8": true, "u16": true, "u32": true, "u64": true, "u128": true, "usize": true,
	"i8": true, "i16": true, "i32": true, "i64": true, "i128": true, "isize": true, "f32": true, "f64": true}

// operator walks the small expressions.
func (w *walker) operator(e *rust.Expr, want *Ty) *Ty {
	switch e.Kind {
	case rust.ExprParen:
		return w.expr(e.X, want)
	case rust.ExprLet:
		t := w.expr(e.X, nil)
		w.movedByPattern(e.X, t, e.Pat)
		w.bind(e.Pat, t)
		if !w.takes(e.Pat) {
			w.dropTemporary(e.X, t)
		}
		return prim("bool")
	case rust.ExprRef:
		t := w.expr(e.X, derefWant(want))
		w.dropTemporary(e.X, t)
		return &Ty{Kind: Ref, Elem: t, Static: t.Static}
	case rust.ExprDeref:
		return w.deref(w.expr(e.X, nil), e)
	case rust.ExprUnary:
		t := w.expr(e.X, nil)
		if r := w.trait(t, map[string]string{"-": "neg", "!": "not"}[e.Text], nil, e, e.Name); r != nil {
			return r
		}
		return t
	case rust.ExprBinary:
		return w.binary(e)
	case rust.ExprAssign:
		return w.assign(e)
	case rust.ExprCast:
		t := w.expr(e.X, nil)
		c := w.g.lower(e.Type, w.env)
		if t.callable() {
			return t
		}
		return c.withStatic(t.Static)
	case rust.ExprTry:
		t := w.expr(e.X, nil)
		w.converts(t.strip(), e)
		return w.try(t)
	case rust.ExprAwait:
		t := w.value(e.X, nil)
		switch {
		case t.Kind == Future:
			w.edge(t.Node, e.X.Name, e.Origin, "polls", true, false)
			return t.Elem
		case t.FnParam > 0:
			w.useParam(t.FnParam-1, false, true)
		}
		return unknown
	case rust.ExprIndex:
		t := w.expr(e.X, nil)
		w.expr(e.Y, nil)
		w.implicit(e, "indexing", "an index out of bounds panics")
		if r := w.trait(t, "index", nil, e, e.Name); r != nil {
			return r.strip().withStatic(t.Static)
		}
		if e.Y != nil && e.Y.Kind == rust.ExprRange {
			return w.sliced(t)
		}
		return w.indexed(t, e)
	case rust.ExprRange:
		t := w.value(e.X, nil)
		if e.Y != nil {
			w.value(e.Y, nil)
		}
		return w.g.std("iter", "Iter", t)
	case rust.ExprStruct:
		return w.structExpr(e)
	case rust.ExprTuple:
		out := &Ty{Kind: Tuple}
		for i, a := range e.Args {
			var sub *Ty
			if want != nil && want.Kind == Tuple {
				sub = want.arg(i)
			}
			out.Args = append(out.Args, w.value(a, sub))
		}
		return out
	case rust.ExprArray:
		return w.array(e, want)
	case rust.ExprReturn, rust.ExprBreak:
		if e.X != nil {
			t := w.value(e.X, w.ret)
			if n := len(w.breaks); n > 0 && e.Kind == rust.ExprBreak {
				w.breaks[n-1] = merge(w.breaks[n-1], t)
			}
			if e.Kind == rust.ExprReturn {
				w.gives(t)
			}
		}
		return never
	case rust.ExprContinue:
		return never
	}
	for _, a := range e.Args { // ExprErr
		w.expr(a, nil)
	}
	return unknown
}

func derefWant(want *Ty) *Ty {
	if want != nil && want.Kind == Ref {
		return want.Elem
	}
	return nil
}

func (w *walker) array(e *rust.Expr, want *Ty) *Ty {
	out := &Ty{Kind: Slice, Elem: unknown}
	var sub *Ty
	if want != nil && want.Kind == Slice {
		sub = want.Elem
	}
	for _, a := range e.Args {
		t := w.value(a, sub)
		out.Elem = merge(out.Elem, t)
		if t.callable() {
			out.Args = append(out.Args, t)
		}
	}
	if e.Y != nil {
		w.expr(e.Y, nil)
	}
	out.Elem = all(out.Elem)
	return out
}

func (w *walker) binary(e *rust.Expr) *Ty {
	l := w.expr(e.X, nil)
	r := w.expr(e.Y, nil)
	if got := w.trait(l, operators[e.Text], []*Ty{r}, e, e.Name); got != nil {
		return got
	}
	switch e.Text {
	case "==", "!=", "<", ">", "<=", ">=", "&&", "||":
		return prim("bool")
	case "/", "%":
		if l.Kind == Prim && l.Path != "f32" && l.Path != "f64" && e.Y != nil && e.Y.Kind != rust.ExprLit {
			w.implicit(e, "integer division", "a division by zero panics")
		}
	}
	return l
}

func (w *walker) assign(e *rust.Expr) *Ty {
	var l *local
	if e.Text == "=" && e.X.Kind == rust.ExprPath && e.X.Path != nil && len(e.X.Path.Segs) == 1 {
		l, _ = w.lookup(e.X.Path.Segs[0].Name)
	}
	fresh := l != nil && (l.empty || l.unset)
	place := w.expr(e.X, nil)
	t := w.value(e.Y, place)
	if e.Text != "=" {
		w.trait(place, operators[e.Text], []*Ty{t}, e, e.Name)
	}
	if e.Text == "=" {
		w.replaced(e, place, l, fresh)
	}
	if l != nil {
		l.moved, l.unset, l.empty = false, false, w.makesEmpty(e.Y)
		if l.ty.Kind == Unknown || l.ty.callable() {
			l.ty = t
		}
	}
	if e.Text == "=" && place.Static != nil && w.g.NeedsDrop(place) != No {
		w.site(&Site{Kind: "frees", What: "assignment", Note: "the old value is dropped", Span: e.X.Span, Origin: e.Origin, Subject: place.Static, Certain: true})
	}
	return unit
}

// replaced records the drop of the value that an assignment overwrites. What a
// field of a std type held is not known: often it was None.
func (w *walker) replaced(e *rust.Expr, place *Ty, l *local, fresh bool) {
	switch {
	case place.Static != nil || fresh || l != nil && l.moved:
	case l != nil:
		w.dropped(place, e.X.Span, e.Origin)
	case place.Kind == Adt && !place.Def.Crate.Stub:
		w.dropped(place, e.X.Span, e.Origin)
	}
}

// implicit records a panic that no word in the source announces.
func (w *walker) implicit(e *rust.Expr, what, note string) {
	w.site(&Site{Kind: "panic-implicit", What: what, Note: note, Source: "Rust Reference", Span: e.Span, Origin: e.Origin, Certain: true})
}

// sliced is what indexing by a range gives.
func (w *walker) sliced(t *Ty) *Ty {
	switch s := t.strip(); {
	case s.is("std::vec::Vec"):
		return &Ty{Kind: Slice, Elem: s.arg(0), Static: t.Static}
	case s.is("std::string::String"):
		return prim("str")
	default:
		return s
	}
}

func (w *walker) indexed(t *Ty, e *rust.Expr) *Ty {
	for range 6 {
		s := t.strip()
		switch {
		case s.Kind == Slice:
			return one(s.Elem).withStatic(s.Static)
		case s.is("std::vec::Vec"), s.is("std::collections::VecDeque"):
			return one(s.arg(0)).withStatic(s.Static)
		case s.is("std::collections::HashMap"), s.is("std::collections::BTreeMap"):
			return s.arg(1).withStatic(s.Static)
		}
		next := w.g.derefOnce(s)
		if next == nil {
			return unknown
		}
		w.forced([]*Ty{s}, e)
		t = next.withStatic(s.Static)
	}
	return unknown
}

func (w *walker) try(t *Ty) *Ty {
	s := t.strip()
	if s.is("std::option::Option") || s.is("std::result::Result") {
		return s.arg(0).withStatic(t.Static)
	}
	return unknown
}

func (w *walker) structExpr(e *rust.Expr) *Ty {
	d, _ := w.g.prog.Resolve(w.scope, w.selfPath(e.Path), names.Types)
	d = w.g.prog.Unalias(d, 0)
	v, adt := variantDef(d)
	subst, fields := map[string]*Ty{}, map[string]*Ty{}
	for i, a := range e.Args {
		t := w.value(a, w.fieldWant(v, adt, e, i))
		if i < len(e.Fields) && worthHolding(t) {
			fields[e.Fields[i]] = t
		}
		if v != nil && i < len(e.Fields) {
			for _, f := range v.Fields {
				if f.Name == e.Fields[i] {
					unify(w.g.lower(f.Type, w.g.envOfAdt(adt)), t, subst)
				}
			}
		}
	}
	if e.Y != nil {
		w.value(e.Y, nil)
	}
	if adt == nil {
		if d != nil && d.Kind == names.DefExt {
			return &Ty{Kind: Ext, Path: d.Ext}
		}
		return unknown
	}
	return held(substitute(w.g.envOfAdt(adt).self, subst), fields)
}

// fieldWant is the declared type of the field that argument i of a struct
// literal is for, where it has no parameters.
func (w *walker) fieldWant(v *rust.Variant, adt *names.Def, e *rust.Expr, i int) *Ty {
	if v == nil || i >= len(e.Fields) || adt.Item.Generics != nil && len(adt.Item.Generics.Params) > 0 {
		return nil
	}
	for _, f := range v.Fields {
		if f.Name == e.Fields[i] {
			return w.g.lower(f.Type, w.g.envOfAdt(adt))
		}
	}
	return nil
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

// branch walks if and match.
func (w *walker) branch(e *rust.Expr, want *Ty) *Ty {
	w.push()
	defer w.pop()
	if e.Kind == rust.ExprIf {
		known := w.condition(e.X)
		t := unknown
		if known != cfg.False {
			t = w.block(e.Block, want, true)
		}
		if e.Else != nil && known != cfg.True {
			t = merge(t, w.value(e.Else, want))
		}
		return t
	}
	s := w.expr(e.X, nil)
	out, taken := unknown, false
	for _, arm := range e.Arms {
		if !w.enabled(arm.Attrs) || w.otherReason(arm.Pat) {
			continue
		}
		w.movedByPattern(e.X, s, arm.Pat)
		taken = taken || w.takes(arm.Pat)
		w.push()
		w.bind(arm.Pat, s)
		if arm.Guard != nil {
			w.expr(arm.Guard, nil)
		}
		t := w.value(arm.Body, want)
		w.pop()
		out = merge(out, t)
	}
	if !taken {
		w.dropTemporary(e.X, s)
	}
	return out
}

// movedByPattern notes that binding a pattern may move out of a variable.
func (w *walker) movedByPattern(e *rust.Expr, t *Ty, p *rust.Pat) {
	if t.Kind != Ref && w.takes(p) {
		w.markMoved(e)
	}
}

// takes reports whether a pattern binds a variable by value.
func (w *walker) takes(p *rust.Pat) bool {
	if p == nil {
		return false
	}
	if p.Kind == rust.PatBind && !p.ByRef && !w.constPattern(p.Name) {
		return true
	}
	return slices.ContainsFunc(p.Subs, w.takes)
}

// condition walks a condition and tells whether cfg! or a literal decides it.
func (w *walker) condition(e *rust.Expr) cfg.Tri {
	switch {
	case e == nil:
		return cfg.Maybe
	case e.Kind == rust.ExprParen:
		return w.condition(e.X)
	case e.Kind == rust.ExprLit && e.Text == "true":
		return cfg.True
	case e.Kind == rust.ExprLit && e.Text == "false":
		return cfg.False
	case e.Kind == rust.ExprUnary && e.Text == "!":
		return cfg.True - w.condition(e.X)
	case e.Kind == rust.ExprMacro && e.Macro != nil && len(e.Macro.Path.Segs) > 0 && e.Macro.Path.Segs[len(e.Macro.Path.Segs)-1].Name == "cfg":
		if m := rust.ParseMeta("cfg(" + e.Macro.Text() + ")"); m != nil && len(m.List) == 1 {
			return w.node.Crate.Env().Eval(m.List[0])
		}
		return cfg.Maybe
	case e.Kind == rust.ExprBinary && e.Text == "&&":
		a := w.condition(e.X)
		if a == cfg.False { // the rest never runs
			return a
		}
		return min(a, w.condition(e.Y))
	case e.Kind == rust.ExprBinary && e.Text == "||":
		a := w.condition(e.X)
		if a == cfg.True {
			return a
		}
		return max(a, w.condition(e.Y))
	}
	w.expr(e, nil)
	return w.reasonIs(e)
}

// reasons are the values of DllMain's reason argument by number.
var reasons = []string{"DLL_PROCESS_DETACH", "DLL_PROCESS_ATTACH", "DLL_THREAD_ATTACH", "DLL_THREAD_DETACH"}

// otherReason reports a match arm for another reason than the one looked at.
func (w *walker) otherReason(p *rust.Pat) bool {
	if w.reason == "" || p == nil {
		return false
	}
	name := p.Name
	switch p.Kind {
	case rust.PatPath:
		if p.Path == nil || len(p.Path.Segs) == 0 {
			return false
		}
		name = p.Path.Segs[len(p.Path.Segs)-1].Name
	case rust.PatLit:
		src := w.node.File.AST().Source
		if p.Span.End <= len(src) {
			if i, ok := index(string(src[p.Span.Start:p.Span.End])); ok && i < len(reasons) {
				name = reasons[i]
			}
		}
	case rust.PatOr:
		for _, sub := range p.Subs {
			if !w.otherReason(sub) {
				return false
			}
		}
		return len(p.Subs) > 0
	}
	return slices.Contains(reasons, name) && name != w.reason
}

// reasonIs decides `reason == DLL_PROCESS_ATTACH` in a DllMain.
func (w *walker) reasonIs(e *rust.Expr) cfg.Tri {
	if w.reason == "" || e.Kind != rust.ExprBinary || e.Text != "==" && e.Text != "!=" {
		return cfg.Maybe
	}
	for _, side := range []*rust.Expr{e.X, e.Y} {
		if side == nil || side.Kind != rust.ExprPath || side.Path == nil || len(side.Path.Segs) == 0 {
			continue
		}
		name := side.Path.Segs[len(side.Path.Segs)-1].Name
		if slices.Contains(reasons, name) {
			if (name == w.reason) == (e.Text == "==") {
				return cfg.True
			}
			return cfg.False
		}
	}
	return cfg.Maybe
}

func (w *walker) loop(e *rust.Expr) *Ty {
	w.push()
	defer w.pop()
	switch e.Kind {
	case rust.ExprWhile:
		if w.condition(e.X) == cfg.False {
			return unit
		}
	case rust.ExprFor:
		t := w.value(e.X, nil)
		w.bind(e.Pat, w.element(t, e.X))
	}
	w.breaks = append(w.breaks, unknown)
	w.block(e.Block, nil, false)
	t := w.breaks[len(w.breaks)-1]
	w.breaks = w.breaks[:len(w.breaks)-1]
	if e.Kind == rust.ExprLoop {
		return t
	}
	return unit
}

// element is what iterating over t yields.
func (w *walker) element(t *Ty, e *rust.Expr) *Ty {
	s := t.strip()
	switch {
	case s.is("std::iter::Iter"), s.is("std::option::Option"):
		return s.arg(0)
	case s.Kind == Slice:
		return through(t, s.Elem.withStatic(s.Static))
	case s.Kind == Adt && s.Def.Crate.Stub:
		if m := w.g.method(s, "into_iter", w.scope); m.def != nil {
			ret := m.result(w.g)
			if ret.is("std::iter::Iter") {
				return through(t, ret.arg(0))
			}
		}
		return unknown
	}
	// a workspace iterator: its next runs
	if m := w.g.method(s, "next", w.scope); m.def != nil {
		w.invoke(m, e, e.Span, nil, nil)
		if r := m.result(w.g); r.is("std::option::Option") {
			return r.arg(0)
		}
		return unknown
	}
	if m := w.g.assoc(s, sought{"into_iter", true}, w.scope); m.def != nil && !m.def.Crate.Stub {
		w.invoke(m, e, e.Span, nil, nil)
		if r := m.result(w.g); r.Kind != Adt || r.Def != s.Def {
			return w.element(r, e)
		}
	}
	return unknown
}

// std builds a type of the std stub.
func (g *Graph) std(module, name string, args ...*Ty) *Ty {
	c := g.prog.Stub("std")
	if c == nil {
		return unknown
	}
	for _, m := range c.Root.Children {
		if m.Name == module {
			if d := m.Scope().Lookup(name, names.Types); d != nil {
				return &Ty{Kind: Adt, Def: d, Args: args}
			}
		}
	}
	return unknown
}
