package roots

import (
	"bytes"
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// editsOf notes where the section's name stands and how far the item is indented.
func editsOf(st *analysis.SectionStatic, src []byte, m *rust.Meta) {
	st.LineEnd = words.LineEnd(src)
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
func sectionRow(c *corpus.Corpus, p *workspace.Package, value string) *effects.Section {
	format := c.Format(p)
	for _, s := range c.Table.Sections() {
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

// readsBounds reports whether a crate's package names the symbol that a linker puts at the start
// of a section: as a static of its own, as that of a link name or of an export, or in
// assembly.
func readsBounds(c *corpus.Corpus, crate *names.Crate, section string) bool {
	symbol := "__start_" + section
	if c.Text(crate.Package, crate).Count(symbol, 1) > 0 {
		return true
	}
	for _, sc := range c.Scans {
		if sc.Pkg != crate.Package {
			continue
		}
		for _, f := range sc.Files {
			raw, err := c.Prog.Text(f)
			if err != nil || !words.Contains(raw, symbol) {
				continue
			}
			src := rust.Code(raw, true)
			if bytes.Contains(src, []byte(`"`+symbol+`"`)) || bytes.Contains(src, []byte(`"`+symbol+`\0"`)) || words.Contains(src, symbol) && assembles.Match(src) {
				return true
			}
		}
	}
	return false
}

// assembles matches macros that take assembly.
var assembles = regexp.MustCompile(`\b(?:global_|naked_)?asm!`)
