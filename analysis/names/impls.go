package names

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
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

// implIndex finds impls by the names they define. A module is parsed only when
// the token pass saw that it may hold what is asked for: the function's name and
// an impl of the type, or a trait.
type implIndex struct {
	crate   *Crate
	impls   []*Impl
	byFn    map[string][]*Impl
	byTrait map[string][]*Impl
	traits  map[string][]*Def // by method name
	modsFn  map[string][]*Module
	modsTr  map[string][]*Module
	loaded  map[loadedName]bool
	indexed bool
}

// loadedName says that a module was parsed with the macro calls expanded that
// can define a name.
type loadedName struct {
	module *Module
	name   string
}

func newImplIndex(c *Crate) *implIndex {
	return &implIndex{crate: c, byFn: map[string][]*Impl{}, byTrait: map[string][]*Impl{}, traits: map[string][]*Def{}, loaded: map[loadedName]bool{}}
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
	x.modsFn, x.modsTr = map[string][]*Module{}, map[string][]*Module{}
	for _, m := range x.crate.Modules {
		if m.File == nil || m.File.Skim == nil {
			continue
		}
		if m.Inline { // its names stand in the file's list; parse with the file
			continue
		}
		for _, f := range m.File.Skim.Fns {
			x.modsFn[f] = append(x.modsFn[f], m)
		}
		for _, im := range m.File.Skim.Impls {
			if im.Trait != "" && !slices.Contains(x.modsTr[im.Trait], m) {
				x.modsTr[im.Trait] = append(x.modsTr[im.Trait], m)
			}
		}
	}
}

// ensure parses those of mods that want accepts.
func (x *implIndex) ensure(mods []*Module, name string, want func(*rust.Skimmed) bool) {
	var list []*Module
	for _, m := range mods {
		if key := (loadedName{m, name}); !x.loaded[key] && want(m.File.Skim) {
			x.loaded[key] = true
			list = append(list, m)
		}
	}
	if len(list) > 1 && !x.crate.Stub {
		Parallel(x.crate.program.jobs, len(list), func(i int) { list[i].File.AST() })
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

// implements reports whether a file may hold an impl for a type of that name:
// one that says so, or one for a parameter or for no path.
func implements(sk *rust.Skimmed, self string) bool {
	if self == "" {
		return true
	}
	return slices.ContainsFunc(sk.Impls, func(im rust.SkimImpl) bool {
		return im.Self == self || im.Self == "" || im.Generic
	})
}

// ImplsWithFn lists the impls of crate c that define a function of that name.
// self is the name of the type they are looked for, "" for any; others may be
// among them.
func (c *Crate) ImplsWithFn(name, self string) []*Impl {
	c.impls.index()
	c.impls.ensure(c.impls.modsFn[name], name, func(sk *rust.Skimmed) bool { return implements(sk, self) })
	return c.impls.byFn[name]
}

// FilesWithFn counts the files of c in which a function of that name is defined.
func (c *Crate) FilesWithFn(name string) int {
	c.impls.index()
	return len(c.impls.modsFn[name])
}

// ImplsOf lists the impls of crate c of a trait whose name ends in traitName,
// for types called self ("" for any); others may be among them.
func (c *Crate) ImplsOf(traitName, self string) []*Impl {
	c.impls.index()
	c.impls.ensure(c.impls.modsTr[traitName], traitName, func(sk *rust.Skimmed) bool { return implements(sk, self) })
	return c.impls.byTrait[traitName]
}

// TraitsWithFn lists the traits of crate c that declare a method of that name.
func (c *Crate) TraitsWithFn(name string) []*Def {
	c.impls.index()
	c.impls.ensure(c.impls.modsFn[name], name, func(sk *rust.Skimmed) bool { return len(sk.Traits) > 0 })
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
