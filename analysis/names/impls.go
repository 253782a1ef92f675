package names

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Impl is one impl block, or a trait with its provided methods.
type Impl struct {
	Item  *rust.Item
	Scope *Scope
	Crate *Crate
	Fns   map[string]*Def
	Other map[string]*Def // associated types and consts

	selfDone, traitDone bool
	self, trait         *Def
}

func (im *Impl) addMembers() {
	im.Fns, im.Other = map[string]*Def{}, map[string]*Def{}
	for _, it := range im.Item.Items {
		if im.Crate.env.Enabled(it.Attrs) == cfg.False {
			continue
		}
		im.addMember(it, 0)
	}
}

func (im *Impl) addMember(it *rust.Item, depth int) {
	d := &Def{Name: it.Name, Crate: im.Crate, Scope: im.Scope, Item: it, Impl: im}
	switch it.Kind {
	case rust.ItemFn:
		d.Kind = DefFn
		im.Fns[it.Name] = d
	case rust.ItemConst:
		d.Kind = DefConst
		im.Other[it.Name] = d
	case rust.ItemTypeAlias:
		d.Kind = DefAlias
		im.Other[it.Name] = d
	case rust.ItemMacroCall:
		p := im.Crate.program
		m := p.ResolveMacro(im.Scope, it.Call.Path)
		if m == nil || m.Kind != DefMacro || m.Crate.Stub || depth > 4 {
			return
		}
		if ex, err := it.Call.Expand(p.MacroOf(m)); err == nil {
			if items, ok := ex.Items(); ok {
				for _, sub := range items {
					im.addMember(sub, depth+1)
				}
			}
		}
	}
}

// Self is the definition of the type that is implemented, nil where it is no
// path or not known (a generic parameter, for instance).
func (im *Impl) Self() *Def {
	if !im.selfDone {
		im.selfDone = true
		im.self = im.resolveType(im.Item.Impl.Self)
	}
	return im.self
}

// Trait is the implemented trait, nil for an inherent impl or an unknown one.
func (im *Impl) Trait() *Def {
	if !im.traitDone {
		im.traitDone = true
		if t := im.Item.Impl.Trait; t != nil {
			if d, rest := im.Crate.program.Resolve(im.Scope, t, Types); len(rest) == 0 {
				im.trait = d
			}
		}
	}
	return im.trait
}

// OfTrait reports whether the impl is of a trait, known or not.
func (im *Impl) OfTrait() bool { return im.Item.Impl.Trait != nil }

// TraitName is the last segment of the trait's path as written.
func (im *Impl) TraitName() string { return lastSeg(im.Item.Impl.Trait) }

func (im *Impl) resolveType(t *rust.Type) *Def {
	switch t.Kind {
	case rust.TypePath:
		if t.Path == nil || t.Path.QSelf != nil {
			return nil
		}
		if len(t.Path.Segs) == 1 && im.isParam(t.Path.Segs[0].Name) {
			return nil
		}
		d, rest := im.Crate.program.Resolve(im.Scope, t.Path, Types)
		if len(rest) > 0 {
			return nil
		}
		return im.Crate.program.Unalias(d, 0)
	case rust.TypeSlice, rust.TypeArray:
		return &Def{Kind: DefPrim, Name: "[]", Ext: "slice"}
	case rust.TypeTuple:
		return &Def{Kind: DefPrim, Name: "()", Ext: "tuple"}
	case rust.TypeRef:
		return im.resolveType(t.Elem)
	}
	return nil
}

func (im *Impl) isParam(name string) bool {
	if im.Item.Generics == nil {
		return false
	}
	for _, g := range im.Item.Generics.Params {
		if g.Name == name {
			return true
		}
	}
	return false
}

