package graph

import (
	"cmp"
	"fmt"
	"slices"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/report"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// drawing is what one crate runs at one time.
type drawing struct {
	crate, when string
	// verdict is what an unload does to the library, on its first drawing; "" for programs.
	verdict string
	nodes   []*drawnNode
	edges   []*drawnEdge
}

// drawnKind is what a node stands for.
type drawnKind string

const (
	drawnRoot     drawnKind = "root"
	drawnFunction drawnKind = "function"
	drawnEffect   drawnKind = "effect"
)

// drawnNode is a root, a function on the way, or an effect.
type drawnNode struct {
	id    int
	kind  drawnKind
	name  string
	where string // file:line
	note  string // how a root is registered, what an effect is
	// Of effects: the rule that reports it, and how much it weighs; Off if none does.
	rule     *rules.Rule
	severity rules.Severity
	mark     mark
}

// drawnEdge is a call.
type drawnEdge struct {
	from, to *drawnNode
	verb     string
	certain  bool
	mark     mark
}

// mark says what a built library shows of a node or edge.
type mark string

const (
	unmarked  mark = ""
	confirmed mark = "confirmed"
	refuted   mark = "refuted"
)

// times group the moments, in the order in which they come.
var times = []struct {
	name    string
	moments []analysis.Moment
}{
	{"at load", []analysis.Moment{analysis.Load}},
	{"at unload or exit", []analysis.Moment{analysis.Unload, analysis.Exit}},
	{"when a thread starts", []analysis.Moment{analysis.ThreadStart}},
	{"when a thread ends", []analysis.Moment{analysis.ThreadExit}},
}

// minor are kinds of effects that are only drawn where a rule reports them: there
// are many, and few of them matter.
var minor = []analysis.EffectKind{analysis.PanicImplicit, analysis.PanicDoc, analysis.LogCall, analysis.TLSTry, analysis.EnvRead, analysis.Time}

// scene is what is drawn: a check, with the folder that places are relative to.
type scene struct {
	*cdylibls.Report
	dir string
	src *show.Sources
}

// draw makes a drawing for each crate and time at which some code of it runs, of what
// the filter wants. That it wants what is not there is an error.
func draw(o *scene, only *drawFilter) ([]*drawing, error) {
	var out []*drawing
	seen := &drawFilter{}
	for _, res := range o.Results {
		for _, p := range report.Crates(res) {
			seen.Packages = append(seen.Packages, p.Name)
			if !matches(only.Packages, p.Name) {
				continue
			}
			roots, verdict := report.Roots(res, p), ""
			if lib := report.Library(res, p); lib != nil {
				verdict = (&report.Options{Dir: o.dir, Sources: o.src}).VerdictText(rules.UnloadVerdicts(res, lib, o.Evidence))
			}
			for _, when := range times {
				d := &drawer{o: o, res: res, findings: only.Findings, nodes: map[string]*drawnNode{}, edges: map[[2]int]*drawnEdge{}, out: &drawing{crate: p.Name, when: when.name}}
				for _, r := range roots {
					if !slices.Contains(when.moments, r.Moment) {
						continue
					}
					seen.Roots = append(seen.Roots, r.Name)
					if matches(only.Roots, r.Name) {
						d.root(r)
					}
				}
				if len(d.out.nodes) == 0 {
					continue
				}
				d.out.verdict, verdict = verdict, ""
				out = append(out, d.out)
			}
		}
	}
	return out, only.unmatched(seen)
}

// drawer builds one drawing.
type drawer struct {
	o   *scene
	res *analysis.Result
	// findings: only what leads to one is drawn.
	findings bool
	nodes    map[string]*drawnNode // by what they stand for
	edges    map[[2]int]*drawnEdge
	out      *drawing
}

// root draws a root with all paths from it.
func (d *drawer) root(r *analysis.Root) {
	var n *drawnNode
	begin := func() {
		if n != nil {
			return
		}
		n = d.node("root", r.Name, r.Place)
		n.kind, n.note = drawnRoot, r.Registration
		if d.hasSlot(r) {
			n.mark = confirmed
		}
	}
	if !d.findings {
		begin()
	}
	for _, reach := range d.res.Reaches {
		finding := d.finding(reach)
		if finding == nil && (d.findings || slices.Contains(minor, reach.Effect.Kind)) {
			continue
		}
		for i := range reach.Paths {
			if p := &reach.Paths[i]; p.Root == r && len(p.Chain) > 0 {
				begin()
				d.path(n, reach, p, finding)
			}
		}
	}
}

// path draws a chain. Its functions are known by name and the file that they are in,
// which is that of the calls they make.
func (d *drawer) path(root *drawnNode, reach *analysis.Reach, p *analysis.RootPath, f *rules.Finding) {
	seen, along := unmarked, unmarked
	if f != nil && (f.Evidence.Level == rules.Confirmed || f.Evidence.Level == rules.Observed || f.Evidence.Level == rules.Refuted) {
		if seen = mark(f.Evidence.Level); f.Evidence.Level == rules.Observed {
			seen = mark(rules.Confirmed)
		}
		if len(f.Paths) == 1 { // of several it is not known which was seen
			along = seen
		}
	}
	at := root
	for i, step := range p.Chain[:len(p.Chain)-1] {
		next := d.node("function", step.To, analysis.Place{File: p.Chain[i+1].Place.File})
		if next.kind == "" {
			next.kind, next.where = drawnFunction, d.where(p.Chain[i+1].Place)
		}
		if next != at { // a root's body that is a closure has the root's name
			d.edge(at, next, step.Verb, p.Certain, along)
		}
		at = next
	}
	last := p.Chain[len(p.Chain)-1]
	effect := d.node("effect "+string(reach.Effect.Kind), reach.Effect.What, reach.Place)
	effect.kind, effect.note, effect.mark = drawnEffect, string(reach.Effect.Kind), seen
	if f != nil {
		effect.rule, effect.severity = rules.ByID(f.Rule), f.Severity
	}
	d.edge(at, effect, last.Verb, p.Certain, seen)
}

// finding is the heaviest finding that reports an effect, nil if none does.
func (d *drawer) finding(reach *analysis.Reach) *rules.Finding {
	var best *rules.Finding
	for _, f := range d.o.Findings {
		if f.Place == reach.Place && len(f.Paths) > 0 && (best == nil || f.Severity > best.Severity) {
			best = f
		}
	}
	return best
}

// hasSlot reports that a fresh artifact of a target that links the root has a slot
// for it.
func (d *drawer) hasSlot(r *analysis.Root) bool {
	return slices.ContainsFunc(r.Linked, func(t *workspace.Target) bool {
		b := d.o.Evidence.Of(t).Fresh()
		return b != nil && len(b.Slots.Of(r)) > 0
	})
}

func (d *drawer) where(p analysis.Place) string {
	return fmt.Sprintf("%s:%d", show.Relative(d.o.dir, p.File), d.o.src.File(p.File).At(p.Span.Start).Line)
}

// node returns the node for what stands at a place, or in a file for functions.
func (d *drawer) node(kind, name string, p analysis.Place) *drawnNode {
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%d", kind, name, p.File, p.Span.Start)
	n := d.nodes[key]
	if n == nil {
		n = &drawnNode{id: len(d.out.nodes), name: show.Clean(name)}
		if p.Span.End > 0 {
			n.where = d.where(p)
		}
		d.nodes[key] = n
		d.out.nodes = append(d.out.nodes, n)
	}
	return n
}

func (d *drawer) edge(from, to *drawnNode, verb string, certain bool, m mark) {
	key := [2]int{from.id, to.id}
	e := d.edges[key]
	if e == nil {
		e = &drawnEdge{from: from, to: to, verb: verb}
		d.edges[key] = e
		d.out.edges = append(d.out.edges, e)
	}
	e.certain = e.certain || certain
	e.mark = cmp.Or(e.mark, m)
}
