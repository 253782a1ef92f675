package trace

import (
	"slices"
	"strings"
)

// Keep leaves the libraries that have one of the words in their path, those that these
// brought with them and those that brought them; all where there are no words.
func (d *Document) Keep(words []string) {
	if len(words) == 0 {
		return
	}
	kept := map[int]bool{}
	for _, l := range d.Libraries {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(l.Path, w) }) {
			kept[l.ID] = true
			for by := l.NeededBy; by > 0; by = d.Libraries[by-1].NeededBy {
				kept[by] = true
			}
		}
	}
	for _, l := range d.Libraries { // who brought a library has the lower number
		if kept[l.NeededBy] {
			kept[l.ID] = true
		}
	}
	final := map[int]int{}
	out := []Library{}
	for _, l := range d.Libraries {
		if !kept[l.ID] {
			continue
		}
		final[l.ID] = len(out) + 1
		l.ID, l.NeededBy = final[l.ID], final[l.NeededBy]
		for i := range l.Closes {
			l.Closes[i].Of = final[l.Closes[i].Of]
		}
		out = append(out, l)
	}
	d.Libraries = out
	d.Failed = slices.DeleteFunc(d.Failed, func(f FailedOpen) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(f.Name, w) })
	})
}
