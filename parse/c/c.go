// Package c reads the outline of a C file: its functions, their attributes and the
// calls in them. It is no parser: macros are not expanded, but for those that stand for
// attributes, and of conditions only those on the platform are decided.
package c

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// MaxSource bounds the files that are read, in bytes.
const MaxSource = 4 << 20

// Func is one function that a file defines.
type Func struct {
	Name string
	Span rust.Span // of the name
	// Static: no other file sees it.
	Static bool
	// Constructor and Destructor: the loader runs it, by its attribute.
	Constructor, Destructor bool
	Calls                   []Call
}

// Call is a call of a function by its name.
type Call struct {
	Name string
	Span rust.Span // of the name
	// Args are the arguments as they are written, without white space around them.
	Args []string
}

// Outline lists the functions that the text defines on a platform, in the order in
// which they stand. It never fails: what it does not understand it leaves out.
func Outline(src []byte, windows bool) []Func {
	if len(src) > MaxSource {
		return nil
	}
	code := blank(src)
	code = conditions(code, windows)
	attributes := macros(code)
	code = withoutDirectives(code)
	o := &outliner{code: code, macros: attributes, declared: map[string]string{}}
	o.walk()
	return o.out
}

// outliner walks the text at the outermost level.
type outliner struct {
	code     []byte
	macros   map[string]string
	declared map[string]string // attributes of prototypes, by function
	out      []Func
}

func (o *outliner) walk() {
	start := 0
	for i := 0; i < len(o.code); i++ {
		switch o.code[i] {
		case ';', '}':
			o.prototype(string(o.code[start:i]))
			start = i + 1
		case '{':
			end := closing(o.code, i)
			if head := string(o.code[start:i]); externC.MatchString(head) {
				start = i + 1 // what stands in `extern "C" {}` is at the outermost level
				continue
			} else if f, ok := o.function(head, start); ok {
				f.Calls = calls(o.code, i+1, end)
				o.out = append(o.out, f)
			}
			i, start = end, end+1
		}
	}
}

var (
	externC   = regexp.MustCompile(`^\s*extern\s*"\s*"\s*$`)
	attribute = regexp.MustCompile(`__attribute__\s*\(\(|\[\[`)
	named     = regexp.MustCompile(`([A-Za-z_]\w*)\s*\(`)
	running   = regexp.MustCompile(`\b_*(constructor|destructor)_*\b`)
	// notFunctions are names in front of a parenthesis that declare nothing.
	notFunctions = []string{"__attribute__", "__declspec", "__asm__", "asm", "_Alignas", "alignas", "sizeof", "if", "for", "while", "switch", "return", "defined"}
)

// function reads what stands in front of a body: `static void f(int x)`.
func (o *outliner) function(head string, at int) (Func, bool) {
	name, span, ok := declared(head)
	if !ok || strings.Contains(head, "=") {
		return Func{}, false
	}
	f := Func{Name: name, Span: rust.Span{Start: at + span.Start, End: at + span.End}, Static: hasWord(head[:span.Start], "static")}
	for _, m := range running.FindAllString(o.attributes(head)+" "+o.declared[name], -1) {
		f.Constructor = f.Constructor || strings.Contains(m, "constructor")
		f.Destructor = f.Destructor || strings.Contains(m, "destructor")
	}
	return f, true
}

// prototype keeps the attributes of a declaration for the definition.
func (o *outliner) prototype(head string) {
	if name, _, ok := declared(head); ok {
		if found := o.attributes(head); running.MatchString(found) {
			o.declared[name] = found
		}
	}
}

// attributes is the text of a head's attributes, those of macros included.
func (o *outliner) attributes(head string) string {
	out := ""
	if attribute.MatchString(head) {
		out = head
	}
	for name, text := range o.macros {
		if hasWord(head, name) {
			out += " " + text
		}
	}
	return out
}

// declared finds the name that a head declares: the first one before a parenthesis that
// is outside of parentheses itself.
func declared(head string) (string, rust.Span, bool) {
	depth := 0
	for _, m := range named.FindAllStringSubmatchIndex(head, -1) {
		depth = strings.Count(head[:m[2]], "(") - strings.Count(head[:m[2]], ")")
		if name := head[m[2]:m[3]]; depth == 0 && !slices.Contains(notFunctions, name) {
			return name, rust.Span{Start: m[2], End: m[3]}, true
		}
	}
	return "", rust.Span{}, false
}

// calls lists the calls between two offsets.
func calls(code []byte, start, end int) []Call {
	var out []Call
	body := string(code[start:min(end, len(code))])
	for _, m := range named.FindAllStringSubmatchIndex(body, -1) {
		name := body[m[2]:m[3]]
		if slices.Contains(notFunctions, name) {
			continue
		}
		out = append(out, Call{name, rust.Span{Start: start + m[2], End: start + m[3]}, arguments(body[m[1]:])})
	}
	return out
}

// arguments splits what follows an opening parenthesis.
func arguments(text string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ',':
			if depth == 0 {
				out, from = append(out, strings.TrimSpace(text[from:i])), i+1
			}
		case ')', ']', '}':
			if depth--; depth < 0 {
				if last := strings.TrimSpace(text[from:i]); last != "" || len(out) > 0 {
					out = append(out, last)
				}
				return out
			}
		}
	}
	return out
}

// closing is the offset of the brace that closes the one at i, else the end.
func closing(code []byte, i int) int {
	depth := 0
	for ; i < len(code); i++ {
		switch code[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(code)
}

func hasWord(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(word)
		if (i == 0 || !wordByte(text[i-1])) && (at == len(text) || !wordByte(text[at])) {
			return true
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
