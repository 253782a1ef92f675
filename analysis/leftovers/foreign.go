package leftovers

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
)

// foreignCallbacks are what C files leave behind: keys with destructors and exit callbacks.
func foreignCallbacks(c *corpus.Corpus) (out []*analysis.Callback) {
	for _, sc := range c.Scans {
		libs := links.Libraries(c.Linked[sc.Pkg.Manifest])
		if len(libs) == 0 || !foreign.Runs(c, sc) {
			continue
		}
		all := foreign.Files(c, sc)
		files := slices.DeleteFunc(slices.Clone(all), func(f *foreign.File) bool { return !foreign.Taken(c, sc, f, all) })
		for _, f := range files {
			for i := range f.Funcs {
				out = append(out, leftByC(c, sc, f, &f.Funcs[i], files, libs)...)
			}
		}
	}
	return out
}

func leftByC(a *corpus.Corpus, sc *scan.Package, f *foreign.File, fn *c.Func, files []*foreign.File, libs []*workspace.Target) (out []*analysis.Callback) {
	for _, call := range fn.Calls {
		if own, _ := foreign.Find(f, call.Name, files); own != nil {
			continue
		}
		for _, r := range a.Table.Lookup("libc::"+call.Name, a.WS.Compiler.From, a.WS.Compiler.To) {
			for _, kind := range []analysis.EffectKind{analysis.TLSKey, analysis.ExitCallback} {
				if !slices.Contains(r.Kinds, kind) || r.Callback == nil || r.Callback.Arg >= len(call.Args) || r.Callback.Pin == effects.PinHandle {
					continue
				}
				out = append(out, &analysis.Callback{
					Spot:   analysis.Spot{Place: analysis.Place{File: f.Path, Span: call.Span}, In: fn.Name, Package: sc.Pkg, Libraries: libs},
					Effect: &analysis.Effect{Kind: kind, What: r.What, Path: r.Path, Note: r.Note, Source: r.Source},
					Pin:    r.Callback.Pin, Moment: r.Callback.Moment,
					Null:   !isOwn(a, sc, f, call.Args[r.Callback.Arg], files),
					Undone: kind == analysis.TLSKey && foreign.CalledElsewhere(files, fn, "pthread_key_delete"),
				})
			}
		}
	}
	return out
}

// isOwn reports an argument that names a function of the library: what libc has (`free`)
// stays when the library goes.
func isOwn(c *corpus.Corpus, sc *scan.Package, f *foreign.File, arg string, files []*foreign.File) bool {
	name := strings.TrimPrefix(arg, "&")
	_, fn := foreign.Find(f, name, files)
	return fn != nil || len(c.Exported(sc, name)) > 0
}
