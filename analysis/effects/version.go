package effects

import (
	"cmp"
	"strconv"
	"strings"
)

// holds reports whether the row's compilers [Since, Until) meet [from, to].
func (r *Row) holds(from, to string) bool {
	if r.Until != "" && from != "" && compareVersions(from, r.Until) >= 0 {
		return false
	}
	return r.Since == "" || to == "" || compareVersions(to, r.Since) >= 0
}

// overlaps reports whether two rows hold for a common compiler.
func (r *Row) overlaps(o *Row) bool {
	before := func(a, b *Row) bool {
		return a.Until != "" && b.Since != "" && compareVersions(a.Until, b.Since) <= 0
	}
	return !before(r, o) && !before(o, r)
}

// compareVersions orders compilers by major and minor; patch and suffix do not count.
func compareVersions(a, b string) int {
	am, an := majorMinor(a)
	bm, bn := majorMinor(b)
	return cmp.Or(cmp.Compare(am, bm), cmp.Compare(an, bn))
}

func majorMinor(v string) (major, minor int) {
	a, rest, _ := strings.Cut(v, ".")
	b, _, _ := strings.Cut(rest, ".")
	b, _, _ = strings.Cut(b, "-")
	major, _ = strconv.Atoi(a)
	minor, _ = strconv.Atoi(b)
	return major, minor
}

// validVersion accepts "major.minor" as data files must spell it.
func validVersion(v string) bool {
	a, b, ok := strings.Cut(v, ".")
	_, errA := strconv.ParseUint(a, 10, 16)
	_, errB := strconv.ParseUint(b, 10, 16)
	return ok && errA == nil && errB == nil
}

// InVersions reports whether a crate's version lies in a range of the data
// files: comma-separated `<1.2`, `>=1.2`, compared by major and minor.
func InVersions(version, ranges string) bool {
	for _, r := range strings.Split(ranges, ",") {
		r = strings.TrimSpace(r)
		switch {
		case strings.HasPrefix(r, ">="):
			if compareVersions(version, strings.TrimSpace(r[2:])) < 0 {
				return false
			}
		case strings.HasPrefix(r, "<"):
			if compareVersions(version, strings.TrimSpace(r[1:])) >= 0 {
				return false
			}
		}
	}
	return true
}
