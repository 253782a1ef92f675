package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// findRoots looks at every item of the candidate files.
func (a *analyzer) findRoots() {
	for _, c := range a.crates {
		if a.ctx.Err() != nil {
			return
		}
		a.guard(c.Package, func() { a.rootsOf(c) })
	}
	a.foreignRoots()
}

func (a *analyzer) rootsOf(c *names.Crate) {
	v := &visitor{a: a, crate: c, sees: map[string]bool{}}
	seesCrates(c.Package, v.sees, map[*workspace.Package]bool{})
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && a.hits(m.File.Path) {
			v.scope(m.Scope(), 0)
		}
	}
	v.impls()
	a.callbackRoots(c)
	a.threadExitRoots(c)
}

// maxNestedItems is how deep items are looked for in modules and bodies of each other.
const maxNestedItems = 120

// visitor walks the items of one crate for registrations.
type visitor struct {
	a     *analyzer
	crate *names.Crate
	sees  map[string]bool
}

// scope looks at the items of a module or block.
func (v *visitor) scope(s *names.Scope, depth int) {
	s.ExpandAll()
	for _, d := range slices.Clone(s.Items) {
		v.def(d)
		v.nested(d, depth)
	}
	for _, it := range s.Calls {
		v.call(s, it.Call, it)
	}
	for _, d := range s.Items {
		if d.Kind == names.DefMod && d.Module != nil && d.Module.Crate == v.crate {
			if depth < maxNestedItems {
				v.scope(d.Module.Scope(), depth+1)
			} else {
				v.a.leave(cut{file: s.Module.File.Path, at: d.Item.NameSpan, crate: v.crate, what: "module `" + d.Name + "` is", limit: "modules nest too deep", root: true})
			}
		}
	}
}

// impls looks at associated functions of the candidate files.
func (v *visitor) impls() {
	for _, im := range v.crate.Impls() {
		if !v.a.hits(im.Scope.Module.File.Path) {
			continue
		}
		v.implAttrs(im)
		for _, d := range sorted(im.Fns) {
			v.def(d)
			v.nested(d, 0)
		}
	}
}

func sorted(m map[string]*names.Def) []*names.Def {
	var out []*names.Def
	for _, d := range m {
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y *names.Def) int { return x.Item.Span.Start - y.Item.Span.Start })
	return out
}

// nested looks at items inside bodies and initialisers.
func (v *visitor) nested(d *names.Def, depth int) {
	if depth > maxNestedItems {
		v.a.leave(cut{file: d.Scope.Module.File.Path, at: d.Item.NameSpan, crate: d.Crate, what: "the items in `" + d.Name + "` are", limit: "items nest in bodies too deep", root: true})
		return
	}
	look := func(b *rust.Block) {
		if s := v.a.prog.BlockScope(d.Scope, b); s != nil {
			v.scope(s, depth+1)
		}
		for _, st := range b.Statements() {
			if st.Kind == rust.StmtExpr && st.Expr != nil && st.Expr.Kind == rust.ExprMacro && st.Expr.Macro != nil {
				v.stmtMacro(d.Scope, st.Expr.Macro, depth)
			}
		}
	}
	if d.Item.Fn != nil {
		d.Item.Fn.Body.Blocks(v.mayDeclare, look)
	}
	if d.Item.Static != nil {
		d.Item.Static.Init.Blocks(v.mayDeclare, look)
	}
}

// stmtMacro looks at a macro call in a body that registers or declares items.
func (v *visitor) stmtMacro(s *names.Scope, m *rust.MacroCall, depth int) {
	last := m.Path.Segs[len(m.Path.Segs)-1].Name
	if !v.registering(last) {
		return
	}
	it := &rust.Item{Kind: rust.ItemMacroCall, Span: m.Span, Call: m}
	v.scope(names.ItemScope(s, []*rust.Item{it}), depth+1)
}

