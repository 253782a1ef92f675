package evidence

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Match is where a registration of the sources stands in a built library.
type Match struct {
	Slot *artifact.SlotFacts
	// Counted: the slot has no name, or one that says too little; there are as many
	// such slots as registrations, so each has one, and which is not known.
	Counted bool
}

// Slots is how the registrations that a target links and the slots of its library
// belong together.
type Slots struct {
	matches map[*analysis.Root][]Match
	// Absent are registrations without a slot.
	Absent []*analysis.Root
	// Unexplained are slots that no registration explains, those of every library
	// left out.
	Unexplained []*artifact.SlotFacts
	// Places are the source lines of unexplained slots, "path:line", where the file has
	// debug information.
	Places map[*artifact.SlotFacts]string
	// Unclear: slots without names, and not as many as registrations, or a table of slots
	// that was not found.
	Unclear bool
}

// Of lists the slots of a registration, nil where it has none or none is known.
func (s *Slots) Of(r *analysis.Root) []Match { return s.matches[r] }

// IsAbsent reports that a registration surely has no slot.
func (s *Slots) IsAbsent(r *analysis.Root) bool { return slices.Contains(s.Absent, r) }

// matchSlots compares the registrations that a target links with its slots.
func matchSlots(res *analysis.Result, t *workspace.Target, f *artifact.Facts) *Slots {
	s := &Slots{matches: map[*analysis.Root][]Match{}}
	var atLoad, atUnload, later []*analysis.Root
	for _, r := range res.Roots {
		switch {
		case !slices.Contains(r.Linked, t) || r.Moment == analysis.Call:
		case !r.InSlot && (r.Reason == "" || r.Moment != analysis.Load):
			later = append(later, r)
		case r.Moment == analysis.Load:
			atLoad = append(atLoad, r)
		default:
			atUnload = append(atUnload, r)
		}
	}
	load, unload := own(f.Load), own(f.Unload)
	load, unload = s.dllMain(res, t, load, atLoad, later), s.dllMain(res, t, unload, later)
	atLoad = slices.DeleteFunc(atLoad, func(r *analysis.Root) bool { return len(s.matches[r]) > 0 })
	// A constructor can register what runs at unload, as dtor's does with atexit.
	load = slices.DeleteFunc(load, func(slot *artifact.SlotFacts) bool {
		i := slices.IndexFunc(slices.Concat(atUnload, later), func(r *analysis.Root) bool { return Runs(slot.Path, r) })
		if i < 0 || slices.ContainsFunc(atLoad, func(r *analysis.Root) bool { return Runs(slot.Path, r) }) {
			return false
		}
		if i < len(atUnload) {
			s.matches[atUnload[i]] = append(s.matches[atUnload[i]], Match{Slot: slot})
			atUnload = slices.Delete(atUnload, i, i+1)
		}
		return true
	})
	s.match(atLoad, load, f.Stripped)
	s.match(atUnload, unload, f.Stripped)
	if f.Unfound {
		s.Absent, s.Unclear = nil, true
	}
	return s
}

// dllMain takes the slot of a DllMain out of a list and gives it to the roots that are one
// of its calls. One that the sources export and that does nothing at a moment is no root.
func (s *Slots) dllMain(res *analysis.Result, t *workspace.Target, slots []*artifact.SlotFacts, lists ...[]*analysis.Root) []*artifact.SlotFacts {
	i := slices.IndexFunc(slots, func(slot *artifact.SlotFacts) bool { return slot.Slot == dllMain })
	if i < 0 {
		return slots
	}
	l := res.Loading(t)
	known := l != nil && slices.ContainsFunc(l.Exports, func(e analysis.Export) bool { return e.Name == dllMain })
	for _, r := range slices.Concat(lists...) {
		if r.Reason != "" {
			s.matches[r], known = []Match{{Slot: slots[i]}}, true
		}
	}
	if !known {
		return slots
	}
	return slices.Delete(slots, i, i+1)
}

// own leaves the slots of every library out.
func own(slots []artifact.SlotFacts) []*artifact.SlotFacts {
	var out []*artifact.SlotFacts
	for i := range slots {
		if slots[i].Toolchain == "" {
			out = append(out, &slots[i])
		}
	}
	return out
}

// match pairs by the static that holds a slot, then by the name of its function, and
// what is left by number. In a stripped file the name of an exported function may be one
// that its attribute gives it.
func (s *Slots) match(roots []*analysis.Root, slots []*artifact.SlotFacts, stripped bool) {
	taken := map[*artifact.SlotFacts]bool{}
	var rest []*analysis.Root
	for _, r := range s.held(roots, slots, taken) {
		for _, slot := range slots {
			if !taken[slot] && (r.Static == "" || slot.Holder == "") && Runs(slot.Path, r) {
				s.matches[r] = append(s.matches[r], Match{Slot: slot})
			}
		}
		if len(s.matches[r]) == 0 {
			rest = append(rest, r)
		}
		for _, m := range s.matches[r] {
			taken[m.Slot] = true
		}
	}
	var nameless []*artifact.SlotFacts
	for _, slot := range slots {
		switch {
		case taken[slot]:
		case slot.Path == "" || stripped && len(rest) > 0 || slices.ContainsFunc(rest, func(r *analysis.Root) bool { return artifact.Below(slot.Path, crate(r)) }):
			nameless = append(nameless, slot)
		default:
			s.Unexplained = append(s.Unexplained, slot)
		}
	}
	s.count(rest, nameless)
}

// count pairs what has no name by number.
func (s *Slots) count(rest []*analysis.Root, nameless []*artifact.SlotFacts) {
	if !slices.ContainsFunc(nameless, func(slot *artifact.SlotFacts) bool { return slot.Holder == "" }) {
		// All that is left lies in statics that are others'.
		rest = slices.DeleteFunc(rest, func(r *analysis.Root) bool {
			if r.Static != "" {
				s.Absent = append(s.Absent, r)
			}
			return r.Static != ""
		})
	}
	switch {
	case len(rest) == len(nameless):
		s.pair(rest, nameless)
	case len(nameless) == 0:
		s.Absent = append(s.Absent, rest...)
	case len(rest) == 0:
		s.Unexplained = append(s.Unexplained, nameless...)
	default:
		s.Unclear = true
	}
}

// pair says of as many registrations as slots that each has one of them.
func (s *Slots) pair(roots []*analysis.Root, slots []*artifact.SlotFacts) {
	for _, r := range roots {
		for _, slot := range slots {
			s.matches[r] = append(s.matches[r], Match{slot, true})
		}
	}
}

func crate(r *analysis.Root) string {
	if r.Target == nil {
		return ""
	}
	return strings.ReplaceAll(r.Target.Name, "-", "_")
}

// dllMain is the slot, and the function, that the loader of Windows calls.
const dllMain = "DllMain"

// Runs reports that a function of a library, by its path or its symbol, is the root's
// or one that the registration's macro makes for it: within the root's item, or of
// its name with something behind, as ctor and dtor name theirs.
func Runs(path string, r *analysis.Root) bool {
	own := crate(r) + "::" + r.Name
	return artifact.Below(path, own) || strings.HasPrefix(path, own+"___") || path == r.Name[strings.LastIndex(r.Name, ":")+1:]
}
