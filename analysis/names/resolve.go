package names

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// primitives are the types that every scope knows.
var primitives = map[string]bool{"bool": true, "char": true, "str": true, "u8": true, "u16": true, "u32": true, "u64": true, "u128": true, "usize": true,
	"i8": true, "i16": true, "i32": true, "i64": true, "i128": true, "isize": true, "f32": true, "f64": true}

// seenNames belongs to one question. It guards look-ups against cycles of imports and
// keeps their answers: modules that import each other ask the same of each other on every
// path between them, and there are more paths than anybody can follow.
type seenNames struct {
	open map[seenName]bool // being answered
	done map[seenName]*Def
	// asked counts the look-ups that were made and not only remembered.
	asked *int
}

func newQuestion(p *Program) *seenNames {
	return &seenNames{open: map[seenName]bool{}, done: map[seenName]*Def{}, asked: &p.lookups}
}

type seenName struct {
	scope *Scope
	name  string
	ns    Namespace
}

func ext(path string) *Def {
	name := path
	if i := strings.LastIndex(path, "::"); i >= 0 {
		name = path[i+2:]
	}
	return &Def{Kind: DefExt, Name: name, Ext: path}
}

// Lookup finds a name in the scope's own items and imports, its globs
// included, but not in enclosing scopes. It is nil where there is none.
func (s *Scope) Lookup(name string, ns Namespace) *Def {
	return s.lookup(name, ns, newQuestion(s.Module.Crate.program))
}

func (s *Scope) lookup(name string, ns Namespace, seen *seenNames) *Def {
	key := seenName{s, name, ns}
	if d, ok := seen.done[key]; ok {
		return d
	}
	if seen.open[key] {
		return nil
	}
	seen.open[key] = true
	*seen.asked++
	d := s.find(name, ns, seen)
	delete(seen.open, key)
	seen.done[key] = d
	return d
}

// find is lookup for a name that is not being looked for.
func (s *Scope) find(name string, ns Namespace, seen *seenNames) *Def {
	if ns == Macros {
		if ds := s.macros[name]; len(ds) > 0 {
			return ds[0]
		}
	}
	for _, d := range s.names[name] {
		if d.in(ns) {
			return d
		}
	}
	if s.ofModule() && ns == Types {
		if m := s.Module.child(name); m != nil {
			return m.Def()
		}
	}
	for _, in := range s.included {
		if d := in.Scope().lookup(name, ns, seen); d != nil {
			return d
		}
	}
	for _, e := range s.uses[name] {
		if d := s.resolveUse(e, ns, seen); d != nil {
			return d
		}
	}
	if len(s.pending) > 0 {
		before := len(s.pending)
		if s.ExpandFor(name); len(s.pending) < before {
			return s.find(name, ns, seen)
		}
	}
	if ns == Macros && len(s.globs) > 0 && !s.Module.Crate.program.definesMacro(name) {
		return nil
	}
	for _, e := range s.globs {
		if d := s.lookupGlob(e, name, ns, seen); d != nil {
			return d
		}
	}
	return nil
}

// Def is the definition of the module itself.
func (m *Module) Def() *Def {
	m = m.home()
	return &Def{Kind: DefMod, Name: m.Name, Crate: m.Crate, Module: m}
}

func (s *Scope) resolveUse(e *useEntry, ns Namespace, seen *seenNames) *Def {
	if e.known[ns] {
		return e.def[ns]
	}
	if e.resolving[ns] {
		return nil
	}
	e.resolving[ns] = true
	d := s.resolveUsePath(e, ns, seen)
	e.resolving[ns] = false
	if len(seen.open) <= 1 { // not a partial answer within a cycle
		e.known[ns], e.def[ns] = true, d
	}
	return d
}

