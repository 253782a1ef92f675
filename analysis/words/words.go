// Package words tells, in one pass over a source text, what the text may do: which
// words of some classes stand in it, and which calls of some paths. It is a filter
// before parsing: it knows no scopes and no types, may say yes where the answer is
// no, and says no only where no spelling of the call occurs.
//
// A call of a path is spelled by its last segment: as a function (`spawn(…)`,
// `thread::spawn(…)`, handed on as `.map(spawn)`), as a macro, as a method, or under
// its type (`Runtime::new(…)`). Other names for the last segment or the type, by
// `use … as`, `type` or a macro_rules around the call, are found by Names and
// entered by Alias.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Class is a set of classes of words, one bit each. What the bits mean is the caller's.
type Class uint32

// Set is the words and calls to look for. It is read-only once it is used.
type Set struct {
	words map[string]*word
	types map[string][]string // other names of types, to what they stand for
	// first marks the pairs of first byte and length that some word has, so that few
	// identifiers are looked up.
	first [256]uint64
}

// word is one identifier that matters.
type word struct {
	anywhere Class
	function Class // f(…), module::f
	macro    Class // f!
	method   Class // .f(…)
	under    map[string]Class
	owner    bool // a type under which some function stands
	rules    bool // declares a macro
}

// New returns an empty set.
func New() *Set {
	s := &Set{words: map[string]*word{}, types: map[string][]string{}}
	s.word("macro_rules").rules = true
	return s
}

func (s *Set) word(name string) *word {
	w := s.words[name]
	if w == nil {
		w = &word{}
		s.words[name] = w
		s.first[name[0]] |= 1 << min(len(name), 63)
	}
	return w
}

// Add enters whole identifiers that count wherever they stand.
func (s *Set) Add(c Class, names ...string) {
	for _, n := range names {
		if n != "" {
			s.word(n).anywhere |= c
		}
	}
}

// AddCall enters the spellings of a call of path, `a::b::f`, `a::T::f` or `a::m!`;
// those as a method only if methods is set, since a method's name says little.
func (s *Set) AddCall(c Class, path string, methods bool) {
	if name, ok := strings.CutSuffix(path, "!"); ok {
		s.word(lastSegment(name)).macro |= c
		return
	}
	up, last, ok := cutLast(path)
	if !ok {
		s.word(path).function |= c
		return
	}
	w := s.word(last)
	owner := lastSegment(up)
	method := c
	if !methods {
		method = 0
	}
	switch r, _ := utf8.DecodeRuneInString(owner); {
	case unicode.IsUpper(r):
		w.method |= method
		if w.under == nil {
			w.under = map[string]Class{}
		}
		w.under[owner] |= c
		s.word(owner).owner = true
	case up == owner && primitive(owner): // slice::swap and kin
		w.method |= method
		w.function |= c
	default:
		w.function |= c
	}
}

// primitive reports the rustdoc name of a primitive type.
func primitive(name string) bool {
	switch name {
	case "slice", "array", "str", "char", "bool", "pointer", "fn", "tuple", "unit", "reference":
		return true
	}
	return len(name) > 1 && strings.ContainsRune("iuf", rune(name[0])) && (name[1:] == "size" || strings.Trim(name[1:], "0123456789") == "")
}

// Clone returns a copy that can be added to.
func (s *Set) Clone() *Set {
	out := New()
	out.first = s.first
	for name, w := range s.words {
		c := *w
		c.under = map[string]Class{}
		for k, v := range w.under {
			c.under[k] = v
		}
		out.words[name] = &c
	}
	for k, v := range s.types {
		out.types[k] = append([]string{}, v...)
	}
	return out
}

// Equal reports whether two sets find the same.
func (s *Set) Equal(o *Set) bool {
	if len(s.words) != len(o.words) || len(s.types) != len(o.types) {
		return false
	}
	for name, w := range s.words {
		v := o.words[name]
		if v == nil || w.anywhere != v.anywhere || w.function != v.function || w.macro != v.macro || w.method != v.method || w.owner != v.owner || len(w.under) != len(v.under) {
			return false
		}
		for k, c := range w.under {
			if v.under[k] != c {
				return false
			}
		}
	}
	for name, of := range s.types {
		if strings.Join(of, " ") != strings.Join(o.types[name], " ") {
			return false
		}
	}
	return true
}

