package calls

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// derived finds a function that #[derive] makes: the trait's declaration
// stands for it.
func (g *Graph) derived(t *Ty, name string) method {
	at, ok := derivable[name]
	if !ok || t.Kind != Adt || t.Def.Crate.Stub || !g.derives(t.Def, at[1]) {
		return method{}
	}
	if tr := g.std(at[0], at[1]); tr.Kind == Adt {
		if d := tr.Def.TraitFn(name); d != nil {
			return method{def: d, self: t, certain: true}
		}
	}
	return method{}
}

// choose picks the alternative whose parameters fit the arguments.
func (g *Graph) choose(m method, args []*Ty) method {
	all := append([]*names.Def{m.def}, m.alts...)
	var fit []*names.Def
	for _, d := range all {
		if g.fits(d, args) {
			fit = append(fit, d)
		}
	}
	if len(fit) == 0 {
		fit = all
	}
	m.def, m.alts, m.others = fit[0], nil, fit[1:]
	m.certain = m.certain && len(fit) == 1
	return m
}

func (g *Graph) fits(d *names.Def, args []*Ty) bool {
	sig := g.signature(d)
	for i, a := range args {
		if i < len(sig.params) && !compatible(sig.params[i], a, 0) {
			return false
		}
	}
	return true
}

// compatible reports whether a value of type t may be given for a parameter:
// what is not known may.
func compatible(param, t *Ty, depth int) bool {
	if param == nil || t == nil || depth > 6 || param.Kind == Unknown || t.Kind == Unknown || param.Kind == Param || t.Kind == Param || param.Kind == Dyn || t.Kind == Never {
		return true
	}
	switch param.Kind {
	case Ref, Ptr:
		return (t.Kind == Ref || t.Kind == Ptr) && compatible(param.Elem, t.Elem, depth+1)
	case Adt:
		if t.Kind != Adt || t.Def != param.Def {
			return false
		}
	case Prim:
		return t.Kind == Prim && (t.Path == param.Path || numbers[t.Path] && numbers[param.Path])
	case Slice:
		return t.Kind == Slice && compatible(param.Elem, t.Elem, depth+1)
	case Tuple:
		if t.Kind != Tuple || len(t.Args) != len(param.Args) {
			return false
		}
	case FnPtr:
		return t.callable() || t.Kind == FnPtr
	case Ext:
		return t.Kind == Ext && (t.Path == param.Path || t.Weak)
	}
	for i := range param.Args {
		if !compatible(param.Args[i], t.arg(i), depth+1) {
			return false
		}
	}
	return true
}

// meets reports whether a type can be what an impl for all types is for: it has
// the traits of the workspace that the parameter is bound by.
func (g *Graph) meets(im *names.Impl, t *Ty, crates []*names.Crate) bool {
	if g.depth++; g.depth > 60 {
		g.depth--
		return true
	}
	defer func() { g.depth-- }()
	e := &env{scope: im.Scope, params: map[string]*Ty{}, impl: im}
	e.addGenerics(g, im.Item.Generics)
	self := g.lower(im.Item.Impl.Self, e).strip()
	for _, b := range self.Bounds {
		if b.Callable && !t.callable() && t.Kind != FnPtr {
			return false
		}
		if b.Trait != nil && b.Trait.Kind == names.DefTrait && !b.Trait.Crate.Stub && !g.hasTrait(t, b.Trait, crates) {
			return false
		}
	}
	return true
}

// blanket reports an `impl<T: …> Trait for T` (or &T, Box<T>).
func blanket(im *names.Impl) bool {
	t := im.Item.Impl.Self
	for t != nil && t.Kind == rust.TypeRef {
		t = t.Elem
	}
	if t == nil || t.Kind != rust.TypePath || t.Path == nil || len(t.Path.Segs) != 1 || im.Item.Generics == nil {
		return false
	}
	for _, p := range im.Item.Generics.Params {
		if p.Name == t.Path.Segs[0].Name {
			return true
		}
	}
	return false
}

func (g *Graph) implements(im *names.Impl, t *Ty) bool {
	d := im.Self()
	if d == nil {
		return false
	}
	switch t.Kind {
	case Adt:
		return d == t.Def && argsMatch(g, im, t)
	case Prim:
		return d.Kind == names.DefPrim && d.Ext == t.Path
	case Slice:
		return d.Kind == names.DefPrim && d.Ext == "slice"
	case Tuple:
		return d.Kind == names.DefPrim && d.Ext == "tuple" && len(im.Item.Impl.Self.Elems) == len(t.Args)
	}
	return false
}

// assocBlanket finds a function of a callable value in impls for all callables:
// `impl<F: Fn()> Ext for F`.
func (g *Graph) assocBlanket(t *Ty, q sought, scope *names.Scope) method {
	for _, c := range g.cratesFor(t, scope) {
		if c.Stub {
			continue
		}
		for _, im := range c.ImplsWithFn(q.name, selfName(t)) {
			d := q.in(im)
			if d == nil || !im.OfTrait() || !blanket(im) {
				continue
			}
			if self := g.envOf(d).self; self != nil && callBound(self) != nil {
				return method{def: d, self: t, certain: true}
			}
		}
	}
	return method{}
}

