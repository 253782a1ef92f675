package leftovers

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
)

// foreign adds what C files leave behind: keys with destructors and exit callbacks.
func (u *unloader) foreign() {
	for _, sc := range u.Scans {
		libs := links.Libraries(u.Linked[sc.Pkg.Manifest])
		if len(libs) == 0 || !foreign.Runs(u.Corpus, sc) {
			continue
		}
		all := foreign.Files(u.Corpus, sc)
		files := slices.DeleteFunc(slices.Clone(all), func(f *foreign.File) bool { return !foreign.Taken(u.Corpus, sc, f, all) })
		for _, f := range files {
			for i := range f.Funcs {
				u.leftByC(sc, f, &f.Funcs[i], files, libs)
			}
		}
	}
}

func (u *unloader) leftByC(sc *scan.Package, f *foreign.File, fn *c.Func, files []*foreign.File, libs []*workspace.Target) {
	for _, call := range fn.Calls {
		if own, _ := foreign.Find(f, call.Name, files); own != nil {
			continue
		}
		for _, r := range u.Table.Lookup("libc::"+call.Name, u.WS.Compiler.From, u.WS.Compiler.To) {
			for _, kind := range []analysis.EffectKind{analysis.TLSKey, analysis.ExitCallback} {
				if !slices.Contains(r.Kinds, kind) || r.Callback == nil || r.Callback.Arg >= len(call.Args) || r.Callback.Pin == effects.PinHandle {
					continue
				}
				u.out.Callbacks = append(u.out.Callbacks, &analysis.Callback{
					Spot:   analysis.Spot{Place: analysis.Place{File: f.Path, Span: call.Span}, In: fn.Name, Package: sc.Pkg, Libraries: libs},
					Effect: &analysis.Effect{Kind: kind, What: r.What, Path: r.Path, Note: r.Note, Source: r.Source},
					Pin:    r.Callback.Pin, Moment: r.Callback.Moment,
					Null:   !u.isOwn(sc, f, call.Args[r.Callback.Arg], files),
					Undone: kind == analysis.TLSKey && foreign.CalledElsewhere(files, fn, "pthread_key_delete"),
				})
			}
		}
	}
}

// isOwn reports an argument that names a function of the library: what libc has (`free`)
// stays when the library goes.
func (u *unloader) isOwn(sc *scan.Package, f *foreign.File, arg string, files []*foreign.File) bool {
	name := strings.TrimPrefix(arg, "&")
	_, fn := foreign.Find(f, name, files)
	return fn != nil || len(u.Exported(sc, name)) > 0
}