// Unalias follows type aliases to what they name, where that is a path.
func (p *Program) Unalias(d *Def, depth int) *Def {
	if d == nil || d.Kind != DefAlias || depth > 20 || d.Item == nil || d.Item.Alias == nil {
		return d
	}
	t := d.Item.Alias
	if t.Kind != rust.TypePath || t.Path == nil || t.Path.QSelf != nil {
		return d
	}
	next, rest := p.Resolve(d.Scope, t.Path, Types)
	if next == nil || len(rest) > 0 {
		return d
	}
	return p.Unalias(next, depth+1)
}

func (im *Impl) selfPath() string {
	if d := im.Self(); d != nil {
		return d.Path()
	}
	t := im.Item.Impl.Self
	if t != nil && t.Kind == rust.TypePath {
		return join(join(im.Crate.Name, im.Scope.Module.Path()), lastSeg(t.Path))
	}
	return join(im.Crate.Name, im.Scope.Module.Path())
}

// implIndex finds impls by the names they define. Modules are parsed only when
// the token pass saw the name in their file.
type implIndex struct {
	crate   *Crate
	impls   []*Impl
	byFn    map[string][]*Impl
	byTrait map[string][]*Impl
	traits  map[string][]*Def // by method name
	modsFn  map[string][]*Module
	modsTr  map[string][]*Module
	// traitsBy are the names of the traits implemented for a type's name; ""
	// for types without a name of their own.
	traitsBy map[string][]string
	indexed  bool
}

func newImplIndex(c *Crate) *implIndex {
	return &implIndex{crate: c, byFn: map[string][]*Impl{}, byTrait: map[string][]*Impl{}, traits: map[string][]*Def{}}
}

func (x *implIndex) add(im *Impl) {
	x.impls = append(x.impls, im)
	for name := range im.Fns {
		x.byFn[name] = append(x.byFn[name], im)
	}
	if t := im.TraitName(); t != "" {
		x.byTrait[t] = append(x.byTrait[t], im)
	}
}

func (x *implIndex) addTrait(d *Def) {
	for _, it := range d.Item.Items {
		if it.Kind == rust.ItemFn {
			x.traits[it.Name] = append(x.traits[it.Name], d)
		}
	}
}

func (x *implIndex) index() {
	if x.indexed {
		return
	}
	x.indexed = true
	x.traitsBy = map[string][]string{}
	x.modsFn, x.modsTr = map[string][]*Module{}, map[string][]*Module{}
	for _, m := range x.crate.Modules {
		if m.File == nil || m.File.Outline == nil {
			continue
		}
		if m.Inline { // its names stand in the file's list; parse with the file
			continue
		}
		for _, f := range m.File.Outline.Fns {
			x.modsFn[f] = append(x.modsFn[f], m)
		}
		for _, im := range m.File.Outline.Impls {
			if im.Trait == "" {
				continue
			}
			x.modsTr[im.Trait] = append(x.modsTr[im.Trait], m)
			self := im.Self
			if im.Generic || openSelf(self) {
				self = ""
			}
			x.traitsBy[self] = append(x.traitsBy[self], im.Trait)
		}
	}
}

// ensure parses the modules that may define a function of that name.
func (x *implIndex) ensure(mods map[string][]*Module, name string, want func(*Module) bool) {
	var list, later []*Module
	for _, m := range mods[name] {
		if want == nil || want(m) {
			list = append(list, m)
		} else {
			later = append(later, m)
		}
	}
	if len(list) == 0 {
		return
	}
	mods[name] = later
	if len(list) > 1 && !x.crate.Stub {
		parallel.Do(x.crate.program.jobs, len(list), func(i int) { list[i].File.AST() })
	}
	for _, m := range list {
		m.scopeAll(name)
	}
}

// scopeAll builds the scopes of a file's module and its inline children, with
// the macro calls expanded that can define the name.
func (m *Module) scopeAll(name string) {
	m.Scope().ExpandFor(name)
	for _, ch := range m.Children {
		if ch.Inline {
			ch.scopeAll(name)
		}
	}
}

