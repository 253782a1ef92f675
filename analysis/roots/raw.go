package roots

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// section registers a static that stands in a startup or termination section.
// A function in such a section is no registration: the linker takes pointers.
func (v *visitor) section(d *names.Def, m *rust.Meta) {
	if d.Item.Static == nil || !m.HasValue {
		return
	}
	for _, s := range v.f.sections(v.crate.Package, m.Value) {
		for _, moment := range s.Moments {
			r := &analysis.Root{Moment: moment, Registration: s.Name, Priority: sectionPriority(m.Value), InSlot: true, Note: s.Note, Static: d.LocalPath()}
			nodes := v.f.Graph.Callables(d)
			if len(nodes) > 0 && nodes[0].Def != nil {
				r.Name = nodes[0].Name
			}
			v.f.addRoot(r, d, nodes)
		}
	}
}

// sections finds the data rows for a section name, of the target's object format.
func (f *finder) sections(p *workspace.Package, value string) []*effects.Section {
	var out []*effects.Section
	format := f.Format(p)
	for _, s := range f.Table.Sections() {
		if s.Runs && s.Format == format && sectionMatches(s.Name, value) {
			out = append(out, s)
		}
	}
	return out
}

func sectionMatches(pattern, value string) bool {
	if p, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(value, p)
	}
	value = strings.TrimSpace(value)
	if value == pattern || strings.HasPrefix(value, pattern+".") || strings.HasPrefix(value, pattern+",") {
		return true
	}
	// a name put together by concat! keeps its parts in the text
	return strings.Contains(value, `"`+pattern) && strings.Contains(value, "concat!")
}

func sectionPriority(value string) int {
	if i := strings.LastIndexByte(value, '.'); i > 0 {
		if n, err := strconv.Atoi(strings.Trim(value[i+1:], `")`)); err == nil {
			return n
		}
	}
	return -1
}

// dllCall is what the loader passes to a DllMain at one moment.
type dllCall struct {
	reason   string
	reserved calls.Reserved
}

// dllCalls are those of each moment: null tells an unload from the end of the process.
var dllCalls = map[analysis.Moment]dllCall{
	analysis.Load:        {"DLL_PROCESS_ATTACH", calls.AnyReserved},
	analysis.ThreadStart: {"DLL_THREAD_ATTACH", calls.AnyReserved},
	analysis.ThreadExit:  {"DLL_THREAD_DETACH", calls.AnyReserved},
	analysis.Unload:      {"DLL_PROCESS_DETACH", calls.Null},
	analysis.Exit:        {"DLL_PROCESS_DETACH", calls.NonNull},
}

// dllMain is the function that the loader of Windows calls.
const dllMain = "DllMain"

// symbol registers functions that the platform calls by name.
func (v *visitor) symbol(d *names.Def, attrs []*rust.Attr) {
	if d.Item.Fn == nil || d.Item.Fn.Body == nil {
		return
	}
	name := corpus.ExportedName(d, attrs)
	if name == "" {
		return
	}
	for _, s := range v.f.Table.Symbols() {
		if s.Name != name || s.Format != v.f.Format(v.crate.Package) || s.NeedsLinkArg != "" && !withoutStartFiles(v.f.Linked[v.crate.Package.Manifest], v.f.loaded) {
			continue
		}
		for _, moment := range s.Moments {
			r := &analysis.Root{Moment: moment, Registration: s.Name, Priority: -1, Note: s.Note}
			var with dllCall
			if s.Name == dllMain {
				with = dllCalls[moment]
				r.Reason = with.reason
			}
			n := v.f.Graph.NodeFor(d, with.reason, with.reserved)
			if with.reason != "" && len(n.Sites)+len(n.Edges) == 0 && n.Cut == "" && n.Diverges == nil {
				continue // it does nothing then
			}
			v.f.addRoot(r, d, []*calls.Node{n})
		}
	}
}

// withoutStartFiles reports whether one of the libraries that link a package is linked
// with -nostartfiles: then the loader calls an own `_init` and `_fini`.
func withoutStartFiles(linked []*workspace.Target, loaded map[*workspace.Target]*analysis.Loading) bool {
	return slices.ContainsFunc(linked, func(t *workspace.Target) bool {
		return loaded[t] != nil && loaded[t].Link.NoStartFiles != nil
	})
}

// ReservedNames has the files looked at in which a function is a root by its name.
func ReservedNames(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading) {
	for _, sc := range c.Scans {
		for path, m := range sc.Marks {
			for _, e := range m.Exports {
				if slices.ContainsFunc(c.Table.Symbols(), func(s *effects.Symbol) bool {
					return s.Name == e.Name && s.Format == c.Format(sc.Pkg) && (s.NeedsLinkArg == "" || withoutStartFiles(c.Linked[sc.Pkg.Manifest], loaded))
				}) {
					sc.Hit[path] = true
				}
			}
		}
	}
}

