package pipeline

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// sources keeps every Rust file that a fact of the result stands in: an edit
// needs the text around the place, of the same version as the facts.
func sources(c *corpus.Corpus, res *analysis.Result) map[string]*rust.File {
	out := map[string]*rust.File{}
	add := func(p analysis.Place) {
		if strings.HasSuffix(p.File, ".rs") {
			out[p.File] = nil
		}
	}
	for _, r := range res.Reaches {
		add(r.Place)
	}
	for _, r := range res.Roots {
		add(r.Place)
	}
	for _, s := range spots(&res.UnloadFacts) {
		add(s.Place)
	}
	for _, s := range res.Sectioned {
		add(s.Place)
	}
	for _, t := range res.Targets {
		if t.Loading != nil {
			add(analysis.Place{File: t.Target.Package.BuildScript})
			for _, arg := range t.Loading.Link.Args {
				add(arg.Place)
			}
			for _, e := range t.Loading.Exports {
				add(e.Place)
			}
			for _, o := range t.Loading.Overrides {
				add(o.Place)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	fill(c, out)
	return out
}

// fill takes the files that were parsed, and reads the few others.
func fill(c *corpus.Corpus, out map[string]*rust.File) {
	if c.Prog != nil {
		for _, crate := range c.Prog.Loaded() {
			for _, f := range crate.Files() {
				if file, wanted := out[f.Path]; wanted && file == nil && f.Parsed() != nil && len(f.Parsed().Source) > 0 {
					out[f.Path] = f.Parsed()
				}
			}
		}
	}
	for path, file := range out {
		if file != nil {
			continue
		}
		if text, err := c.FS.ReadFile(path, rust.MaxSource); err == nil {
			out[path] = &rust.File{Source: text}
		} else {
			delete(out, path)
		}
	}
}

// spots lists where the facts about unloading stand.
func spots(f *analysis.UnloadFacts) []*analysis.Spot {
	var out []*analysis.Spot
	for _, x := range f.ThreadLocals {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Threads {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Currents {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Callbacks {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Prints {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Guards {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Closed {
		out = append(out, &x.Spot)
	}
	for _, x := range f.Statics {
		out = append(out, &x.Spot)
	}
	return out
}

// foreignTexts keeps the texts of C and assembly files that facts stand in, with their
// directives.
func foreignTexts(fs vfs.FS, res *analysis.Result) {
	add := func(p analysis.Place) {
		ext := filepath.Ext(p.File)
		if ext != ".S" && !slices.Contains(foreign.Extensions, ext) || res.Foreign[p.File] != nil {
			return
		}
		src, err := fs.ReadFile(p.File, c.MaxSource)
		if err != nil {
			return
		}
		if res.Foreign == nil {
			res.Foreign = map[string][]byte{}
		}
		res.Foreign[p.File] = src
		if found := rust.LineDirectives(src); found != nil {
			res.Directives = maps.Clone(res.Directives)
			if res.Directives == nil {
				res.Directives = map[string][]*rust.Directive{}
			}
			res.Directives[p.File] = found
		}
	}
	for _, r := range res.Roots {
		add(r.Place)
	}
	for _, cb := range res.Callbacks {
		add(cb.Place)
	}
	for _, t := range res.Targets {
		if t.Loading != nil {
			for _, o := range t.Loading.Overrides {
				add(o.Place)
			}
		}
	}
}
