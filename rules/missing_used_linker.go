package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

var missingUsedLinker = &Rule{
	ID:       "missing-used-linker",
	Title:    "a `#[used]` static that the linker may still drop",
	Severity: Warning,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("missing-used-linker"),
	Run:      runMissingUsedLinker,
}

// From 1.89 on plain #[used] sets SHF_GNU_RETAIN on ELF, as used(linker) does;
// on Mach-O, COFF and wasm it keeps the static since 1.64. Startup sections are
// kept by every ELF linker whatever the attribute.
func runMissingUsedLinker(p *Pass) {
	for _, s := range p.Result.Sectioned {
		if !s.Used || s.Linker || s.Package == nil {
			continue
		}
		on := unload.PlatformOf(s.Package.Target)
		apple := on == unload.MacOS
		fixed := "1.89"
		switch {
		case apple:
			fixed = "1.64"
		case on == unload.Windows, !s.Custom():
			continue
		}
		c := p.compiler()
		sev := Off
		switch {
		case c.Pinned && version.Older(c.To, fixed):
			sev = Warning
		case !c.Pinned && statesVersion(s.Package) && version.Older(s.Package.RustVersion, fixed):
			sev = Information
		}
		if sev == Off {
			continue
		}
		who := "section `" + s.Section + "` is dropped by GNU ld and LLD"
		if s.Bounds && !apple {
			sev, who = min(sev, Information), "section `"+s.Section+"` is dropped by LLD (GNU ld keeps it for its `__start_` symbol)"
		} else if apple {
			who = "section `" + s.Section + "` is dropped by Apple's linker"
		}
		f := p.left(&s.Spot, sev, who+": static `"+s.Name+"` has plain `#[used]`, which before Rust "+fixed+" keeps it up to the linker only",
			"build with Rust "+fixed+" or newer, or name the static in code that stays")
		f.verify, f.targets = verifySection(s.Section), s.Linked
	}
}

// statesVersion reports that the manifest itself names a compiler: the bound
// that an edition implies says little about who builds.
func statesVersion(p *workspace.Package) bool {
	implied := map[string]string{"2018": "1.31", "2021": "1.56", "2024": "1.85"}
	return p.RustVersion != "" && p.RustVersion != implied[p.Edition]
}
