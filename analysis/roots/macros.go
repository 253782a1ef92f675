package roots

import (
	"slices"
	"sort"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// registers reports whether a registration macro has that last segment.
func (f *finder) registers(last string) bool {
	for _, m := range f.Table.MacroRegs() {
		if words.LastSegment(m.Path) == last {
			return true
		}
	}
	return false
}

// call looks at an item macro that was not expanded, or was and may register
// by itself.
func (v *visitor) call(s *names.Scope, m *rust.MacroCall, it *rust.Item) {
	if m == nil || m.Path == nil || len(m.Path.Segs) == 0 {
		return
	}
	last := m.Path.Segs[len(m.Path.Segs)-1].Name
	if last == "global_asm" {
		v.asm(s, m)
		return
	}
	row := v.macroRow(s, m, last)
	if row == nil {
		return
	}
	switch row.Body {
	case "items":
		v.macroItems(s, m, nil)
	case "items-as-roots":
		v.macroItems(s, m, row)
	case "stmts":
		b, ok := m.Stmts()
		if ok {
			v.macroRoot(s, m, row, v.f.Graph.BodyNode("the body of "+last+"!", s, b, m.Name))
		}
	case "path":
		if args, ok := m.Args(); ok && row.Arg < len(args) {
			v.macroRoot(s, m, row, v.f.Graph.ExprCallables(s, args[row.Arg])...)
		}
	default:
		v.macroRoot(s, m, row)
	}
}

func (v *visitor) macroRow(s *names.Scope, m *rust.MacroCall, last string) *effects.MacroReg {
	var rows []*effects.MacroReg
	for _, r := range v.f.Table.MacroRegs() {
		if words.LastSegment(r.Path) == last {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	def := v.f.Prog.ResolveMacro(s, m.Path)
	var out []*effects.MacroReg
	for _, r := range rows {
		switch {
		case def == nil && v.sees[r.Crate]:
			out = append(out, r)
		case def != nil && def.Kind == names.DefExt:
			path := def.Ext + "!"
			crate, _, _ := strings.Cut(def.Ext, "::")
			if path == r.Path || slices.Contains(r.Reexports, path) || slices.Contains(r.Reexports, def.Ext) || !v.f.Prog.Opaque(crate) {
				out = append(out, r)
			}
		}
	}
	for _, r := range out {
		if r.Versions == "" || v.f.VersionIn(r.Crate, r.Versions) {
			return r
		}
	}
	return nil
}

// macroItems reads the tokens as items; with a row each function is a root and
// each static's initialiser runs, else the attributes decide.
func (v *visitor) macroItems(s *names.Scope, m *rust.MacroCall, row *effects.MacroReg) {
	items, ok := m.ItemList()
	if !ok {
		return
	}
	inner := names.ItemScope(s, items)
	if row == nil {
		v.scope(inner, 1)
		return
	}
	for _, d := range inner.Items {
		if d.Item.Fn != nil || d.Item.Static != nil {
			r := &analysis.Root{Moment: row.Moment, Registration: row.Registration, Priority: -1, InSlot: slotMechanism(row.Mechanism), Note: row.Note}
			v.f.addRoot(r, d, v.itemNodes(d))
		}
	}
}

func (v *visitor) macroRoot(s *names.Scope, m *rust.MacroCall, row *effects.MacroReg, nodes ...*calls.Node) {
	item := &rust.Item{Kind: rust.ItemMacroCall, NameSpan: m.Name, Span: m.Span, Origin: m.Origin, Call: m}
	r := &analysis.Root{Moment: row.Moment, Registration: row.Registration, Priority: -1, InSlot: slotMechanism(row.Mechanism), Note: row.Note, Name: row.Registration}
	if len(nodes) > 0 && nodes[0] != nil && nodes[0].Def != nil {
		r.Name = nodes[0].Name
	}
	v.f.addRoot(r, &names.Def{Kind: names.DefStatic, Name: row.Registration, Crate: v.crate, Scope: s, Item: item}, nodes)
}

// Macros finds macro_rules whose bodies register code, and aliases of
// registration attributes, and scans again for their users.
func Macros(c *corpus.Corpus, s *scan.Scanner, load func()) map[string]bool {
	m := &macroSearch{names: map[string]bool{}}
	for round := 0; round < 3; round++ {
		var fresh []string
		for _, sc := range c.Scans {
			known := append(append(slices.Clone(scan.AlwaysWords), s.Words(sc.Pkg)...), m.words...)
			for _, crate := range c.Crates {
				if crate.Package != sc.Pkg {
					continue
				}
				for _, f := range crate.Files() {
					if sc.Hit[f.Path] {
						fresh = append(fresh, m.newWords(f, known)...)
					}
				}
			}
		}
		if len(fresh) == 0 {
			return m.names
		}
		sort.Strings(fresh)
		m.words = append(m.words, slices.Compact(fresh)...)
		again := s.Scan(c.Packages, m.words)
		for i, sc := range again {
			c.Scans[i].Hit = sc.Hit
		}
		load()
	}
	return m.names
}

// macroSearch gathers the names of macros that may expand to a root.
type macroSearch struct {
	names map[string]bool
	words []string // the same, and aliases of registration attributes
}

// newWords lists macros of a file that register code and aliases that name one. Thread-locals
// and callbacks of a macro's body are found where it is expanded.
func (m *macroSearch) newWords(f *names.SourceFile, known []string) []string {
	var out []string
	ast := f.AST()
	var visit func(items []*rust.Item)
	visit = func(items []*rust.Item) {
		for _, it := range items {
			switch it.Kind {
			case rust.ItemMacroRules:
				for _, arm := range it.Rules.Arms {
					body := ast.Source[arm.Body.Start:arm.Body.End]
					if !m.names[it.Name] && words.ContainsAny(body, known) {
						m.names[it.Name] = true
						out = append(out, it.Name)
					}
				}
			case rust.ItemUse:
				for _, u := range it.Uses {
					n := len(u.Path.Segs)
					if u.Alias != "" && u.Alias != "_" && n > 0 && u.Alias != u.Path.Segs[n-1].Name &&
						slices.Contains(known, u.Path.Segs[n-1].Name) && !slices.Contains(m.words, u.Alias) {
						out = append(out, u.Alias)
					}
				}
			}
			visit(it.Items)
		}
	}
	visit(ast.Items)
	return out
}

func slotMechanism(m string) bool { return m == "init_array" || m == "fini_array" }
