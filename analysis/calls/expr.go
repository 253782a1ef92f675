package calls

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// value walks an expression whose value is moved out.
func (w *walker) value(e *rust.Expr, want *Ty) *Ty {
	t := w.expr(e, want)
	w.markPart(e, t)
	return t
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
	w.g.Steps++
	if w.nest++; w.nest > maxNest || e.Kind == rust.ExprCut {
		w.cut(nestedTooDeep, e.Span)
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
		if e.Mut {
			w.forget(e.X)
		}
		return &Ty{Kind: Ref, Elem: t, Static: t.Static}
	case rust.ExprDeref:
		return w.deref(w.expr(e.X, nil), e)
	case rust.ExprUnary:
		return w.unary(e)
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
		return w.await(e)
	case rust.ExprIndex:
		return w.index(e)
	case rust.ExprRange:
		return w.rangeExpr(e)
	case rust.ExprStruct:
		return w.structExpr(e)
	case rust.ExprTuple:
		return w.tuple(e, want)
	case rust.ExprArray:
		return w.array(e, want)
	case rust.ExprReturn, rust.ExprBreak:
		return w.leaves(e)
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
	var r *Ty
	w.during(w.implied(e.X, e.Text == "&&"), func() { r = w.expr(e.Y, nil) })
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

func (w *walker) unary(e *rust.Expr) *Ty {
	t := w.expr(e.X, nil)
	if r := w.trait(t, map[string]string{"-": "neg", "!": "not"}[e.Text], nil, e, e.Name); r != nil {
		return r
	}
	return t
}

func (w *walker) await(e *rust.Expr) *Ty {
	t := w.value(e.X, nil)
	switch {
	case t.Kind == Future:
		w.edge(t.Node, e.X.Name, e.Origin, "polls", true, false)
		return t.Elem
	case t.Param != nil:
		w.useParam(*t.Param, false, true)
	}
	return unknown
}

func (w *walker) index(e *rust.Expr) *Ty {
	t := w.expr(e.X, nil)
	w.expr(e.Y, nil)
	if k := keyOf(e); k != "" && w.knows(present+k) || e.Y != nil && e.Y.Text == "0" && keyOf(e.X) != "" && w.knows(filled+keyOf(e.X)) {
		if r := w.trait(t, "index", nil, e, e.Name); r != nil {
			return r.strip().withStatic(t.Static)
		}
		return w.indexed(t, e)
	}
	w.implicit(e, "indexing", "an index out of bounds panics")
	if r := w.trait(t, "index", nil, e, e.Name); r != nil {
		return r.strip().withStatic(t.Static)
	}
	if e.Y != nil && e.Y.Kind == rust.ExprRange {
		return w.sliced(t)
	}
	return w.indexed(t, e)
}

func (w *walker) rangeExpr(e *rust.Expr) *Ty {
	t := w.value(e.X, nil)
	if e.Y != nil {
		w.value(e.Y, nil)
	}
	return w.g.std("iter", "Iter", t)
}

// leaves walks return and break.
func (w *walker) leaves(e *rust.Expr) *Ty {
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
}

func (w *walker) tuple(e *rust.Expr, want *Ty) *Ty {
	out := &Ty{Kind: Tuple}
	for i, a := range e.Args {
		var sub *Ty
		if want != nil && want.Kind == Tuple {
			sub = want.arg(i)
		}
		out.Args = append(out.Args, w.value(a, sub))
	}
	return out
}
