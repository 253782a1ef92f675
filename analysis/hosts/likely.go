package hosts

import (
	"cmp"
	"slices"
	"strings"
)

// The weights of what speaks for a host and is no sign of it.
const (
	byWord   = 1 // its name or that of a crate of its, among words about the package
	byExport = 2 // an entry point without what must stand beside it
)

// Likely lists the hosts that speak for themselves most, at most two, where no sign of one
// is known: words are those of the package's name, keywords and description, in lower case.
// It is for people to choose from, and decides nothing.
func (t *Table) Likely(s Signs, words []string) []*Host {
	weights := map[*Host]int{}
	var out []*Host
	for _, h := range t.hosts {
		if h.Linked {
			continue
		}
		named := func(name string) bool {
			parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
			return len(name) > 2 && !slices.ContainsFunc(parts, func(p string) bool { return !slices.Contains(words, p) })
		}
		if named(h.ID) || slices.ContainsFunc(h.Crates, named) {
			weights[h] += byWord
		}
		if slices.ContainsFunc(s.Exports, func(name string) bool { return matchesAny(h.Exports, name) && h.fits(name, s.Params) }) {
			weights[h] += byExport
		}
		if weights[h] > 0 {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b *Host) int { return cmp.Compare(weights[b], weights[a]) })
	return out[:min(len(out), 2)]
}