// def looks at the attributes of one item.
func (v *visitor) def(d *names.Def) {
	if d.Item == nil || d.Kind == names.DefMacro {
		return
	}
	attrs := v.crate.Env().Expand(d.Item.Attrs)
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		if at.Meta.Path == "derive" {
			for _, m := range at.Meta.List {
				v.attribute(d, m, true)
			}
			continue
		}
		if at.Meta.Path == "link_section" {
			v.section(d, at.Meta)
			v.sectionStatic(d, attrs, at.Meta)
			continue
		}
		v.attribute(d, at.Meta, false)
	}
	v.symbol(d, attrs)
}

func (v *visitor) implAttrs(im *names.Impl) {
	d := &names.Def{Kind: names.DefAdt, Name: "impl", Crate: im.Crate, Scope: im.Scope, Item: im.Item}
	for _, at := range v.crate.Env().Expand(im.Item.Attrs) {
		if at.Meta != nil {
			v.attribute(d, at.Meta, false)
		}
	}
}

// attribute registers d where the attribute, or the derive macro, is one of the data's.
func (v *visitor) attribute(d *names.Def, m *rust.Meta, derived bool) {
	rows := slices.DeleteFunc(v.attributeRows(d, m), func(row *effects.Attribute) bool { return (row.Form == "derive") != derived })
	if len(rows) == 0 {
		return
	}
	row := v.pick(rows)
	if row == nil || row.Runs == "none" {
		return
	}
	r := &Root{Moment: row.Moment, Registration: row.Registration, Priority: priority(m, row), InSlot: slotMechanism(row.Mechanism), Note: row.Note}
	for _, arg := range m.List {
		if arg.Path == "method" {
			for _, mt := range row.Methods {
				if mt.Name == arg.Value {
					r.Moment = mt.Moment
					r.InSlot = slotMechanism(mt.Mechanism)
					r.Termination = mt.Termination
					r.Note = mt.Note
				}
			}
		}
	}
	var nodes []*calls.Node
	switch {
	case row.Runs == "item":
		nodes = v.itemNodes(d)
	case row.Runs == "lazy": // forced before main on ELF and COFF, unless it says otherwise
		if slices.ContainsFunc(m.List, func(x *rust.Meta) bool { return x.Path == "lazy" }) || v.a.format() == "macho" {
			return
		}
		nodes = v.itemNodes(d)
	}
	v.a.addRoot(r, d, nodes)
}

// itemNodes is what runs when an item is registered: the function, or the
// static's initialiser and the functions its value holds.
func (v *visitor) itemNodes(d *names.Def) []*calls.Node {
	g := v.a.graph
	if d.Item.Fn != nil {
		if n := g.Node(d); n != nil {
			return []*calls.Node{n}
		}
		return nil
	}
	var out []*calls.Node
	if n := g.Init(d); n != nil {
		out = append(out, n)
	}
	return append(out, g.Callables(d)...)
}

// attributeRows finds the data rows for an attribute's path.
func (v *visitor) attributeRows(d *names.Def, m *rust.Meta) []*effects.Attribute {
	last := lastSegment(m.Path)
	var rows []*effects.Attribute
	for _, r := range v.a.table.Attributes() {
		if lastSegment(r.Path) == last || slices.ContainsFunc(r.Reexports, func(p string) bool { return lastSegment(p) == last }) {
			rows = append(rows, r)
		}
	}
	path := metaPath(m)
	def := v.a.prog.ResolveMacro(d.Scope, path)
	if def == nil {
		if len(rows) == 0 || !strings.Contains(m.Path, "::") && !v.sees[rows[0].Crate] && !v.seesAny(rows) {
			return nil
		}
		if first, _, multi := strings.Cut(strings.TrimPrefix(m.Path, "::"), "::"); multi && !v.sees[first] {
			return nil
		}
		return rows
	}
	if def.Kind != names.DefExt {
		return nil
	}
	var out []*effects.Attribute
	for _, r := range v.a.table.Attributes() {
		if r.Path == def.Ext || slices.Contains(r.Reexports, def.Ext) {
			out = append(out, r)
		}
	}
	if len(out) == 0 { // re-exported by a crate whose source is not at hand
		crate, _, _ := strings.Cut(def.Ext, "::")
		for _, r := range rows {
			if crate != r.Crate && !v.a.prog.Opaque(crate) && crate != "std" {
				out = append(out, r)
			}
		}
	}
	return out
}