// argsMatch tells `impl Foo<u8>` from `impl Foo<u16>` where both are written.
func argsMatch(g *Graph, im *names.Impl, t *Ty) bool {
	self := im.Item.Impl.Self
	if self == nil || self.Kind != rust.TypePath || len(t.Args) == 0 {
		return true
	}
	last := self.Path.Segs[len(self.Path.Segs)-1]
	if len(last.Args) == 0 {
		return true
	}
	e := &env{scope: im.Scope, params: map[string]*Ty{}, impl: im}
	e.addGenerics(g, im.Item.Generics)
	for i, a := range last.Args {
		l := g.lower(a, e)
		if b := t.arg(i); l.Kind == Adt && b.Kind == Adt && l.Def != b.Def || l.Kind == Prim && b.Kind == Prim && l.Path != b.Path {
			return false
		}
	}
	return true
}

// provided finds a trait's own function for a type that implements the trait
// without one, or that of an impl for all types.
func (g *Graph) provided(t *Ty, tr *names.Def, q sought, crates []*names.Crate) method {
	if !g.hasTrait(t, tr, crates) {
		return method{}
	}
	for _, c := range append(slices.Clone(crates), tr.Crate) {
		for _, im := range c.ImplsOf(tr.Name, selfName(t)) {
			if d := q.in(im); d != nil && !c.Stub && im.Trait() == tr && blanket(im) {
				return method{def: d, self: t, certain: false}
			}
		}
	}
	if d := tr.TraitFn(q.name); !q.recv || d.Item.Fn.Self != "" {
		return method{def: d, self: t, certain: true}
	}
	return method{}
}

// methodOf finds a trait's function for a type, `<T as Trait>::name`: in its
// impl, or the one that the trait provides.
func (g *Graph) methodOf(tr *names.Def, t *Ty, name string, scope *names.Scope) method {
	for range 8 {
		t = t.strip()
		crates := append(g.cratesFor(t, scope), tr.Crate)
		for _, c := range crates {
			for _, im := range c.ImplsOf(tr.Name, selfName(t)) {
				if im.Trait() != tr || !g.implements(im, t) {
					continue
				}
				if d := im.Fns[name]; d != nil {
					return method{def: d, self: t, certain: true}
				}
				return method{def: tr.TraitFn(name), self: t, certain: true}
			}
		}
		next := g.derefOnce(t)
		if next == nil {
			return method{}
		}
		t = next
	}
	return method{}
}

// hasTrait reports whether a type implements a trait by an impl that is seen. What it
// comes to by itself again holds.
func (g *Graph) hasTrait(t *Ty, tr *names.Def, crates []*names.Crate) bool {
	if g.implemented == nil {
		g.implemented = map[string]bool{}
		defer func() { g.implemented = nil }()
	}
	return once(g.implemented, typesKey(tr, []*Ty{t}), true, func() bool { return g.findsTrait(t, tr, crates) })
}

func (g *Graph) findsTrait(t *Ty, tr *names.Def, crates []*names.Crate) bool {
	g.Steps++
	if tr.Crate.Stub && t.Kind == Adt && t.Def.Crate.Stub {
		for _, im := range tr.Crate.ImplsOf(tr.Name, selfName(t)) {
			if g.implements(im, t) {
				return true
			}
		}
		return false
	}
	for _, c := range append(crates, tr.Crate) {
		for _, im := range c.ImplsOf(tr.Name, selfName(t)) {
			if im.Trait() == tr && (g.implements(im, t) || blanket(im) && g.meets(im, t, crates)) {
				return true
			}
		}
	}
	return false
}

// dispatch finds a method through the bounds of a parameter or trait object:
// every impl that is seen, the provided body if there is none.
func (g *Graph) dispatch(t *Ty, name string, scope *names.Scope) method {
	for _, b := range t.Bounds {
		if tr := g.traitWith(b.Trait, name); tr != nil {
			return g.implsOfTrait(tr, name, t, scope)
		}
	}
	return method{}
}

// traitWith finds the trait or supertrait that declares a method.
func (g *Graph) traitWith(tr *names.Def, name string) *names.Def {
	return g.superWith(tr, name, map[*names.Def]bool{})
}

func (g *Graph) superWith(tr *names.Def, name string, seen map[*names.Def]bool) *names.Def {
	if tr == nil || tr.Kind != names.DefTrait || seen[tr] {
		return nil
	}
	seen[tr] = true
	g.Steps++
	if tr.TraitFn(name) != nil {
		return tr
	}
	for _, s := range tr.Item.Supers {
		if d, rest := g.prog.Resolve(tr.Scope, s.Path, names.Types); len(rest) == 0 {
			if found := g.superWith(d, name, seen); found != nil {
				return found
			}
		}
	}
	return nil
}

func (g *Graph) implsOfTrait(tr *names.Def, name string, t *Ty, scope *names.Scope) method {
	out := method{self: t}
	declared := tr.TraitFn(name)
	if tr.Crate.Stub {
		out.def, out.certain = declared, true
		return out
	}
	inherits := false // some impl leaves the provided body as it is
	for _, c := range g.prog.Loaded() {
		for _, im := range c.ImplsOf(tr.Name, "") {
			if im.Trait() != tr {
				continue
			}
			if d := im.Fns[name]; d != nil {
				out.others = append(out.others, d)
			} else {
				inherits = true
			}
		}
	}
	out.def = declared
	out.overridden = len(out.others) > 0 && !inherits
	candidates := len(out.others)
	if !out.overridden && declared.Item.Fn.Body != nil {
		candidates++
	}
	out.certain = candidates <= 1
	return out
}

// derivable are the functions of traits that #[derive] implements.
var derivable = map[string][2]string{"default": {"default", "Default"}, "clone": {"clone", "Clone"}}
