package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// What a destructor does while dlclose runs it is another story than what the host
// makes the library do before: a registration comes too late to keep it mapped, and
// the loader's lock is held.

// closedBy is the destructor in whose own body a spot stands and that dlclose
// runs, nil for other spots. A function that it calls may be called by the host as
// well.
func (p *Pass) closedBy(s *analysis.Spot) *analysis.Root {
	return p.closingRoot(func(r *analysis.Reach) bool { return r.Place == s.Place })
}

func (p *Pass) closingRoot(of func(*analysis.Reach) bool) *analysis.Root {
	for _, r := range p.Result.Reaches {
		if !of(r) {
			continue
		}
		for i := range r.Paths {
			if path := &r.Paths[i]; len(path.Chain) <= 1 && runsAtClose(p, path.Root) {
				return path.Root
			}
		}
	}
	return nil
}

// leftAtClose notes for the verdict what becomes of a library whose destructor
// starts a thread: dlclose does not return where it waits for it, else the thread
// begins in code that is gone.
func (p *Pass) leftAtClose(t *analysis.Thread, root *analysis.Root) {
	if p.outcome == nil {
		return
	}
	f := &Finding{Rule: threadWaitID, Outcome: Late, Place: t.Place}
	if p.facts.waitsForItsThread(root) {
		f.Outcome = Pins
	}
	p.outcome(f, t.Libraries)
}

// firstAtClose reports a thread-local that only destructors touch, while dlclose
// runs them.
func (p *Pass) firstAtClose(t *analysis.ThreadLocal) bool {
	var sites []analysis.Place
	for _, r := range p.Result.Reaches {
		if r.SubjectPlace == nil || *r.SubjectPlace != t.Place {
			continue
		}
		if p.closingRoot(func(o *analysis.Reach) bool { return o == r }) != nil && !slices.Contains(sites, r.Place) {
			sites = append(sites, r.Place)
		}
	}
	return len(sites) > 0 && len(sites) >= t.Touches
}
