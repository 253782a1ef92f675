package inspect

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// How much of a library is printed without --all: a person reads a page.
const (
	mostSlots   = 8  // own slots that are all printed
	mostGroups  = 4  // kinds of slots of which an example is printed where there are more
	mostPointed = 6  // functions of a chain that needs a function pointer
	mostMissing = 10 // unresolved symbols
)

// effectOrder is how bad an effect is in code that the loader runs, worst first.
var effectOrder = []artifact.Kind{
	artifact.Exit, artifact.Panic, artifact.Spawn, artifact.Join, artifact.ImplicitPanic, artifact.Stdio, artifact.Process, artifact.LoadLibrary,
	artifact.Signal, artifact.TLSDestructor, artifact.ThreadKey, artifact.ExitCallback, artifact.Environment,
}

// slotGroup are slots that reach the same kinds of effects.
type slotGroup struct {
	slots []*jsonSlot
	worst int // place of the worst effect in effectOrder, behind the others where only a pointer leads there
}

// folded prints an example of the worst kinds of slots and counts the others.
func (t *text) folded(own []*jsonSlot) {
	groups, quiet := groupSlots(own)
	more, kinds := 0, map[string]bool{}
	for i, g := range groups {
		if i >= mostGroups {
			more += len(g.slots)
			for _, r := range g.slots[0].Reaches {
				kinds[r.Effect] = true
			}
			continue
		}
		t.slot(g.slots[0])
		if n := len(g.slots) - 1; n > 0 {
			t.Line("  and %s like it, %s to %s", show.Plural(n, "slot"), g.slots[1].Slot, g.slots[n].Slot)
		}
	}
	if more > 0 {
		var words []string
		for _, k := range effectOrder {
			if kinds[string(k)] {
				words = append(words, verbs[string(k)])
			}
		}
		t.Line("  and %s more; between them: %s", show.Plural(more, "slot"), strings.Join(words, ", "))
	}
	if quiet > 0 {
		t.Line("  and %s with none of these effects", show.Plural(quiet, "slot"))
	}
	t.Line("  --all prints them one by one")
}

// groupSlots sorts slots into groups, worst first, those of one kind in their order.
func groupSlots(own []*jsonSlot) (groups []*slotGroup, quiet int) {
	byKind := map[string]*slotGroup{}
	for _, s := range own {
		if len(s.Reaches) == 0 && len(s.Places) == 0 {
			quiet++
			continue
		}
		var key []string
		worst := 2 * len(effectOrder)
		for _, r := range s.Reaches {
			at := slices.Index(effectOrder, artifact.Kind(r.Effect))
			if !r.Direct {
				at += len(effectOrder)
			}
			key = append(key, fmt.Sprint(at))
			worst = min(worst, at)
		}
		slices.Sort(key)
		k := strings.Join(key, " ")
		if byKind[k] == nil {
			byKind[k] = &slotGroup{worst: worst}
			groups = append(groups, byKind[k])
		}
		byKind[k].slots = append(byKind[k].slots, s)
	}
	slices.SortStableFunc(groups, func(a, b *slotGroup) int { return cmp.Compare(a.worst, b.worst) })
	return groups, quiet
}

// ownFirst puts places of the library's own sources before those of registry crates,
// whose paths are absolute.
func ownFirst(places []jsonWitness) []jsonWitness {
	out := slices.Clone(places)
	slices.SortStableFunc(out, func(a, b jsonWitness) int {
		absolute := func(w jsonWitness) int {
			if strings.HasPrefix(w.File, "/") {
				return 1
			}
			return 0
		}
		return cmp.Compare(absolute(a), absolute(b))
	})
	return out
}

// unresolved prints the symbols that nothing on this machine defines: those of a known
// host's interface on one line, since the host brings them.
func (t *text) unresolved(list []jsonUnresolved) {
	if t.all {
		list = slices.Clone(list)
		for i := range list {
			list[i].Host = ""
		}
	}
	byHost := map[string][]string{}
	shown, rest := 0, 0
	for _, u := range list {
		switch {
		case u.Host != "":
			byHost[u.Host] = append(byHost[u.Host], u.Name)
		case shown >= mostMissing && !t.all:
			rest++
		default:
			shown++
			text := u.Name
			if u.Version != "" {
				text += "@" + u.Version
			}
			if u.Other != "" {
				text += ", of which there is " + u.Other
			}
			t.Field("unresolved", "%s", text)
		}
	}
	if rest > 0 {
		t.Field("unresolved", "and %d more; --all lists them", rest)
	}
	for _, host := range slices.Sorted(maps.Keys(byHost)) {
		names := byHost[host]
		if len(names) == 1 {
			t.Field("from "+host, "%s", names[0])
			continue
		}
		t.Field("from "+host, "%s of its interface: %s and %d more", show.Plural(len(names), "symbol"), names[0], len(names)-1)
	}
}

// offered tells of a symbol which known host's interface it is of, "" for none. The host
// is known by what the library exports.
func (b *inspector) offered() (func(symbol string) string, error) {
	table, err := hosts.Load()
	if err != nil {
		return nil, err
	}
	var by []*hosts.Host
	for _, h := range table.All() {
		if slices.ContainsFunc(b.l.Exports, func(r *artifact.Root) bool { return h.Enters(r.Symbol) }) {
			by = append(by, h)
		}
	}
	return func(symbol string) string {
		for _, h := range by {
			if h.Provides(symbol) {
				return h.Name
			}
		}
		return ""
	}, nil
}