func (s *Scope) resolveUsePath(e *useEntry, ns Namespace, seen *seenNames) *Def {
	p := s.Module.Crate.program
	path := e.use.Path
	if e.origin.Kind == rust.ItemExternCrate {
		if ns != Types || len(path.Segs) == 0 {
			return nil
		}
		return p.externCrate(s.Module.Crate, path.Segs[0].Name)
	}
	segs := path.Segs
	if n := len(segs); n > 1 && segs[n-1].Name == "self" { // use a::{self}
		if ns != Types {
			return nil
		}
		segs = segs[:n-1]
	}
	q := &rust.Path{Span: path.Span, Global: path.Global, Segs: segs}
	d, rest := p.walk(s, q, ns, true, e, seen)
	if len(rest) > 0 || d != nil && ns != Macros && p.onlyMacro(d) {
		return nil
	}
	return d
}

func (s *Scope) lookupGlob(e *useEntry, name string, ns Namespace, seen *seenNames) *Def {
	p := s.Module.Crate.program
	if e.resolving[0] {
		return nil
	}
	var target *Def
	if e.known[0] {
		target = e.def[0]
	} else {
		e.resolving[0] = true
		if e.origin.Kind == rust.ItemExternCrate {
			target = p.externCrate(s.Module.Crate, e.use.Path.Segs[0].Name)
		} else if len(e.use.Path.Segs) == 0 {
			target = s.Module.Crate.Root.Def()
		} else if d, rest := p.walk(s, e.use.Path, Types, true, e, seen); len(rest) == 0 {
			target = d
		}
		e.resolving[0] = false
		e.known[0], e.def[0] = true, target
	}
	switch {
	case target == nil:
		return nil
	case target.Kind == DefMod:
		return p.member(target, name, ns, seen, true)
	case target.Kind == DefAdt:
		return variantOf(target, name)
	case target.Kind == DefExt:
		return p.extMember(target.Ext+"::"+name, ns)
	}
	return nil
}

// extMember answers for a name that may come from a glob import of an opaque
// crate: only what the data names is believed to be there.
func (p *Program) extMember(path string, ns Namespace) *Def {
	if ns == Macros && p.table.KnownMacro(path) || ns != Macros && p.table.KnownPath(path) {
		return ext(path)
	}
	return nil
}

func variantOf(enum *Def, name string) *Def {
	if enum.Item == nil || enum.Item.Adt == nil || enum.Item.Kind != rust.ItemEnum {
		return nil
	}
	for _, v := range enum.Item.Adt.Variants {
		if v.Name == name {
			return &Def{Kind: DefVariant, Name: name, Crate: enum.Crate, Scope: enum.Scope, Item: enum.Item, Variant: v, Parent: enum}
		}
	}
	return nil
}

// member looks a name up in a module, as a path segment does.
func (p *Program) member(mod *Def, name string, ns Namespace, seen *seenNames, glob bool) *Def {
	if ns == Types { // known from the token pass: paths through modules parse none of them
		if ch := mod.Module.child(name); ch != nil {
			return ch.Def()
		}
	}
	d := mod.Module.Scope().lookup(name, ns, seen)
	if d == nil && ns == Macros {
		d = p.exportedMacro(mod.Crate, mod.Module, name)
	}
	if d == nil && mod.Crate.Stub && !glob {
		return p.extSegment(ext(mod.Path()), name)
	}
	return d
}

// Resolve resolves a path in scope s. The rest are trailing segments that name
// associated items (`Type::method` gives the type and ["method"]). It is nil
// where nothing is known.
func (p *Program) Resolve(s *Scope, path *rust.Path, ns Namespace) (*Def, []rust.Seg) {
	if path == nil || len(path.Segs) == 0 {
		return nil, nil
	}
	return p.walk(s, path, ns, false, nil, newQuestion(p))
}

