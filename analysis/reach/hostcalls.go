package reach

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/search"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What the host calls are a library's exports, and the functions under the attributes of
// its framework. They are walked only for what matters in a call, and only in libraries
// that hold a word of it or whose host makes it matter.

// forHostCalls are kinds that matter in what the host calls alone; other roots are not
// asked for them.
var forHostCalls = map[analysis.EffectKind]bool{analysis.OnceInit: true, analysis.RunsOnce: true, analysis.NeedsRuntime: true, analysis.EntersRuntime: true, analysis.CallsLibc: true}

// hostCaller follows the calls from what hosts call.
type hostCaller struct {
	reacher
	loaded  map[*workspace.Target]*analysis.Loading
	shadows []*analysis.Shadow
	leading []*leading          // one for each question
	flags   map[*calls.Node]int // see flagged
}

// HostCalls finds what the host's calls reach.
func HostCalls(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading) ([]*analysis.Reach, []*analysis.Shadow) {
	h := &hostCaller{reacher: reacher{c, roots.New()}, loaded: loaded}
	merged := map[string]*analysis.Reach{}
	for _, crate := range c.Crates {
		if c.Ctx.Err() != nil {
			return nil, nil
		}
		libs := links.Libraries(c.LinkedBy(crate))
		if len(libs) == 0 || crate.Target != nil && crate.Target.Kind != workspace.TargetLib && !crate.Target.Unloadable() || !AsksCalls(c, loaded, libs) {
			continue
		}
		c.Guard(crate.Package, func() {
			for _, r := range h.entries(crate, libs) {
				h.fromCall(merged, r, libs)
			}
		})
	}
	h.interposed()
	return ordered(merged), h.shadows
}

// entries lists the functions of a crate that the hosts of its libraries call.
func (h *hostCaller) entries(c *names.Crate, libs []*workspace.Target) []*analysis.Root {
	var out []*analysis.Root
	add := func(d *names.Def, file, trait string) {
		if d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil || trait == "" && !h.Exporting(file) {
			return
		}
		attrs := c.Env().Expand(d.Item.Attrs)
		symbol, marks := corpus.ExportedName(d, attrs), h.hostMarks(attrs, libs)
		if symbol == "" && len(marks) == 0 && trait == "" {
			return
		}
		r := &analysis.Root{Moment: analysis.Call, Registration: "export", Symbol: symbol, Name: d.LocalPath(), Priority: -1, Target: c.Target, Linked: libs, Item: d.Item,
			Place: analysis.Place{File: file, Span: d.Item.NameSpan}}
		switch {
		case symbol != "":
		case len(marks) > 0:
			r.Registration, symbol = "#["+marks[0]+"]", d.Name
		default:
			r.Registration, symbol = trait, d.Name
		}
		r.Initialises = slices.ContainsFunc(libs, func(t *workspace.Target) bool {
			return h.loaded[t] != nil && h.loaded[t].Host.Initialises(symbol, marks)
		})
		if n := h.Graph.Node(d); n != nil {
			out = append(out, r)
			h.Nodes[r] = []*calls.Node{n}
		}
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && h.Exporting(m.File.Path) {
			for _, d := range slices.Clone(m.Scope().Items) {
				add(d, m.File.Path, "")
			}
		}
	}
	for _, im := range slices.Clone(c.Impls()) {
		for _, d := range names.InOrder(im.Fns) {
			add(d, im.Scope.Module.File.Path, "")
		}
	}
	for _, trait := range h.calledTraits(libs) {
		for _, im := range slices.Clone(c.ImplsOf(words.LastSegment(trait), "")) {
			if d := im.Trait(); d == nil || d.Path() != trait {
				continue
			}
			for _, d := range names.InOrder(im.Fns) {
				add(d, im.Scope.Module.File.Path, trait)
			}
		}
	}
	return out
}

// calledTraits are the traits whose functions the hosts of some libraries call.
func (h *hostCaller) calledTraits(libs []*workspace.Target) []string {
	var out []string
	for _, t := range libs {
		if l := h.loaded[t]; l != nil && l.Host != nil {
			for _, path := range l.Host.Traits {
				if !slices.Contains(out, path) {
					out = append(out, path)
				}
			}
		}
	}
	return out
}

