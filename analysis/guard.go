package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// guard does one piece of the work on one package. A panic in it, a fault of this
// program, becomes a problem of that package; all else is still looked at.
func (a *analyzer) guard(p *workspace.Package, f func()) {
	a.charge(p, fault.Catch(func() {
		if a.opts.fail != nil {
			a.opts.fail(p)
		}
		f()
	}))
}

// charge makes a problem of a caught panic. p is nil for work on the whole workspace.
func (a *analyzer) charge(p *workspace.Package, caught *fault.Panic) {
	if caught == nil {
		return
	}
	problem := workspace.Problem{Rule: "internal-error", File: a.ws.Manifest, Message: faultMessage("the workspace", caught)}
	if p != nil {
		problem.File = p.Manifest
		if len(p.Targets) > 0 {
			problem.Span = p.Targets[0].NameSpan
		}
		problem.Message = faultMessage("package `"+p.Name+"`", caught)
	}
	a.faultMu.Lock()
	defer a.faultMu.Unlock()
	for _, old := range a.faults {
		if old.File == problem.File {
			return // the first tells what the others follow from
		}
	}
	a.faults = append(a.faults, problem)
}

func faultMessage(what string, caught *fault.Panic) string {
	return what + " was checked in part only, for an error inside cdylib-ls: " + caught.Error()
}

// whole runs the analysis. What a panic outside of any package leaves is reported as it
// stands.
func (a *analyzer) whole() *Result {
	a.charge(nil, fault.Catch(a.run))
	var res *Result
	a.charge(nil, fault.Catch(func() { res = a.result() }))
	if res == nil {
		res = &Result{Workspace: a.ws, Sources: map[string]*rust.File{}, Directives: a.ws.Directives()}
	}
	res.Problems = append(res.Problems, a.faults...)
	return res
}

// others adds what other targets make of the workspace, and the faults of looking.
func (a *analyzer) others(res *Result) (err error) {
	known := len(a.faults)
	a.charge(nil, fault.Catch(func() { res.elsewhere, err = a.platforms() }))
	for _, other := range res.elsewhere {
		for _, p := range other.Problems {
			if p.Rule == "internal-error" && !slices.ContainsFunc(a.faults, func(q workspace.Problem) bool { return q.File == p.File }) {
				a.faults = append(a.faults, p)
			}
		}
	}
	res.Problems = append(res.Problems, a.faults[known:]...)
	return err
}
