package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// textHandler prints findings as rustc does, for a person.
type textHandler struct {
	silent
	show.Printer
	o *Options
}

func newText(w io.Writer, o *Options) Handler {
	return &textHandler{Printer: show.Printer{W: w, Dir: o.Dir, Color: o.Color}, o: o}
}

// Finding implements Handler.
func (t *textHandler) Finding(f *rules.Finding) error {
	if t.o.Quiet {
		t.Line("%s: %s: %s", t.where(f.Place), t.label(f), show.Clean(f.Message)+more(f))
	} else {
		t.finding(f)
	}
	return nil
}

// End implements Handler.
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
		return show.Red
	case rules.Warning:
		return show.Yellow
	case rules.Information:
		return show.Green
	}
	return show.Cyan
}

func (t *textHandler) label(f *rules.Finding) string {
	return t.Paint(severityColor(f.Severity), f.Severity.String()+"["+f.Rule+"]")
}

// finding prints one finding with its line, chain and help.
func (t *textHandler) finding(f *rules.Finding) {
	file := t.o.Sources.File(f.Place.File)
	start, end := file.At(f.Place.Span.Start), file.At(f.Place.Span.End)
	number := strconv.Itoa(start.Line)
	margin := strings.Repeat(" ", len(number))
	bar := t.Paint(show.Blue, "|")
	fmt.Fprintf(t.W, "%s%s\n", t.label(f), t.Paint(show.Bold, ": "+show.Clean(f.Message)+more(f)))
	fmt.Fprintf(t.W, "%s%s %s\n", margin, t.Paint(show.Blue, "-->"), t.where(f.Place))
	if line := file.Line(start.Line); line != "" {
		last := end.Column
		if end.Line != start.Line {
			last = len([]rune(line)) + 1
		}
		shown, at, width := show.Snippet(line, start.Column, last)
		fmt.Fprintf(t.W, "%s %s\n", margin, bar)
		fmt.Fprintf(t.W, "%s %s %s\n", t.Paint(show.Blue, number), bar, shown)
		fmt.Fprintf(t.W, "%s %s %s%s\n", margin, bar, strings.Repeat(" ", at), t.Paint(severityColor(f.Severity), strings.Repeat("^", width)))
	}
	fmt.Fprintf(t.W, "%s %s\n", margin, bar)
	remark := func(kind, s string) {
		fmt.Fprintf(t.W, "%s %s %s\n", margin, t.Paint(show.Blue, "="), t.Paint(show.Bold, kind+":")+" "+s)
	}
	for _, note := range t.notes(f) {
		remark("note", note)
	}
	if t.o.Weights {
		for _, w := range f.Weights {
			remark("severity", w.Severity.String()+": "+show.Clean(w.Because))
		}
	}
	if f.Help != "" {
		remark("help", show.Clean(f.Help))
	}
	if fix := firstFix(f); fix != "" {
		remark("help", show.Clean(fix))
	}
	remark("help", "`cdylib-ls explain "+f.Rule+"` says more")
	fmt.Fprintln(t.W)
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
	return "possible fix, to be reviewed: " + f.Fixes[0].Title
}

// notes are the root, the chain's steps, further roots and places, and evidence.
func (t *textHandler) notes(f *rules.Finding) []string {
	var out []string
	note := func(message string, p analysis.Place) { out = append(out, show.Clean(message)+" ("+t.where(p)+")") }
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
				out = append(out, "and "+show.Plural(n-i, "more place"))
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
			out = append(out, show.Clean(d))
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
		return " (and " + show.Plural(n, "more place") + ")"
	}
	return ""
}

// where prints path:line:column, relative to the working directory.
func (t *textHandler) where(p analysis.Place) string {
	at := t.o.Sources.File(p.File).At(p.Span.Start)
	return fmt.Sprintf("%s:%d:%d", show.Clean(show.Relative(t.Dir, p.File)), at.Line, at.Column)
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
		groups[k].crates += len(Crates(res))
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
		fmt.Fprintf(t.W, "%s %s for %s, profile %s: %s\n", t.Paint(show.Bold, "checked"), show.Plural(g.crates, "crate"), show.Clean(k.target), show.Clean(k.profile), g)
	}
	if len(loose.counts) > 0 || len(builds) == 0 {
		fmt.Fprintf(t.W, "%s outside any crate: %s\n", t.Paint(show.Bold, "checked"), loose)
	}
	if t.o.Elsewhere {
		fmt.Fprintf(t.W, "paths are relative to %s\n", show.Clean(filepath.ToSlash(t.Dir)))
	}
	if len(r.Hidden) > 0 {
		fmt.Fprintf(t.W, "%s not shown\n", ofOthers(r.Hidden))
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
	return fmt.Sprintf("%s of %s", show.Plural(len(hidden), "finding"), show.Plural(max(len(crates), 1), "other crate"))
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
			parts = append(parts, show.Plural(n, s.String()))
		}
	}
	if n := g.counts[rules.Information]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d information", n))
	}
	if n := g.counts[rules.Hint]; n > 0 {
		parts = append(parts, show.Plural(n, "hint"))
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
		if !strings.HasPrefix(show.Relative(res.Workspace.Root, f.Place.File), "/") {
			return res.Workspace
		}
	}
	return nil
}
