package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// textHandler prints findings as rustc does, for a person.
type textHandler struct {
	quietHandler
	printer
	o *formatOptions
}

func newText(w io.Writer, o *formatOptions) formatHandler {
	return &textHandler{printer: printer{w: w, dir: o.Dir, color: o.Color}, o: o}
}

// Finding implements formatHandler.
func (t *textHandler) Finding(f *rules.Finding) error {
	if t.o.Quiet {
		t.line("%s: %s: %s", t.where(f.Place), t.label(f), clean(f.Message)+more(f))
	} else {
		t.finding(f)
	}
	return nil
}

// End implements formatHandler.
func (t *textHandler) End(r *cdylibls.Report) error {
	if !t.o.Quiet {
		t.verdicts(r)
		t.stale(r)
		t.summary(r)
	}
	return nil
}

func severityColor(s rules.Severity) string {
	switch s {
	case rules.Error:
		return red
	case rules.Warning:
		return yellow
	case rules.Information:
		return green
	}
	return cyan
}

func (t *textHandler) label(f *rules.Finding) string {
	return t.paint(severityColor(f.Severity), f.Severity.String()+"["+f.Rule+"]")
}

// finding prints one finding with its line, chain and help.
func (t *textHandler) finding(f *rules.Finding) {
	file := t.o.Sources.file(f.Place.File)
	start, end := file.at(f.Place.Span.Start), file.at(f.Place.Span.End)
	number := strconv.Itoa(start.Line)
	margin := strings.Repeat(" ", len(number))
	bar := t.paint(blue, "|")
	fmt.Fprintf(t.w, "%s%s\n", t.label(f), t.paint(bold, ": "+clean(f.Message)+more(f)))
	fmt.Fprintf(t.w, "%s%s %s\n", margin, t.paint(blue, "-->"), t.where(f.Place))
	if line := file.line(start.Line); line != "" {
		last := end.Column
		if end.Line != start.Line {
			last = len([]rune(line)) + 1
		}
		shown, at, width := snippet(line, start.Column, last)
		fmt.Fprintf(t.w, "%s %s\n", margin, bar)
		fmt.Fprintf(t.w, "%s %s %s\n", t.paint(blue, number), bar, shown)
		fmt.Fprintf(t.w, "%s %s %s%s\n", margin, bar, strings.Repeat(" ", at), t.paint(severityColor(f.Severity), strings.Repeat("^", width)))
	}
	fmt.Fprintf(t.w, "%s %s\n", margin, bar)
	remark := func(kind, s string) {
		fmt.Fprintf(t.w, "%s %s %s\n", margin, t.paint(blue, "="), t.paint(bold, kind+":")+" "+s)
	}
	for _, note := range t.notes(f) {
		remark("note", note)
	}
	if t.o.Weights {
		for _, w := range f.Weights {
			remark("severity", w.Severity.String()+": "+clean(w.Because))
		}
	}
	if f.Help != "" {
		remark("help", clean(f.Help))
	}
	if fix := firstFix(f); fix != "" {
		remark("help", clean(fix))
	}
	remark("help", "`cdylib-ls explain "+f.Rule+"` says more")
	fmt.Fprintln(t.w)
}

// firstFix is the edit that a finding offers, "" where the help says the same or
// there is none but to suppress it.
func firstFix(f *rules.Finding) string {
	switch {
	case len(f.Fixes) == 0 || f.Fixes[0].Suppresses || f.Fixes[0].Answers || f.Fixes[0].Title == f.Help:
		return ""
	case f.Fixes[0].Safe:
		return "fix: " + f.Fixes[0].Title
	}
	return "fix, to be looked over: " + f.Fixes[0].Title
}

// notes are the root, the chain's steps, further roots and places, and evidence.
func (t *textHandler) notes(f *rules.Finding) []string {
	var out []string
	note := func(message string, p analysis.Place) { out = append(out, clean(message)+" ("+t.where(p)+")") }
	for i, path := range f.Paths {
		if i > 0 {
			note("also reached from "+rules.RootNoun(path.Root), path.Root.Place)
			continue
		}
		note(rules.RootNoun(path.Root)+", registered by `"+path.Root.Registration+"`", path.Root.Place)
		for _, step := range path.Chain {
			note(step.Message, step.Place)
		}
	}
	if n := len(f.Places()) - 1; n > 0 {
		for i, site := range f.Places()[1:] {
			if i == shownPlaces && n > shownPlaces {
				out = append(out, "and "+plural(n-i, "more place"))
				break
			}
			note("here too", site.Place)
		}
	}
	if n := len(f.Libraries()); n > 1 {
		out = append(out, "in "+libraryCount(n))
	}
	for _, step := range f.Related {
		note(step.Message, step.Place)
	}
	for _, d := range f.Evidence.Details {
		if !strings.Contains(f.Message, d) { // it ends with what confirms or refutes it
			out = append(out, clean(d))
		}
	}
	return out
}

