package loading

import (
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
)

// foreignOverrides reads the files that the package's sources or build script name. std's
// reference is weak since Rust 1.61: it takes no member out of an archive, so that a
// definition there counts only where something else takes the member.
func (b *builder) foreignOverrides(l *analysis.Loading, sc *scan.Package) {
	if !slices.ContainsFunc(sc.Foreign, func(path string) bool {
		src, err := b.FS.ReadFile(path, c.MaxSource)
		return err == nil && words.Contains(src, scan.TLSRegistration)
	}) {
		return
	}
	files := foreign.Files(b.Corpus, sc)
	for _, f := range files {
		kind, at := overrideIn(f)
		if kind == "" {
			continue
		}
		if weak := b.WS.Compiler.To == "" || !effects.InVersions(b.WS.Compiler.To, "<1.61"); weak && !foreign.Taken(b.Corpus, sc, f, files) {
			kind = analysis.OverrideUnlinked
		}
		l.Overrides = append(l.Overrides, analysis.TLSOverride{Kind: kind, Place: placeOf(f.Path, at, scan.TLSRegistration), Package: sc.Pkg})
	}
}

// overrideIn tells how the file defines the registration function, and where. A C function
// that calls others may hand the registration on, and is left out.
func overrideIn(f *foreign.File) (analysis.OverrideKind, int) {
	if !slices.Contains(foreign.Extensions, filepath.Ext(f.Path)) {
		return asmOverride(string(withoutComments(f.Src)))
	}
	for _, fn := range f.Funcs {
		if fn.Name == scan.TLSRegistration && !fn.Static && len(fn.Calls) == 0 {
			return analysis.OverrideHidden, fn.Span.Start
		}
	}
	return "", 0
}
