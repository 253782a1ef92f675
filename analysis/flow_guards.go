package analysis

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Guard is a value that writes something out where it is dropped, and that nothing
// drops: it stands in a static, or is forgotten.
type Guard struct {
	Spot
	// Name is the static's, "" for none; Type the guard's as people know it, Loses what
	// is lost.
	Name, Type, Loses string
	// Forgotten is where one that stands in no static is forgotten or leaked.
	Forgotten *Place
	// Pins: a thread of the guard keeps the library mapped.
	Pins bool
}

// guard follows the guard that a call gives. What comes of one in a static depends on
// all uses of the static, see guardStatic.
func (u *unloader) guard(b *body, n *calls.Node, s *calls.Site) {
	v := s.Row.Value
	g := u.table.Guard(v.Of)
	way := b.callAt(s.Span)
	if way == nil || slices.ContainsFunc(g.By, u.calls) {
		return
	}
	sp, fresh := u.spot("forgotten", b, n, s)
	if !fresh {
		return
	}
	e := u.flow(true, slices.Concat(g.Ends, v.Ends)...).from(b, way, v.PartIndex())
	if e.is == leaked && e.name == "" && e.at != nil {
		u.out.Guards = append(u.out.Guards, &Guard{Spot: sp, Type: lastSegment(g.Type), Loses: g.Loses, Forgotten: e.at, Pins: g.Pins})
	}
}

// guards looks at the statics that hold a guard, by their types.
func (u *unloader) guards() {
	own := u.flushing()
	var wants []string
	for _, g := range own {
		wants = append(wants, lastSegment(g.Type))
	}
	for _, g := range u.table.Guards() {
		wants = append(wants, lastSegment(g.Type))
	}
	for _, m := range slices.Clone(u.crate.Modules) {
		if m.File == nil || u.triggers(m.File.Path)&(guardWord|remnantWord|staticWord) == 0 && len(own) == 0 {
			continue
		}
		src, err := u.prog.Text(m.File.Path)
		if err != nil || !strings.Contains(string(src), "static") {
			continue
		}
		if slices.ContainsFunc(wants, func(w string) bool { return containsWord(src, w) }) {
			f := u.flow(true)
			f.inScope(m.Scope(), func(b *body) { u.guardStatic(b.def, own) }, []string{""}, 0)
		}
	}
}

// flushing lists the types of the crate whose `Drop` writes something out.
func (u *unloader) flushing() []*effects.Guard {
	var out []*effects.Guard
	for _, m := range u.crate.Modules {
		if m.File != nil && u.triggers(m.File.Path)&^staticWord == 0 {
			if src, err := u.prog.Text(m.File.Path); err != nil || !containsWord(src, "Drop") || !flushes.Match(src) {
				continue
			}
		}
		if m.File != nil {
			m.Scope()
		}
	}
	for _, im := range slices.Clone(u.crate.Impls()) {
		d := im.Fns["drop"]
		if d == nil || im.TraitName() != "Drop" || d.Item.Fn.Body == nil || d.Item.Origin != nil {
			continue
		}
		src, sp := im.Scope.Module.File.AST().Source, d.Item.Fn.Body.Span
		if self := im.Self(); self != nil && sp.End <= len(src) && sp.Start < sp.End && flushes.Match(rust.Code(src[sp.Start:sp.End], false)) {
			out = append(out, &effects.Guard{Type: self.Path(), Loses: "what its `Drop` writes out"})
		}
	}
	return out
}

// flushes are calls by which a destructor writes something out.
var flushes = regexp.MustCompile(`[.:](?:flush|force_flush|sync_all|sync_data|shutdown_output|save|persist|commit|checkpoint|write_all)\s*\(`)

