package calls

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// path gives the type of a path in value position.
func (w *walker) path(e *rust.Expr) *Ty {
	p := e.Path
	if p == nil || len(p.Segs) == 0 {
		return unknown
	}
	if len(p.Segs) == 1 && p.QSelf == nil {
		if l, outer := w.lookup(p.Segs[0].Name); l != nil {
			l.empty = false
			if outer && w.move && !l.moved {
				l.moved = true
				w.captured = append(w.captured, l.ty)
			}
			return l.ty
		}
	}
	t, d, rest := w.resolveValue(p)
	if len(rest) == 1 && t != nil {
		m := w.assocOf(t, p, rest[0].Name)
		if m.def != nil {
			w.namedMethod(m)
			return w.fnDef(m)
		}
		if c := w.assocConst(t, rest[0].Name); c != nil {
			return c
		}
		w.node.Methods = append(w.node.Methods, rest[0].Name)
		w.foreign(rest[0].Name)
		if path := t.typePath(); path != "" {
			return &Ty{Kind: Ext, Path: path + "::" + rest[0].Name}
		}
		return unknown
	}
	if d == nil || len(rest) > 0 {
		w.foreign(p.Segs[len(p.Segs)-1].Name)
		return unknown
	}
	return w.valueOf(d, e)
}

// assocOf finds an associated function: of the named trait where the path says
// `<T as Trait>::name`.
func (w *walker) assocOf(t *Ty, p *rust.Path, name string) method {
	if p.QSelf != nil && p.QTrait != nil && t.Kind != Param && t.Kind != Dyn {
		if d, rest := w.g.prog.Resolve(w.scope, p.QTrait, names.Types); d != nil && len(rest) == 0 && d.Kind == names.DefTrait {
			if m := w.g.methodOf(d, t, name, w.scope); m.def != nil {
				return m
			}
		}
	}
	return w.g.assoc(t, sought{name: name}, w.scope)
}

// resolveValue resolves a value path: to a definition, or to a type and the
// name of an associated item.
func (w *walker) resolveValue(p *rust.Path) (*Ty, *names.Def, []rust.Seg) {
	if p.QSelf != nil {
		t := w.g.lower(p.QSelf, w.env)
		if p.QTrait != nil && t.Kind == Unknown {
			if d, rest := w.g.prog.Resolve(w.scope, p.QTrait, names.Types); d != nil && len(rest) == 0 && d.Kind == names.DefTrait {
				t = &Ty{Kind: Dyn, Bounds: []Bound{{Trait: d, Name: d.Name}}}
			}
		}
		if len(p.Segs) == 1 {
			return t, nil, p.Segs
		}
		return nil, nil, nil
	}
	first := p.Segs[0].Name
	if len(p.Segs) == 2 {
		if first == "Self" && w.env.self != nil {
			if w.env.self.Kind == Adt {
				if v := variantNamed(w.env.self.Def, p.Segs[1].Name); v != nil {
					return nil, v, nil
				}
			}
			return w.env.self, nil, p.Segs[1:]
		}
		if t, ok := w.env.params[first]; ok {
			return t, nil, p.Segs[1:]
		}
	}
	if len(p.Segs) == 1 && first == "Self" && w.env.self != nil && w.env.self.Kind == Adt {
		return nil, w.env.self.Def, nil
	}
	d, rest := w.g.prog.Resolve(w.scope, p, names.Values)
	if d == nil {
		return nil, nil, nil
	}
	if len(rest) > 0 {
		d = w.g.prog.Unalias(d, 0)
		if d.Kind == names.DefAdt && len(rest) == 1 {
			if v := variantNamed(d, rest[0].Name); v != nil {
				return nil, v, nil
			}
		}
		var args []*Ty
		for _, a := range p.Segs[len(p.Segs)-1-len(rest)].Args {
			args = append(args, w.g.lower(a, w.env))
		}
		if d.Kind == names.DefExt {
			path := d.Ext
			for _, s := range rest {
				path += "::" + s.Name
			}
			return nil, &names.Def{Kind: names.DefExt, Ext: path}, nil
		}
		return w.g.ofDef(d, args), nil, rest
	}
	return nil, d, nil
}

func variantNamed(d *names.Def, name string) *names.Def {
	if d.Item == nil || d.Item.Kind != rust.ItemEnum || d.Item.Adt == nil {
		return nil
	}
	for _, v := range d.Item.Adt.Variants {
		if v.Name == name {
			return &names.Def{Kind: names.DefVariant, Name: name, Crate: d.Crate, Scope: d.Scope, Item: d.Item, Variant: v, Parent: d}
		}
	}
	return nil
}

func (w *walker) fnDef(m method) *Ty {
	return &Ty{Kind: FnDef, Def: m.def, Self: m.self, Ret: m.result(w.g), made: &m}
}

