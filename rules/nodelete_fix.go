package rules

import (
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// nodeleteFix offers to link the libraries so that they are never unmapped, which
// is what projects that met the crash did in the end. It writes to the build
// script of each package, or makes one.
func (p *Pass) nodeleteFix(libraries []*workspace.Target) []Fix {
	fix := Fix{Title: "link the library with `-z nodelete` in its build script"}
	var done []*workspace.Package
	for _, t := range libraries {
		l := p.Result.Loading(t)
		if l == nil || l.Link.NoDelete != nil || slices.Contains(done, t.Package) || !t.Package.Member {
			continue
		}
		done = append(done, t.Package)
		edit, ok := nodeleteEdit(l)
		if !ok {
			return nil
		}
		fix.Edits = append(fix.Edits, edit)
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return []Fix{fix}
}

// nodeleteEdit puts the argument at the start of main, for ELF targets alone.
func nodeleteEdit(l *analysis.Loading) (Edit, bool) {
	directive := "rustc-cdylib-link-arg"
	switch {
	case l.Target.Kind == workspace.TargetExample:
		directive = "rustc-link-arg-examples"
	case !slices.Contains(l.Target.CrateTypes, "cdylib"):
		directive = "rustc-link-arg"
	}
	body := "    // ELF loaders unmap a library under what it left on threads of the host.\n" +
		"    if std::env::var(\"CARGO_CFG_UNIX\").is_ok() && std::env::var(\"CARGO_CFG_TARGET_VENDOR\").as_deref() != Ok(\"apple\") {\n" +
		"        println!(\"cargo:" + directive + "=-Wl,-z,nodelete\");\n    }\n"
	p := l.Target.Package
	if p.BuildScript == "" {
		return Edit{File: filepath.Join(p.Dir, "build.rs"), Text: "fn main() {\n" + body + "}\n"}, true
	}
	at := l.BuildMain
	if at == linkargs.NoMain {
		return Edit{}, false
	}
	return Edit{File: p.BuildScript, Span: rust.Span{Start: at, End: at}, Text: "\n" + body[:len(body)-1]}, true
}
