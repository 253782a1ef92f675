package c

import (
	"regexp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

var (
	asmLabel   = regexp.MustCompile(`^\s*([A-Za-z_.$][\w.$]*)\s*:`)
	asmSection = regexp.MustCompile(`^\s*\.(?:push)?section\s+"?([^\s,"]+)`)
	asmArray   = regexp.MustCompile(`^\s*\.(init_array|fini_array|preinit_array|text|data|bss|popsection|previous)\b`)
	asmWords   = regexp.MustCompile(`^\s*\.(?:quad|8byte|xword|dword|4byte|long|word|int|dc\.a)\s+(.*)$`)
	asmBranch  = regexp.MustCompile(`^\s*(?:call|callq|jmp|jmpq|bl|b|blx|tail|jal)\s+([A-Za-z_][\w.$]*)`)
	asmSymbol  = regexp.MustCompile(`^[A-Za-z_][\w.$]*`)
	asmComment = regexp.MustCompile(`(?://|(?:^|\s)[#@;]).*`)
)

// sections that the loader runs functions of, by their beginnings.
var sections = []struct {
	name        string
	constructor bool
}{
	{".init_array", true}, {".preinit_array", true}, {".ctors", true}, {".CRT$XC", true}, {".CRT$XI", true},
	{"__DATA,__mod_init_func", true}, {".fini_array", false}, {".dtors", false},
}

// Assembly lists the labels of an assembly file as functions, with what each calls or
// jumps to until the next one, and a function for each pointer that it puts into an array
// that the loader runs. Macros are not expanded.
func Assembly(src []byte) []Func {
	if len(src) > MaxSource {
		return nil
	}
	code := blankAssembly(src)
	var out []Func
	label, section := -1, ""
	for _, at := range line.FindAllIndex(code, -1) {
		text := asmComment.ReplaceAllStringFunc(strings.TrimRight(string(code[at[0]:at[1]]), "\r\n"), func(s string) string { return strings.Repeat(" ", len(s)) })
		pos := at[0]
		if m := asmLabel.FindStringSubmatchIndex(text); m != nil {
			name := text[m[2]:m[3]]
			if !strings.HasPrefix(name, ".L") { // local labels are in a function
				out = append(out, Func{Name: name, Span: rust.Span{Start: pos + m[2], End: pos + m[3]}})
				label = len(out) - 1
			}
			text, pos = text[m[1]:], pos+m[1]
		}
		if m := asmSection.FindStringSubmatch(text); m != nil {
			section = m[1]
			if strings.HasPrefix(section, "__DATA") {
				section = strings.Join(strings.Fields(strings.TrimSpace(strings.SplitN(text, "section", 2)[1])), "")
			}
		} else if m := asmArray.FindStringSubmatch(text); m != nil {
			section = "." + m[1]
		}
		if m := asmBranch.FindStringSubmatchIndex(text); m != nil && label >= 0 {
			out[label].Calls = append(out[label].Calls, Call{Name: text[m[2]:m[3]], Span: rust.Span{Start: pos + m[2], End: pos + m[3]}})
		}
		m := asmWords.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		for _, s := range sections {
			if strings.HasPrefix(section, s.name) {
				out = append(out, pointers(text[m[2]:m[3]], pos+m[2], s.name, s.constructor)...)
			}
		}
	}
	return out
}

// pointers makes a function of each symbol in a list of words.
func pointers(list string, at int, section string, constructor bool) []Func {
	var out []Func
	for word := range strings.SplitSeq(list, ",") {
		trimmed := strings.TrimLeft(word, " \t")
		start := at + len(word) - len(trimmed)
		at += len(word) + 1
		name := asmSymbol.FindString(trimmed)
		if name == "" {
			continue // a number
		}
		span := rust.Span{Start: start, End: start + len(name)}
		out = append(out, Func{Name: name, Span: span, Static: true, Constructor: constructor, Destructor: !constructor, Registration: section,
			Calls: []Call{{Name: name, Span: span}}})
	}
	return out
}

// blankAssembly overwrites comments between /* and */.
func blankAssembly(src []byte) []byte {
	out := append([]byte(nil), src...)
	for i := 0; i+1 < len(out); i++ {
		if out[i] != '/' || out[i+1] != '*' {
			continue
		}
		for ; i < len(out); i++ {
			done := out[i] == '/' && i > 1 && src[i-1] == '*' && src[i-2] != '/'
			if out[i] != '\n' {
				out[i] = ' '
			}
			if done {
				break
			}
		}
	}
	return out
}
