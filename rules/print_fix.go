package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// printMacros are the macros that a fix can replace, and their descriptors.
var printMacros = map[string]struct {
	fd   string
	line bool
}{
	"print!": {"1", false}, "println!": {"1", true}, "eprint!": {"2", false}, "eprintln!": {"2", true},
}

// printFix offers to print past std: by libc_print's macro of the same form, or
// by libc::write where there is nothing to format. Both ignore a failed write,
// and neither waits for std's lock or buffer, so the order of output can change.
func (p *Pass) printFix(r *reached) []Fix {
	file := p.source(r.Place)
	if r.Inner != nil || file == nil || r.Package == nil || !r.Package.Member || r.Place.Span.End > len(file.Source) {
		return nil
	}
	written := string(file.Source[r.Place.Span.Start:r.Place.Span.End])
	name := written[strings.LastIndexByte(written, ':')+1:]
	m, ok := printMacros[name]
	if !ok {
		return nil
	}
	lead := ""
	if r.Package.Edition == "2015" {
		lead = "::"
	}
	if dep := dependency(r.Package, "libc_print"); dep != "" && lead == "" {
		return []Fix{{Title: "print with `libc_" + name + "`, which cannot panic",
			Edits: []Edit{{File: r.Place.File, Span: r.Place.Span, Text: dep + "::libc_" + name}}}}
	}
	dep := dependency(r.Package, "libc")
	call, literal, plain := rust.FormatCall(file.Source, r.Place.Span)
	if dep == "" || !plain || forbidsUnsafe(file) {
		return nil
	}
	text, ok := plainText(string(file.Source[literal.Start:literal.End]), m.line)
	if !ok {
		return nil
	}
	switch {
	case call.End == len(file.Source):
	case file.Source[call.End] == ';' && rust.StartsStatement(file.Source, call.Start),
		// rustfmt leaves no comma behind the block of a match arm.
		file.Source[call.End] == ',' && strings.HasSuffix(strings.TrimRight(string(file.Source[:call.Start]), " \t\r\n"), "=>"):
		call.End++
	}
	return []Fix{{Title: "write the text with `libc::write`, which cannot panic", Edits: []Edit{{File: r.Place.File, Span: call,
		Text: block(lineEnd(file.Source)+indentAt(file.Source, call.Start), "let text = "+text+";", "unsafe {",
			"    "+lead+dep+"::write("+m.fd+", text.as_ptr().cast(), text.len() as _);", "}")}}}}
}

// block is a block of lines as rustfmt has it. next begins a line of the code around it: a
// line end and its indentation.
func block(next string, lines ...string) string {
	return "{" + next + "    " + strings.Join(lines, next+"    ") + next + "}"
}

// dependency is the name by which a package's sources know a crate, "" if it does
// not depend on it.
func dependency(p *workspace.Package, crate string) string {
	i := slices.IndexFunc(p.Deps, func(d *workspace.Dep) bool { return strings.ReplaceAll(d.Package, "-", "_") == crate })
	if i < 0 {
		return ""
	}
	return p.Deps[i].Name
}

func forbidsUnsafe(f *rust.File) bool {
	return slices.ContainsFunc(f.Attrs, func(a *rust.Attr) bool {
		return a.Meta != nil && (a.Meta.Path == "forbid" || a.Meta.Path == "deny") &&
			slices.ContainsFunc(a.Meta.List, func(m *rust.Meta) bool { return m.Path == "unsafe_code" })
	})
}

var (
	unicodeEscape = regexp.MustCompile(`\\u\{[0-9a-fA-F_]*\}`)
	escapedBrace  = regexp.MustCompile(`\\(?:x|u\{0*)7[bdBD]`)
)

// plainText is the expression for what a format string without arguments prints;
// false where it has some.
func plainText(literal string, line bool) (string, bool) {
	if literal == "" && line {
		return `"\n"`, true
	}
	if literal == "" {
		return "", false
	}
	raw := literal[0] == 'r'
	check := literal
	if !raw {
		check = unicodeEscape.ReplaceAllString(check, "")
	}
	rest := strings.NewReplacer("{{", "", "}}", "").Replace(check)
	switch {
	case strings.ContainsAny(rest, "{}"), !raw && escapedBrace.MatchString(literal):
		return "", false
	case len(rest) != len(check) && len(check) != len(literal):
		return "", false // braces of both kinds: not worth telling apart
	case len(rest) != len(check):
		literal = strings.NewReplacer("{{", "{", "}}", "}").Replace(literal)
	}
	switch {
	case !line:
		return literal, true
	case raw:
		return "concat!(" + literal + `, "\n")`, true
	}
	return literal[:len(literal)-1] + `\n"`, true
}
