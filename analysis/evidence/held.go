package evidence

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
)

// held gives to each registration that is a static the slots which lie in it, and returns
// the other registrations. Where several statics of a crate have one name, as those that a
// macro makes in blocks, and the file has as many, each has one and which is not known.
func (s *Slots) held(roots []*analysis.Root, slots []*artifact.SlotFacts, taken map[*artifact.SlotFacts]bool) []*analysis.Root {
	var rest []*analysis.Root
	done := map[*analysis.Root]bool{}
	for _, r := range roots {
		if done[r] {
			continue
		}
		if r.Static == "" {
			rest = append(rest, r)
			continue
		}
		alike := slices.DeleteFunc(slices.Clone(roots), func(o *analysis.Root) bool { return o.Static == "" || staticKey(o) != staticKey(r) })
		for _, o := range alike {
			done[o] = true
		}
		rest = append(rest, s.sameName(alike, slots, taken)...)
	}
	return rest
}

// sameName pairs the registrations whose statics have one name in one crate with the
// statics of that name in the file, and returns those for which there is none.
func (s *Slots) sameName(roots []*analysis.Root, slots []*artifact.SlotFacts, taken map[*artifact.SlotFacts]bool) []*analysis.Root {
	statics := map[uint64][]*artifact.SlotFacts{} // by their addresses
	for _, slot := range slots {
		if slot.Holder != "" && !taken[slot] && inStatic(slot.Holder, roots[0]) {
			statics[slot.HolderAddr] = append(statics[slot.HolderAddr], slot)
		}
	}
	give := func(r *analysis.Root, addr uint64) {
		for _, slot := range statics[addr] {
			taken[slot] = true
			s.matches[r] = append(s.matches[r], Match{Slot: slot})
		}
		delete(statics, addr)
	}
	var open []*analysis.Root
	for _, r := range roots {
		var exact []uint64
		for addr, in := range statics {
			if in[0].Holder == crate(r)+"::"+r.Static {
				exact = append(exact, addr)
			}
		}
		unique := !slices.ContainsFunc(roots, func(o *analysis.Root) bool { return o != r && o.Static == r.Static })
		if len(exact) == 1 && unique {
			give(r, exact[0])
		} else {
			open = append(open, r)
		}
	}
	if len(statics) == 0 {
		return open
	}
	var left []*artifact.SlotFacts
	for addr, in := range statics {
		if len(open) == 1 && len(statics) == 1 {
			give(open[0], addr)
			return nil
		}
		for _, slot := range in {
			taken[slot] = true
			left = append(left, slot)
		}
	}
	slices.SortFunc(left, func(a, b *artifact.SlotFacts) int { return strings.Compare(a.Slot, b.Slot) })
	switch {
	case len(open) == len(statics):
		s.pair(open, left)
	case len(open) == 0: // the file has more of that name than the sources
		s.Unexplained = append(s.Unexplained, left...)
	default:
		s.Unclear = true
	}
	return nil
}

// staticKey is what tells the statics of registrations apart by name.
func staticKey(r *analysis.Root) string { return crate(r) + "::" + lastName(r.Static) }

// inStatic reports that a static of the file has the name of a registration's and is of
// its crate. An exported one has no crate in its name.
func inStatic(holder string, r *analysis.Root) bool {
	if lastName(holder) != lastName(r.Static) {
		return false
	}
	return holder == lastName(holder) || strings.HasPrefix(strings.TrimLeft(holder, "<"), crate(r)+"::")
}

func lastName(path string) string {
	return strings.TrimPrefix(path[strings.LastIndex(path, ":")+1:], "r#")
}
