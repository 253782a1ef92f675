package rules

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What only a built library shows is reported through here: at the source line that
// has most to do with it.

// eachBuilt calls f with every library of the workspace whose fresh artifact was read.
func (p *Pass) eachBuilt(f func(*analysis.Loading, *evidence.Built)) {
	p.eachLibrary(func(l *analysis.Loading) {
		if b := p.built(l.Target); b != nil {
			f(l, b)
		}
	})
}

// eachFresh calls f with every fresh library that was read, those for other platforms than
// the analysed one included: for rules about the file alone.
func (p *Pass) eachFresh(f func(*analysis.Loading, *evidence.Built)) {
	p.eachLibrary(func(l *analysis.Loading) {
		t := p.evidence.Of(l.Target)
		if b := t.Fresh(); b != nil {
			f(l, b)
		}
		for _, platform := range unload.Platforms {
			if b := t.Elsewhere[platform]; b != nil && b.Fresh && b.Facts != nil {
				f(l, b)
			}
		}
	})
}

// shownFile names an artifact in a message: "`target/release/libchorus.so`".
func (p *Pass) shownFile(b *evidence.Built) string {
	if rel, err := filepath.Rel(p.Result.Workspace.Root, b.Path); err == nil && !strings.HasPrefix(rel, "..") {
		return "`" + filepath.ToSlash(rel) + "`"
	}
	return "`" + b.Path + "`"
}

// near shortens a path below the workspace.
func (p *Pass) near(path string) string {
	return strings.TrimPrefix(path, p.Result.Workspace.Root+string(filepath.Separator))
}

// reportBuilt files a finding that an artifact proves; details are what was seen
// beside what the message says. A finding without a place stands at the crate type.
func (p *Pass) reportBuilt(l *analysis.Loading, b *evidence.Built, f *Finding, details ...string) {
	if f.Place.File == "" {
		f.Place = p.crateTypePlace(l)
	}
	if f.Severity == Off {
		f.Severity = p.Rule.Severity
	}
	f.Package = l.Target.Package
	f.Evidence = Evidence{Level: Confirmed, Artifact: b.Path, Details: details}
	p.report(f)
}

// crateTypePlace is where the manifest says that the target is a library to load.
func (p *Pass) crateTypePlace(l *analysis.Loading) analysis.Place {
	kind := "cdylib"
	if !slices.Contains(l.Target.CrateTypes, kind) {
		kind = "dylib"
	}
	return analysis.Place{File: l.Target.Package.Manifest, Span: p.crateTypeSpan(l.Target, kind)}
}

// usedAs finds where the sources name a symbol as a function or static, in a file
// that was read; the zero Place where they do not.
func (p *Pass) usedAs(l *analysis.Loading, symbol string) analysis.Place {
	return p.written(l, `\b(?:fn|static|static\s+mut)\s+(`+regexp.QuoteMeta(symbol)+`)\b`)
}

// needed finds what asks for a library, for findings about it: a link argument, or
// `rustc-link-lib` or `#[link]` in a file that was read.
func (p *Pass) needed(l *analysis.Loading, library string) analysis.Place {
	stem := strings.TrimPrefix(filepath.Base(library), "lib")
	stem, _, _ = strings.Cut(stem, ".so")
	for _, arg := range l.Link.Args {
		if strings.Contains(arg.Text, stem) {
			return arg.Place
		}
	}
	return p.written(l, `(?:rustc-link-lib=(?:[\w:+,-]+=)?|\blink\(\s*name\s*=\s*")(`+regexp.QuoteMeta(stem)+`)"`)
}

// written finds the first match of a pattern's group in the Rust files that were read
// of the library's package and what it depends on.
func (p *Pass) written(l *analysis.Loading, pattern string) analysis.Place {
	re := regexp.MustCompile(pattern)
	linked := []*workspace.Package{l.Target.Package}
	for i := 0; i < len(linked); i++ {
		for _, path := range sortedKeys(p.Result.Sources) {
			if packageOf(p.Result, path) != linked[i] {
				continue
			}
			if at := re.FindSubmatchIndex(p.Result.Sources[path].Source); at != nil {
				return analysis.Place{File: path, Span: rust.Span{Start: at[2], End: at[3]}}
			}
		}
		for _, d := range linked[i].Deps {
			if dep := d.Resolved(); dep != nil && dep.Member && !slices.Contains(linked, dep) {
				linked = append(linked, dep)
			}
		}
	}
	return analysis.Place{}
}
