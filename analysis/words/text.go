package words

import (
	"bytes"
	"iter"
	"strings"
)

func LastSegment(path string) string {
	path = strings.TrimSuffix(path, "!")
	if i := strings.LastIndex(path, "::"); i >= 0 {
		return path[i+2:]
	}
	return path
}

// ContainsAny reports whether src holds one of the words as a whole identifier
// (a leading underscore or a longer name does not count).
func ContainsAny(src []byte, words []string) bool {
	for _, w := range words {
		if Contains(src, w) {
			return true
		}
	}
	return false
}

func Contains(src []byte, word string) bool {
	for range Each(src, word) {
		return true
	}
	return false
}

// Each gives the place of each occurrence of a whole identifier.
func Each(src []byte, word string) iter.Seq[int] {
	return func(yield func(at int) bool) {
		for at := 0; ; {
			i := bytes.Index(src[at:], []byte(word))
			if i < 0 {
				return
			}
			i += at
			end := i + len(word)
			if (i == 0 || !IsIdent(src[i-1])) && (end == len(src) || !IsIdent(src[end])) && !yield(i) {
				return
			}
			at = end
		}
	}
}

func IsIdent(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// Last is the identifier that text ends with, blanks aside; "" for none.
func Last(text []byte) string {
	text = bytes.TrimRight(text, " \t\r\n")
	i := len(text)
	for i > 0 && IsIdent(text[i-1]) {
		i--
	}
	return string(text[i:])
}

// Closing is the length of a text that begins with a bracket up to the one that closes
// it; all of it where none does.
func Closing(text []byte, open, shut byte) int {
	depth := 0
	for i, c := range text {
		switch c {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// LineEnd is how the lines of a text end.
func LineEnd(text []byte) string {
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// At is the place of the first occurrence of a whole identifier in a text, or -1.
func At(text, word string) int {
	for at := range Each([]byte(text), word) {
		return at
	}
	return -1
}
