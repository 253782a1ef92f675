package main

import (
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

type (
	// jsonCrate is one package of a workspace with what runs outside calls.
	jsonCrate struct {
		Name       string         `json:"name"`
		Manifest   string         `json:"manifest"`
		CrateTypes []string       `json:"crate_types"`
		Target     string         `json:"target"`
		Profile    string         `json:"profile"`
		Features   []string       `json:"features"`
		Compiler   jsonCompiler   `json:"compiler"`
		Host       *string        `json:"host"`
		Roots      []jsonCodeRoot `json:"roots"`
		Artifacts  []struct{}     `json:"artifacts"`
		Unload     struct{}       `json:"unload"`
	}
	// jsonCompiler is the range of compilers; null where nothing bounds it.
	jsonCompiler struct {
		From *string `json:"from"`
		To   *string `json:"to"`
	}
	// jsonCodeRoot is a root of a crate with the spelling that registers it.
	jsonCodeRoot struct {
		jsonRoot
		Registration string `json:"registration"`
	}
)

// cratesOf lists the member packages that have a target worth checking.
func cratesOf(res *analysis.Result) []*workspace.Package {
	var out []*workspace.Package
	for _, p := range res.Workspace.Packages {
		if p.Member && !p.ProcMacro && len(p.Targets) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func (e *encoder) crates(res *analysis.Result) []jsonCrate {
	var out []jsonCrate
	ws := res.Workspace
	for _, p := range cratesOf(res) {
		c := jsonCrate{
			Name: p.Name, Manifest: relative(e.root, p.Manifest), Target: ws.Target, Profile: ws.Profile.Name,
			CrateTypes: []string{}, Features: []string{}, Roots: []jsonCodeRoot{}, Artifacts: []struct{}{},
			Compiler: jsonCompiler{optional(ws.Compiler.From), optional(ws.Compiler.To)},
		}
		for _, t := range p.Targets {
			for _, ct := range t.CrateTypes {
				if !slices.Contains(c.CrateTypes, ct) {
					c.CrateTypes = append(c.CrateTypes, ct)
				}
			}
		}
		for _, f := range slices.Sorted(maps.Keys(p.Features)) {
			if p.Features[f] {
				c.Features = append(c.Features, f)
			}
		}
		for _, r := range rootsOf(res, p) {
			c.Roots = append(c.Roots, jsonCodeRoot{e.rootOf(r), r.Registration})
		}
		out = append(out, c)
	}
	return out
}

// rootsOf lists the roots that the package's sources register, and those of
// dependencies outside the workspace that its targets link. What only the host
// calls is no root that runs by itself.
func rootsOf(res *analysis.Result, p *workspace.Package) []*analysis.Root {
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

// optional is nil for an empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
