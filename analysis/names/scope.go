package names

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// DefKind says what a Def is.
type DefKind uint8

// The kinds of definitions.
const (
	DefMod DefKind = iota // also a crate
	DefFn
	DefStatic
	DefConst
	DefAdt
	DefVariant
	DefTrait
	DefAlias
	DefMacro
	DefExt   // in a crate without sources at hand, or opaque: see Ext
	DefPrim  // u32, str, …
	DefField // never resolved by paths
)

// Def is one definition. Two paths that mean the same item give the same *Def,
// except for DefExt, which is equal by Ext.
type Def struct {
	Kind   DefKind
	Name   string
	Crate  *Crate
	Scope  *Scope // where the paths in Item resolve
	Item   *rust.Item
	Module *Module // DefMod
	// Impl or Trait is set for an associated item.
	Impl    *Impl
	Trait   *Def
	Variant *rust.Variant // DefVariant
	Parent  *Def          // DefVariant: the enum
	Ext     string        // DefExt: full path
	// Wrapper names the macro that declares a static: "lazy_static", "thread_local".
	Wrapper string
	path    string
}

// Path is the full path with the crate's name in front.
func (d *Def) Path() string {
	if d == nil {
		return ""
	}
	if d.Kind == DefExt || d.Kind == DefPrim {
		return d.Ext
	}
	if d.path == "" {
		d.path = d.makePath()
	}
	return d.path
}

func (d *Def) makePath() string {
	if d.Kind == DefMod {
		return join(d.Crate.Name, d.Module.Path())
	}
	if d.Parent != nil {
		return d.Parent.Path() + "::" + d.Name
	}
	if d.Trait != nil && d.Impl == nil {
		return d.Trait.Path() + "::" + d.Name
	}
	if d.Impl != nil {
		return d.Impl.selfPath() + "::" + d.Name
	}
	return join(join(d.Crate.Name, d.Scope.Module.Path()), d.Name)
}

// LocalPath is the path within the crate, as findings show it.
func (d *Def) LocalPath() string {
	p := d.Path()
	if d.Crate != nil && !d.Crate.Stub {
		p = strings.TrimPrefix(p, d.Crate.Name+"::")
	}
	return p
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + "::" + b
}

// Namespace is one of Rust's three.
type Namespace uint8

// The namespaces.
const (
	Types Namespace = iota
	Values
	Macros
)

func (d *Def) in(ns Namespace) bool {
	switch d.Kind {
	case DefMod, DefTrait, DefAlias, DefPrim:
		return ns == Types
	case DefAdt:
		return ns == Types || ns == Values // tuple and unit structs are values too
	case DefFn, DefStatic, DefConst:
		return ns == Values
	case DefVariant:
		return ns == Values || ns == Types
	case DefMacro:
		return ns == Macros
	}
	return true
}

// Scope is a module's items, or those of a block within a function.
type Scope struct {
	Module *Module
	Parent *Scope // of a block scope, and of an included file
	Items  []*Def // in source order, expansions of item macros included
	// Calls are the item macro calls.
	Calls []*rust.Item
	// pending are calls of macro_rules that nobody has needed to expand yet.
	pending []pendingCall

	included []*Module // files whose items are the module's too

	names  map[string][]*Def
	uses   map[string][]*useEntry
	globs  []*useEntry
	macros map[string][]*Def // in textual order
}

type useEntry struct {
	use       *rust.Use
	origin    *rust.Item
	resolving [3]bool
	known     [3]bool
	def       [3]*Def
}

// Scope returns the module's scope, parsing its file on first use.
func (m *Module) Scope() *Scope {
	if m.scope != nil {
		return m.scope
	}
	var parent *Scope
	if m.Included {
		parent = m.Parent.Scope()
	}
	s := newScope(m, parent)
	m.scope = s
	for _, ch := range m.Children {
		if ch.Included {
			s.included = append(s.included, ch)
		}
	}
	s.addItems(m.items(), 0)
	return s
}

// ofModule tells a module's own scope from one of a block in it.
func (s *Scope) ofModule() bool { return s == s.Module.scope }

func newScope(m *Module, parent *Scope) *Scope {
	return &Scope{Module: m, Parent: parent, names: map[string][]*Def{}, uses: map[string][]*useEntry{}, macros: map[string][]*Def{}}
}

// items returns the syntax of the module's members.
func (m *Module) items() []*rust.Item {
	ast := m.File.AST()
	if !m.Inline {
		return ast.Items
	}
	return findInline(ast.Items, m)
}

func findInline(items []*rust.Item, m *Module) []*rust.Item {
	for _, it := range items {
		if it.Kind == rust.ItemMod && it.Name == m.Name && it.Span.Start <= m.Body.Start && m.Body.End <= it.Span.End {
			return it.Items
		}
		if it.Kind == rust.ItemMod && it.Span.Start <= m.Body.Start && m.Body.End <= it.Span.End {
			return findInline(it.Items, m)
		}
		if it.Kind == rust.ItemMacroCall && it.Span.Start <= m.Body.Start && m.Body.End <= it.Span.End {
			if sub, ok := it.Call.ItemList(); ok {
				return findInline(sub, m)
			}
		}
	}
	return nil
}

