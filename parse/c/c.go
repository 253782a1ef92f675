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
	// Constructor and Destructor: the loader runs it.
	Constructor, Destructor bool
	// Registration is what has the loader run it: an attribute, a section, an object.
	Registration string
	Calls        []Call
}

// Planted reports a pointer or object that has the loader run something: it is no function
// that others call.
func (f *Func) Planted() bool {
	return f.Registration == Object || strings.HasPrefix(f.Registration, ".") || strings.HasPrefix(f.Registration, "__DATA")
}

// Call is a call of a function by its name.
type Call struct {
	Name string
	Span rust.Span // of the name
	// Args are the arguments as they are written, without white space around them.
	Args []string
	// When is what is known of the arguments of the DllMain that it stands in.
	When When
}

// Dialect is what the text of a file depends on.
type Dialect struct {
	Windows bool // the platform
	Cpp     bool // C++, not C
}

// Outline lists the functions that the text defines, and in C++ the objects at namespace
// scope, as functions that the loader runs; in the order in which they stand. It never
// fails: what it does not understand it leaves out.
func Outline(src []byte, d Dialect) []Func {
	if len(src) > MaxSource {
		return nil
	}
	code := blank(src)
	code = conditions(code, d)
	attributes := macros(code)
	code = withoutDirectives(code)
	o := &outliner{code: code, macros: attributes, declared: map[string]string{}, cpp: d.Cpp}
	o.walk(0)
	return o.out
}

const (
	maxNesting     = 20       // classes within classes, statements within statements
	maxBraces      = 4        // pairs of them in one declaration
	maxArguments   = 4 << 10  // bytes of the arguments of one call
	maxDeclaration = 64 << 10 // bytes of a declaration, or of a DllMain, that is looked at
)

// outliner walks the text at the outermost level.
type outliner struct {
	code     []byte
	macros   map[string]string
	declared map[string]string // attributes of prototypes, by function
	cpp      bool
	class    string // whose body is walked, "" outside of classes
	depth    int    // of classes
	parts    []Call // the bases and members of the class
	braces   int    // in the declaration so far
	out      []Func
}

func (o *outliner) walk(start int) {
	for i := start; i < len(o.code); i++ {
		switch o.code[i] {
		case ';', '}':
			head := string(o.code[start:i])
			o.prototype(head)
			if o.cpp && o.code[i] == ';' {
				o.variable(head, start)
			}
			o.braces = 0
			start = i + 1
		case '{':
			i, start = o.brace(start, i)
		}
	}
}

// brace reads what a brace at i opens, of which the text from start on tells what it is. It
// gives the offset where the walk goes on, and where the next head begins.
func (o *outliner) brace(start, i int) (at, next int) {
	head := string(o.code[start:i])
	if externC.MatchString(head) || o.cpp && scope.MatchString(head) {
		return i, i + 1 // what stands in `extern "C" {}` is at the outermost level
	}
	end := closing(o.code, i)
	if f, ok := o.function(head, start); ok {
		f.Calls = calls(o.code, i+1, end)
		if f.Name == DllMain && end-i <= maxDeclaration {
			within(&f, head, o.code[:end], i)
		}
		o.out = append(o.out, f)
		return end, end + 1
	}
	if !o.cpp {
		return end, end + 1
	}
	if m := class.FindStringSubmatchIndex(head); m != nil && o.depth < maxNesting && !enumeration.MatchString(head) {
		o.classBody(m, head, start, i+1, end)
		return end, end + 1
	}
	if o.braces++; o.braces > maxBraces || end-start > maxDeclaration {
		o.braces = 0
		return end, end + 1
	}
	return end, start // part of an initialiser
}

var (
	externC   = regexp.MustCompile(`^\s*extern\s*"\s*"\s*$`)
	attribute = regexp.MustCompile(`__attribute__\s*\(\(|\[\[`)
	named     = regexp.MustCompile(`([A-Za-z_]\w*)\s*\(`)
	// enumeration begins what is neither a function nor a class.
	enumeration = regexp.MustCompile(`^\s*(?:typedef\s+)?enum\b`)
	running     = regexp.MustCompile(`\b_*(constructor|destructor)_*\b`)
	// notFunctions are names in front of a parenthesis that declare nothing.
	notFunctions = []string{"__attribute__", "__declspec", "__asm__", "asm", "_Alignas", "alignas", "sizeof", "if", "for", "while", "switch", "return", "defined"}
)

// function reads what stands in front of a body: `static void f(int x)`.
func (o *outliner) function(head string, at int) (Func, bool) {
	name, span, ok := declared(head)
	if !ok || strings.Contains(head, "=") || enumeration.MatchString(head) {
		return Func{}, false
	}
	if o.cpp && strings.HasSuffix(head[:span.Start], "~") {
		name, span.Start = "~"+name, span.Start-1
	}
	f := Func{Name: name, Span: rust.Span{Start: at + span.Start, End: at + span.End}, Static: hasWord(head[:span.Start], "static")}
	for _, m := range running.FindAllString(o.attributes(head)+" "+o.declared[name], -1) {
		f.Constructor = f.Constructor || strings.Contains(m, "constructor")
		f.Destructor = f.Destructor || strings.Contains(m, "destructor")
		f.Registration = "__attribute__((" + strings.Trim(m, "_") + "))"
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
	depth, at := 0, 0
	for _, m := range named.FindAllStringSubmatchIndex(head, -1) {
		depth += strings.Count(head[at:m[2]], "(") - strings.Count(head[at:m[2]], ")")
		at = m[2]
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
		out = append(out, Call{Name: name, Span: rust.Span{Start: start + m[2], End: start + m[3]}, Args: arguments(body[m[1]:])})
	}
	return out
}

// arguments splits what follows an opening parenthesis.
func arguments(text string) []string {
	var out []string
	depth, from := 0, 0
	text = text[:min(len(text), maxArguments)]
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
