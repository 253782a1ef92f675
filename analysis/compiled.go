package analysis

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What tells a library's host, and what keeps it loaded, is found by the text of its files.
// Only text that is compiled counts: a file of the module tree, without its comments and
// without what cfg switches off, tests above all.

// settleMarks leaves of the marks of each file those that are compiled.
func (a *analyzer) settleMarks() {
	for _, sc := range a.scans {
		if len(sc.marks) == 0 {
			continue
		}
		a.guard(sc.pkg, func() {
			tree := a.moduleFiles(sc)
			for path := range sc.marks {
				in, listed := tree[path]
				if !listed && len(sc.includes) > 0 {
					continue // a file may take it in that was not read
				}
				var m *marks
				if listed {
					if src := moduleText(in.crate, in.file, a.prog); src != nil {
						m = marksOf(a.hosts, src)
					}
				}
				if m == nil {
					delete(sc.marks, path)
				} else {
					sc.marks[path] = m
				}
			}
		})
	}
}

// treeFile is a file of a crate's module tree.
type treeFile struct {
	crate *names.Crate
	file  *names.SourceFile
}

// moduleFiles are the files of the module trees of a package's targets.
func (a *analyzer) moduleFiles(sc *scanned) map[string]treeFile {
	out := map[string]treeFile{}
	for _, t := range sc.pkg.Targets {
		c := a.prog.Crate(t)
		if c == nil {
			continue
		}
		for _, m := range c.Modules {
			if m.File != nil {
				out[m.File.Path] = treeFile{c, m.File}
			}
		}
	}
	return out
}

// moduleText is the text of a file in which comments and items that are switched off are
// blank: offsets hold. It is nil where the file cannot be read.
func moduleText(c *names.Crate, f *names.SourceFile, prog *names.Program) []byte {
	raw, err := prog.Text(f.Path)
	if err != nil {
		return nil
	}
	src := rust.Code(raw, true)
	if !bytes.Contains(raw, []byte("cfg")) {
		return src
	}
	var walk func(items []*rust.Item)
	walk = func(items []*rust.Item) {
		for _, it := range items {
			if !c.Enabled(it.Attrs) {
				start := it.Span.Start
				for _, at := range it.Attrs {
					start = min(start, at.Span.Start)
				}
				rust.Blank(src[max(0, start):min(len(src), it.Span.End)])
				continue
			}
			walk(it.Items)
		}
	}
	walk(slices.Clone(f.AST().Items))
	return src
}

// unreadScripts names the build scripts that cannot be read: what they pass to the linker,
// and which foreign code they compile in, is not known then.
func (a *analyzer) unreadScripts() []workspace.Problem {
	var out []workspace.Problem
	for _, sc := range a.scans {
		p := sc.pkg
		if p.BuildScript == "" || len(p.Targets) == 0 {
			continue
		}
		src, err := a.fs.ReadFile(p.BuildScript, rust.MaxSource)
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