// identTable tells identifier bytes; bytes of other scripts count.
var identTable = func() (t [256]bool) {
	for i := range t {
		b := byte(i)
		t[i] = b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
	}
	return
}()

// Find returns the classes of what stands in src.
func (s *Set) Find(src []byte) (found Class) {
	s.each(src, func(w *word, start, end int) { found |= s.classes(w, src, start, end) })
	return found
}

// Scan is Find and Names in one pass.
func (s *Set) Scan(src []byte) (found Class, names []Name) {
	s.each(src, func(w *word, start, end int) {
		found |= s.classes(w, src, start, end)
		names = s.names(names, w, src, start, end)
	})
	return found, names
}

// each calls f with every identifier of src that is in the set.
func (s *Set) each(src []byte, f func(w *word, start, end int)) {
	for i := 0; i < len(src); {
		if !identTable[src[i]] {
			i++
			continue
		}
		start := i
		for i < len(src) && identTable[src[i]] {
			i++
		}
		if s.first[src[start]]&(1<<min(i-start, 63)) != 0 {
			if w := s.words[string(src[start:i])]; w != nil {
				f(w, start, i)
			}
		}
	}
}

// classes tells what a word means where it stands.
func (s *Set) classes(w *word, src []byte, start, end int) Class {
	found := w.anywhere
	if w.function|w.macro|w.method == 0 {
		return found
	}
	before, after := skipBack(src, start), skip(src, end)
	next := byte(0)
	if after < len(src) {
		next = src[after]
	}
	if next == '!' && !(after+1 < len(src) && src[after+1] == '=') {
		return found | w.macro
	}
	switch {
	case before >= 1 && src[before] == ':' && src[before-1] == ':':
		return found | s.qualified(w, src, skipBack(src, before-1))
	case before >= 0 && src[before] == '.' && !(before >= 1 && src[before-1] == '.'):
		if next == '(' || next == ':' {
			found |= w.method
		}
	case next == '(' || next == ':' && after+2 < len(src) && src[after+1] == ':' && src[after+2] == '<':
		if !declares(src, before) {
			found |= w.function
		}
	case before >= 0 && (src[before] == '(' || src[before] == ',') && (next == ')' || next == ','): // handed on
		found |= w.function
	}
	return found
}

// qualified tells what a word means behind `owner::`; end is the last byte of owner.
func (s *Set) qualified(w *word, src []byte, end int) Class {
	start := end
	for start >= 0 && identTable[src[start]] {
		start--
	}
	owner := string(src[start+1 : max(end, start)+1])
	switch r, _ := utf8.DecodeRuneInString(owner); {
	case owner == "" || owner == "Self": // <T as Trait>::f, T::<U>::f, a re-export
		found := w.function | w.method
		return found
	case !unicode.IsUpper(r):
		return w.function
	}
	found := w.under[owner]
	for _, of := range s.types[owner] {
		found |= w.under[of]
	}
	return found
}

// declares reports the name of a function that is declared, not called.
func declares(src []byte, before int) bool {
	return before >= 2 && src[before] == 'n' && src[before-1] == 'f' && (before == 1 || !identTable[src[before-2]])
}

// skip is the place of the first byte from at on that is no white space.
func skip(src []byte, at int) int {
	for at < len(src) && space(src[at]) {
		at++
	}
	return at
}

// skipBack is the place of the last byte before at that is no white space, -1 for none.
func skipBack(src []byte, at int) int {
	at--
	for at >= 0 && space(src[at]) {
		at--
	}
	return at
}

func space(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

func lastSegment(path string) string { return path[strings.LastIndex(path, ":")+1:] }

func cutLast(path string) (up, last string, ok bool) {
	i := strings.LastIndex(path, "::")
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+2:], true
}
