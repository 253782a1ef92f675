package calls

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
)

// projections binds the associated types that t mentions of parameters which s
// binds: T::Item, once T is known.
func (g *Graph) projections(t *Ty, s map[string]*Ty, depth int) {
	if t == nil || depth > 6 {
		return
	}
	if base, name, ok := strings.Cut(t.Path, "::"); ok && t.Kind == Param {
		if b := s[base]; b != nil && s[t.Path] == nil {
			if p := g.project(b, name); p.Kind != Unknown {
				s[t.Path] = p
			}
		}
		return
	}
	g.projections(t.Elem, s, depth+1)
	g.projections(t.Ret, s, depth+1)
	for _, a := range t.Args {
		g.projections(a, s, depth+1)
	}
	for _, b := range t.Bounds {
		g.projections(b.Ret, s, depth+1)
		for _, a := range b.Args {
			g.projections(a, s, depth+1)
		}
	}
}

// unify binds the parameters of pattern to what stands in their place in t.
func unify(pattern, t *Ty, s map[string]*Ty) {
	if pattern == nil || t == nil || t.Kind == Unknown {
		return
	}
	switch pattern.Kind {
	case Param: // a parameter that stands for itself is one that nothing has bound yet
		if old := s[pattern.Path]; old == nil || old.Kind == Unknown || old.Kind == Param && old.Path == pattern.Path {
			s[pattern.Path] = t
		}
	case Ref, Ptr:
		if t.Kind == Ref || t.Kind == Ptr {
			unify(pattern.Elem, t.Elem, s)
		} else {
			unify(pattern.Elem, t, s)
		}
	case Slice:
		if t.Kind == Ref {
			unify(pattern, t.Elem, s)
		} else if t.Kind == Slice {
			unify(pattern.Elem, t.Elem, s)
		} else if t.is("std::vec::Vec") {
			unify(pattern.Elem, t.arg(0), s)
		}
	case Adt, Tuple:
		if t.Kind == pattern.Kind && (t.Kind == Tuple || t.Def == pattern.Def) {
			for i := range pattern.Args {
				unify(pattern.Args[i], t.arg(i), s)
			}
		}
	case FnPtr:
		if t.Ret != nil {
			unify(pattern.Ret, t.Ret, s)
		}
	case Dyn:
		for _, b := range pattern.Bounds {
			if b.Callable && t.Ret != nil {
				unify(b.Ret, t.Ret, s)
			}
		}
	}
}

// substitute replaces parameters by their bindings; unbound ones stay.
func substitute(t *Ty, s map[string]*Ty) *Ty {
	if t == nil || len(s) == 0 {
		return t
	}
	switch t.Kind {
	case Param:
		if b := s[t.Path]; b != nil {
			return b
		}
		return t
	case Adt, Tuple, Ext, FnPtr, Ref, Ptr, Slice, Dyn:
		c := *t
		c.Args = substAll(t.Args, s)
		c.Elem = substitute(t.Elem, s)
		c.Ret = substitute(t.Ret, s)
		if t.Kind == Dyn {
			c.Bounds = nil
			for _, b := range t.Bounds {
				b.Args, b.Ret = substAll(b.Args, s), substitute(b.Ret, s)
				assoc := map[string]*Ty{}
				for k, v := range b.Assoc {
					assoc[k] = substitute(v, s)
				}
				b.Assoc = assoc
				c.Bounds = append(c.Bounds, b)
			}
		}
		return &c
	}
	return t
}

func substAll(ts []*Ty, s map[string]*Ty) []*Ty {
	if len(ts) == 0 {
		return ts
	}
	out := make([]*Ty, len(ts))
	for i, t := range ts {
		out[i] = substitute(t, s)
	}
	return out
}

// project answers `T::Name` for an associated type.
func (g *Graph) project(t *Ty, name string) *Ty {
	for _, b := range t.Bounds {
		if a := b.Assoc[name]; a != nil {
			return a
		}
		if b.Callable && name == "Output" {
			return b.Ret
		}
	}
	if t.Kind == Adt {
		for _, im := range t.Def.Crate.ImplsOfType(t.Def) {
			if d := im.Other[name]; d != nil && d.Kind == names.DefAlias {
				return once(g.projected, typesKey(d, []*Ty{t}), unknown, func() *Ty {
					e := &env{scope: im.Scope, params: map[string]*Ty{}, impl: im}
					e.addGenerics(g, im.Item.Generics)
					e.self = g.lower(im.Item.Impl.Self, e)
					s := map[string]*Ty{}
					unify(e.self, t, s)
					return g.limited(substitute(g.lower(d.Item.Alias, e), s))
				})
			}
		}
	}
	if t.Kind == Param { // known once the parameter is
		return &Ty{Kind: Param, Path: t.Path + "::" + name}
	}
	return unknown
}
