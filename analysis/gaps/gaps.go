// Package gaps keeps what a run leaves out: the packages in which this program failed, and
// the code beyond a limit. Both become problems of the result.
package gaps

import (
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Log gathers what a run leaves out: packages in which this program failed, and code
// beyond a limit. It is safe for concurrent use as far as faults go.
type Log struct {
	WS *workspace.Workspace
	// fail, for tests, is called where the work on a package begins and may panic.
	Fail func(*workspace.Package)
	Cuts map[cutKey]Cut

	mu     sync.Mutex // guards faults
	Faults []workspace.Problem
}

// Guard does one piece of the work on one package. A panic in it, a fault of this
// program, becomes a problem of that package; all else is still looked at.
func (g *Log) Guard(p *workspace.Package, f func()) {
	g.Charge(p, fault.Catch(func() {
		if g.Fail != nil {
			g.Fail(p)
		}
		f()
	}))
}

// Charge makes a problem of a caught panic. p is nil for work on the whole workspace.
func (g *Log) Charge(p *workspace.Package, caught *fault.Panic) {
	if caught == nil {
		return
	}
	problem := workspace.Problem{Rule: "internal-error", File: g.WS.Manifest, Message: faultMessage("the workspace", caught)}
	if p != nil {
		problem.File = p.Manifest
		if len(p.Targets) > 0 {
			problem.Span = p.Targets[0].NameSpan
		}
		problem.Message = faultMessage("package `"+p.Name+"`", caught)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, old := range g.Faults {
		if old.File == problem.File {
			return // the first tells what the others follow from
		}
	}
	g.Faults = append(g.Faults, problem)
}

func faultMessage(what string, caught *fault.Panic) string {
	return what + " was checked in part only, for an error inside cdylib-ls: " + caught.Error()
}

// Cut is what a limit left out of the work.
type Cut struct {
	File  string
	At    rust.Span
	Crate *names.Crate
	What  string // with its verb: "a part of `f` is"
	Limit string
	Root  bool // code that runs by itself gets there, or could begin there
}

type cutKey struct {
	file  string
	start int
	limit string
}

// Leave records a cut, one a place.
func (g *Log) Leave(c Cut) {
	if g.Cuts == nil {
		g.Cuts = map[cutKey]Cut{}
	}
	key := cutKey{c.File, c.At.Start, c.Limit}
	if old, ok := g.Cuts[key]; !ok || c.Root && !old.Root {
		g.Cuts[key] = c
	}
}
