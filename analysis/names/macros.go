package names

import (
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// definesMacro reports whether a crate loaded so far defines a macro of the
// name, or the data knows one: only then are glob imports followed for it.
func (p *Program) definesMacro(name string) bool {
	for _, c := range p.byID {
		if len(c.byMacro[name]) > 0 {
			return true
		}
	}
	return p.table.KnownMacroName(name)
}

// onlyMacro reports an attribute or macro of an opaque crate: importing it must
// not hide a module or crate of the same name (`use ctor::ctor; #[ctor::ctor]`).
func (p *Program) onlyMacro(d *Def) bool {
	return d.Kind == DefExt && p.table.KnownMacro(d.Ext) && !p.table.KnownPath(d.Ext)
}

// ResolveMacro finds the definition that `path!` or `#[path]` names: a
// macro_rules of the workspace or of a crate with sources, or a DefExt of a
// crate judged by data (`std::println`). It is nil where nothing is known.
func (p *Program) ResolveMacro(s *Scope, path *rust.Path) *Def {
	if path == nil || len(path.Segs) == 0 {
		return nil
	}
	if len(path.Segs) > 1 || path.Global {
		d, rest := p.walk(s, path, Macros, false, nil, newQuestion(p))
		if d == nil || len(rest) > 0 {
			return nil
		}
		return d
	}
	name := path.Segs[0].Name
	for sc := s; sc != nil; sc = sc.Parent {
		if d := sc.macroAt(s, path); d != nil {
			return d
		}
		if d := sc.Lookup(name, Macros); d != nil && d.visibleAt(s, path) {
			return d
		}
	}
	for m := s.Module.Parent; m != nil; m = m.Parent { // textual scope
		if d := m.textual(name, s, path); d != nil && d.visibleAt(s, path) {
			return d
		}
	}
	if d := s.Module.textual(name, s, path); d != nil && d.visibleAt(s, path) {
		return d
	}
	if d := p.rootMacroUse(s.Module.Crate, name); d != nil {
		return d
	}
	if p.table.KnownMacro("std::" + name) {
		return ext("std::" + name)
	}
	for _, m := range s.Module.Crate.byMacro[name] { // order of items is not modelled
		if d := m.Scope().macroAnywhere(name); d != nil {
			return d
		}
	}
	return nil
}

// visibleAt reports whether a macro_rules stands before its use, as textual
// scope demands within one file: a `panic!` above the crate's own definition of
// that name is std's.
func (d *Def) visibleAt(s *Scope, path *rust.Path) bool {
	if d.Kind != DefMacro || d.Item.Origin != nil {
		return true
	}
	at, ok := placeIn(d.Scope.Module.File, s.Module, path)
	return !ok || d.Item.Span.Start <= at || hasAttr(d.Item.Attrs, "macro_export")
}

// textual finds a macro_rules of the module or of its macro_use children.
func (m *Module) textual(name string, user *Scope, path *rust.Path) *Def {
	if !m.Inline && !mentions(m, name) {
		return nil
	}
	if d := m.Scope().macroAt(user, path); d != nil {
		return d
	}
	for _, ch := range m.Children {
		if ch.macroUse {
			if d := ch.textual(name, user, path); d != nil {
				return d
			}
		}
	}
	return nil
}

// mentions reports whether the module's file or a macro_use child may define
// the macro, so that others stay unparsed.
func mentions(m *Module, name string) bool {
	for _, n := range m.File.Outline.Macros {
		if n == name {
			return true
		}
	}
	for _, ch := range m.Children {
		if ch.macroUse && mentions(ch, name) {
			return true
		}
	}
	return false
}

func (p *Program) rootMacroUse(c *Crate, name string) *Def {
	root := c.Root.Scope()
	for _, e := range root.globs {
		if e.origin.Kind == rust.ItemExternCrate {
			if d := root.lookupGlob(e, name, Macros, newQuestion(p)); d != nil {
				return d
			}
		}
	}
	return nil
}

// exportedMacro finds a #[macro_export] macro, which lives at the crate root.
func (p *Program) exportedMacro(c *Crate, m *Module, name string) *Def {
	if m.Parent != nil {
		return nil
	}
	for _, mod := range c.byMacro[name] {
		if d := mod.Scope().macroAnywhere(name); d != nil {
			return d
		}
	}
	return nil
}

// macroAnywhere finds a macro_rules in the scope or in inline modules below it.
func (s *Scope) macroAnywhere(name string) *Def {
	if ds := s.macros[name]; len(ds) > 0 {
		return ds[0]
	}
	for _, m := range s.Module.Children {
		if m.Inline {
			if d := m.Scope().macroAnywhere(name); d != nil {
				return d
			}
		}
	}
	return nil
}