// walk resolves the first segment, then each further one. inUse selects the
// rules of use declarations; self is the entry being resolved, which cannot
// resolve through itself.
func (p *Program) walk(s *Scope, path *rust.Path, ns Namespace, inUse bool, self *useEntry, seen *seenNames) (*Def, []rust.Seg) {
	segs := path.Segs
	if len(segs) == 0 {
		return nil, nil
	}
	firstNS := Types
	if len(segs) == 1 {
		firstNS = ns
	}
	d, used := p.first(s, path, firstNS, inUse, self, seen)
	if d == nil {
		return nil, nil
	}
	segs = segs[used:]
	for len(segs) > 0 {
		next := Types
		if len(segs) == 1 {
			next = ns
		}
		switch d.Kind {
		case DefMod:
			m := p.member(d, segs[0].Name, next, seen, false)
			if m == nil {
				return nil, nil
			}
			d = m
		case DefExt:
			d = p.extSegment(d, segs[0].Name)
		case DefAdt:
			if v := variantOf(d, segs[0].Name); v != nil {
				d = v
				break
			}
			return d, segs
		default:
			return d, segs
		}
		segs = segs[1:]
	}
	return d, nil
}

// first resolves the start of a path and tells how many segments that took.
func (p *Program) first(s *Scope, path *rust.Path, ns Namespace, inUse bool, self *useEntry, seen *seenNames) (*Def, int) {
	c := s.Module.Crate
	name := path.Segs[0].Name
	if path.Global {
		if c.Edition == "2015" {
			if d := p.member(c.Root.Def(), name, ns, seen, false); d != nil {
				return d, 1
			}
		}
		return p.externCrate(c, name), 1
	}
	if d, n, is := p.keyword(s, path); is {
		return d, n
	}
	if inUse && c.Edition == "2015" {
		if d := c.Root.Scope().lookup(name, ns, seen); d != nil {
			return d, 1
		}
		return p.externCrate(c, name), 1
	}
	for sc := s; sc != nil; sc = sc.Parent {
		if d := sc.lookupExcept(name, ns, self, seen); d != nil {
			return d, 1
		}
	}
	if ns == Types || len(path.Segs) > 1 {
		if primitives[name] && len(path.Segs) == 1 {
			return &Def{Kind: DefPrim, Name: name, Ext: name}, 1
		}
		if d := p.externCrate(c, name); d != nil {
			return d, 1
		}
		if d := rootExtern(c, name, seen); d != nil {
			return d, 1
		}
	}
	if d := p.prelude(name, ns); d != nil {
		return d, 1
	}
	if primitives[name] {
		return &Def{Kind: DefPrim, Name: name, Ext: name}, 1
	}
	return nil, 0
}

// lookupExcept is lookup for the first segment of a use path, which must not
// find the very import it belongs to.
func (s *Scope) lookupExcept(name string, ns Namespace, self *useEntry, seen *seenNames) *Def {
	if self == nil {
		return s.lookup(name, ns, seen)
	}
	was := self.resolving
	self.resolving = [3]bool{true, true, true}
	defer func() { self.resolving = was }()
	sub := newQuestion(s.Module.Crate.program)
	for k := range seen.open {
		if k.scope != s {
			sub.open[k] = true
		}
	}
	return s.lookup(name, ns, sub)
}

func (p *Program) prelude(name string, ns Namespace) *Def {
	c := p.Stub("std")
	if c == nil {
		return nil
	}
	for _, m := range c.Root.Children {
		if m.Name == "prelude" {
			return m.Children[0].Scope().Lookup(name, ns) // prelude::v1
		}
	}
	return nil
}

// placeIn is where a use in module m stands in a file: the use itself, or the
// declaration of the module that leads to it.
func placeIn(f *SourceFile, m *Module, path *rust.Path) (int, bool) {
	if m.File == f {
		return path.Span.Start, true
	}
	for ; m.Parent != nil; m = m.Parent {
		if m.Parent.File == f {
			return m.at, true
		}
	}
	return 0, false
}

// macroAt finds the macro_rules of the scope that holds where path stands in
// user: the last definition above it.
func (s *Scope) macroAt(user *Scope, path *rust.Path) *Def {
	ds := s.macros[path.Segs[0].Name]
	for i := len(ds) - 1; i >= 0; i-- {
		if ds[i].visibleAt(user, path) {
			return ds[i]
		}
	}
	return nil
}
