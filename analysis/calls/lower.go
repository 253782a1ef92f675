package calls

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// env is where the types of one item are read.
type env struct {
	scope  *names.Scope
	self   *Ty
	params map[string]*Ty
	impl   *names.Impl
}

// envOf returns the environment of a function, static or const.
func (g *Graph) envOf(d *names.Def) *env {
	if e, ok := g.envs[d.Item]; ok {
		return e
	}
	e := &env{scope: d.Scope, params: map[string]*Ty{}, impl: d.Impl}
	g.envs[d.Item] = e
	switch {
	case d.Impl != nil:
		e.addGenerics(g, d.Impl.Item.Generics)
		e.self = g.lower(d.Impl.Item.Impl.Self, e)
	case d.Trait != nil:
		e.self = &Ty{Kind: Param, Path: "Self", Bounds: []Bound{{Trait: d.Trait, Name: d.Trait.Name}}}
		e.addGenerics(g, d.Trait.Item.Generics)
	}
	e.addGenerics(g, d.Item.Generics)
	return e
}

func (e *env) addGenerics(g *Graph, gs *rust.Generics) {
	if gs == nil {
		return
	}
	for _, p := range gs.Params {
		if !p.Const {
			e.params[p.Name] = &Ty{Kind: Param, Path: p.Name}
		}
	}
	bounds := map[string][]*rust.Bound{}
	for _, p := range gs.Params {
		bounds[p.Name] = append(bounds[p.Name], p.Bounds...)
	}
	for _, w := range gs.Where {
		if w.Type != nil && w.Type.Kind == rust.TypePath && w.Type.Path != nil && len(w.Type.Path.Segs) == 1 {
			bounds[w.Type.Path.Segs[0].Name] = append(bounds[w.Type.Path.Segs[0].Name], w.Bounds...)
		}
	}
	for _, p := range gs.Params {
		if t := e.params[p.Name]; t != nil {
			for _, b := range bounds[p.Name] {
				t.Bounds = append(t.Bounds, g.bound(b, e))
			}
		}
	}
}

func (g *Graph) bound(b *rust.Bound, e *env) Bound {
	out := Bound{}
	if b.Path == nil || len(b.Path.Segs) == 0 {
		return out
	}
	last := b.Path.Segs[len(b.Path.Segs)-1]
	out.Name = last.Name
	for _, a := range last.Args {
		out.Args = append(out.Args, g.lower(a, e))
	}
	if last.Sugar || out.Name == "FnOnce" || out.Name == "FnMut" || out.Name == "Fn" {
		out.Callable = true
		out.Ret = unit
		if last.Ret != nil {
			out.Ret = g.lower(last.Ret, e)
		}
		return out
	}
	for _, a := range last.Assoc {
		if out.Assoc == nil {
			out.Assoc = map[string]*Ty{}
		}
		out.Assoc[a.Name] = g.lower(a.Type, e)
	}
	if d, rest := g.prog.Resolve(e.scope, b.Path, names.Types); len(rest) == 0 {
		out.Trait = d
	}
	return out
}

// lower reads a type as written. nil gives Unknown.
func (g *Graph) lower(t *rust.Type, e *env) *Ty {
	if t == nil {
		return unknown
	}
	g.Steps++
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > 60 {
		return unknown
	}
	return g.limited(g.lowered(t, e))
}

func (g *Graph) lowered(t *rust.Type, e *env) *Ty {
	switch t.Kind {
	case rust.TypePath:
		return g.lowerPath(t.Path, e)
	case rust.TypeRef:
		return &Ty{Kind: Ref, Elem: g.lower(t.Elem, e)}
	case rust.TypePtr:
		return &Ty{Kind: Ptr, Elem: g.lower(t.Elem, e)}
	case rust.TypeTuple:
		out := &Ty{Kind: Tuple}
		for _, x := range t.Elems {
			out.Args = append(out.Args, g.lower(x, e))
		}
		return out
	case rust.TypeArray, rust.TypeSlice:
		return &Ty{Kind: Slice, Elem: g.lower(t.Elem, e)}
	case rust.TypeFn:
		out := &Ty{Kind: FnPtr, Ret: unit}
		for _, x := range t.Elems {
			out.Args = append(out.Args, g.lower(x, e))
		}
		if t.Ret != nil {
			out.Ret = g.lower(t.Ret, e)
		}
		return out
	case rust.TypeDyn, rust.TypeImpl:
		out := &Ty{Kind: Dyn}
		for _, b := range t.Bounds {
			out.Bounds = append(out.Bounds, g.bound(b, e))
		}
		return out
	case rust.TypeNever:
		return never
	}
	return unknown
}

func (g *Graph) lowerPath(p *rust.Path, e *env) *Ty {
	if p == nil || len(p.Segs) == 0 {
		return unknown
	}
	if p.QSelf != nil {
		return g.project(g.lower(p.QSelf, e), p.Segs[0].Name)
	}
	first := p.Segs[0].Name
	var base *Ty
	if first == "Self" && e.self != nil {
		base = e.self
	} else if t, ok := e.params[first]; ok {
		base = t
	}
	if base != nil {
		if len(p.Segs) == 1 {
			return base
		}
		if first == "Self" && e.impl != nil {
			if d := e.impl.Other[p.Segs[1].Name]; d != nil && d.Kind == names.DefAlias {
				return once(g.projected, typesKey(d.Item, []*Ty{e.self}), unknown, func() *Ty { return g.lower(d.Item.Alias, e) })
			}
		}
		return g.project(base, p.Segs[1].Name)
	}
	d, rest := g.prog.Resolve(e.scope, p, names.Types)
	if d == nil {
		return unknown
	}
	var args []*Ty
	for _, a := range p.Segs[len(p.Segs)-1-len(rest)].Args {
		args = append(args, g.lower(a, e))
	}
	t := g.ofDef(d, args)
	for _, seg := range rest {
		t = g.project(t, seg.Name)
	}
	return t
}

// ofDef makes a type of a definition and its generic arguments.
func (g *Graph) ofDef(d *names.Def, args []*Ty) *Ty {
	switch d.Kind {
	case names.DefAdt:
		return &Ty{Kind: Adt, Def: d, Args: args}
	case names.DefVariant:
		return &Ty{Kind: Adt, Def: d.Parent, Args: args}
	case names.DefPrim:
		return prim(d.Ext)
	case names.DefExt:
		if len(args) > 0 && (d.Ext == "Result" || strings.HasSuffix(d.Ext, "::Result")) { // anyhow::Result<T> and kin
			err := unknown
			if len(args) > 1 {
				err = args[1]
			}
			return g.std("result", "Result", args[0], err)
		}
		return &Ty{Kind: Ext, Path: d.Ext, Args: args}
	case names.DefTrait:
		return &Ty{Kind: Dyn, Bounds: []Bound{{Trait: d, Name: d.Name, Args: args}}}
	case names.DefAlias:
		if d.Item.Alias == nil {
			return unknown
		}
		return once(g.aliases, typesKey(d.Item, args), unknown, func() *Ty { return g.ofAlias(d, args) })
	}
	return unknown
}

func (g *Graph) ofAlias(d *names.Def, args []*Ty) *Ty {
	ae := &env{scope: d.Scope, params: map[string]*Ty{}}
	if gs := d.Item.Generics; gs != nil {
		for i, p := range gs.Params {
			ae.params[p.Name] = unknown
			if i < len(args) {
				ae.params[p.Name] = args[i]
			} else if p.Default != nil {
				ae.params[p.Name] = g.lower(p.Default, ae)
			}
		}
	}
	return g.lower(d.Item.Alias, ae)
}