// shownPlaces is how many further places of one cause are listed.
const shownPlaces = 3

func libraryCount(n int) string {
	if n == 1 {
		return "1 library"
	}
	return strconv.Itoa(n) + " libraries"
}

// more says at the end of a message how many further places it stands for.
func more(f *rules.Finding) string {
	if n := len(f.Places()) - 1; n > 0 {
		return " (and " + plural(n, "more place") + ")"
	}
	return ""
}

// where prints path:line:column, relative to the working directory.
func (t *textHandler) where(p analysis.Place) string {
	at := t.o.Sources.file(p.File).at(p.Span.Start)
	return fmt.Sprintf("%s:%d:%d", clean(relative(t.dir, p.File)), at.Line, at.Column)
}

// summary prints one line for every target and profile that was checked.
func (t *textHandler) summary(r *cdylibls.Report) {
	type build struct{ target, profile string }
	var builds []build
	groups := map[build]*tally{}
	for _, res := range r.Results {
		k := build{res.Workspace.Target, res.Workspace.Profile.Name}
		if groups[k] == nil {
			groups[k] = &tally{counts: map[rules.Severity]int{}}
			builds = append(builds, k)
		}
		groups[k].crates += len(cratesOf(res))
	}
	loose := &tally{counts: map[rules.Severity]int{}}
	groupOf := func(f *rules.Finding) *tally {
		ws := workspaceOf(r, f)
		if ws == nil {
			return loose
		}
		return groups[build{ws.Target, ws.Profile.Name}]
	}
	for _, f := range r.Findings {
		groupOf(f).counts[f.Severity]++
	}
	for _, s := range r.Suppressed {
		groupOf(s.Finding).suppressed++
	}
	for _, k := range builds {
		g := groups[k]
		fmt.Fprintf(t.w, "%s %s for %s, profile %s: %s\n", t.paint(bold, "checked"), plural(g.crates, "crate"), clean(k.target), clean(k.profile), g)
	}
	if len(loose.counts) > 0 || len(builds) == 0 {
		fmt.Fprintf(t.w, "%s outside any crate: %s\n", t.paint(bold, "checked"), loose)
	}
	if t.o.Elsewhere {
		fmt.Fprintf(t.w, "paths are relative to %s\n", clean(filepath.ToSlash(t.dir)))
	}
	if len(r.Hidden) > 0 {
		fmt.Fprintf(t.w, "%s not shown\n", ofOthers(r.Hidden))
	}
}

// ofOthers counts findings that are left out, and their crates.
func ofOthers(hidden []*rules.Finding) string {
	crates := map[string]bool{}
	for _, f := range hidden {
		if f.Package != nil {
			crates[f.Package.Manifest] = true
		}
	}
	return fmt.Sprintf("%s of %s", plural(len(hidden), "finding"), plural(max(len(crates), 1), "other crate"))
}

// tally counts what was found for one target and profile.
type tally struct {
	crates, suppressed int
	counts             map[rules.Severity]int
}

// String lists the counts, heaviest first.
func (g *tally) String() string {
	var parts []string
	for _, s := range []rules.Severity{rules.Error, rules.Warning} {
		if n := g.counts[s]; n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	if n := g.counts[rules.Information]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d information", n))
	}
	if n := g.counts[rules.Hint]; n > 0 {
		parts = append(parts, plural(n, "hint"))
	}
	if len(parts) == 0 {
		parts = append(parts, "no findings")
	}
	if g.suppressed > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", g.suppressed))
	}
	return strings.Join(parts, ", ")
}

// workspaceOf finds the workspace that a finding belongs to, or nil.
func workspaceOf(r *cdylibls.Report, f *rules.Finding) *workspace.Workspace {
	if f.Package != nil && f.Package.Workspace != nil {
		for _, res := range r.Results {
			if res.Workspace == f.Package.Workspace {
				return res.Workspace
			}
		}
	}
	for _, res := range r.Results {
		if !strings.HasPrefix(relative(res.Workspace.Root, f.Place.File), "/") {
			return res.Workspace
		}
	}
	return nil
}
