package analysis

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What the host calls are a library's exports, and the functions under the attributes of
// its framework. They are walked only for what matters in a call, and only in libraries
// that hold a word of it or whose host makes it matter.

// forHostCalls are kinds that matter in what the host calls alone; other roots are not
// asked for them.
var forHostCalls = map[EffectKind]bool{OnceInit: true, RunsOnce: true, NeedsRuntime: true, EntersRuntime: true, CallsLibc: true}

// hostCalls finds what the host's calls reach.
func (a *analyzer) hostCalls() {
	merged := map[string]*Reach{}
	for _, c := range a.crates {
		if a.ctx.Err() != nil {
			return
		}
		libs := libraries(a.linkedBy(c))
		if len(libs) == 0 || c.Target != nil && c.Target.Kind != workspace.TargetLib && !c.Target.Unloadable() || !a.asksCalls(libs) {
			continue
		}
		a.guard(c.Package, func() {
			for _, r := range a.entries(c, libs) {
				a.fromCall(merged, r, libs)
			}
		})
	}
	a.interposed()
	a.calls = ordered(merged)
}

// asksCalls reports whether a rule asks what calls of some libraries reach.
func (a *analyzer) asksCalls(libs []*workspace.Target) bool {
	for _, t := range libs {
		if l := a.loaded[t]; l != nil && (l.Host.CallsLate() || l.Host.ForksAfterInit()) {
			return true
		}
		for _, sc := range a.scans {
			if len(sc.host) > 0 && slices.Contains(a.linked[sc.pkg.Manifest], t) {
				return true
			}
		}
	}
	return false
}

// entries lists the functions of a crate that the hosts of its libraries call.
func (a *analyzer) entries(c *names.Crate, libs []*workspace.Target) []*Root {
	var out []*Root
	add := func(d *names.Def, file string) {
		if d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil || !a.exporting(file) {
			return
		}
		attrs := c.Env().Expand(d.Item.Attrs)
		symbol, marks := exportedName(d, attrs), a.hostMarks(attrs, libs)
		if symbol == "" && len(marks) == 0 {
			return
		}
		r := &Root{Moment: Call, Registration: "export", Symbol: symbol, Name: d.LocalPath(), Priority: -1, Target: c.Target, Linked: libs, Item: d.Item,
			Place: Place{File: file, Span: d.Item.NameSpan}}
		if symbol == "" {
			r.Registration, symbol = "#["+marks[0]+"]", d.Name
		}
		r.Initialises = slices.ContainsFunc(libs, func(t *workspace.Target) bool {
			return a.loaded[t] != nil && a.loaded[t].Host.Initialises(symbol, marks)
		})
		if n := a.graph.Node(d); n != nil {
			out = append(out, r)
			a.nodes[r] = []*calls.Node{n}
		}
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && a.exporting(m.File.Path) {
			for _, d := range slices.Clone(m.Scope().Items) {
				add(d, m.File.Path)
			}
		}
	}
	for _, im := range slices.Clone(c.Impls()) {
		for _, d := range sorted(im.Fns) {
			add(d, im.Scope.Module.File.Path)
		}
	}
	return out
}

// exporting reports a file that exports functions or holds marks of a host.
func (a *analyzer) exporting(path string) bool {
	return slices.ContainsFunc(a.scans, func(sc *scanned) bool {
		m := sc.marks[path]
		return m != nil && (len(m.exports) > 0 || slices.ContainsFunc(m.macros, func(s string) bool { return strings.HasPrefix(s, "#") }))
	})
}

// hostMarks are the attributes of an item that a host of the libraries is known by.
func (a *analyzer) hostMarks(attrs []*rust.Attr, libs []*workspace.Target) []string {
	var out []string
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		for _, t := range libs {
			if l := a.loaded[t]; l != nil && l.Host != nil {
				for _, m := range l.Host.Macros {
					if name, ok := strings.CutPrefix(m, "#"); ok && lastSegment(name) == lastSegment(at.Meta.Path) && !slices.Contains(out, name) {
						out = append(out, name)
					}
				}
			}
		}
	}
	return out
}

