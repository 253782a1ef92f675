package c

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// In C++ the loader also runs what initialises an object at namespace scope: its
// constructor, or the calls of its initialiser; its destructor runs at `dlclose` or exit.

// Object is the registration of an object at namespace scope.
const Object = "C++ object at namespace scope"

var (
	// scope begins a namespace, whose members stand at the outermost level too.
	scope = regexp.MustCompile(`^\s*(?:inline\s+)?namespace\b[\w:\s]*$`)
	// class begins a class, with its name and its bases.
	class = regexp.MustCompile(`\b(?:struct|class)\s+(?:(?:__attribute__\s*\(\(.*?\)\)|\[\[.*?\]\]|alignas\s*\([^)]*\))\s*)*(\w+)\s*(?:final\s*)?(:[^:(][^(]*)?$`)
	// object declares one: its type, what makes it a pointer or reference, its name and
	// initialiser.
	object = regexp.MustCompile(`^((?:\w+\s*::\s*)*\w+)\s*(<.*>)?(\s*[*&]+\s*|\s+)(?:const\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)?((?s)=.*|\(.*|\{.*|)$`)
	// storage may stand in front of the type; others declare no object, or one of each thread.
	storage   = regexp.MustCompile(`^(?:(?:static|const|constexpr|constinit|inline|volatile)\b|(?:public|private|protected)\s*:|\[\[.*?\]\]|__attribute__\s*\(\(.*?\)\))\s*`)
	noObject  = regexp.MustCompile(`^(?:extern|typedef|using|template|friend|struct|class|union|enum|namespace|return|operator|thread_local|__thread|_Thread_local|goto|virtual|explicit|delete|static_assert|asm|__asm__)\b`)
	isBase    = regexp.MustCompile(`(?:\w+::)*(\w+)\s*(?:<[^>]*>)?\s*(?:,|$)`)
	isLambda  = regexp.MustCompile(`\]\s*(?:\([^()]*\)\s*)?(?:mutable\s*)?(?:->\s*[\w:]+\s*)?\{`)
	isCalled  = regexp.MustCompile(`\}\s*\(\s*\)\s*\)?\s*$`)
	aValue    = regexp.MustCompile(`["'\d\[{]|^\(\s*&|^\(.*\w\s*\(`)
	constants = regexp.MustCompile(`^(?:[\s\w:*&<>,]*\bconst(?:expr|init)\b)`)
)

// classBody reads the members of a class: its functions, and what its constructor and
// destructor run besides their own bodies.
func (o *outliner) classBody(m []int, head string, at, from, end int) {
	name := head[m[2]:m[3]]
	span := rust.Span{Start: at + m[2], End: at + m[3]}
	var parts []Call
	if m[4] >= 0 {
		for _, b := range isBase.FindAllStringSubmatchIndex(head[m[4]+1:m[5]], -1) {
			base := m[4] + 1
			parts = append(parts, Call{Name: head[base+b[2] : base+b[3]], Span: rust.Span{Start: at + base + b[2], End: at + base + b[3]}})
		}
	}
	in := &outliner{code: o.code[:end], macros: o.macros, declared: o.declared, cpp: true, class: name, depth: o.depth + 1}
	in.walk(from)
	parts = append(parts, in.parts...)
	for _, wanted := range []string{name, "~" + name} {
		found := false
		for i := range in.out {
			if f := &in.out[i]; f.Name == wanted {
				f.Calls, found = append(f.Calls, endings(parts, wanted)...), true
			}
		}
		if !found && len(parts) > 0 {
			in.out = append(in.out, Func{Name: wanted, Span: span, Calls: endings(parts, wanted)})
		}
	}
	o.out = append(o.out, in.out...)
}

// endings are the calls of the constructors of parts, or of their destructors.
func endings(parts []Call, of string) []Call {
	out := slices.Clone(parts)
	for i := range out {
		if strings.HasPrefix(of, "~") {
			out[i].Name = "~" + out[i].Name
		}
	}
	return out
}

// variable reads a declaration of an object, at namespace scope or in a class.
func (o *outliner) variable(head string, at int) {
	constant := constants.MatchString(head)
	for {
		trimmed := strings.TrimLeft(head, " \t\r\n")
		at, head = at+len(head)-len(trimmed), trimmed
		m := storage.FindStringIndex(head)
		if m == nil {
			break
		}
		at, head = at+m[1], head[m[1]:]
	}
	m := object.FindStringSubmatchIndex(head)
	if m == nil || noObject.MatchString(head) {
		return
	}
	init := head[m[10]:m[11]]
	if strings.HasPrefix(init, "(") && !aValue.MatchString(init) {
		return // more likely the declaration of a function
	}
	of := head[m[2]:m[3]]
	from := strings.LastIndexAny(of, ": \t\n") + 1
	made := Call{Name: of[from:], Span: rust.Span{Start: at + m[2] + from, End: at + m[3]}}
	value := strings.TrimSpace(head[m[6]:m[7]]) == "" // no pointer, no reference
	if o.class != "" {
		if value {
			o.parts = append(o.parts, made)
		}
		return
	}
	f := Func{Name: head[m[8]:m[9]], Span: rust.Span{Start: at + m[8], End: at + m[9]}, Static: true, Registration: Object}
	if !isLambda.MatchString(init) || isCalled.MatchString(init) {
		f.Calls = calls(o.code, at+m[10], at+m[11])
	}
	gone := f
	gone.Calls, gone.Destructor = nil, true
	if value {
		f.Calls = append(f.Calls, made)
		gone.Calls = []Call{{Name: "~" + made.Name, Span: made.Span}}
		o.out = append(o.out, gone)
	}
	if f.Constructor = !constant; f.Constructor && len(f.Calls) > 0 {
		o.out = append(o.out, f)
	}
}
