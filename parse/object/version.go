package object

import (
	"cmp"
	"strconv"
	"strings"
)

// CompareVersions orders versions of numbers with dots, "10.0.14393" behind "6.1". What
// is no number counts as 0, and so does a number that one of them lacks.
func CompareVersions(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		if m != n {
			return cmp.Compare(m, n)
		}
	}
	return 0
}
