package lsp

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/lifecycle"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// viewEffect, viewEntry and viewSection are the view before it is cut to its limits and
// converted.
type viewEffect struct {
	text, detail, through string
	severity              rules.Severity
	level, rule           string
	likely                bool
	weight                int // among those of equal severity and level
	at                    *analysis.Place
}

type viewEntry struct {
	viewEffect
	whole   *analysis.Place
	effects []*viewEffect
}

type viewSection struct {
	name, title, note string
	always            bool
	entries           []*viewEntry
}

// libraryView gathers what is known of one library.
type libraryView struct {
	library
	snap     *snapshot
	found    *checked
	reached  *reached
	places   *places
	sections []*viewSection
	worst    rules.Severity
	used     map[*rules.Finding]bool // that stand in the view
	left     int                     // lines that may be shown yet
}

// reached leads from roots and places to what belongs to them.
type reached struct {
	roots    map[*analysis.Root][]reach
	findings map[analysis.Place][]*rules.Finding
	all      []*rules.Finding // by file and place
}

type reach struct {
	*analysis.Reach
	path *analysis.RootPath
}

func newReached(c *checked) *reached {
	out := &reached{roots: map[*analysis.Root][]reach{}, findings: map[analysis.Place][]*rules.Finding{}}
	for _, res := range c.results {
		for _, x := range res.Reaches {
			for i := range x.Paths {
				out.roots[x.Paths[i].Root] = append(out.roots[x.Paths[i].Root], reach{x, &x.Paths[i]})
			}
		}
	}
	for _, of := range c.findings {
		for _, f := range of {
			out.findings[f.Place] = append(out.findings[f.Place], f)
			out.all = append(out.all, f)
		}
	}
	slices.SortStableFunc(out.all, func(a, b *rules.Finding) int {
		return cmp.Or(strings.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Span.Start, b.Place.Span.Start), strings.Compare(a.Rule, b.Rule))
	})
	return out
}

func newLibraryView(s *snapshot, c *checked, of *reached, l library) *libraryView {
	v := &libraryView{library: l, snap: s, found: c, reached: of, places: s.places(), used: map[*rules.Finding]bool{}}
	for _, x := range []viewSection{
		{name: "load", title: "at load", always: true}, {name: "threads", title: "on its threads", always: true},
		{name: "call", title: "in calls of the host"}, {name: "unload", title: "at unload", always: true},
		{name: "exit", title: "at exit", always: true}, {name: "left-behind", title: "left behind", always: true},
		{name: "needs", title: "needs", always: true}, {name: "unread", title: "not read"},
	} {
		v.sections = append(v.sections, &x)
	}
	v.roots()
	v.threads()
	v.leftovers()
	v.needs()
	v.others()
	return v
}

func (v *libraryView) add(section string, e *viewEntry) {
	for _, x := range e.effects {
		if x.severity > e.severity || x.severity == e.severity && levels[x.level] > levels[e.level] {
			e.severity, e.level = x.severity, x.level
		}
	}
	v.worst = max(v.worst, e.severity)
	for _, s := range v.sections {
		if s.name == section {
			s.entries = append(s.entries, e)
		}
	}
}

// levels ranks what is proven before what is not.
var levels = map[string]int{rules.Refuted: -2, rules.Stale: 1, rules.Declared: 1, rules.Reachable: 2, rules.Confirmed: 3, rules.Observed: 4}

// worse orders by severity, then by what is proven.
func worse(a, b *viewEffect) int {
	return cmp.Or(-cmp.Compare(a.severity, b.severity), -cmp.Compare(levels[a.level], levels[b.level]), -cmp.Compare(a.weight, b.weight))
}

// concerns reports whether a finding is about the library.
func (v *libraryView) concerns(f *rules.Finding) bool {
	if of := f.OwnLibraries(); len(of) > 0 {
		return slices.Contains(of, v.target)
	}
	return f.Package == v.target.Package
}

// sectionOf are the sections of the moments at which roots run.
var sectionOf = map[analysis.Moment]string{
	analysis.Load: "load", analysis.Unload: "unload", analysis.Exit: "exit", analysis.ThreadStart: "threads", analysis.ThreadExit: "threads", analysis.Call: "call",
}

func momentOf(r *analysis.Root) string {
	if r.Moment == analysis.Call && r.Initialises {
		return "load"
	}
	return sectionOf[r.Moment]
}

