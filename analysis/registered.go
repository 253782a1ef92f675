package analysis

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// SectionStatic is a static that is put into a link section by name.
type SectionStatic struct {
	Spot
	Name string
	// Section is the name as written; Row the data's row for it, nil for sections
	// that no loader reads.
	Section string
	Row     *effects.Section
	// Used: #[used] in any form; Linker: #[used(linker)].
	Used, Linker bool
	// Kept says why the linker keeps it without #[used], "" if nothing does.
	Kept string
	// Bounds: the package reads the section through `__start_` and `__stop_`.
	Bounds bool
	// AttrsAt is where an attribute can be put in front of the item, -1 where a
	// macro wrote the item.
	AttrsAt int
	// Indent is the white space in front of the item, for such an attribute.
	Indent string
	// LineEnd is how the file's lines end.
	LineEnd string
	def     *names.Def
	// Linked are all targets that link it, programs included.
	Linked []*workspace.Target
	// SectionSpan is the value of the attribute, where one token holds it. PlainAttr
	// is the attribute's content where it lacks the `unsafe(…)` that its package's
	// edition asks for, empty elsewhere.
	SectionSpan, PlainAttr rust.Span
}

// sectionStatic records a static with a link_section attribute.
func (v *visitor) sectionStatic(d *names.Def, attrs []*rust.Attr, m *rust.Meta) {
	if d.Item.Static == nil || d.Kind != names.DefStatic || !m.HasValue || v.crate.Stub {
		return
	}
	place := Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	linked := v.a.linkedBy(v.crate)
	st := &SectionStatic{def: d, Name: d.LocalPath(), Section: m.Value, Row: v.a.sectionRow(m.Value), AttrsAt: -1, Linked: linked,
		Spot: Spot{Place: place, In: d.LocalPath(), Package: v.crate.Package, Libraries: libraries(linked)}}
	if o := d.Item.Origin; o != nil {
		st.Inner = &Place{File: o.DefFile, Span: o.Body}
	} else {
		st.AttrsAt = d.Item.Span.Start
		for _, at := range d.Item.Attrs {
			st.AttrsAt = min(st.AttrsAt, at.Span.Start)
		}
		st.edits(d.Scope.Module.File.AST().Source, m)
		if v.crate.Package.Edition < "2024" {
			st.PlainAttr = rust.Span{}
		}
	}
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		switch at.Meta.Path {
		case "used":
			st.Used = true
			st.Linker = len(at.Meta.List) == 1 && at.Meta.List[0].Path == "linker"
		case "no_mangle", "export_name":
			st.Kept = "it is exported"
		}
	}
	u := &unloader{analyzer: v.a, crate: v.crate, texts: v.a.texts}
	if st.Kept == "" && onlyDylibs(linked) && d.Item.Pub {
		st.Kept = "it is public in a dylib"
	}
	st.Bounds = customSection(m.Value) && u.readsBounds(v.crate.Package, m.Value)
	v.a.texts = u.texts
	for _, old := range v.a.sectioned {
		if old.Place == place {
			return
		}
	}
	v.a.sectioned = append(v.a.sectioned, st)
}

// edits notes where the section's name stands and how far the item is indented.
func (st *SectionStatic) edits(src []byte, m *rust.Meta) {
	st.LineEnd = lineEnd(src)
	line := bytes.LastIndexByte(src[:st.AttrsAt], '\n') + 1
	st.Indent = string(src[line : line+len(src[line:st.AttrsAt])-len(bytes.TrimLeft(src[line:st.AttrsAt], " \t"))])
	if m.Span.End <= len(src) && m.Span.Start < m.Span.End {
		if i := bytes.LastIndex(src[m.Span.Start:m.Span.End], []byte(m.Value)); i >= 0 {
			at := m.Span.Start + i
			st.SectionSpan = rust.Span{Start: at, End: at + len(m.Value)}
			if before := bytes.TrimRight(src[:m.Span.Start], " \t\r\n"); !bytes.HasSuffix(bytes.TrimRight(bytes.TrimSuffix(before, []byte("(")), " "), []byte("unsafe")) {
				st.PlainAttr = m.Span
			}
		}
	}
}

