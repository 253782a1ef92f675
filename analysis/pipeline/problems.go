package pipeline

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// includes says what the members take in by `include!`.
func includes(a *corpus.Corpus) []workspace.Problem {
	var out []workspace.Problem
	for _, c := range a.Prog.Loaded() {
		if c.Package == nil || !c.Package.Member {
			continue
		}
		for _, f := range c.Files() {
			if slices.ContainsFunc(a.Scans, func(sc *scan.Package) bool { return sc.Includes[f.Path] }) {
				out = append(out, c.Includes(f)...)
			}
		}
	}
	return out
}

// unreadScripts names the build scripts that cannot be read: what they pass to the linker,
// and which foreign code they compile in, is not known then.
func unreadScripts(c *corpus.Corpus) []workspace.Problem {
	var out []workspace.Problem
	for _, sc := range c.Scans {
		p := sc.Pkg
		if p.BuildScript == "" || len(p.Targets) == 0 {
			continue
		}
		src, err := c.FS.ReadFile(p.BuildScript, rust.MaxSource)
		why := ""
		if err != nil {
			_, why, _ = strings.Cut(err.Error(), p.BuildScript+": ")
		} else {
			why = rust.NotText(src)
		}
		if why == "" {
			continue
		}
		out = append(out, workspace.Problem{Rule: "unread-code", File: p.Manifest, Span: p.Targets[0].NameSpan, Minor: !p.Member && p.Source != "path",
			Message: "the build script of `" + p.Name + "` is left out: " + filepath.Base(p.BuildScript) + ": " + why + "; what it adds to the library is not known"})
	}
	return out
}

// directives collects the suppression comments of every file that was parsed
// or that the scan saw one in.
func directives(a *corpus.Corpus) map[string][]*rust.Directive {
	out := a.WS.Directives()
	if out == nil {
		out = map[string][]*rust.Directive{}
	}
	byPath := map[string]*names.SourceFile{}
	for _, c := range a.Prog.Loaded() {
		for _, f := range c.Files() {
			byPath[f.Path] = f
		}
	}
	for _, sc := range a.Scans {
		for path := range sc.Notes {
			var ast *rust.File
			if f := byPath[path]; f != nil {
				ast = f.AST()
			} else if src, err := a.FS.ReadFile(path, rust.MaxSource); err == nil {
				ast, _ = rust.Parse(a.Ctx, filepath.Base(path), src)
			}
			if ast != nil && len(ast.Directives) > 0 {
				out[path] = ast.Directives
			}
		}
	}
	return out
}
