package linkargs

import (
	"regexp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// directive is one `cargo:rustc-link-arg…=value` line of a build script's output.
var directive = regexp.MustCompile(`cargo::?rustc-(?:(cdylib)-link-arg|link-arg(?:-(cdylib|bins|bin|tests|examples|benches))?)=([^\n]*)`)

// directives reads the link arguments in the string literals of a build script.
func directives(file string, src []byte) []*Arg {
	var out []*Arg
	for _, lit := range literals(src) {
		text := string(src[lit.Start:lit.End])
		if !strings.Contains(text, "rustc-") {
			continue
		}
		// A line break within the literal ends a directive like a real one.
		text = strings.ReplaceAll(text, `\n`, "\n ")
		for _, m := range directive.FindAllStringSubmatchIndex(text, -1) {
			a := &Arg{Source: "build-script", When: condition(string(src), lit.Start)}
			if m[2] >= 0 {
				a.Scope = Cdylib
			} else if m[4] >= 0 {
				a.Scope = Scope(text[m[4]:m[5]])
			}
			start := m[6]
			if a.Scope == "bin" {
				name, _, _ := strings.Cut(text[start:m[7]], "=")
				start = min(start+len(name)+1, m[7])
				a.Scope = Bins
			}
			a.Text = strings.TrimSpace(text[start:m[7]])
			end := start + len(strings.TrimRight(text[start:m[7]], " \t\r"))
			a.Place = Place{File: file, Span: rust.Span{Start: lit.Start + start, End: lit.Start + end}}
			out = append(out, a)
		}
	}
	return out
}

// literals are the insides of the string literals of a Rust file. Comments and
// character literals are passed over.
func literals(src []byte) []rust.Span {
	var out []rust.Span
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '/' && i+1 < len(src) && src[i+1] == '/':
			for i < len(src) && src[i] != '\n' {
				i++
			}
		case c == '/' && i+1 < len(src) && src[i+1] == '*':
			i = blockComment(src, i)
		case c == '\'':
			i = character(src, i)
		case c == 'r' && (i == 0 || !wordByte(src[i-1])):
			if inner, end, ok := rawString(src, i); ok {
				out = append(out, inner)
				i = end
			}
		case c == '"':
			start := i + 1
			for i++; i < len(src) && src[i] != '"'; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			out = append(out, rust.Span{Start: start, End: min(i, len(src))})
		}
	}
	return out
}

// blockComment returns the offset of the last byte of a comment, nested ones seen.
func blockComment(src []byte, i int) int {
	depth := 0
	for ; i+1 < len(src); i++ {
		switch string(src[i : i+2]) {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i
			}
		}
	}
	return len(src)
}

// character passes over a character literal; a lifetime is only its quote.
func character(src []byte, i int) int {
	if i+2 < len(src) && src[i+1] == '\\' {
		for j := i + 3; j < len(src) && j < i+14; j++ {
			if src[j] == '\'' {
				return j
			}
		}
		return i
	}
	for j := i + 2; j < len(src) && j < i+6; j++ {
		if src[j] == '\'' {
			return j
		}
		if src[j] < 0x80 {
			break
		}
	}
	return i
}

// rawString reads `r"…"` and `r#"…"#` that begin at i.
func rawString(src []byte, i int) (inner rust.Span, end int, ok bool) {
	j := i + 1
	for j < len(src) && src[j] == '#' {
		j++
	}
	if j >= len(src) || src[j] != '"' {
		return inner, 0, false
	}
	closing := `"` + strings.Repeat("#", j-i-1)
	n := strings.Index(string(src[j+1:]), closing)
	if n < 0 {
		return inner, 0, false
	}
	return rust.Span{Start: j + 1, End: j + 1 + n}, j + n + len(closing), true
}

// condition joins the heads of the blocks around pos that name a platform: the
// text before each open brace, as far as the statement goes.
func condition(text string, pos int) string {
	var heads []string
	depth := 0
	for i := pos - 1; i >= 0; i-- {
		switch text[i] {
		case '}':
			depth++
		case '{':
			if depth > 0 {
				depth--
				continue
			}
			start := strings.LastIndexAny(text[:i], ";{}") + 1
			head := strings.Join(strings.Fields(text[start:i]), " ")
			if platform.MatchString(head) && !strings.Contains(head, "fn ") {
				heads = append(heads, head)
			}
		}
	}
	return strings.Join(heads, " and ")
}

var platform = regexp.MustCompile(`(?i)target|"(linux|macos|windows|android|gnu|musl|msvc|apple|darwin|ios)"|cfg!?\(|=>`)
