package workspace

import (
	"cmp"
	"strconv"
	"strings"
)

// version is a semantic version without its build metadata.
type version struct {
	major, minor, patch uint64
	pre                 string
	parts               int // how many numbers were written
}

func parseVersion(s string) (version, bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "+")
	var v version
	s, v.pre, _ = strings.Cut(s, "-")
	for i, p := range strings.Split(s, ".") {
		if p == "*" || p == "x" || p == "X" {
			break
		}
		n, err := strconv.ParseUint(p, 10, 64)
		if err != nil || i > 2 {
			return version{}, false
		}
		*[]*uint64{&v.major, &v.minor, &v.patch}[i] = n
		v.parts = i + 1
	}
	return v, true
}

func (v version) compare(w version) int {
	if c := cmp.Or(cmp.Compare(v.major, w.major), cmp.Compare(v.minor, w.minor), cmp.Compare(v.patch, w.patch)); c != 0 {
		return c
	}
	switch {
	case v.pre == w.pre:
		return 0
	case v.pre == "": // a release stands above its pre-releases
		return 1
	case w.pre == "":
		return -1
	}
	return comparePre(v.pre, w.pre)
}

func comparePre(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, errX := strconv.ParseUint(as[i], 10, 64)
		y, errY := strconv.ParseUint(bs[i], 10, 64)
		c := cmp.Compare(as[i], bs[i])
		switch {
		case errX == nil && errY == nil:
			c = cmp.Compare(x, y)
		case errX == nil:
			c = -1
		case errY == nil:
			c = 1
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

// satisfies reports whether a version fits a requirement as Cargo reads it:
// comparators joined by commas, `^` where none is written. What cannot be read
// fits nothing.
func satisfies(ver, requirement string) bool {
	v, ok := parseVersion(ver)
	if !ok {
		return false
	}
	preAllowed := v.pre == ""
	for part := range strings.SplitSeq(requirement, ",") {
		part = strings.TrimSpace(part)
		if part == "" || part == "*" {
			continue
		}
		op := part[:len(part)-len(strings.TrimLeft(part, "^~=<>"))]
		r, ok := parseVersion(part[len(op):])
		if !ok || !fits(v, op, r, strings.ContainsAny(part, "*xX")) {
			return false
		}
		if r.pre != "" && r.major == v.major && r.minor == v.minor && r.patch == v.patch {
			preAllowed = true
		}
	}
	return preAllowed
}

func fits(v version, op string, r version, wildcard bool) bool {
	c := v.compare(r)
	same := func(parts int) bool {
		return (parts < 1 || v.major == r.major) && (parts < 2 || v.minor == r.minor) && (parts < 3 || v.patch == r.patch)
	}
	switch op {
	case "=":
		return same(r.parts) && (r.parts < 3 || v.pre == r.pre)
	case "~":
		return c >= 0 && same(min(r.parts, 2))
	case ">":
		return c > 0 && !(r.parts < 3 && same(r.parts))
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0 || r.parts < 3 && same(r.parts)
	case "", "^":
		if wildcard {
			return same(r.parts)
		}
		// The leftmost number that is not zero must stay.
		switch {
		case r.major > 0 || r.parts < 2:
			return c >= 0 && same(1)
		case r.minor > 0 || r.parts < 3:
			return c >= 0 && same(2)
		}
		return c >= 0 && same(3)
	}
	return false
}