// hostMarks are the attributes of an item that a host of the libraries is known by.
func (h *hostCaller) hostMarks(attrs []*rust.Attr, libs []*workspace.Target) []string {
	var out []string
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		for _, t := range libs {
			if l := h.loaded[t]; l != nil && l.Host != nil {
				for _, m := range l.Host.Macros {
					if name, ok := strings.CutPrefix(m, "#"); ok && words.LastSegment(name) == words.LastSegment(at.Meta.Path) && !slices.Contains(out, name) {
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
func (h *hostCaller) fromCall(merged map[string]*analysis.Reach, r *analysis.Root, libs []*workspace.Target) {
	late, forks := false, false
	for _, t := range libs {
		if l := h.loaded[t]; l != nil {
			late, forks = late || l.Host.CallsExportLate(r.Symbol), forks || l.Host.ForksAfterInit()
		}
	}
	if r.Symbol != "" { // what a framework's attribute wraps catches panics and enters its runtime
		h.walkCall(merged, r, h.once, analysis.OnceInit)
		h.walkCall(merged, r, h.entered, analysis.NeedsRuntime)
	}
	h.walkCall(merged, r, always, analysis.HostState, analysis.EnvWrite)
	if late {
		h.walkCall(merged, r, h.asked, analysis.TLSAccess, analysis.ThreadSpawn, analysis.Runtime)
	}
	if forks && r.Initialises {
		h.walkCall(merged, r, always, analysis.ThreadSpawn, analysis.RawThread, analysis.Runtime)
	}
}

// harmless tells, of what stands at a place in a body, that it does not matter there.
// via is the function judged by data that runs the callee, "" for a direct call.
type harmless func(n *calls.Node, at rust.Span, via, verb string) bool

func always(*calls.Node, rust.Span, string, string) bool { return false }

func (h *hostCaller) walkCall(merged map[string]*analysis.Reach, r *analysis.Root, not harmless, kinds ...analysis.EffectKind) {
	to := h.leadingTo(kinds)
	for _, n := range h.Nodes[r] {
		to.add(h.Corpus, n)
	}
	if !slices.ContainsFunc(h.Nodes[r], func(n *calls.Node) bool { return to.leads[n] }) {
		return
	}
	seen, whole := search.Without(h.Corpus, h.Nodes[r], func(n *calls.Node, e *calls.Edge) bool { return !to.leads[e.To] || not(n, e.Span, e.Via, e.Verb) })
	visits := search.ByDistance(seen)
	search.NoteCuts(h.Corpus, r, visits, whole)
	best := map[*calls.Site]bool{}
	for _, v := range visits {
		for _, s := range v.Node.Sites {
			if best[s] || !to.wanted(s) || not(v.Node, s.Span, "", "") || s.Open && !failsLoudly(v, s.Span) {
				continue
			}
			best[s] = true
			for _, hit := range h.hitsOf(r, v, s) {
				if slices.Contains(kinds, hit.reach.Effect.Kind) {
					merge(merged, hit.reach, hit.path)
				}
			}
		}
	}
}

// once leaves out what runs at most once in a process: initialisers, what Once and its
// kin run, and what follows a flag that was swapped or asked for.
func (h *hostCaller) once(n *calls.Node, at rust.Span, via, verb string) bool {
	return verb == "forces" || verb == "initialises" || via != "" && h.does(via, analysis.RunsOnce) || h.flagged(n, at)
}

// entered leaves out what an async runtime runs, and what follows its guard.
func (h *hostCaller) entered(n *calls.Node, at rust.Span, via, _ string) bool {
	if via != "" && h.does(via, analysis.EntersRuntime) {
		return true
	}
	return h.follows(n, at, analysis.EntersRuntime, func(s *calls.Site) bool { return len(s.Row.Calls) == 0 })
}

// asked leaves out what follows a test whether the thread's locals are alive.
func (h *hostCaller) asked(n *calls.Node, at rust.Span, _, _ string) bool {
	return h.follows(n, at, analysis.TLSTry, func(*calls.Site) bool { return true })
}

func (h *hostCaller) does(path string, kind analysis.EffectKind) bool {
	for _, r := range h.Table.Lookup(path, h.WS.Compiler.From, h.WS.Compiler.To) {
		if slices.Contains(r.Kinds, kind) {
			return true
		}
	}
	return false
}

// follows reports whether a site of a kind whose result is looked at or kept stands in
// front of a place in the body, or in a function that is called there.
func (h *hostCaller) follows(n *calls.Node, at rust.Span, kind analysis.EffectKind, counts func(*calls.Site) bool) bool {
	has := func(n *calls.Node, used func(rust.Span, *rust.Origin) bool) bool {
		return slices.ContainsFunc(n.Sites, func(s *calls.Site) bool {
			return s.Row != nil && slices.Contains(s.Row.Kinds, kind) && counts(s) && used(s.Span, s.Origin)
		})
	}
	before := func(sp rust.Span, in *rust.Origin) bool { return sp.Start < at.Start && h.usesResult(n, sp, in) }
	if has(n, before) {
		return true
	}
	return slices.ContainsFunc(n.Edges, func(e *calls.Edge) bool {
		if e.Verb != "calls" || e.To.Def == nil || e.To.File != n.File && e.To.Crate != n.Crate || !before(e.Span, e.Origin) {
			return false
		}
		h.Graph.Finish(e.To)
		return has(e.To, func(rust.Span, *rust.Origin) bool { return true })
	})
}

// AsksCalls reports whether a rule asks what calls of some libraries reach.
func AsksCalls(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading, libs []*workspace.Target) bool {
	for _, t := range libs {
		if l := loaded[t]; l != nil && (l.Host.CallsLate() || l.Host.ForksAfterInit()) {
			return true
		}
		for _, sc := range c.Scans {
			if len(sc.Host) > 0 && slices.Contains(c.Linked[sc.Pkg.Manifest], t) {
				return true
			}
		}
	}
	return false
}