// roots lists the functions that run without a call of the host, with what they reach.
func (v *libraryView) roots() {
	for _, r := range v.res.Roots {
		if !slices.Contains(r.Linked, v.target) {
			continue
		}
		e := &viewEntry{viewEffect: viewEffect{text: r.Name, detail: v.rootDetail(r), at: &r.Place}}
		if r.Item != nil && r.Item.Span.Start <= r.Place.Span.Start && r.Place.Span.End <= r.Item.Span.End {
			e.whole = &analysis.Place{File: r.Place.File, Span: r.Item.Span}
		}
		own := map[*rules.Finding]bool{}
		seen := map[viewEffect]bool{}
		for _, x := range v.reached.roots[r] {
			for _, effect := range v.effects(r, x, own) {
				key := *effect
				if key.at = nil; key.rule == "" && seen[key] { // the same by another call
					continue
				}
				seen[key] = true
				e.effects = append(e.effects, effect)
			}
		}
		for _, f := range v.reached.findings[r.Place] {
			if !own[f] && v.concerns(f) {
				v.used[f] = true
				e.effects = append(e.effects, ofFinding(f))
			}
		}
		v.add(momentOf(r), e)
	}
}

func (v *libraryView) rootDetail(r *analysis.Root) string {
	parts := []string{r.Registration}
	switch {
	case r.Moment == analysis.ThreadStart, r.Moment == analysis.ThreadExit, r.Initialises:
		parts = append(parts, moments[r.Moment])
	}
	if slot := v.found.slotText(r); slot != "" {
		parts = append(parts, slot)
	}
	if r.Termination {
		parts = append(parts, "documented for the end of the process only")
	}
	return strings.Join(parts, ", ")
}

// effects are what a root reaches at one place: the findings there, else the effect
// itself, which is then not reported.
func (v *libraryView) effects(r *analysis.Root, x reach, own map[*rules.Finding]bool) []*viewEffect {
	way := wayText(x.path)
	var out []*viewEffect
	here := false
	for _, f := range v.reached.findings[x.Place] {
		if !v.concerns(f) || len(f.Paths) > 0 && !slices.ContainsFunc(f.Paths, func(p analysis.RootPath) bool { return p.Root == r }) {
			continue
		}
		here = true
		if own[f] {
			continue
		}
		own[f], v.used[f] = true, true
		e := ofFinding(f)
		e.text, e.through, e.likely = x.Effect.What, way, !x.path.Certain
		out = append(out, e)
	}
	if here {
		return out
	}
	at := x.Place
	return []*viewEffect{{text: x.Effect.What, through: way, likely: !x.path.Certain, at: &at}}
}

// wayText names the functions between a root and what it reaches.
func wayText(p *analysis.RootPath) string {
	var names []string
	for i, step := range p.Chain {
		if i == len(p.Chain)-1 || step.To == "" {
			continue
		}
		if len(names) == maxChainSteps {
			names = append(names, "…")
			break
		}
		names = append(names, step.To)
	}
	return strings.Join(names, " → ")
}

// ofFinding shows a finding by its rule.
func ofFinding(f *rules.Finding) *viewEffect {
	at := f.Place
	return &viewEffect{text: f.Rule, detail: f.Message, severity: f.Severity, level: f.Evidence.Level, rule: f.Rule, at: &at}
}

// escapes say what becomes of threads.
var escapes = map[analysis.Escape]string{
	analysis.Joined: "waited for", analysis.Detached: "nothing waits for it", analysis.Kept: "kept for as long as the process lives", analysis.Escapes: "its handle goes where it was not followed",
}

// threads lists where the library starts threads.
func (v *libraryView) threads() {
	for _, t := range v.res.Threads {
		if !slices.Contains(t.Libraries, v.target) {
			continue
		}
		at := t.Place
		e := &viewEntry{viewEffect: viewEffect{text: t.Effect.What, detail: "started in " + t.In + ", " + escapes[t.Escape], at: &at}}
		if t.In == "" {
			e.detail = escapes[t.Escape]
		}
		v.add("threads", e)
	}
}

