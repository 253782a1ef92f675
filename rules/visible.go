package rules

import (
	"strings"
	"unicode"
)

// VisibleRune returns what stands for a rune wherever text is shown: a replacement
// character for those that steer a terminal (C0, C1, DEL) or turn the direction of
// what follows, so that names cannot pass for something else.
func VisibleRune(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
		return unicode.ReplacementChar
	}
	return r
}

// Visible makes one line of text safe to show: a name, a path, a message. Tabs and line
// ends become blanks. Bytes that are no UTF-8 are replaced as well: terminals differ in
// what they make of them.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' {
			return ' '
		}
		return VisibleRune(r)
	}, s)
}

// VisibleLines does the same to text of several lines, whose line ends and tabs stay.
func VisibleLines(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' {
			return r
		}
		return VisibleRune(r)
	}, s)
}
