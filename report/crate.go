package report

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Crates lists the member packages that have a target worth checking.
func Crates(res *analysis.Result) []*workspace.Package {
	var out []*workspace.Package
	for _, p := range res.Workspace.Packages {
		if p.Member && !p.ProcMacro && len(p.Targets) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// Library is the target that a package's verdict speaks of: its library, else
// the first example that is one; nil where nothing of it can be unloaded.
func Library(res *analysis.Result, p *workspace.Package) *workspace.Target {
	for _, t := range p.Targets {
		if res.Loading(t) != nil {
			return t
		}
	}
	return nil
}

// Roots lists the roots that the package's sources register, and those of
// dependencies outside the workspace that its targets link. What only the host
// calls is no root that runs by itself.
func Roots(res *analysis.Result, p *workspace.Package) []*analysis.Root {
	var out []*analysis.Root
	for _, r := range res.Roots {
		if r.Moment == analysis.Call || r.Target == nil {
			continue
		}
		own := r.Target.Package == p
		linked := !r.Target.Package.Member &&
			slices.ContainsFunc(r.Linked, func(t *workspace.Target) bool { return t.Package == p })
		if own || linked {
			out = append(out, r)
		}
	}
	return out
}
