package lsp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// root says when a root runs, what registers it, and what it reaches.
func (h *hoverAt) root() (string, *analysis.Place) {
	for _, res := range h.found.results {
		for _, r := range res.Roots {
			if !h.on(r.Place) {
				continue
			}
			var b strings.Builder
			fmt.Fprintf(&b, "%s, registered by %s", prose(rootText(r)), code(r.Registration))
			if r.Priority >= 0 {
				fmt.Fprintf(&b, " with priority %d", r.Priority)
			}
			if slot := h.found.slotText(r); slot != "" {
				b.WriteString(": " + prose(slot))
			}
			if r.Termination {
				b.WriteString(". It is documented for the end of the process only")
			}
			if r.Note != "" {
				b.WriteString("\n\n" + prose(r.Note))
			}
			if names := linkedNames(r); len(names) > 0 {
				b.WriteString("\n\nlinked into " + strings.Join(names, ", "))
			}
			reached := h.found.reachedBy(res, r)
			for i, what := range reached {
				if i == maxListed {
					fmt.Fprintf(&b, "\n- and %d more", len(reached)-i)
					break
				}
				b.WriteString("\n- reaches " + code(what))
			}
			return b.String(), &r.Place
		}
	}
	return "", nil
}

// linkedNames lists the targets that a root ends up in.
func linkedNames(r *analysis.Root) []string {
	var out []string
	for _, t := range r.Linked {
		out = append(out, code(t.Name))
	}
	return out
}

// maxListed bounds the list of what a root reaches.
const maxListed = 8