var asmData = regexp.MustCompile(`\.(?:quad|8byte|xword|dword|4byte|long|word|int|dc\.a)\s+([^"\\\n;#]*)`)
var asmOperand = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*)\s*=\s*sym\s+([A-Za-z0-9_:]+)|sym\s+([A-Za-z0-9_:]+)`)
var asmSection = regexp.MustCompile(`\.(?:push)?section\s+([^\s,"\\]+)`)
var asmSymbol = regexp.MustCompile(`^[A-Za-z_.$][A-Za-z0-9_.$]*`)
var asmLocal = regexp.MustCompile(`^[0-9]+[bf]$`)

// asm finds the pointers that global_asm! puts into startup sections.
func (v *visitor) asm(s *names.Scope, m *rust.MacroCall) {
	text := m.Text()
	ops := asmOperands(text)
	sections := asmSection.FindAllStringSubmatchIndex(text, -1)
	for i, loc := range sections {
		end := len(text)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		name := text[loc[2]:loc[3]]
		rows := v.f.sections(v.crate.Package, name)
		if len(rows) == 0 {
			continue
		}
		for _, data := range asmData.FindAllStringSubmatch(text[loc[3]:end], -1) {
			for word := range strings.SplitSeq(data[1], ",") {
				if target := ops.target(strings.TrimSpace(word)); target != "" {
					v.asmRoot(s, m, rows[0], target, sectionPriority(name))
				}
			}
		}
	}
}

// operands are the symbols that an assembly template's placeholders stand for.
type operands struct {
	named      map[string]string
	positional []string
	next       int // of `{}`
}

func asmOperands(text string) *operands {
	ops := &operands{named: map[string]string{}}
	for _, o := range asmOperand.FindAllStringSubmatch(text, -1) {
		if o[1] != "" {
			ops.named[o[1]] = o[2]
		} else {
			ops.positional = append(ops.positional, o[3])
		}
	}
	return ops
}

// target is the symbol or label whose address a word of data is: `setup`, `{init}`,
// `{}`, `{0}`, `1f`. It is "" for a number, which is the address of no function: a null
// at the end of a table, a count.
func (o *operands) target(word string) string {
	if rest, ok := strings.CutPrefix(word, "{"); ok {
		key, _, _ := strings.Cut(rest, "}")
		key, _, _ = strings.Cut(key, ":")
		at := o.next
		if key == "" {
			o.next++
		} else if n, err := strconv.Atoi(key); err == nil {
			at = n
		} else {
			return o.named[key]
		}
		if at < len(o.positional) {
			return o.positional[at]
		}
		return ""
	}
	if asmLocal.MatchString(word) {
		return word
	}
	return asmSymbol.FindString(word)
}

// asmRoot enters the function at target; one that is no function of Rust is a root of
// which only its name is known.
func (v *visitor) asmRoot(s *names.Scope, m *rust.MacroCall, row *effects.Section, target string, prio int) {
	var d *names.Def
	path := metaPath(&rust.Meta{Path: target, PathSpan: m.Name})
	if found, rest := v.f.Prog.Resolve(s, path, names.Values); found != nil && len(rest) == 0 && found.Kind == names.DefFn {
		d = found
	}
	if d == nil {
		d = v.bySymbol(target)
	}
	for _, moment := range row.Moments {
		r := &analysis.Root{Moment: moment, Registration: row.Name, Priority: prio, InSlot: true, Note: row.Note, Name: target}
		var nodes []*calls.Node
		item := &rust.Item{Kind: rust.ItemMacroCall, NameSpan: m.Name, Span: m.Span}
		if d != nil {
			r.Name = d.LocalPath()
			if n := v.f.Graph.Node(d); n != nil {
				nodes = append(nodes, n)
			}
		}
		v.f.addRoot(r, &names.Def{Kind: names.DefStatic, Name: target, Crate: v.crate, Scope: s, Item: item}, nodes)
	}
}

// bySymbol finds the exported function of a name in the candidate files.
func (v *visitor) bySymbol(name string) *names.Def {
	for _, m := range v.crate.Modules {
		if m.File == nil || m.Inline || !slices.Contains(m.File.Outline.Fns, name) {
			continue
		}
		if d := m.Scope().Lookup(name, names.Values); d != nil && d.Kind == names.DefFn {
			return d
		}
	}
	return nil
}
