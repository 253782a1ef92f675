package calls

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
)

// signature is a function's types as written.
type signature struct {
	params []*Ty
	ret    *Ty
	self   *Ty // type of the impl or trait, with its parameters
}

func (g *Graph) signature(d *names.Def) *signature {
	if s, ok := g.sigs[d.Item]; ok {
		return s
	}
	s := &signature{ret: unit}
	g.sigs[d.Item] = s
	fn := d.Item.Fn
	if fn == nil {
		return s
	}
	e := g.envOf(d)
	s.self = e.self
	for _, p := range fn.Params {
		s.params = append(s.params, g.lower(p.Type, e))
	}
	if fn.Ret != nil {
		s.ret = g.lower(fn.Ret, e)
	}
	return s
}

// method is a resolved function with the type it was found on.
type method struct {
	def     *names.Def
	self    *Ty
	certain bool
	others  []*names.Def // further candidates of a dynamic dispatch
	// overridden: def is only the declaration, every impl has its own body.
	overridden bool
	alts       []*names.Def // the same function in further impls of a generic trait
	viaDeref   []*Ty        // types passed on the way, for forced values
}

// result is the return type with what is known of the receiver put in.
func (m method) result(g *Graph) *Ty {
	if m.def == nil || m.def.Item == nil || m.def.Item.Fn == nil {
		return unknown
	}
	s, ret := m.bindings(g), g.signature(m.def).ret
	g.projections(ret, s, 0)
	return g.async(m.def, substitute(ret, s))
}

// async wraps the result of an async function.
func (g *Graph) async(d *names.Def, ret *Ty) *Ty {
	if d.Item.Fn.Async {
		if n := g.node(d); n != nil {
			return &Ty{Kind: Future, Node: n, Elem: ret}
		}
	}
	return ret
}

func (m method) bindings(g *Graph) map[string]*Ty {
	s := map[string]*Ty{}
	if m.self == nil {
		return s
	}
	sig := g.signature(m.def)
	if sig.self != nil {
		unify(sig.self, m.self, s)
	}
	if m.def.Trait != nil {
		s["Self"] = m.self
	}
	return s
}

// method finds a method on t or on what t derefs to.
func (g *Graph) method(t *Ty, name string, scope *names.Scope) method {
	var via []*Ty
	for range 10 {
		t = t.strip()
		if m := g.assoc(t, sought{name, true}, scope); m.def != nil {
			m.viaDeref = via
			return m
		}
		via = append(via, t)
		next := g.derefOnce(t)
		if next == nil {
			break
		}
		t = next.withStatic(t.Static)
	}
	return method{viaDeref: via}
}

// derefOnce applies Deref, nil where the type has none that is known.
func (g *Graph) derefOnce(t *Ty) *Ty {
	if t.Kind != Adt {
		return nil
	}
	for _, c := range []*names.Crate{t.Def.Crate} {
		for _, im := range c.ImplsOf("Deref", t.Def.Name) {
			if im.Self() != t.Def {
				continue
			}
			d := im.Other["Target"]
			if d == nil || d.Item.Alias == nil {
				continue
			}
			e := &env{scope: im.Scope, params: map[string]*Ty{}, impl: im}
			e.addGenerics(g, im.Item.Generics)
			e.self = g.lower(im.Item.Impl.Self, e)
			s := map[string]*Ty{}
			unify(e.self, t, s)
			return substitute(g.lower(d.Item.Alias, e), s)
		}
	}
	return nil
}

// sought is an associated function that is looked for; recv: as a method, so
// that it must take a receiver.
type sought struct {
	name string
	recv bool
}

func (q sought) in(im *names.Impl) *names.Def {
	if d := im.Fns[q.name]; d != nil && (!q.recv || d.Item.Fn.Self != "") {
		return d
	}
	return nil
}

// assoc finds a function of a type by name, without deref: inherent first, then
// traits. Several impls of a trait give others and certain == false.
func (g *Graph) assoc(t *Ty, q sought, scope *names.Scope) method {
	switch t.Kind {
	case Adt, Prim, Slice:
		return g.assocNominal(t, q, scope)
	case Param, Dyn:
		return g.dispatch(t, q.name, scope)
	case Tuple:
		return g.assocNominal(t, q, scope)
	case FnPtr, Closure, FnDef:
		return g.assocBlanket(t, q, scope)
	case Never, Future, Unknown, Ext:
		return method{}
	}
	return method{}
}

func (g *Graph) assocNominal(t *Ty, q sought, scope *names.Scope) method {
	crates := g.cratesFor(t, scope)
	for i, c := range crates {
		if i > 0 && t.Kind == Adt {
			break // inherent impls stand in the type's crate
		}
		for _, im := range withFn(c, t, q.name) {
			if d := q.in(im); d != nil && !im.OfTrait() && g.implements(im, t) {
				return method{def: d, self: t, certain: true}
			}
		}
	}
	if m := g.traitImpls(t, q, crates); m.def != nil {
		return m
	}
	for _, c := range crates {
		for _, tr := range traitsWith(c, t, q.name, crates) {
			if m := g.provided(t, tr, q, crates); m.def != nil {
				return m
			}
		}
	}
	for _, c := range crates {
		for _, im := range withFn(c, t, q.name) {
			if d := q.in(im); d != nil && im.OfTrait() && blanket(im) && !c.Stub && g.meets(im, t, crates) {
				return method{def: d, self: t, certain: false}
			}
		}
	}
	return g.derived(t, q.name)
}

// traitImpls finds a function of a type in impls of traits. Several impls of a
// generic trait (From<A>, From<B>) give alts, for the arguments to choose from.
func (g *Graph) traitImpls(t *Ty, q sought, crates []*names.Crate) method {
	var out method
	for _, c := range crates {
		for _, im := range withFn(c, t, q.name) {
			d := q.in(im)
			if d == nil || !im.OfTrait() || !g.implements(im, t) {
				continue
			}
			if out.def == nil {
				out = method{def: d, self: t, certain: true}
			} else if !c.Stub && im.TraitName() == out.def.Impl.TraitName() && d != out.def {
				out.alts = append(out.alts, d)
			}
		}
	}
	return out
}

// cratesFor lists the crates whose impls can apply to t: the type's own, the
// one that asks, and the std stub.
func (g *Graph) cratesFor(t *Ty, scope *names.Scope) []*names.Crate {
	var out []*names.Crate
	add := func(c *names.Crate) {
		for _, o := range out {
			if o == c {
				return
			}
		}
		if c != nil {
			out = append(out, c)
		}
	}
	if t.Kind == Adt {
		add(t.Def.Crate)
	}
	if scope != nil {
		add(scope.Module.Crate)
	}
	add(g.prog.Stub("std"))
	return out
}

// selfName is the name that an impl for t is written with, "" where any may be.
func selfName(t *Ty) string {
	switch t.Kind {
	case Adt:
		return t.Def.Name
	case Prim:
		return t.Path
	}
	return ""
}

// withFn lists the impls of c that may define a function of a type.
func withFn(c *names.Crate, t *Ty, name string) []*names.Impl {
	return c.ImplsWithFn(name, selfName(t))
}

func traitsWith(c *names.Crate, t *Ty, name string, users []*names.Crate) []*names.Def {
	if t.Kind == Adt && !c.Stub {
		return c.TraitsOfWithFn(t.Def.Name, name, users)
	}
	return c.TraitsWithFn(name)
}
