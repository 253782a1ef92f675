// Package calls infers types as far as they are written down or come from
// constructors, and builds the call graph with the effects of each function.
//
// Inference is best effort: what is not known is Unknown, never guessed. An
// edge that was chosen by name alone, or by trait among several impls, is
// marked as not certain.
package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// TyKind says what a Ty is.
type TyKind uint8

// The kinds of types.
const (
	Unknown TyKind = iota
	Adt            // Def, Args
	Ext            // a type of a crate judged by data: Path
	Prim           // Path: u32, str, slice is Slice
	Ref            // Elem
	Ptr            // Elem
	Tuple          // Args; () has none
	Slice          // Elem; arrays too
	FnPtr          // Args, Ret
	FnDef          // Def, Self
	Closure        // Node, Ret
	Param          // Path: its name, Bounds
	Dyn            // Bounds; also impl Trait
	Never
	Future // Node that polling runs, Elem the output
)

// Ty is an inferred type. It is immutable once made.
type Ty struct {
	Kind   TyKind
	Def    *names.Def
	Path   string
	Args   []*Ty
	Elem   *Ty
	Ret    *Ty
	Node   *Node
	Self   *Ty
	Bounds []Bound
	// Captured are the types of the values that a closure moved into itself.
	Captured []*Ty
	// Fns are the callables that a value of type FnPtr may be.
	Fns []*Ty
	// All tells that it stands for each of the Fns in turn: elements of a table.
	All bool
	// made is how a path led to the function of an FnDef.
	made *method
	// Held are the callables and lazy values in the fields of this value.
	Held map[string]*Ty
	// Static is the static a place of this type was reached from.
	Static *names.Def
	// Lazy marks the value of a lazy_static! static: touching it forces it.
	Lazy bool
	// Param is the parameter of a body around that this callable value came from.
	Param *param
	// Guarded marks a place that was reached through a lock guard.
	Guarded bool
	// Weak marks a type that a builder chain of unknown signature is assumed to keep.
	Weak bool
}

// Bound is a trait a type is known to implement.
type Bound struct {
	Trait    *names.Def
	Name     string
	Args     []*Ty
	Assoc    map[string]*Ty
	Callable bool // Fn, FnMut, FnOnce: Args are parameters
	Ret      *Ty
}

var (
	unknown = &Ty{Kind: Unknown}
	unit    = &Ty{Kind: Tuple}
	never   = &Ty{Kind: Never}
)

func prim(name string) *Ty { return &Ty{Kind: Prim, Path: name} }

func (t *Ty) withStatic(d *names.Def) *Ty {
	if t == nil || d == nil || t.Static == d {
		return t
	}
	c := *t
	c.Static = d
	return &c
}

// typePath is the canonical path of a nominal type, "" for others.
func (t *Ty) typePath() string {
	switch t.Kind {
	case Adt:
		return t.Def.Path()
	case Ext, Prim:
		return t.Path
	case Slice:
		return "slice"
	}
	return ""
}

func (t *Ty) is(path string) bool { return t != nil && t.Kind == Adt && t.Def.Path() == path }

func (t *Ty) arg(i int) *Ty {
	if t == nil || i >= len(t.Args) || t.Args[i] == nil {
		return unknown
	}
	return t.Args[i]
}

// strip removes references and pointers.
func (t *Ty) strip() *Ty {
	for t.Kind == Ref || t.Kind == Ptr {
		e := t.Elem
		if e == nil {
			return unknown
		}
		t = e.withStatic(t.Static)
	}
	return t
}

// callable reports whether values of t can be called or polled.
func (t *Ty) callable() bool {
	return t.Kind == FnDef || t.Kind == Closure || t.Kind == Future || t.Param != nil || len(t.Fns) > 0 ||
		t.Kind == Param && slices.ContainsFunc(t.Bounds, func(b Bound) bool { return b.Callable })
}

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

// String shows the type in messages and tests.
func (t *Ty) String() string {
	switch t.Kind {
	case Adt, Ext, Prim:
		name := t.typePath()
		if i := strings.LastIndex(name, "::"); i >= 0 {
			name = name[i+2:]
		}
		if len(t.Args) == 0 {
			return name
		}
		var args []string
		for _, a := range t.Args {
			args = append(args, a.String())
		}
		return name + "<" + strings.Join(args, ", ") + ">"
	case Ref:
		return "&" + t.Elem.String()
	case Ptr:
		return "*" + t.Elem.String()
	case Slice:
		return "[" + t.Elem.String() + "]"
	case Param:
		return t.Path
	case Tuple:
		var args []string
		for _, a := range t.Args {
			args = append(args, a.String())
		}
		return "(" + strings.Join(args, ", ") + ")"
	case Never:
		return "!"
	case FnDef:
		return "fn " + t.Def.Name
	case Dyn:
		var bs []string
		for _, b := range t.Bounds {
			bs = append(bs, b.Name)
		}
		return "dyn " + strings.Join(bs, " + ")
	case Closure:
		return "closure"
	case Future:
		return "future"
	}
	return "?"
}
