package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

var deadInitSection = &Rule{
	ID:       "dead-init-section",
	Title:    "a startup section that the linker or loader ignores",
	Severity: Error,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("dead-init-section"),
	Fix:      SafeFix,
	Run:      runDeadInitSection,
}

func runDeadInitSection(p *Pass) {
	for _, s := range p.Result.Sectioned {
		if s.Row == nil || s.Package == nil {
			continue
		}
		if !s.Row.Runs {
			f := p.left(&s.Spot, p.Rule.Severity, "the function of static `"+s.Name+"` never runs: it stands in `"+s.Section+"`, which current systems never call: "+s.Row.Note,
				"register the function with `atexit` at load")
			f.verify, f.targets = p.verifySlot(s), s.Linked
			continue
		}
		if linker := p.deadWith(s.Row, &s.Spot); linker != "" {
			f := p.left(&s.Spot, p.Rule.Severity, "the function of static `"+s.Name+"` never runs: it stands in `"+s.Section+"`, which "+linker+" leaves dead",
				"use `"+modern(s.Section)+"`, which every linker knows")
			f.Fixes, f.verify, f.targets = sectionFix(s), p.verifySlot(s), s.Linked
		}
	}
	if p.Result.Workspace != nil {
		p.oldCtor()
	}
}

// deadWith names the linker that leaves a section dead, "" if the likely one of
// every library does not. LLD is the default for x86-64 linux-gnu since Rust 1.90.
func (p *Pass) deadWith(row *effects.Section, s *analysis.Spot) string {
	chosen := []string{}
	for _, t := range s.Libraries {
		if l := p.Result.Loading(t); l != nil {
			chosen = append(chosen, l.Link.Linker)
		}
	}
	if len(chosen) == 0 { // a program's, or one that nothing links: what holds for all
		chosen = append(chosen, linkargs.OfWorkspace(p.Result.Workspace).Linker)
	}
	for _, linker := range chosen {
		if linker == "" && s.Package.Target == "x86_64-unknown-linux-gnu" && !version.Older(p.compilerTo(), "1.90") {
			linker = "lld"
		}
		switch {
		case !slices.Contains(row.DeadWith, linker):
		case linker == "lld":
			return "LLD (the default for x86-64 linux-gnu since Rust 1.90)"
		default:
			return linker
		}
	}
	return ""
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
			if d.Package != "ctor" || version.Compare(d.Version, "0.1.11") >= 0 {
				continue
			}
			spot := &analysis.Spot{Place: vfs.Place{File: pkg.Manifest, Span: d.Span}, Package: pkg}
			for _, t := range pkg.Targets {
				if t.Unloadable() {
					spot.Libraries = append(spot.Libraries, t)
				}
			}
			if linker := p.deadWith(row, spot); linker != "" {
				p.left(spot, p.Rule.Severity,
					"constructors never run: `ctor` "+d.Version+" registers them in `.ctors`, which "+linker+" leaves dead", "update `ctor`")
			}
		}
	}
}
