package rules

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// nodeleteFix offers to link the libraries so that they are never unmapped, which
// is what projects that met the crash did in the end. It writes to the build
// script of each package, or makes one. Where a destructor waits for the unload
// the two are at odds (nodelete-conflict), and nothing is offered.
// Of several libraries the first can be taken alone. Where a host reloads the library
// on purpose the option would undo just that, and nothing is offered; nor for Windows,
// whose linkers have no such option.
func (p *Pass) nodeleteFix(libraries []*workspace.Target) []Fix {
	var fix Fix
	var done []*workspace.Package
	var first string
	for _, t := range libraries {
		l := p.Result.Loading(t)
		if l == nil || onWindows(l) || l.Link.NoDelete != nil || slices.Contains(done, t.Package) || !t.Package.Member {
			continue
		}
		if l.Host != nil && l.Host.Reloads {
			return nil
		}
		done = append(done, t.Package)
		edit, ok := p.nodeleteEdit(l)
		if !ok || len(p.waiting(t)) > 0 {
			return nil
		}
		if first == "" {
			first = t.Name
		}
		fix.Edits = append(fix.Edits, edit)
	}
	switch n := len(fix.Edits); n {
	case 0:
		return nil
	case 1:
		fix.Title = "link the library with `-z nodelete` in its build script"
		return []Fix{fix}
	default:
		fix.Title = fmt.Sprintf("link %d libraries with `-z nodelete` in their build scripts (%d files)", n, n)
		return []Fix{fix, {Title: "link this library only, `" + first + "`, with `-z nodelete` (1 file)", Edits: fix.Edits[:1]}}
	}
}

// nodeleteLines are what main gains. The condition stands for "an ELF target": of
// the Unix family, and not Apple's, whose linker does not know the option. The lines are
// as rustfmt has them.
const nodeleteLines = `    // ELF loaders unmap a library under what it left on threads of the host.
    if std::env::var("CARGO_CFG_UNIX").is_ok()
        && std::env::var("CARGO_CFG_TARGET_VENDOR").as_deref() != Ok("apple")
    {
        println!("cargo:DIRECTIVE=-Wl,-z,nodelete");
    }`

// nodeleteEdit puts the argument at the start of main, in front of what is there.
func (p *Pass) nodeleteEdit(l *analysis.Loading) (Edit, bool) {
	directive := "rustc-cdylib-link-arg"
	switch {
	case l.Target.Kind == workspace.TargetExample:
		directive = "rustc-link-arg-examples"
	case !slices.Contains(l.Target.CrateTypes, "cdylib"):
		directive = "rustc-link-arg"
	}
	lines := strings.Replace(nodeleteLines, "DIRECTIVE", directive, 1)
	pkg := l.Target.Package
	if pkg.BuildScript == "" {
		return insert(filepath.Join(pkg.Dir, "build.rs"), 0, "fn main() {\n"+lines+"\n}\n"), !p.buildsNone(pkg)
	}
	src := p.Result.Sources[pkg.BuildScript]
	if l.BuildMain == linkargs.NoMain || src == nil || l.BuildMain > len(src.Source) {
		return Edit{}, false
	}
	text := "\n" + lines
	rest, _, _ := bytes.Cut(src.Source[l.BuildMain:], []byte("\n"))
	if len(bytes.TrimSpace(rest)) > 0 { // code on the same line
		text += "\n"
	}
	return insert(pkg.BuildScript, l.BuildMain, strings.ReplaceAll(text, "\n", lineEnd(src.Source))), true
}

// buildsNone reports `build = false`: Cargo would ignore a new build.rs.
func (p *Pass) buildsNone(pkg *workspace.Package) bool {
	doc := p.Result.Workspace.Document(pkg.Manifest)
	if doc == nil {
		return false
	}
	table, _ := doc.Values["package"].(map[string]any)
	return table["build"] == false
}
