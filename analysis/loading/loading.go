// Package loading is the second stage. It says of each library how it is linked, which host
// loads it, what keeps it loaded, and which code that goes into it is not followed. It goes by
// manifests, link arguments and the text of files.
package loading

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// builder gathers what is known of the libraries of a workspace.
type builder struct{ *corpus.Corpus }

// Of gathers what is known of every library of the workspace.
func Of(c *corpus.Corpus) map[*workspace.Target]*analysis.Loading {
	a := &builder{c}
	out := map[*workspace.Target]*analysis.Loading{}
	links := map[*workspace.Package]*linkargs.Set{}
	for _, p := range a.Packages {
		for _, t := range p.Targets {
			if !t.Unloadable() {
				continue
			}
			if links[p] == nil {
				links[p] = linkargs.Of(a.FS, p)
			}
			out[t] = a.loading(t, *links[p])
		}
	}
	return out
}

func (b *builder) loading(t *workspace.Target, link linkargs.Set) *analysis.Loading {
	l := &analysis.Loading{Target: t, NodeleteSince: b.Hosts.NodeleteSince}
	if src, err := b.FS.ReadFile(t.Path, rust.MaxSource); err == nil {
		link.AddAttributes(t.Path, src)
	}
	l.Link, l.BuildMain = link.For(t), link.Main
	s := &signReader{b.Corpus}
	signs := s.packageSigns(t)
	for _, sc := range b.Scans {
		if !slices.Contains(b.Linked[sc.Pkg.Manifest], t) {
			continue
		}
		for _, d := range sc.Pkg.Deps {
			signs.Crates = append(signs.Crates, d.Package)
		}
		for _, path := range sc.Files {
			m := sc.Marks[path]
			if m == nil || !links.CompiledInto(t, sc.Pkg, path) {
				continue
			}
			signs.Macros = append(signs.Macros, m.Macros...)
			signs.Words = append(signs.Words, m.Words...)
			for _, e := range m.Exports {
				signs.Params[e.Name] = e.Params
				signs.Exports = append(signs.Exports, e.Name)
				l.Exports = append(l.Exports, analysis.Export{Name: e.Name, Place: analysis.Place{File: path, Span: rust.Span{Start: e.Start, End: e.End}}, Package: sc.Pkg})
			}
			b.sourceMarks(l, sc.Pkg, path, m)
		}
		b.foreignOverrides(l, sc)
	}
	defsymOverrides(l)
	b.missingSymbols(l)
	if l.Host, l.HostSign = hostOf(b.Hosts, t, signs); l.Host == nil {
		l.Likely = b.Hosts.Likely(signs, s.wordsOf(t.Package))
	}
	b.permanent(l, signs)
	return l
}
