package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// compiler is the range of compilers that may build the workspace. Where no toolchain
// file pins one, the compiler of fresh built libraries does, if all name the same.
func (p *Pass) compiler() workspace.Compiler {
	if p.Result.Workspace == nil {
		return workspace.Compiler{}
	}
	c := p.Result.Workspace.Compiler
	if c.Pinned || p.evidence == nil {
		return c
	}
	seen, path := "", ""
	for _, tr := range p.Result.Targets {
		b := p.built(tr.Target)
		if b == nil || b.Facts.Rustc == "" {
			continue
		}
		version := majorMinor(b.Facts.Rustc)
		if seen != "" && version != seen {
			return c
		}
		seen, path = version, b.Path
	}
	if seen != "" {
		c.From, c.To, c.Pinned, c.Source = seen, seen, true, path
	}
	return c
}

// majorMinor cuts a version to its first two numbers: "1.95".
func majorMinor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// compilerTo is the newest compiler that may build the workspace, "" if unknown.
func (p *Pass) compilerTo() string { return p.compiler().To }
