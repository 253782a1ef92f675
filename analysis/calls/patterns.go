package calls

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// bind declares the variables of a pattern for a value of type t.
func (w *walker) bind(p *rust.Pat, t *Ty) {
	if p == nil {
		return
	}
	if t == nil {
		t = unknown
	}
	switch p.Kind {
	case rust.PatBind:
		if w.constPattern(p.Name) {
			return
		}
		if p.ByRef {
			t = &Ty{Kind: Ref, Elem: t, Static: t.Static}
		}
		w.own(w.declare(p.Name, t, p.Span))
		for _, sub := range p.Subs {
			w.bind(sub, t)
		}
	case rust.PatRef:
		for _, sub := range p.Subs {
			if t.Kind == Ref {
				w.bind(sub, t.Elem)
			} else {
				w.bind(sub, t)
			}
		}
	case rust.PatTuple:
		s := t.strip()
		for i, sub := range p.Subs {
			if s.Kind == Tuple {
				w.bind(sub, through(t, s.arg(i)))
			} else {
				w.bind(sub, unknown)
			}
		}
	case rust.PatSlice:
		s := t.strip()
		for _, sub := range p.Subs {
			w.bind(sub, through(t, s.Elem))
		}
	case rust.PatOr:
		for _, sub := range p.Subs {
			w.bind(sub, t)
		}
	case rust.PatTupleStruct, rust.PatStruct:
		w.bindVariant(p, t)
	default:
		for _, sub := range p.Subs {
			w.bind(sub, unknown)
		}
	}
}

func (w *walker) bindVariant(p *rust.Pat, t *Ty) {
	s := t.strip()
	d, _ := w.g.prog.Resolve(w.scope, w.selfPath(p.Path), names.Values)
	v, adt := variantDef(d)
	if v == nil {
		for _, sub := range p.Subs {
			w.bind(sub, unknown)
		}
		return
	}
	e := w.g.envOfAdt(adt)
	subst := map[string]*Ty{}
	if s.Kind == Adt && s.Def == adt {
		unify(e.self, s, subst)
	}
	for i, sub := range p.Subs {
		ft := unknown
		if p.Kind == rust.PatTupleStruct {
			if i < len(v.Fields) {
				ft = substitute(w.g.lower(v.Fields[i].Type, e), subst)
			}
		} else if i < len(p.Fields) {
			for _, f := range v.Fields {
				if f.Name == p.Fields[i] {
					ft = substitute(w.g.lower(f.Type, e), subst)
				}
			}
		}
		w.bind(sub, through(t, ft.withStatic(t.Static)))
	}
}

// through is what a pattern binds of a part of a value of type t: a reference
// where t is one.
func through(t, part *Ty) *Ty {
	if part == nil {
		return unknown
	}
	if t.Kind != Ref || part.Kind == Unknown || part.callable() {
		return part
	}
	return &Ty{Kind: Ref, Elem: part, Static: part.Static}
}

// constPattern reports a lone name in a pattern that is a unit variant, unit
// struct or const rather than a variable.
func (w *walker) constPattern(name string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	p := &rust.Path{Segs: []rust.Seg{{Name: name}}}
	d, rest := w.g.prog.Resolve(w.scope, p, names.Values)
	if d == nil || len(rest) > 0 || d.Kind == names.DefFn {
		return false
	}
	w.named(d)
	return true
}

// selfPath replaces a leading `Self` by the type's own path where that is known.
func (w *walker) selfPath(p *rust.Path) *rust.Path {
	if p == nil || len(p.Segs) == 0 || p.Segs[0].Name != "Self" || w.env.impl == nil {
		return p
	}
	t := w.env.impl.Item.Impl.Self
	if t == nil || t.Kind != rust.TypePath || t.Path == nil || t.Path.QSelf != nil {
		return p
	}
	q := *p
	q.Segs = append(append([]rust.Seg{}, t.Path.Segs...), p.Segs[1:]...)
	q.Global = t.Path.Global
	return &q
}

// variantDef gives the fields that a pattern or constructor path names.
func variantDef(d *names.Def) (*rust.Variant, *names.Def) {
	if d == nil || d.Item == nil {
		return nil, nil
	}
	switch d.Kind {
	case names.DefVariant:
		return d.Variant, d.Parent
	case names.DefAdt:
		if d.Item.Adt != nil && d.Item.Kind != rust.ItemEnum && len(d.Item.Adt.Variants) > 0 {
			return d.Item.Adt.Variants[0], d
		}
	}
	return nil, nil
}

// envOfAdt reads the field types of a struct or enum; self is the type with
// its own parameters.
func (g *Graph) envOfAdt(d *names.Def) *env {
	if e, ok := g.envs[d.Item]; ok {
		return e
	}
	e := &env{scope: d.Scope, params: map[string]*Ty{}}
	g.envs[d.Item] = e
	e.addGenerics(g, d.Item.Generics)
	self := &Ty{Kind: Adt, Def: d}
	if d.Item.Generics != nil {
		for _, p := range d.Item.Generics.Params {
			if t := e.params[p.Name]; t != nil {
				self.Args = append(self.Args, t)
			}
		}
	}
	e.self = self
	return e
}
