package leftovers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/flow"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// guard follows the guard that a call gives. What comes of one in a static depends on
// all uses of the static, see guardStatic.
func (u *unloader) guard(b *syntax.Body, n *calls.Node, s *calls.Site) {
	v := s.Row.Value
	g := u.Table.Guard(v.Of)
	path := b.CallAt(s.Span)
	if path == nil || slices.ContainsFunc(g.By, u.named.calls) {
		return
	}
	sp, fresh := u.spot("forgotten", b, n, s)
	if !fresh {
		return
	}
	e := flow.New(u.Corpus, u.crate, u.libs, true, slices.Concat(g.Ends, v.Ends)...).From(b, path, v.PartIndex())
	if e.Is == flow.Leaked && e.Name == "" && e.At != nil {
		u.out.Guards = append(u.out.Guards, &analysis.Guard{Spot: sp, Type: words.LastSegment(g.Type), Loses: g.Loses, Forgotten: e.At, Pins: g.Pins})
	}
}

// guardSearch looks for statics of a crate that hold a guard.
type guardSearch struct {
	linked
	calls func(word string) bool
	once  func(kind string, at analysis.Place) bool
	out   []*analysis.Guard
}

// guards looks at the statics that hold a guard, by their types.
func (s *guardSearch) guards() {
	own := s.flushing()
	var wants []string
	for _, g := range own {
		wants = append(wants, words.LastSegment(g.Type))
	}
	for _, g := range s.Table.Guards() {
		wants = append(wants, words.LastSegment(g.Type))
	}
	for _, m := range slices.Clone(s.crate.Modules) {
		if m.File == nil || triggers(s.Scans, m.File.Path)&(scan.GuardWord|scan.RemnantWord|scan.StaticWord) == 0 && len(own) == 0 {
			continue
		}
		src, err := s.Prog.Text(m.File.Path)
		if err != nil || !strings.Contains(string(src), "static") {
			continue
		}
		if slices.ContainsFunc(wants, func(w string) bool { return words.Contains(src, w) }) {
			f := flow.New(s.Corpus, s.crate, s.libs, true)
			f.InScope(m.Scope(), func(b *syntax.Body) { s.guardStatic(b.Def, own) }, []string{""}, 0)
		}
	}
}

// flushing lists the types of the crate whose `Drop` writes something out.
func (s *guardSearch) flushing() []*effects.Guard {
	var out []*effects.Guard
	for _, m := range s.crate.Modules {
		if m.File != nil && triggers(s.Scans, m.File.Path)&^scan.StaticWord == 0 {
			if src, err := s.Prog.Text(m.File.Path); err != nil || !words.Contains(src, "Drop") || !flushes.Match(src) {
				continue
			}
		}
		if m.File != nil {
			m.Scope()
		}
	}
	for _, im := range slices.Clone(s.crate.Impls()) {
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

func (s *guardSearch) guardStatic(d *names.Def, own []*effects.Guard) {
	if d.Kind != names.DefStatic || syntax.ThreadLocalMacros[d.Wrapper] || d.Item.Static == nil || d.Item.Origin != nil || strings.ToUpper(d.Name) != d.Name {
		return
	}
	g := s.guardIn(d.Scope, d.Item.Static.Type, own, 0)
	if g == nil || slices.ContainsFunc(g.By, s.calls) {
		return
	}
	place := analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	if !s.once("guard", place) {
		return
	}
	f := flow.New(s.Corpus, s.crate, s.libs, true, g.Ends...)
	if f.Settled(f.InStatic(d.Name, "", -1), place).Is != flow.Leaked {
		return
	}
	s.out = append(s.out, &analysis.Guard{
		Spot: analysis.Spot{Place: place, In: d.LocalPath(), Package: s.crate.Package, Libraries: s.libs},
		Name: d.Name, Type: words.LastSegment(g.Type), Loses: g.Loses, Pins: g.Pins,
	})
}

// guardIn finds a guard in a type: itself, an argument of it, or a field of a type of
// the workspace.
func (s *guardSearch) guardIn(in *names.Scope, t *rust.Type, own []*effects.Guard, depth int) *effects.Guard {
	if t == nil || depth > 6 {
		return nil
	}
	if t.Path == nil {
		for _, e := range append(t.Elems, t.Elem) {
			if g := s.guardIn(in, e, own, depth+1); g != nil {
				return g
			}
		}
		return nil
	}
	if d, rest := s.Prog.Resolve(in, t.Path, names.Types); d != nil && len(rest) == 0 {
		if g := s.guardNamed(d, own); g != nil {
			return g
		}
		if d.Kind == names.DefAdt && d.Item != nil && d.Item.Adt != nil && !d.Crate.Stub && d.Crate.Package != nil && d.Crate.Package.Member {
			for _, v := range d.Item.Adt.Variants {
				for _, f := range v.Fields {
					if g := s.guardIn(d.Scope, f.Type, own, depth+1); g != nil {
						return g
					}
				}
			}
		}
	}
	for _, seg := range t.Path.Segs {
		for _, a := range seg.Args {
			if g := s.guardIn(in, a, own, depth+1); g != nil {
				return g
			}
		}
	}
	return nil
}

// guardNamed is the guard that a type is: a crate may hand it on under another path.
func (s *guardSearch) guardNamed(d *names.Def, own []*effects.Guard) *effects.Guard {
	path := d.Path()
	crate, _, _ := strings.Cut(path, "::")
	for _, g := range slices.Concat(own, s.Table.Guards()) {
		of, _, _ := strings.Cut(g.Type, "::")
		if g.Type == path || crate == of && d.Kind != names.DefTrait && words.LastSegment(path) == words.LastSegment(g.Type) && !slices.Contains(own, g) {
			return g
		}
	}
	return nil
}
