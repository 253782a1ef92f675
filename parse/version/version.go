// Package version orders versions: of compilers, crates, C libraries and systems. What
// Cargo makes of requirements and pre-releases is in package workspace.
package version

import (
	"cmp"
	"strings"
)

// Compare orders versions by their numbers, "10.0.14393" behind "6.1". What follows the
// digits of a number does not count ("85-nightly" is 85); what is no number counts as 0,
// and so does a number that one of them lacks.
func Compare(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, n := digits(x), digits(y)
		if c := cmp.Or(cmp.Compare(len(m), len(n)), strings.Compare(m, n)); c != 0 {
			return c
		}
	}
	return 0
}

// Older reports whether both versions are known, which "" is not, and a is the older.
func Older(a, b string) bool { return a != "" && b != "" && Compare(a, b) < 0 }

// digits are those that a text begins with, zeros in front left out: of two, the longer
// is the larger number, whatever its size.
func digits(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	return strings.TrimLeft(text[:end], "0")
}