// sectionRow is the data's row for a section of the target's object format,
// also of those that no current system runs.
func (a *analyzer) sectionRow(value string) *effects.Section {
	format := a.format()
	for _, s := range a.table.Sections() {
		if s.Format == format && sectionMatches(s.Name, value) {
			return s
		}
	}
	return nil
}

func onlyDylibs(targets []*workspace.Target) bool {
	some := false
	for _, t := range targets {
		for _, k := range t.CrateTypes {
			switch k {
			case "dylib":
				some = true
			case "lib", "rlib":
			default:
				return false
			}
		}
	}
	return some
}

// customSection reports a section name that is a C identifier, which linkers
// bound with `__start_` and `__stop_`.
func customSection(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	for i := 0; i < len(name); i++ {
		if !identByte(name[i]) || name[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Custom reports a C-identifier section, which the linker may drop as a whole.
func (s *SectionStatic) Custom() bool { return customSection(s.Section) }

// Unlinked is a dependency that registers code and that no source names, so
// that rustc does not link it.
type Unlinked struct {
	// Target is the one that is built without it; Dep the dependency's key.
	Target *workspace.Target
	Dep    *workspace.Dep
	Place  Place
	// Registers is one root or data registration of the dependency.
	Registers string
	At        Place
	// Insert is where a `use` can be put into the crate root, nil if unknown; LineEnd
	// is how that file's lines end.
	Insert  *Place
	LineEnd string
}

// unlinked finds the dependencies of library and program targets that register
// code but are named nowhere in what the target links.
func (a *analyzer) unlinked() {
	registers := map[*workspace.Package]*Root{}
	for _, r := range a.roots {
		if r.Target != nil && linkable(r.Target) && (r.Moment == Load || r.Moment == Unload) && r.InSlot {
			if p := r.Target.Package; registers[p] == nil {
				registers[p] = r
			}
		}
	}
	if len(registers) == 0 {
		return
	}
	u := &unloader{analyzer: a, texts: a.texts}
	for _, p := range a.packages() {
		if len(p.Targets) == 0 {
			continue
		}
		for _, d := range p.Deps {
			r := registers[d.Resolved()]
			if r == nil || d.Resolved() == p || u.namedBy(p, d.Resolved(), map[*workspace.Package]bool{}) {
				continue
			}
			x := &Unlinked{Target: p.Targets[0], Dep: d, Place: Place{File: p.Manifest, Span: d.Span}, Registers: r.Registration, At: r.Place}
			x.Insert, x.LineEnd = a.useAt(p.Targets[0])
			a.notLinked = append(a.notLinked, x)
		}
	}
	a.texts = u.texts
}

// linkable reports a library that other crates can link; a cdylib alone is
// built for somebody else (an artifact dependency).
func linkable(t *workspace.Target) bool {
	if t.Kind != workspace.TargetLib {
		return false
	}
	for _, k := range t.CrateTypes {
		if k == "lib" || k == "rlib" || k == "dylib" {
			return true
		}
	}
	return false
}

// useAt is in front of the first item of a target's root file: inner attributes
// and comments have to stay on top.
func (a *analyzer) useAt(t *workspace.Target) (at *Place, end string) {
	c := a.prog.Crate(t)
	if c == nil {
		return nil, ""
	}
	ast := c.Root.File.AST()
	pos := len(ast.Source)
	if len(ast.Items) > 0 {
		pos = ast.Items[0].Span.Start
		for _, x := range ast.Items[0].Attrs {
			pos = min(pos, x.Span.Start)
		}
		pos = aboveDocs(ast.Source, bytes.LastIndexByte(ast.Source[:pos], '\n')+1)
	} else if pos > 0 && ast.Source[pos-1] != '\n' {
		return nil, ""
	}
	for _, x := range ast.Attrs {
		if x.Span.End > pos {
			return nil, ""
		}
	}
	return &Place{File: t.Path, Span: rust.Span{Start: pos, End: pos}}, lineEnd(ast.Source)
}

// aboveDocs moves a line's start above the item's doc comments.
func aboveDocs(src []byte, at int) int {
	for at > 0 {
		line := bytes.LastIndexByte(src[:at-1], '\n') + 1
		if text := bytes.TrimLeft(src[line:at], " \t"); !bytes.HasPrefix(text, []byte("///")) && !bytes.HasPrefix(text, []byte("/**")) {
			break
		}
		at = line
	}
	return at
}

// namedBy reports whether a package, or one that it names, names dep.
func (u *unloader) namedBy(p, dep *workspace.Package, seen map[*workspace.Package]bool) bool {
	if p == nil || seen[p] {
		return false
	}
	seen[p] = true
	if !u.scannedPackage(p) {
		return true // its sources were not read: silence
	}
	for _, d := range p.Deps {
		r := d.Resolved()
		if r == nil {
			continue
		}
		name := strings.ReplaceAll(d.Name, "-", "_")
		named := slices.ContainsFunc(u.text(p).files, func(src []byte) bool { return namesCrate(src, name) })
		if named && (r == dep || r.Member && u.namedBy(r, dep, seen)) {
			return true
		}
	}
	return false
}

func (u *unloader) scannedPackage(p *workspace.Package) bool {
	for _, sc := range u.scans {
		if sc.pkg == p {
			return true
		}
	}
	return false
}

// useList matches the end of a text that stands in the first level of a list of imports.
var useList = regexp.MustCompile(`\buse\s*(?:::)?\s*\{[^{};]*(?:\{[^{}]*\}[^{};]*)*$`)

// namesCrate reports whether code names a crate: in a path that begins with it, as an
// import, or with `extern crate`. A module, variable, field or function of that name is
// none.
func namesCrate(src []byte, name string) bool {
	found, own := false, false
	eachWord(src, name)(func(at int) bool {
		own = own || lastWord(src[:at]) == "mod"
		return !own
	})
	eachWord(src, name)(func(at int) bool {
		before, after := bytes.TrimRight(src[:at], " \t\r\n"), bytes.TrimLeft(src[at+len(name):], " \t\r\n")
		before, absolute := bytes.CutSuffix(before, []byte("::"))
		if absolute { // `::name` is a crate, `module::name` is not
			before = bytes.TrimRight(before, " \t\r\n")
			if n := len(before); n > 0 && (identByte(before[n-1]) || before[n-1] == '>') && lastWord(before) != "use" {
				return true
			}
			found = true
			return false
		}
		last := lastWord(before)
		switch {
		case last == "crate": // extern crate
			found = true
		case own || bytes.HasSuffix(before, []byte(".")):
		case bytes.HasPrefix(after, []byte("::")), last == "use" && !bytes.HasPrefix(after, []byte("=")):
			found = true
		case useList.Match(before[max(0, len(before)-4096):]):
			found = true
		}
		return !found
	})
	return found
}

// readsBounds reports whether a package names the symbol that a linker puts at the start
// of a section: as a static of its own, as that of a link name or of an export, or in
// assembly.
func (u *unloader) readsBounds(p *workspace.Package, section string) bool {
	symbol := "__start_" + section
	if u.text(p).count(symbol, 1) > 0 {
		return true
	}
	for _, sc := range u.scans {
		if sc.pkg != p {
			continue
		}
		for _, f := range sc.files {
			raw, err := u.prog.Text(f)
			if err != nil || !containsWord(raw, symbol) {
				continue
			}
			src := rust.Code(raw, true)
			if bytes.Contains(src, []byte(`"`+symbol+`"`)) || bytes.Contains(src, []byte(`"`+symbol+`\0"`)) || containsWord(src, symbol) && assembles.Match(src) {
				return true
			}
		}
	}
	return false
}

// assembles matches macros that take assembly.
var assembles = regexp.MustCompile(`\b(?:global_|naked_)?asm!`)