// reachedBy lists what a root reaches, each once: what is reported as worst first, then
// in the order of the places.
func (c *checked) reachedBy(res *analysis.Result, r *analysis.Root) []string {
	var out []string
	worst := map[string]rules.Severity{}
	for _, x := range res.Reaches {
		if !slices.ContainsFunc(x.Paths, func(p analysis.RootPath) bool { return p.Root == r }) {
			continue
		}
		what := x.Effect.What
		if _, listed := worst[what]; !listed {
			out, worst[what] = append(out, what), rules.Off
		}
		for _, f := range c.findings[x.Place.File] {
			if f.Place == x.Place {
				worst[what] = max(worst[what], f.Severity)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return int(worst[b]) - int(worst[a]) })
	return out
}

// call tells of a call that leads from a root to an effect.
func (h *hoverAt) call() (string, *analysis.Place) {
	var at *analysis.Place
	var lines []string
	for _, res := range h.found.results {
		for _, x := range res.Reaches {
			if h.on(x.Place) && h.reported(x.Place) {
				continue // the finding says how it is reached
			}
			for _, p := range x.Paths {
				i := slices.IndexFunc(p.Chain, func(s analysis.Step) bool { return h.on(s.Place) })
				if i < 0 {
					continue
				}
				at = &p.Chain[i].Place
				line := fmt.Sprintf("%s and comes here on the way to %s", prose(rootText(p.Root)), code(x.Effect.What))
				if x.Effect.Note != "" && i == len(p.Chain)-1 {
					line += ": " + prose(x.Effect.Note)
				}
				if !slices.Contains(lines, line) {
					lines = append(lines, line)
				}
			}
		}
	}
	return bullets(lines), at
}

// reported tells whether a finding stands at a place.
func (h *hoverAt) reported(at analysis.Place) bool {
	return slices.ContainsFunc(h.found.findings[h.path], func(f *rules.Finding) bool { return f.Place == at })
}

func bullets(lines []string) string {
	if len(lines) < 2 {
		return strings.Join(lines, "")
	}
	return "- " + strings.Join(lines, "\n- ")
}

// library is a target that a process can load, with the result it is part of.
type library struct {
	res    *analysis.Result
	target *workspace.Target
}

// libraries lists those of a manifest.
func (c *checked) libraries(manifest string) []library {
	var out []library
	for _, res := range c.results {
		for _, t := range res.Targets {
			if t.Loading != nil && t.Target.Package.Manifest == manifest {
				out = append(out, library{res, t.Target})
			}
		}
	}
	return out
}

// crateType shows what closing the library does, platform by platform.
func (h *hoverAt) crateType() (string, *analysis.Place) {
	for _, l := range h.found.libraries(h.path) {
		at := analysis.Place{File: h.path, Span: l.target.CrateTypeSpan}
		if !h.on(at) {
			continue
		}
		verdicts := rules.UnloadVerdicts(l.res, l.target, h.found.evidence)
		var b strings.Builder
		fmt.Fprintf(&b, "What closing %s does", code(l.target.Name))
		if host := l.res.Loading(l.target).Host; host != nil {
			b.WriteString(" (host " + code(host.ID) + ")")
		}
		b.WriteString("\n\n| platform | verdict | because |\n|---|---|---|\n")
		for _, p := range unload.Platforms {
			if v := verdicts[p]; v != nil {
				fmt.Fprintf(&b, "| %s | **%s** | %s |\n", p, v.Words(), cell(h.reasons(v)))
			}
		}
		if built := builtOf(h.found, l.target); built.Text != "" {
			b.WriteString("\nfrom sources: " + prose(built.Text) + "\n")
		}
		return b.String(), &at
	}
	return "", nil
}

// maxReasons bounds a cell of the table.
const maxReasons = 3

func (h *hoverAt) reasons(v *unload.Verdict) string {
	var out []string
	for i, r := range v.Because {
		if i == maxReasons {
			out = append(out, fmt.Sprintf("%d more", len(v.Because)-i))
			break
		}
		text := prose(string(r.Kind)) + " " + code(r.ID)
		if r.Place != nil {
			start := h.places.span(*r.Place).Start
			text += fmt.Sprintf(" ([%s:%d](<%s#L%d>))", prose(filepath.Base(r.Place.File)), start.Line+1, h.places.uri(r.Place.File), start.Line+1)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// suppression says what a directive silences.
func (h *hoverAt) suppression() (string, *analysis.Place) {
	for _, res := range h.found.results {
		for _, d := range res.Directives[h.path] {
			at := analysis.Place{File: h.path, Span: d.Span}
			if !h.on(at) {
				continue
			}
			var lines []string
			for _, id := range d.Rules {
				n := 0
				for _, s := range h.found.suppressed {
					if s.Directive == d && s.Rule == id.ID {
						n++
					}
				}
				title := "no rule is called that"
				if rule := rules.ByID(id.ID); rule != nil {
					title = rule.Title
				}
				lines = append(lines, fmt.Sprintf("%s silences %s here (%s)", code(id.ID), count(n, "finding"), title))
			}
			if d.Problem != "" {
				lines = append(lines, prose(d.Problem))
			}
			return bullets(lines), &at
		}
	}
	return "", nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// key explains a configuration key.
func (h *hoverAt) key() (string, *analysis.Place) {
	doc := h.snap.manifest(h.path)
	if doc == nil {
		return "", nil
	}
	for _, table := range settingTables {
		for _, key := range workspace.Keys {
			name, value, ok := doc.Span(append(slices.Clone(table), key.Name)...)
			if at := (analysis.Place{File: h.path, Span: name}); ok && (h.on(at) || h.on(analysis.Place{File: h.path, Span: value}) && key.Kind != workspace.KeyLevels && key.Kind != workspace.KeyPathLevels) {
				return "`" + key.Name + "`: " + key.Doc, &at
			}
		}
		for _, r := range rules.All() {
			name, _, ok := doc.Span(append(slices.Clone(table), "rules", r.ID)...)
			if at := (analysis.Place{File: h.path, Span: name}); ok && h.on(at) {
				return "`" + r.ID + "`: " + r.Title + " (by default " + r.Severity.String() + ")", &at
			}
		}
	}
	return "", nil
}