func (u *unloader) guardStatic(d *names.Def, own []*effects.Guard) {
	if d.Kind != names.DefStatic || localMacros[d.Wrapper] || d.Item.Static == nil || d.Item.Origin != nil || strings.ToUpper(d.Name) != d.Name {
		return
	}
	g := u.guardIn(d.Scope, d.Item.Static.Type, own, 0)
	if g == nil || slices.ContainsFunc(g.By, u.calls) {
		return
	}
	place := Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	if !u.once("guard", place) {
		return
	}
	f := u.flow(true, g.Ends...)
	if f.settled(f.inStatic(d.Name, -1), place).is != leaked {
		return
	}
	u.out.Guards = append(u.out.Guards, &Guard{
		Spot: Spot{Place: place, In: d.LocalPath(), Package: u.crate.Package, Libraries: u.libs},
		Name: d.Name, Type: lastSegment(g.Type), Loses: g.Loses, Pins: g.Pins,
	})
}

// guardIn finds a guard in a type: itself, an argument of it, or a field of a type of
// the workspace.
func (u *unloader) guardIn(s *names.Scope, t *rust.Type, own []*effects.Guard, depth int) *effects.Guard {
	if t == nil || depth > 6 {
		return nil
	}
	if t.Path == nil {
		for _, e := range append(t.Elems, t.Elem) {
			if g := u.guardIn(s, e, own, depth+1); g != nil {
				return g
			}
		}
		return nil
	}
	if d, rest := u.prog.Resolve(s, t.Path, names.Types); d != nil && len(rest) == 0 {
		if g := u.guardNamed(d, own); g != nil {
			return g
		}
		if d.Kind == names.DefAdt && d.Item != nil && d.Item.Adt != nil && !d.Crate.Stub && d.Crate.Package != nil && d.Crate.Package.Member {
			for _, v := range d.Item.Adt.Variants {
				for _, f := range v.Fields {
					if g := u.guardIn(d.Scope, f.Type, own, depth+1); g != nil {
						return g
					}
				}
			}
		}
	}
	for _, seg := range t.Path.Segs {
		for _, a := range seg.Args {
			if g := u.guardIn(s, a, own, depth+1); g != nil {
				return g
			}
		}
	}
	return nil
}

// guardNamed is the guard that a type is: a crate may hand it on under another path.
func (u *unloader) guardNamed(d *names.Def, own []*effects.Guard) *effects.Guard {
	path := d.Path()
	crate, _, _ := strings.Cut(path, "::")
	for _, g := range slices.Concat(own, u.table.Guards()) {
		of, _, _ := strings.Cut(g.Type, "::")
		if g.Type == path || crate == of && d.Kind != names.DefTrait && lastSegment(path) == lastSegment(g.Type) && !slices.Contains(own, g) {
			return g
		}
	}
	return nil
}

// ClosedLibrary is a library that the crate opens and closes again while a function
// or pointer out of it is kept.
type ClosedLibrary struct {
	Spot
	Effect *Effect
	// Kept is where the symbol goes; Holder what it is kept in, "" for the caller;
	// End is where the handle ends, nil with its scope.
	Kept   *Place
	Holder string
	End    *Place
}

// symbolMethods take a symbol out of a library.
var symbolMethods = set("get", "get_singlethreaded", "get_ordinal", "symbol", "symbol_cstr")

// library follows a handle within its function: where it ends there, the symbols that
// are taken out of it must end too.
func (u *unloader) library(b *body, n *calls.Node, s *calls.Site) {
	way := b.callAt(s.Span)
	if way == nil {
		return
	}
	sp, fresh := u.spot("library", b, n, s)
	if !fresh {
		return
	}
	f := u.flow(false, s.Row.Value.Ends...)
	f.border = true
	var symbols [][]crumb
	f.symbol = func(way []crumb) { symbols = append(symbols, way) }
	e := f.from(b, way, -1)
	if e.is == escapes || e.is == leaked {
		return
	}
	for _, way := range symbols {
		g := u.flow(false)
		g.border, g.copies = true, true
		h := held{how: owned, part: -1, raw: !strings.HasPrefix(s.Row.Path, "libloading::")}
		if kept := g.out(b, way, h); kept.is == leaked {
			u.out.Closed = append(u.out.Closed, &ClosedLibrary{Spot: sp, Kept: kept.at, Holder: kept.name, End: e.at,
				Effect: &Effect{What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}})
			return
		}
	}
}
