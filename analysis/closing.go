package analysis

import (
	"slices"
	"strings"
)

// What a destructor does while dlclose runs it is another story than what the host
// makes the library do before: a registration comes too late to keep it mapped, and
// the loader's lock is held.

// RunsAtClose reports whether dlclose can run the root: a destructor of a library, or
// a callback of atexit, which glibc binds to the library.
func (r *Root) RunsAtClose() bool {
	return r.InLibrary() && (r.Moment == Unload || r.Moment == Exit && strings.Contains(r.Registration, "atexit"))
}

// ClosedBy is the destructor in whose own body a spot stands and that dlclose runs, nil
// for other spots. A function that it calls may be called by the host as well.
func (r *Result) ClosedBy(s *Spot) *Root {
	return r.closingRoot(func(o *Reach) bool { return o.Place == s.Place })
}

func (r *Result) closingRoot(of func(*Reach) bool) *Root {
	for _, o := range r.Reaches {
		if !of(o) {
			continue
		}
		for i := range o.Paths {
			if path := &o.Paths[i]; len(path.Chain) <= 1 && path.Root.RunsAtClose() {
				return path.Root
			}
		}
	}
	return nil
}

// FirstAtClose reports a thread-local that only destructors touch, while dlclose runs
// them.
func (r *Result) FirstAtClose(t *ThreadLocal) bool {
	var sites []Place
	for _, o := range r.Reaches {
		if o.SubjectPlace == nil || *o.SubjectPlace != t.Place {
			continue
		}
		if r.closingRoot(func(x *Reach) bool { return x == o }) != nil && !slices.Contains(sites, o.Place) {
			sites = append(sites, o.Place)
		}
	}
	return len(sites) > 0 && len(sites) >= t.Touches
}

// WaitsForItsThread reports whether the root starts threads of std and waits for one.
// Calls that do both at once, as thread::scope, have both effects.
func (r *Result) WaitsForItsThread(root *Root) bool {
	return r.reachedBy(root, ThreadWait) && r.reachedBy(root, ThreadSpawn, Runtime)
}

func (r *Result) reachedBy(root *Root, kinds ...EffectKind) bool {
	return slices.ContainsFunc(r.Reaches, func(o *Reach) bool {
		return slices.Contains(kinds, o.Effect.Kind) && slices.ContainsFunc(o.Paths, func(p RootPath) bool { return p.Root == root })
	})
}