// fromCall enters what one function reaches, for each question by a walk of its own:
// each leaves out what the answer makes harmless.
func (a *analyzer) fromCall(merged map[string]*Reach, r *Root, libs []*workspace.Target) {
	late, forks := false, false
	for _, t := range libs {
		if l := a.loaded[t]; l != nil {
			late, forks = late || l.Host.CallsLate(), forks || l.Host.ForksAfterInit()
		}
	}
	if r.Symbol != "" { // what a framework's attribute wraps catches panics and enters its runtime
		a.walkCall(merged, r, a.once, OnceInit)
		a.walkCall(merged, r, a.entered, NeedsRuntime)
	}
	a.walkCall(merged, r, always, HostState, EnvWrite)
	if late {
		a.walkCall(merged, r, a.asked, TLSAccess, ThreadSpawn, Runtime)
	}
	if forks && r.Initialises {
		a.walkCall(merged, r, always, ThreadSpawn, RawThread, Runtime)
	}
}

// harmless tells, of what stands at a place in a body, that it does not matter there.
// via is the function judged by data that runs the callee, "" for a direct call.
type harmless func(n *calls.Node, at rust.Span, via, verb string) bool

func always(*calls.Node, rust.Span, string, string) bool { return false }

func (a *analyzer) walkCall(merged map[string]*Reach, r *Root, not harmless, kinds ...EffectKind) {
	to := a.leadingTo(kinds)
	for _, n := range a.nodes[r] {
		to.add(a, n)
	}
	if !slices.ContainsFunc(a.nodes[r], func(n *calls.Node) bool { return to.leads[n] }) {
		return
	}
	seen, whole := a.searchBut(a.nodes[r], func(n *calls.Node, e *calls.Edge) bool { return !to.leads[e.To] || not(n, e.Span, e.Via, e.Verb) })
	visits := byDistance(seen)
	a.cutsOn(r, visits, whole)
	best := map[*calls.Site]bool{}
	for _, v := range visits {
		for _, s := range v.node.Sites {
			if best[s] || !to.wanted(s) || not(v.node, s.Span, "", "") {
				continue
			}
			best[s] = true
			for _, h := range a.hitsOf(r, v, s) {
				if slices.Contains(kinds, h.reach.Effect.Kind) {
					a.merge(merged, h.reach, h.path)
				}
			}
		}
	}
}

// once leaves out what runs at most once in a process: initialisers, what Once and its
// kin run, and what follows a flag that was swapped or asked for.
func (a *analyzer) once(n *calls.Node, at rust.Span, via, verb string) bool {
	return verb == "forces" || verb == "initialises" || via != "" && a.does(via, RunsOnce) || a.flagged(n, at)
}

// entered leaves out what an async runtime runs, and what follows its guard.
func (a *analyzer) entered(n *calls.Node, at rust.Span, via, _ string) bool {
	if via != "" && a.does(via, EntersRuntime) {
		return true
	}
	return a.follows(n, at, EntersRuntime, func(s *calls.Site) bool { return len(s.Row.Calls) == 0 })
}

// asked leaves out what follows a test whether the thread's locals are alive.
func (a *analyzer) asked(n *calls.Node, at rust.Span, _, _ string) bool {
	return a.follows(n, at, TLSTry, func(*calls.Site) bool { return true })
}

func (a *analyzer) does(path string, kind EffectKind) bool {
	for _, r := range a.table.Lookup(path, a.ws.Compiler.From, a.ws.Compiler.To) {
		if slices.Contains(r.Kinds, kind) {
			return true
		}
	}
	return false
}

// follows reports whether a site of a kind whose result is looked at or kept stands in
// front of a place in the body, or in a function that is called there.
func (a *analyzer) follows(n *calls.Node, at rust.Span, kind EffectKind, counts func(*calls.Site) bool) bool {
	has := func(n *calls.Node, used func(rust.Span, *rust.Origin) bool) bool {
		return slices.ContainsFunc(n.Sites, func(s *calls.Site) bool {
			return s.Row != nil && slices.Contains(s.Row.Kinds, kind) && counts(s) && used(s.Span, s.Origin)
		})
	}
	before := func(sp rust.Span, in *rust.Origin) bool { return sp.Start < at.Start && a.usesResult(n, sp, in) }
	if has(n, before) {
		return true
	}
	return slices.ContainsFunc(n.Edges, func(e *calls.Edge) bool {
		if e.Verb != "calls" || e.To.Def == nil || e.To.File != n.File && e.To.Crate != n.Crate || !before(e.Span, e.Origin) {
			return false
		}
		a.graph.Finish(e.To)
		return has(e.To, func(rust.Span, *rust.Origin) bool { return true })
	})
}
