package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var deadInitSection = &Rule{
	ID:       "dead-init-section",
	Title:    "a startup section that the linker or loader ignores",
	Severity: Error,
	Category: Registration,
	Since:    "0.2.0",
	Doc:      page("dead-init-section"),
	Fix:      "safe",
	Run:      runDeadInitSection,
}

func runDeadInitSection(p *Pass) {
	for _, s := range p.Result.Sectioned {
		if s.Row == nil || s.Package == nil {
			continue
		}
		if !s.Row.Runs {
			p.left(&s.Spot, p.Rule.Severity, "static `"+s.Name+"` stands in `"+s.Section+"`, which current systems never call: "+s.Row.Note,
				"register the function with `atexit` at load")
			continue
		}
		if linker := p.deadWith(s.Row, s.Package.Target); linker != "" {
			f := p.left(&s.Spot, p.Rule.Severity, "static `"+s.Name+"` stands in `"+s.Section+"`, which "+linker+" leaves dead: its function never runs",
				"use `"+modern(s.Section)+"`, which every linker knows")
			f.Fixes = sectionFix(s)
		}
	}
	if p.Result.Workspace != nil {
		p.oldCtor()
	}
}

// deadWith names the linker that leaves a section dead, "" if the likely one
// does not. LLD is the default for x86-64 linux-gnu since Rust 1.90.
func (p *Pass) deadWith(row *effects.Section, target string) string {
	chosen := ""
	for _, f := range p.Result.Workspace.Rustflags {
		switch {
		case strings.Contains(f.Text, "fuse-ld=mold") || strings.HasSuffix(f.Text, "linker=mold"):
			chosen = "mold"
		case strings.Contains(f.Text, "lld"):
			chosen = "lld"
		case strings.Contains(f.Text, "fuse-ld=bfd"), strings.Contains(f.Text, "fuse-ld=gold"), strings.Contains(f.Text, "-linker-features=-lld"), strings.Contains(f.Text, "linker-flavor=gcc"):
			chosen = "gnu-ld"
		}
	}
	if chosen == "" && target == "x86_64-unknown-linux-gnu" && !before(p.compilerTo(), "1.90") {
		chosen = "lld"
	}
	if chosen == "gnu-ld" || !slices.Contains(row.DeadWith, chosen) {
		return ""
	}
	if chosen == "lld" {
		return "LLD (the default for x86-64 linux-gnu since Rust 1.90)"
	}
	return chosen
}

func modern(section string) string {
	if strings.HasPrefix(section, ".dtors") {
		return ".fini_array"
	}
	return ".init_array"
}

// sectionFix renames the section; a priority means the opposite in the old one,
// so it is left to the author.
func sectionFix(s *analysis.SectionStatic) []Fix {
	if s.SectionSpan.End == 0 || s.Section != ".ctors" && s.Section != ".dtors" {
		return nil
	}
	return []Fix{{Title: "use `" + modern(s.Section) + "`", Safe: true,
		Edits: append([]Edit{{File: s.Place.File, Span: s.SectionSpan, Text: modern(s.Section)}}, unsafeEdits(s)...)}}
}

// unsafeEdits wrap `link_section = "…"` in the `unsafe(…)` that edition 2024 asks
// for, so that what an edit touches builds.
func unsafeEdits(s *analysis.SectionStatic) []Edit {
	if s.PlainAttr.End == 0 {
		return nil
	}
	return []Edit{insert(s.Place.File, s.PlainAttr.Start, "unsafe("), insert(s.Place.File, s.PlainAttr.End, ")")}
}

// oldCtor reports versions of ctor that write `.ctors`: those before 0.1.11.
func (p *Pass) oldCtor() {
	row := &effects.Section{DeadWith: []string{"lld", "mold"}}
	for _, pkg := range p.Result.Workspace.Packages {
		if !pkg.Selected {
			continue
		}
		for _, d := range pkg.Deps {
			if d.Package != "ctor" || !oldVersion(d.Version) {
				continue
			}
			if linker := p.deadWith(row, pkg.Target); linker != "" {
				p.left(&analysis.Spot{Place: workspace.Place{File: pkg.Manifest, Span: d.Span}, Package: pkg}, p.Rule.Severity,
					"`ctor` "+d.Version+" registers constructors in `.ctors`, which "+linker+" leaves dead: they never run", "update `ctor`")
			}
		}
	}
}

func oldVersion(v string) bool {
	rest, ok := strings.CutPrefix(v, "0.1.")
	return ok && (len(rest) == 1 && rest[0] >= '0' && rest[0] <= '9' || rest == "10")
}