// leftovers lists what outlives the library, with what it does on each platform.
func (v *libraryView) leftovers() {
	for _, l := range lifecycle.Leftovers(v.res, v.target, v.found.evidence) {
		e := &viewEntry{viewEffect: viewEffect{text: l.Kind.Words(), detail: holdText(&l), likely: l.Likely, at: l.Place, weight: weightOf(&l)}}
		if l.Place != nil {
			if name := v.places.excerpt(*l.Place); name != "" {
				e.text = name + ": " + e.text
			}
		}
		if l.Text != "" {
			e.detail = l.Text + "; " + e.detail
		}
		rule := rules.LeftBy(l.Kind)
		for _, f := range v.tellOf(rule, l.Place) {
			v.used[f] = true
			e.effects = append(e.effects, ofFinding(f))
		}
		v.add("left-behind", e)
	}
}

// tellOf are the findings of a rule at a place; without a place the first that is not
// shown yet.
func (v *libraryView) tellOf(rule *rules.Rule, at *analysis.Place) []*rules.Finding {
	if rule == nil {
		return nil
	}
	var out []*rules.Finding
	if at != nil {
		for _, f := range v.reached.findings[*at] {
			if f.Rule == rule.ID && v.concerns(f) {
				out = append(out, f)
			}
		}
		return out
	}
	for _, f := range v.reached.all {
		if f.Rule == rule.ID && !v.used[f] && v.concerns(f) {
			return []*rules.Finding{f}
		}
	}
	return nil
}

// holdText says what a leftover does: "pins the library on linux-gnu; runs in unmapped
// code on windows".
func holdText(l *lifecycle.Left) string {
	var parts []string
	for _, hold := range []unload.Hold{unload.Dangles, unload.Pins} {
		var on []string
		for _, p := range unload.Platforms {
			if h, ok := l.On[p]; ok && h == hold {
				on = append(on, string(p))
			}
		}
		if len(on) > 0 {
			parts = append(parts, map[unload.Hold]string{unload.Dangles: "points into unmapped code on ", unload.Pins: "keeps the library mapped on "}[hold]+strings.Join(on, ", "))
		}
	}
	if len(parts) == 0 {
		return "does no harm: the library stays"
	}
	return strings.Join(parts, "; ")
}

// weightOf puts what dangles before what pins.
func weightOf(l *lifecycle.Left) int {
	worst := unload.Nothing
	for _, h := range l.On {
		worst = max(worst, h)
	}
	return int(worst)
}

// needs lists the libraries that the built library asks for, with the newest versions.
func (v *libraryView) needs() {
	section := v.sections[slices.IndexFunc(v.sections, func(s *viewSection) bool { return s.name == "needs" })]
	b := v.found.evidence.Of(v.target).Shipped
	if b == nil || b.Facts == nil {
		section.note = "shown once a release build of the library has been read"
		return
	}
	if b.Stale != "" {
		section.note = "of the older library: build it again"
	}
	newest := map[string]string{}
	for _, n := range b.Facts.Needs {
		if old := newest[n.Library]; old == "" || elf.CompareVersions(n.Version, old) > 0 {
			newest[n.Library] = n.Version
		}
	}
	for _, name := range b.Facts.Needed {
		v.add("needs", &viewEntry{viewEffect: viewEffect{text: name, detail: newest[name]}})
	}
}

// others puts the findings that stand nowhere else where their rule belongs, so that the
// view leaves out nothing that is reported of the library.
func (v *libraryView) others() {
	for _, f := range v.reached.all {
		rule := rules.ByID(f.Rule)
		if v.used[f] || rule == nil || !v.concerns(f) {
			continue
		}
		section := map[rules.Category]string{
			rules.LifeOutsideMain: "load", rules.Registration: "load", rules.Unload: "left-behind", rules.LoadAndLink: "needs", rules.Housekeeping: "unread",
		}[rule.Category]
		if len(f.Paths) > 0 && rule.Category == rules.LifeOutsideMain {
			section = momentOf(f.Paths[0].Root)
		}
		v.add(section, &viewEntry{viewEffect: *ofFinding(f)})
	}
}

// maxExcerpt bounds the text of a place that names an entry, in bytes.
const maxExcerpt = 60

// excerpt is the text of a short place, "" for others.
func (p *places) excerpt(at analysis.Place) string {
	text, span := p.file(at.File).text, at.Span
	if span.Start < 0 || span.End > len(text) || span.Start >= span.End || span.End-span.Start > maxExcerpt {
		return ""
	}
	return string(text[span.Start:span.End])
}