// implsFor reports whether a file may hold an impl for a type of that name: one
// names it, is for all types, or comes from a macro. Lower-case names are
// metavariables.
func implsFor(m *Module, self string) bool {
	if self == "" || len(m.File.Outline.MacroItems) > 0 {
		return true
	}
	for _, im := range m.File.Outline.Impls {
		if im.Self == self || im.Generic || openSelf(im.Self) {
			return true
		}
	}
	return false
}

func openSelf(self string) bool {
	return self == "" || self[0] >= 'a' && self[0] <= 'z' && !primitives[self]
}

// TraitsOfWithFn is TraitsWithFn for the traits that an impl of crate c or of
// the trait's own crate may implement for a type named self.
func (c *Crate) TraitsOfWithFn(self, name string, users []*Crate) []*Def {
	c.impls.index()
	if len(c.impls.modsFn[name]) > 0 {
		traits := map[string]bool{}
		for _, u := range append(users, c) {
			u.impls.traitsFor(self, traits)
		}
		c.impls.ensure(c.impls.modsFn, name, func(m *Module) bool {
			return len(m.File.Outline.MacroItems) > 0 || slices.ContainsFunc(m.File.Outline.Types, func(t string) bool { return traits[t] })
		})
	}
	return c.impls.traits[name]
}

// traitsFor collects the names of the traits that the crate implements for a
// type of that name, or for all types.
func (x *implIndex) traitsFor(self string, into map[string]bool) {
	x.index()
	for _, t := range append(x.traitsBy[self], x.traitsBy[""]...) {
		into[t] = true
	}
}

// ImplsWithFn lists the impls of crate c that define a function of that name.
// Files that cannot hold an impl for a type called self ("" for any) stay
// unparsed; impls for other types may be among the answers.
func (c *Crate) ImplsWithFn(name, self string) []*Impl {
	c.impls.index()
	c.impls.ensure(c.impls.modsFn, name, func(m *Module) bool { return implsFor(m, self) })
	return c.impls.byFn[name]
}

// FilesWithFn counts the files of c in which a function of that name is defined.
func (c *Crate) FilesWithFn(name string) int {
	c.impls.index()
	n := 0
	for _, f := range c.files {
		if f != nil && slices.Contains(f.Outline.Fns, name) {
			n++
		}
	}
	return n
}

// ImplsOf lists the impls of crate c of a trait whose name ends in traitName,
// for types called self ("" for any); others may be among them.
func (c *Crate) ImplsOf(traitName, self string) []*Impl {
	c.impls.index()
	c.impls.ensure(c.impls.modsTr, traitName, func(m *Module) bool { return implsFor(m, self) })
	return c.impls.byTrait[traitName]
}

// TraitsWithFn lists the traits of crate c that declare a method of that name.
func (c *Crate) TraitsWithFn(name string) []*Def {
	c.impls.index()
	c.impls.ensure(c.impls.modsFn, name, nil)
	return c.impls.traits[name]
}

// TraitFn returns a method that a trait declares, or nil.
func (d *Def) TraitFn(name string) *Def {
	if d == nil || d.Item == nil {
		return nil
	}
	for _, it := range d.Item.Items {
		if it.Kind == rust.ItemFn && it.Name == name {
			return &Def{Kind: DefFn, Name: name, Crate: d.Crate, Scope: d.Scope, Item: it, Trait: d}
		}
	}
	return nil
}

// Loaded lists the crates loaded so far that are not stubs, by ID.
func (p *Program) Loaded() []*Crate {
	var out []*Crate
	for _, c := range p.byID {
		if !c.Stub {
			out = append(out, c)
		}
	}
	return out
}

// ImplsOfType lists the impls of c, of loaded modules, for a type.
func (c *Crate) ImplsOfType(self *Def) []*Impl {
	var out []*Impl
	for _, im := range c.impls.impls {
		if im.Self() == self {
			out = append(out, im)
		}
	}
	return out
}

// Impls lists the impls of modules loaded so far.
func (c *Crate) Impls() []*Impl { return c.impls.impls }