// valueOf gives the type of a definition used as a value. Touching a lazy
// static forces it.
func (w *walker) valueOf(d *names.Def, e *rust.Expr) *Ty {
	w.named(d)
	switch d.Kind {
	case names.DefFn:
		m := method{def: d, certain: true}
		return w.fnDef(m)
	case names.DefStatic:
		return w.static(d, e)
	case names.DefConst:
		if d.Item.Static == nil {
			return unknown
		}
		t := w.g.lower(d.Item.Static.Type, w.g.envOf(d))
		if v := w.initial(d, t); v != nil {
			return v
		}
		return t
	case names.DefVariant:
		if unitLike(d.Variant) {
			return w.g.envOfAdt(d.Parent).self
		}
		return &Ty{Kind: FnDef, Def: d, Ret: w.g.envOfAdt(d.Parent).self}
	case names.DefAdt:
		if v, _ := variantDef(d); v != nil && unitLike(v) {
			return w.g.envOfAdt(d).self
		}
		return &Ty{Kind: FnDef, Def: d, Ret: w.g.envOfAdt(d).self}
	case names.DefExt:
		return &Ty{Kind: Ext, Path: d.Ext}
	}
	return unknown
}

func (w *walker) foreign(name string) { w.node.Foreign = append(w.node.Foreign, name) }

// named records that the body names a function, static or const.
func (w *walker) named(d *names.Def) {
	switch {
	case d == nil:
	case d.Kind == names.DefExt:
		w.foreign(d.Ext[strings.LastIndexByte(d.Ext, ':')+1:])
	case d.Kind == names.DefFn && (d.Crate.Stub || d.Item != nil && d.Item.Fn != nil && d.Item.Fn.Body == nil):
		w.foreign(d.Name)
	}
	if d != nil && (d.Kind == names.DefFn || d.Kind == names.DefStatic || d.Kind == names.DefConst) && !d.Crate.Stub {
		w.node.Named = append(w.node.Named, d)
	}
}

// namedMethod records all functions that a path or method call may mean.
func (w *walker) namedMethod(m method) {
	w.named(m.def)
	for _, list := range [][]*names.Def{m.alts, m.others} {
		for _, d := range list {
			w.named(d)
		}
	}
}

// unitLike reports a unit struct or variant, whose path is a value.
func unitLike(v *rust.Variant) bool { return len(v.Fields) == 0 && !v.Tuple }

func (w *walker) static(d *names.Def, e *rust.Expr) *Ty {
	if d.Item.Static == nil {
		return unknown
	}
	t := w.g.lower(d.Item.Static.Type, w.g.envOf(d))
	switch {
	case d.Wrapper == "thread_local":
		return w.g.std("thread", "LocalKey", t).withStatic(d)
	case d.Wrapper == "lazy_static":
		w.edge(w.g.Init(d), e.Span, e.Origin, "forces", true, false)
		return t.withStatic(d)
	case lazyType(t):
		if w.g.Init(d) != nil {
			if v := w.g.values[d.Item]; v != nil && v.Node != nil {
				if t.Kind == Ext { // nothing is known of its methods: the first mention counts
					w.edge(v.Node, e.Span, e.Origin, "forces", true, false)
				} else {
					c := *t
					c.Node = v.Node
					t = &c
				}
			}
		}
	case !d.Item.Static.Mut:
		if v := w.initial(d, t); v != nil {
			return v.withStatic(d)
		}
	}
	return t.withStatic(d)
}

// initial is the type of the value that a const or static of type t starts
// with, where it holds something to call or to force; else nil.
func (w *walker) initial(d *names.Def, t *Ty) *Ty {
	s := t.strip()
	switch {
	case s.Kind == FnPtr, s.Kind == Slice, s.Kind == Tuple, s.Kind == Dyn, s.Kind == Adt && (!s.Def.Crate.Stub || callBound(s) != nil || s.arg(0).Kind == FnPtr):
	default:
		return nil
	}
	if w.g.Init(d) == nil {
		return nil
	}
	v := w.g.values[d.Item]
	if v == nil || len(v.strip().Held) == 0 && len(nodesIn(w.g, v, 0)) == 0 {
		return nil
	}
	return v
}

// lazyValue is a lazy value of type t that f initialises.
func (w *walker) lazyValue(t, f *Ty) *Ty {
	c := *t
	switch f = f.strip(); {
	case f.Kind == FnDef && f.Def.Kind == names.DefFn:
		c.Node = w.g.node(f.Def)
	default:
		c.Node = f.Node
	}
	return &c
}

// coerced forces a lazy value that an argument of type &Lazy<T> hands over as &T.
func (w *walker) coerced(t, param *Ty, e *rust.Expr, span rust.Span) {
	if t.Kind != Ref || t.Elem == nil || t.Elem.Node == nil || !lazyType(t.Elem) || param == nil || param.Kind != Ref {
		return
	}
	if p := param.Elem; p.Kind == Param || p.Kind == Unknown || lazyType(p) {
		return
	}
	w.edge(t.Elem.Node, span, e.Origin, "forces", true, false)
}

// lazyTypes run their closure when a value is first touched.
var lazyTypes = map[string]bool{
	"std::sync::LazyLock": true, "std::cell::LazyCell": true, "once_cell::sync::Lazy": true, "once_cell::unsync::Lazy": true,
	"spin::Lazy": true, "spin::lazy::Lazy": true, "conquer_once::Lazy": true,
}

func lazyType(t *Ty) bool {
	return (t.Kind == Adt || t.Kind == Ext) && lazyTypes[t.typePath()]
}
