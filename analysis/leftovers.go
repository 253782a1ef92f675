package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// Leftovers lists what the sources of a library leave behind when it is closed, by
// place. compiler is the newest compiler that may build it, as "major.minor"; what std
// does changed with versions. Pins of libc that the library's own registration or a
// shared libstd takes away are among them.
func (r *Result) Leftovers(t *workspace.Target, compiler string) []unload.Leftover {
	l := leaver{r: r, target: t, compiler: compiler}
	l.threadLocals()
	l.threads()
	l.currents()
	l.callbacks()
	for _, g := range l.r.Guards {
		if g.Pins && l.links(&g.Spot) {
			l.add(&g.Spot, unload.GuardThread)
		}
	}
	slices.SortStableFunc(l.out, func(x, y unload.Leftover) int {
		return cmp.Or(strings.Compare(x.Place.File, y.Place.File), cmp.Compare(x.Place.Span.Start, y.Place.Span.Start), strings.Compare(string(x.Kind), string(y.Kind)))
	})
	return l.out
}

// leaver gathers the leftovers of one library.
type leaver struct {
	r        *Result
	target   *workspace.Target
	compiler string
	out      []unload.Leftover
}

func (l *leaver) add(s *Spot, kind unload.Kind) *unload.Leftover {
	at := s.Place
	l.out = append(l.out, unload.Leftover{Kind: kind, Place: &at})
	return &l.out[len(l.out)-1]
}

func (l *leaver) links(s *Spot) bool { return slices.Contains(s.Libraries, l.target) }

func (l *leaver) threadLocals() {
	for _, t := range l.r.ThreadLocals {
		switch {
		case !l.links(&t.Spot):
		case l.r.FirstAtClose(t):
			l.add(&t.Spot, unload.LateThreadLocal)
		default:
			l.add(&t.Spot, unload.ThreadLocal)
		}
	}
}

func (l *leaver) threads() {
	for _, t := range l.r.Threads {
		if !l.links(&t.Spot) {
			continue
		}
		if root := l.r.ClosedBy(&t.Spot); root != nil && !t.Raw {
			if l.r.WaitsForItsThread(root) {
				l.add(&t.Spot, unload.LateWait)
			} else {
				l.add(&t.Spot, unload.LateThread)
			}
			continue
		}
		if kind := t.Leaves(); kind != "" {
			l.add(&t.Spot, kind)
		}
		if t.PinsCaller(l.compiler) {
			l.add(&t.Spot, unload.ThreadStart)
		}
	}
}

// Leaves is what remains of the threads when the library is closed, "" for nothing.
func (t *Thread) Leaves() unload.Kind {
	switch {
	case t.Raw && t.Escape == Detached:
		return unload.RawThread
	case t.Effect.Kind == Runtime && t.Escape == Kept:
		return unload.Runtime
	case t.Effect.Kind == ThreadSpawn && (t.Escape == Detached || t.Escape == Kept):
		return unload.RunningThread
	}
	return ""
}

// PinsCaller reports that std registers a destructor on the thread that starts the
// threads: its spawn hooks came with 1.85, a scope registered one before.
func (t *Thread) PinsCaller(compiler string) bool {
	return t.Effect.Kind == ThreadSpawn && !t.Owned && (t.Effect.Path == "std::thread::scope" || !version.Older(compiler, "1.85"))
}

func (l *leaver) currents() {
	for _, c := range l.r.Currents {
		if l.links(&c.Spot) && c.LeavesKey(l.compiler) {
			left := l.add(&c.Spot, unload.CurrentThread)
			left.Masked, left.Likely = c.Masked, c.Partly
		}
	}
}

// LeavesKey reports that the use makes std create a pthread key for the host's thread.
func (c *CurrentThread) LeavesKey(compiler string) bool {
	return !c.OwnThread && !version.Older(compiler, "1.83")
}

func (l *leaver) callbacks() {
	for _, c := range l.r.Callbacks {
		if kind := c.Leaves(); kind != "" && l.links(&c.Spot) {
			left := l.add(&c.Spot, kind)
			left.Masked, left.Likely = c.Masked, c.Partly
		}
	}
}

// Leaves is what dangles of the registration when the library is closed, "" for
// nothing.
func (c *Callback) Leaves() unload.Kind {
	switch {
	case c.Effect.Kind == ExitCallback && c.Pin == effects.PinNone:
		return c.Effect.Kind.Trait().Leaves
	case c.Effect.Kind != ExitCallback && !c.Null && !c.Undone:
		return c.Effect.Kind.Trait().Leaves
	}
	return ""
}

// LeavesDestructors reports whether sources of a library register a thread's
// destructor: with a thread-local, or through std's handle of the thread.
func (r *Result) LeavesDestructors(t *workspace.Target) bool {
	return slices.ContainsFunc(r.ThreadLocals, func(x *ThreadLocal) bool { return slices.Contains(x.Libraries, t) }) ||
		slices.ContainsFunc(r.Currents, func(x *CurrentThread) bool { return slices.Contains(x.Libraries, t) && !x.OwnThread })
}
