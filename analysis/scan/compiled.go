package scan

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What tells a library's host, and what keeps it loaded, is found by the text of its files.
// Only text that is compiled counts: a file of the module tree, without its comments and
// without what cfg switches off, tests above all.

// SettleMarks leaves of the marks of each file those that are compiled.
func (s Scans) SettleMarks(prog *names.Program, table *hosts.Table, guard func(*workspace.Package, func())) {
	for _, sc := range s {
		if len(sc.Marks) == 0 {
			continue
		}
		guard(sc.Pkg, func() {
			tree := moduleFiles(prog, sc)
			for path := range sc.Marks {
				in, listed := tree[path]
				if !listed && len(sc.Includes) > 0 {
					continue // a file may take it in that was not read
				}
				var m *Marks
				if listed {
					if src := moduleText(in.crate, in.file, prog); src != nil {
						m = marksOf(table, src)
					}
				}
				if m == nil {
					delete(sc.Marks, path)
				} else {
					sc.Marks[path] = m
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
func moduleFiles(prog *names.Program, sc *Package) map[string]treeFile {
	out := map[string]treeFile{}
	for _, t := range sc.Pkg.Targets {
		c := prog.Crate(t)
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
