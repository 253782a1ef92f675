package pipeline

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// whole runs the analysis. What a panic outside of any package leaves is reported as it
// stands.
func (r *run) whole() *analysis.Result {
	r.Charge(nil, fault.Catch(r.stages))
	var res *analysis.Result
	r.Charge(nil, fault.Catch(func() { res = r.result() }))
	if res == nil {
		res = &analysis.Result{Workspace: r.WS, Sources: map[string]*rust.File{}, Directives: r.WS.Directives()}
	}
	res.Problems = append(res.Problems, r.Faults...)
	return res
}

// others adds what other targets make of the workspace, and the faults of looking.
func (r *run) others(res *analysis.Result) (err error) {
	known := len(r.Faults)
	r.Charge(nil, fault.Catch(func() { res.Elsewhere, err = r.platforms() }))
	for _, other := range res.Elsewhere {
		for _, p := range other.Problems {
			if p.Rule == "internal-error" && !slices.ContainsFunc(r.Faults, func(q workspace.Problem) bool { return q.File == p.File }) {
				r.Faults = append(r.Faults, p)
			}
		}
	}
	res.Problems = append(res.Problems, r.Faults[known:]...)
	return err
}