func (v *visitor) seesAny(rows []*effects.Attribute) bool {
	for _, r := range rows {
		for _, p := range r.Reexports {
			if first, _, _ := strings.Cut(p, "::"); v.sees[first] {
				return true
			}
		}
	}
	return false
}

func metaPath(m *rust.Meta) *rust.Path {
	p := &rust.Path{Span: m.PathSpan}
	text := m.Path
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		p.Global, text = true, rest
	}
	for _, s := range strings.Split(text, "::") {
		p.Segs = append(p.Segs, rust.Seg{Name: s, Span: m.PathSpan})
	}
	return p
}

// pick chooses the row that holds for the locked version of its crate.
func (v *visitor) pick(rows []*effects.Attribute) *effects.Attribute {
	for _, r := range rows {
		if (r.Versions == "" || v.a.versionIn(r.Crate, r.Versions)) && v.a.hasFeatures(v.crate.Package, r.Crate, r.Features) {
			return r
		}
	}
	return nil
}

// versionIn reports whether a locked version of crate lies in a range like
// "<0.11"; without a lock every range may hold.
func (a *analyzer) versionIn(crate, versions string) bool {
	for _, name := range []string{crate, strings.ReplaceAll(crate, "_", "-")} {
		locked := a.ws.Locked[name]
		if len(locked) == 0 {
			continue
		}
		for _, l := range locked {
			if effects.InVersions(l.Version, versions) {
				return true
			}
		}
		return false
	}
	return true
}

// lastPriority is the highest number of an init array's section: its functions run last.
const lastPriority = 65535

func priority(m *rust.Meta, row *effects.Attribute) int {
	arg := row.Priority
	for _, x := range m.List {
		if arg == "0" && !x.HasList && x.Path == "" || arg != "" && arg != "0" && x.Path == arg {
			v := x.Value
			switch v {
			case "early":
				return 101
			case "late":
				return lastPriority
			}
			if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
				if row.HighestFirst {
					return max(0, lastPriority-n)
				}
				return n
			}
		}
	}
	return -1
}

// addRoot enters a root once.
func (a *analyzer) addRoot(r *Root, d *names.Def, nodes []*calls.Node) *Root {
	r.Place = Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	if r.Place.Span.End == 0 {
		r.Place.Span = d.Item.Span
		if d.Item.Impl != nil && d.Item.Impl.Self != nil {
			r.Place.Span = d.Item.Impl.Self.Span
		}
	}
	r.Item = d.Item
	if r.Name == "" {
		r.Name = d.LocalPath()
	}
	r.Target = d.Crate.Target
	r.Linked = a.linkedBy(d.Crate)
	return a.enter(r, nodes)
}

func (a *analyzer) enter(r *Root, nodes []*calls.Node) *Root {
	key := string(r.Moment) + "|" + r.Place.File + "|" + strconv.Itoa(r.Place.Span.Start) + "|" + r.Name
	if old := a.found[key]; old != nil {
		for _, t := range r.Linked {
			if !slices.Contains(old.Linked, t) {
				old.Linked = append(old.Linked, t)
			}
		}
		for _, n := range nodes {
			if !slices.Contains(a.nodes[old], n) {
				a.nodes[old] = append(a.nodes[old], n)
			}
		}
		return old
	}
	a.found[key] = r
	a.roots = append(a.roots, r)
	a.nodes[r] = nodes
	return r
}
