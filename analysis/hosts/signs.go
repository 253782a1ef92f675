package hosts

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// The signs are read from the text, not from a syntax tree: every source file of
// a workspace is looked at, and most hold none.

// Export is a symbol that a source file exports by name.
type Export struct {
	Name       string
	Start, End int // bytes of the item's name in the file
	// Params is what a function takes: `p` for a pointer, `i` for a number; "-" for a
	// static.
	Params string
}

var (
	exportAttr = regexp.MustCompile(`\b(?:no_mangle|export_name\s*=\s*"([^"]+)")\s*\)?\s*[\],)]`)
	exportItem = regexp.MustCompile(`\b(?:fn|static(?:\s+mut)?)\s+([A-Za-z_]\w*)`)
)

// Exports lists the functions and statics that a file exports under a name of
// their own. Names that a macro puts together are not among them.
func Exports(src []byte) []Export {
	if !bytes.Contains(src, []byte("no_mangle")) && !bytes.Contains(src, []byte("export_name")) {
		return nil
	}
	var out []Export
	for _, m := range exportAttr.FindAllSubmatchIndex(src, -1) {
		if inComment(src, m[0]) {
			continue
		}
		rest := src[m[1]:min(len(src), m[1]+2000)]
		it := exportItem.FindSubmatchIndex(rest)
		if it == nil || bytes.ContainsAny(withoutAttributes(rest[:it[0]]), "{};") {
			continue
		}
		e := Export{string(rest[it[2]:it[3]]), m[1] + it[2], m[1] + it[3], params(rest[it[3]:])}
		if m[2] >= 0 {
			e.Name = string(src[m[2]:m[3]])
		}
		out = append(out, e)
	}
	return out
}

// params reads the parameters of a function whose text goes on after its name: `p` for
// a pointer, reference or function, `i` for all else; `...` is none. It is "-" where no
// list begins there.
func params(rest []byte) string {
	open := bytes.IndexByte(rest, '(')
	if open < 0 || len(bytes.TrimSpace(rest[:open])) > 0 && rest[0] != '<' {
		return "-"
	}
	rest = rest[open+1:]
	out, depth, start := "", 0, 0
	for i, c := range rest {
		switch {
		case c == ')' && depth == 0:
			return out + paramKind(rest[start:i])
		case c == ',' && depth == 0:
			out += paramKind(rest[start:i])
			start = i + 1
		case c == '(' || c == '[' || c == '<' || c == '{':
			depth++
		case c == '>' && i > 0 && rest[i-1] == '-':
		case c == ')' || c == ']' || c == '>' || c == '}':
			depth--
		}
	}
	return "-"
}

// paramKind is one parameter in the form of params.
func paramKind(text []byte) string {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || bytes.HasSuffix(text, []byte("...")) {
		return ""
	}
	_, ty, _ := bytes.Cut(text, []byte(":"))
	ty = bytes.TrimSpace(ty)
	if bytes.HasPrefix(ty, []byte("*")) || bytes.HasPrefix(ty, []byte("&")) || bytes.Contains(ty, []byte("fn(")) || bytes.Contains(ty, []byte("fn (")) ||
		bytes.HasPrefix(ty, []byte("Option<")) {
		return "p"
	}
	return "i"
}

var attribute = regexp.MustCompile(`#!?\[[^\]]*\]|//[^\n]*`)

// withoutAttributes leaves out further attributes and comments before an item.
func withoutAttributes(src []byte) []byte { return attribute.ReplaceAll(src, nil) }

// inComment reports whether the line before pos begins a line comment.
func inComment(src []byte, pos int) bool {
	line := src[bytes.LastIndexByte(src[:pos], '\n')+1 : pos]
	return bytes.Contains(line, []byte("//"))
}

// Words are the identifiers without which a file has none of the macros' marks.
func (t *Table) Words() []string {
	var out []string
	for _, h := range t.hosts {
		for _, m := range h.Macros {
			first, _, _ := strings.Cut(strings.Trim(m, "#!"), "::")
			out = append(out, first)
		}
		out = append(out, h.RequiresWords...)
	}
	return out
}

// Required lists the identifiers that the exports of some host require and that stand in
// a file, sorted.
func (t *Table) Required(src []byte) []string {
	var out []string
	for _, h := range t.hosts {
		for _, w := range h.RequiresWords {
			if word(src, w) && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	slices.Sort(out)
	return out
}

// word reports whether a text has a whole identifier.
func word(src []byte, w string) bool {
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte(w))
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(w)
		if (start == 0 || !isWord(src[start-1])) && (end == len(src) || !isWord(src[end])) {
			return true
		}
		at = end
	}
}

// Macros lists the marks of the table's hosts that stand in a file, sorted.
func (t *Table) Macros(src []byte) []string {
	var out []string
	for _, h := range t.hosts {
		for _, m := range h.Macros {
			if hasMacro(src, m) && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	slices.Sort(out)
	return out
}

func hasMacro(src []byte, mark string) bool {
	name, isAttr := strings.CutPrefix(mark, "#")
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte(name))
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(name)
		at = end
		if isAttr && (end < len(src) && isWord(src[end]) || bytes.HasPrefix(src[end:], []byte("::"))) || inComment(src, start) {
			continue
		}
		// What stands before: nothing of the same word, at most a longer path.
		head := start
		for bytes.HasSuffix(src[:head], []byte("::")) {
			head -= 2
			for head > 0 && isWord(src[head-1]) {
				head--
			}
		}
		if head > 0 && isWord(src[head-1]) {
			continue
		}
		before := bytes.TrimRight(src[:head], " \t\r\n")
		if !isAttr && !bytes.HasSuffix(before, []byte("macro_rules!")) {
			return true
		}
		if isAttr && (bytes.HasSuffix(before, []byte("#[")) || bytes.HasSuffix(before, []byte(",")) && lineHas(src, start, "cfg_attr")) {
			return true
		}
	}
}

func lineHas(src []byte, pos int, word string) bool {
	start := bytes.LastIndexByte(src[:pos], '\n') + 1
	return bytes.Contains(src[start:pos], []byte(word))
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
