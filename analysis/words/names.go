package words

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Name is another name by which a text can call what a set looks for.
type Name struct {
	Name string
	// Of is the function, macro or type that it stands for; empty for a macro whose
	// body does what Does says.
	Of   string
	Does Class
}

// Compare orders names.
func (n Name) Compare(o Name) int {
	return cmp.Or(strings.Compare(n.Of, o.Of), strings.Compare(n.Name, o.Name), cmp.Compare(n.Does, o.Does))
}

// names adds the other names that a word of the set declares where it stands: by
// `use … as`, by `type`, by a macro_rules whose body holds a call.
func (s *Set) names(out []Name, w *word, src []byte, start, end int) []Name {
	if w.rules {
		name, body := macroRules(src, end)
		if c := s.Find(body); name != "" && c != 0 {
			out = append(out, Name{Name: name, Does: c})
		}
		return out
	}
	if !w.owner && w.function == 0 {
		return out
	}
	of := string(src[start:end])
	for _, name := range []string{renamed(src, end), typeAlias(src, start)} {
		if name != "" && name != "_" && name != of {
			out = append(out, Name{Name: name, Of: of})
		}
	}
	return out
}

// Alias enters another name; it reports whether that is news. of limits what
// Names of a macro adds.
func (s *Set) Alias(n Name, of Class) bool {
	if n.Of == "" {
		c := n.Does & of
		old := s.words[n.Name]
		if c == 0 || old != nil && old.macro&c == c {
			return false
		}
		s.word(n.Name).macro |= c
		return true
	}
	w := s.words[n.Of]
	if w == nil {
		return false
	}
	fresh := false
	if w.function != 0 {
		into := s.word(n.Name)
		fresh = into.function|w.function != into.function
		into.function |= w.function
	}
	if w.owner && !slices.Contains(s.types[n.Name], n.Of) {
		s.word(n.Name).owner = true
		s.types[n.Name] = append(append(s.types[n.Name], n.Of), s.types[n.Of]...)
		fresh = true
	}
	return fresh
}

// renamed is the name behind ` as ` at a place, "" for none.
func renamed(src []byte, at int) string {
	i := skip(src, at)
	if i == at || !bytes.HasPrefix(src[i:], []byte("as")) || i+2 >= len(src) || !space(src[i+2]) {
		return ""
	}
	return identAt(src, skip(src, i+2))
}

// typeAlias is the name of the `type X = a::b::` that ends at a place, "" for none.
func typeAlias(src []byte, at int) string {
	i := at - 1
	for i >= 0 && (identTable[src[i]] || src[i] == ':') {
		i--
	}
	i = skipBack(src, i+1)
	if i < 0 || src[i] != '=' {
		return ""
	}
	line := bytes.LastIndexByte(src[:i], '\n') + 1
	head := src[line:i]
	j := bytes.Index(head, []byte("type "))
	if j < 0 || j > 0 && identTable[head[j-1]] {
		return ""
	}
	return identAt(head, skip(head, j+len("type ")))
}

// macroRules reads the name and the text of a macro_rules whose keyword ends at a place.
func macroRules(src []byte, at int) (name string, body []byte) {
	i := skip(src, at)
	if i >= len(src) || src[i] != '!' {
		return "", nil
	}
	i = skip(src, i+1)
	name = identAt(src, i)
	start := skip(src, i+len(name))
	depth := 0
	for j := start; j < len(src); j++ {
		switch src[j] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			if depth--; depth <= 0 {
				return name, src[start:j]
			}
		case '"': // a string's brackets do not count
			for j++; j < len(src) && src[j] != '"'; j++ {
				if src[j] == '\\' {
					j++
				}
			}
		}
	}
	return name, src[start:]
}

func identAt(src []byte, at int) string {
	end := at
	for end < len(src) && identTable[src[end]] {
		end++
	}
	return string(src[min(at, len(src)):end])
}
