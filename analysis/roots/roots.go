// Package roots is the third stage. It finds the code that runs without being called from
// `main`: by attributes, macros, link sections, reserved names, callbacks and destructors of
// thread-locals, also where C registers it. It does not follow what a root calls.
package roots

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/gaps"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Found is what the search for roots gives.
type Found struct {
	Roots []*analysis.Root
	// Nodes are the functions that run for a root.
	Nodes map[*analysis.Root][]*calls.Node
	// Within is the body that registers a callback.
	Within map[*analysis.Root]*calls.Node
	// Before are the calls in C that lead from a root to a function of Rust.
	Before map[*analysis.Root]map[*calls.Node][]analysis.Step
	// Sectioned are the statics that are put into a link section by name.
	Sectioned []*analysis.SectionStatic
	Statics   map[*analysis.SectionStatic]*names.Def // their definitions
}

func New() *Found {
	return &Found{Nodes: map[*analysis.Root][]*calls.Node{}, Within: map[*analysis.Root]*calls.Node{}, Before: map[*analysis.Root]map[*calls.Node][]analysis.Step{}, Statics: map[*analysis.SectionStatic]*names.Def{}}
}

// finder looks for the roots of a workspace.
type finder struct {
	*corpus.Corpus
	*Found
	loaded map[*workspace.Target]*analysis.Loading
	macros map[string]bool           // that may expand to a root, by name
	known  map[string]*analysis.Root // by moment, place and name
}

// Find looks at every item of the candidate files.
func Find(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading, macros map[string]bool, into *Found) {
	f := &finder{Corpus: c, Found: into, loaded: loaded, macros: macros, known: map[string]*analysis.Root{}}
	for _, crate := range c.Crates {
		if c.Ctx.Err() != nil {
			return
		}
		c.Guard(crate.Package, func() { f.rootsOf(crate) })
	}
	f.foreignRoots()
}

func (f *finder) rootsOf(c *names.Crate) {
	v := &visitor{f: f, crate: c, sees: map[string]bool{}}
	links.SeesCrates(c.Package, v.sees, map[*workspace.Package]bool{})
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && f.Hits(m.File.Path) {
			v.scope(m.Scope(), 0)
		}
	}
	v.impls()
	f.callbackRoots(c)
	f.threadExitRoots(c)
}

// maxNestedItems is how deep items are looked for in modules and bodies of each other.
const maxNestedItems = 120

// visitor walks the items of one crate for registrations.
type visitor struct {
	f     *finder
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
				v.f.Leave(gaps.Cut{File: s.Module.File.Path, At: d.Item.NameSpan, Crate: v.crate, What: "module `" + d.Name + "` is", Limit: "modules nest too deep", Root: true})
			}
		}
	}
}

// impls looks at associated functions of the candidate files.
func (v *visitor) impls() {
	for _, im := range v.crate.Impls() {
		if !v.f.Hits(im.Scope.Module.File.Path) {
			continue
		}
		v.implAttrs(im)
		for _, d := range names.InOrder(im.Fns) {
			v.def(d)
			v.nested(d, 0)
		}
	}
}

// nested looks at items inside bodies and initialisers.
func (v *visitor) nested(d *names.Def, depth int) {
	if depth > maxNestedItems {
		v.f.Leave(gaps.Cut{File: d.Scope.Module.File.Path, At: d.Item.NameSpan, Crate: d.Crate, What: "the items in `" + d.Name + "` are", Limit: "items nest in bodies too deep", Root: true})
		return
	}
	look := func(b *rust.Block) {
		if s := v.f.Prog.BlockScope(d.Scope, b); s != nil {
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
	r := &analysis.Root{Moment: row.Moment, Registration: row.Registration, Priority: priority(m, row), InSlot: slotMechanism(row.Mechanism), Note: row.Note}
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
		if slices.ContainsFunc(m.List, func(x *rust.Meta) bool { return x.Path == "lazy" }) || v.f.Format(v.crate.Package) == "macho" {
			return
		}
		nodes = v.itemNodes(d)
	}
	v.f.addRoot(r, d, nodes)
}

// itemNodes is what runs when an item is registered: the function, or the
// static's initialiser and the functions its value holds.
func (v *visitor) itemNodes(d *names.Def) []*calls.Node {
	g := v.f.Graph
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
	last := words.LastSegment(m.Path)
	var rows []*effects.Attribute
	for _, r := range v.f.Table.Attributes() {
		if words.LastSegment(r.Path) == last || slices.ContainsFunc(r.Reexports, func(p string) bool { return words.LastSegment(p) == last }) {
			rows = append(rows, r)
		}
	}
	path := metaPath(m)
	def := v.f.Prog.ResolveMacro(d.Scope, path)
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
	for _, r := range v.f.Table.Attributes() {
		if r.Path == def.Ext || slices.Contains(r.Reexports, def.Ext) {
			out = append(out, r)
		}
	}
	if len(out) == 0 { // re-exported by a crate whose source is not at hand
		crate, _, _ := strings.Cut(def.Ext, "::")
		for _, r := range rows {
			if crate != r.Crate && !v.f.Prog.Opaque(crate) && crate != "std" {
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
		if (r.Versions == "" || v.f.VersionIn(r.Crate, r.Versions)) && v.f.HasFeatures(v.crate.Package, r.Crate, r.Features) {
			return r
		}
	}
	return nil
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
func (f *finder) addRoot(r *analysis.Root, d *names.Def, nodes []*calls.Node) *analysis.Root {
	r.Place = analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
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
	r.Linked = f.LinkedBy(d.Crate)
	return f.enter(r, nodes)
}

func (f *finder) enter(r *analysis.Root, nodes []*calls.Node) *analysis.Root {
	key := string(r.Moment) + "|" + r.Place.File + "|" + strconv.Itoa(r.Place.Span.Start) + "|" + r.Name
	if old := f.known[key]; old != nil {
		for _, t := range r.Linked {
			if !slices.Contains(old.Linked, t) {
				old.Linked = append(old.Linked, t)
			}
		}
		for _, n := range nodes {
			if !slices.Contains(f.Nodes[old], n) {
				f.Nodes[old] = append(f.Nodes[old], n)
			}
		}
		return old
	}
	f.known[key] = r
	f.Roots = append(f.Roots, r)
	f.Nodes[r] = nodes
	return r
}
