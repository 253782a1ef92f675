package effects

import (
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// holds reports whether the row's compilers [Since, Until) meet [from, to].
func (r *Row) holds(from, to string) bool {
	if r.Until != "" && from != "" && version.Compare(from, r.Until) >= 0 {
		return false
	}
	return r.Since == "" || to == "" || version.Compare(to, r.Since) >= 0
}

// overlaps reports whether two rows hold for a common compiler.
func (r *Row) overlaps(o *Row) bool {
	before := func(a, b *Row) bool {
		return a.Until != "" && b.Since != "" && version.Compare(a.Until, b.Since) <= 0
	}
	return !before(r, o) && !before(o, r)
}

// validVersion accepts "major.minor" as data files must spell it.
func validVersion(v string) bool {
	a, b, ok := strings.Cut(v, ".")
	_, errA := strconv.ParseUint(a, 10, 16)
	_, errB := strconv.ParseUint(b, 10, 16)
	return ok && errA == nil && errB == nil
}

// InVersions reports whether a crate's version lies in a range of the data
// files: comma-separated `<1.2`, `>=1.2`.
func InVersions(v, ranges string) bool {
	for _, r := range strings.Split(ranges, ",") {
		r = strings.TrimSpace(r)
		switch {
		case strings.HasPrefix(r, ">="):
			if version.Compare(v, strings.TrimSpace(r[2:])) < 0 {
				return false
			}
		case strings.HasPrefix(r, "<"):
			if version.Compare(v, strings.TrimSpace(r[1:])) >= 0 {
				return false
			}
		}
	}
	return true
}