// BlockScope returns the scope of a block that declares items, or nil where it
// declares none.
func (p *Program) BlockScope(parent *Scope, b *rust.Block) *Scope {
	var items []*rust.Item
	for _, st := range b.Statements() {
		if st.Kind == rust.StmtItem {
			items = append(items, st.Item)
		}
	}
	if len(items) == 0 {
		return nil
	}
	s := newScope(parent.Module, parent)
	s.addItems(items, 0)
	return s
}

// ItemScope returns a scope for items that a macro produced within parent.
func ItemScope(parent *Scope, items []*rust.Item) *Scope {
	s := newScope(parent.Module, parent)
	s.addItems(items, 0)
	return s
}

// addItems enters items into the scope; macro calls are expanded in place.
func (s *Scope) addItems(items []*rust.Item, depth int) {
	c := s.Module.Crate
	for _, it := range items { // macros first: later items may call them
		if it.Kind == rust.ItemMacroRules && c.env.Enabled(it.Attrs) != cfg.False {
			d := &Def{Kind: DefMacro, Name: it.Name, Crate: c, Scope: s, Item: it}
			s.macros[it.Name] = append(s.macros[it.Name], d)
			s.Items = append(s.Items, d)
		}
	}
	for _, it := range items {
		if c.env.Enabled(it.Attrs) == cfg.False {
			continue
		}
		s.addItem(it, depth)
	}
}

func (s *Scope) addItem(it *rust.Item, depth int) {
	c := s.Module.Crate
	kinds := map[rust.ItemKind]DefKind{rust.ItemFn: DefFn, rust.ItemStatic: DefStatic, rust.ItemConst: DefConst, rust.ItemStruct: DefAdt,
		rust.ItemEnum: DefAdt, rust.ItemUnion: DefAdt, rust.ItemTrait: DefTrait, rust.ItemTypeAlias: DefAlias}
	switch it.Kind {
	case rust.ItemUse, rust.ItemExternCrate:
		s.addUses(it)
	case rust.ItemImpl:
		im := &Impl{Item: it, Scope: s, Crate: c}
		im.addMembers()
		c.impls.add(im)
	case rust.ItemForeignMod:
		for _, sub := range it.Items {
			if c.env.Enabled(sub.Attrs) != cfg.False {
				s.addItem(sub, depth)
			}
		}
	case rust.ItemMacroCall:
		s.addMacroItems(it, depth)
	case rust.ItemMacroRules, rust.ItemMod:
		if it.Kind == rust.ItemMod && s.moduleFor(it) == nil && it.Mod != nil && it.Mod.Inline {
			s.addLooseModule(it, depth)
		}
	default:
		d := &Def{Kind: kinds[it.Kind], Name: it.Name, Crate: c, Scope: s, Item: it}
		s.add(d)
		if it.Kind == rust.ItemTrait {
			c.impls.addTrait(d)
		}
	}
}

func (s *Scope) add(d *Def) {
	s.Items = append(s.Items, d)
	s.names[d.Name] = append(s.names[d.Name], d)
	if d.Kind == DefAdt && d.Item != nil && d.Item.Kind == rust.ItemEnum {
		return
	}
}

func (s *Scope) moduleFor(it *rust.Item) *Module {
	if !s.ofModule() {
		return nil
	}
	for _, m := range s.Module.Children {
		if m.Name == it.Name {
			return m
		}
	}
	return nil
}

// addLooseModule enters an inline module that the token pass did not see: one
// that a macro expansion or a block declares.
func (s *Scope) addLooseModule(it *rust.Item, depth int) {
	m := &Module{Crate: s.Module.Crate, Name: it.Name, Parent: s.Module, File: s.Module.File, Inline: true}
	m.scope = newScope(m, nil)
	d := &Def{Kind: DefMod, Name: it.Name, Crate: m.Crate, Scope: s, Item: it, Module: m}
	s.add(d)
	if depth < maxItemExpansion {
		m.scope.addItems(it.Items, depth+1)
		s.Module.Crate.Modules = append(s.Module.Crate.Modules, m)
	} else {
		s.cutItems(it, itemsTooDeep)
	}
}

func (s *Scope) addUses(it *rust.Item) {
	macroUse := it.Kind == rust.ItemExternCrate && hasAttr(it.Attrs, "macro_use")
	for _, u := range it.Uses {
		e := &useEntry{use: u, origin: it}
		if u.Glob || macroUse {
			g := *u
			g.Glob = true
			s.globs = append(s.globs, &useEntry{use: &g, origin: it})
			if u.Glob {
				continue
			}
		}
		if u.Alias != "_" {
			s.uses[u.Alias] = append(s.uses[u.Alias], e)
		}
	}
}

func lastSeg(p *rust.Path) string {
	if p == nil || len(p.Segs) == 0 {
		return ""
	}
	return p.Segs[len(p.Segs)-1].Name
}
