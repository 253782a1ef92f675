package lifecycle

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Left is something that a library leaves behind, with what it does on each platform
// that the library is built for. Where nothing lets the library go, and where a pin on
// the same thread always comes first, it does nothing.
type Left struct {
	unload.Leftover
	On map[unload.Platform]unload.Hold
}

// Leftovers lists what the verdicts of Of were decided from, the same thing on several
// platforms once, in the order of the platforms and places. nil for other targets.
func Leftovers(res *analysis.Result, t *workspace.Target, seen *evidence.Set) []Left {
	var out []Left
	each(res, t, seen, func(p unload.Platform, known *unload.Known) {
		for _, l := range known.Leftovers {
			i := slices.IndexFunc(out, func(o Left) bool { return sameLeftover(&o.Leftover, &l) })
			if i < 0 {
				i = len(out)
				out = append(out, Left{Leftover: l, On: map[unload.Platform]unload.Hold{}})
			}
			hold := l.Kind.On(p)
			if len(known.Never) > 0 || hold == unload.Dangles && l.Masked {
				hold = unload.Nothing
			}
			out[i].On[p] = max(out[i].On[p], hold)
		}
	})
	return out
}

// sameLeftover reports that two platforms' leftovers are one thing.
func sameLeftover(a, b *unload.Leftover) bool {
	if a.Kind != b.Kind || a.Artifact != b.Artifact || a.Symbol != b.Symbol || (a.Place == nil) != (b.Place == nil) {
		return false
	}
	return a.Place == nil || *a.Place == *b.Place
}
