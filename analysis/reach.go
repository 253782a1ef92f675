package analysis

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// hit is one effect of one root, before roots are merged.
type hit struct {
	reach *Reach
	path  RootPath
	// quietSink tells a logger that by itself writes errors alone.
	quietSink bool
}

// reach finds what every root reaches and merges by place and kind.
func (a *analyzer) reach() {
	merged := map[string]*Reach{}
	var logs []logged
	sinks := map[*workspace.Target]sink{}
	for _, r := range a.roots {
		var hits []hit
		a.guard(packageOf(r), func() { hits = a.reachOf(r) })
		for _, h := range hits {
			switch k := h.reach.Effect.Kind; k {
			case LogCall:
				logs = append(logs, logged{r, h.reach, h.path})
				continue
			case LogSink, LogTLS, LogErrors, LogOpens, EnvWrite:
				if r.Moment == Load {
					for _, t := range r.Linked {
						sinks[t] = sinks[t].with(k, h.quietSink)
					}
				}
			}
			if k := h.reach.Effect.Kind; k == LogErrors || k == LogOpens { // matters for what is logged alone
				continue
			}
			a.merge(merged, h.reach, h.path)
		}
	}
	a.logged(merged, logs, sinks)
	firstLoggers(merged)
	a.reaches = ordered(merged)
}

// ordered sorts reaches by place, and the paths of each.
func ordered(merged map[string]*Reach) []*Reach {
	var out []*Reach
	for _, r := range merged {
		slices.SortStableFunc(r.Paths, comparePaths)
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y *Reach) int {
		return cmp.Or(strings.Compare(x.Place.File, y.Place.File), cmp.Compare(x.Place.Span.Start, y.Place.Span.Start),
			strings.Compare(string(x.Effect.Kind), string(y.Effect.Kind)), strings.Compare(x.Effect.What, y.Effect.What))
	})
	return out
}

func comparePaths(x, y RootPath) int {
	return cmp.Or(boolCompare(x.Caught, y.Caught), boolCompare(!x.Certain, !y.Certain), cmp.Compare(len(x.Chain), len(y.Chain)),
		strings.Compare(x.Root.Place.File, y.Root.Place.File), cmp.Compare(x.Root.Place.Span.Start, y.Root.Place.Span.Start),
		strings.Compare(string(x.Root.Moment), string(y.Root.Moment)))
}

func boolCompare(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

func (a *analyzer) merge(into map[string]*Reach, r *Reach, p RootPath) {
	key := string(r.Effect.Kind) + "|" + r.Place.File + "|" + strconv.Itoa(r.Place.Span.Start)
	old := into[key]
	if old == nil {
		old = r
		into[key] = r
	}
	for i := range old.Paths {
		if old.Paths[i].Root == p.Root {
			if comparePaths(p, old.Paths[i]) < 0 {
				old.Paths[i] = p
			}
			return
		}
	}
	old.Paths = append(old.Paths, p)
}

// packageOf is the package that registers a root, nil if none does.
func packageOf(r *Root) *workspace.Package {
	if r.Target == nil {
		return nil
	}
	return r.Target.Package
}

// reachOf lists the effects of one root.
func (a *analyzer) reachOf(r *Root) []hit {
	var out []hit
	seen, whole := a.search(a.nodes[r], a.within[r])
	visits := byDistance(seen)
	a.cutsOn(r, visits, whole)
	best := map[*calls.Site]bool{}
	logged := map[logLine]*calls.Site{}
	for _, v := range visits {
		for _, s := range v.node.Sites {
			if s.Origin != nil && s.Row != nil && slices.Contains(s.Row.Kinds, LogCall) {
				key := logLine{v.node.File.Path, s.Origin.DefFile, s.Origin.Body}
				if first, ok := logged[key]; ok && first != s {
					continue // one log line of a macro that the file uses many times
				}
				logged[key] = s
			}
			if s.Subject != nil && frees(s) && !a.usedElsewhere(s.Subject, visits) {
				continue
			}
			if best[s] {
				continue
			}
			best[s] = true
			out = append(out, a.hitsOf(r, v, s)...)
		}
	}
	return out
}

// byDistance puts what a search has seen in order, the best path to a node first.
func byDistance(seen map[state]*visit) []*visit {
	visits := make([]*visit, 0, len(seen))
	for _, v := range seen {
		visits = append(visits, v)
	}
	slices.SortFunc(visits, func(x, y *visit) int {
		return cmp.Or(boolCompare(x.caught, y.caught), boolCompare(x.likely, y.likely), cmp.Compare(x.dist, y.dist),
			strings.Compare(x.node.File.Path, y.node.File.Path), cmp.Compare(x.node.Span.Start, y.node.Span.Start), strings.Compare(x.node.Name, y.node.Name))
	})
	return visits
}

// hitsOf turns a site into one hit for each kind of its row.
func (a *analyzer) hitsOf(r *Root, v *visit, s *calls.Site) []hit {
	kinds := []EffectKind{s.Kind}
	if s.Row != nil {
		if crate, _, _ := strings.Cut(s.Row.Path, "::"); !s.Row.At(r.Moment) || !a.hasFeatures(v.node.Crate.Package, crate, s.Row.Features) {
			return nil
		}
		kinds = s.Row.Kinds
	}
	var out []hit
	for _, k := range kinds {
		if forHostCalls[k] && r.Moment != Call || k == HostState && givenBack(r, v.node, s) {
			continue
		}
		e := &Effect{Kind: k, What: s.What, Note: s.Note, Source: s.Source}
		if s.Row != nil {
			e.Path, e.Symbols, e.State = s.Row.Path, s.Row.Symbols, s.Row.State
			e.Unlikely = s.Row.Unlikely
			e.once = slices.Contains(s.Row.Kinds, OnceInit)
		}
		if k == Panic {
			e.Unlikely = cmp.Or(e.Unlikely, s.Unlikely)
			if e.Unlikely == "" && !isMember(v.node.Crate.Package) {
				e.Unlikely = "only on a condition inside `" + v.node.Crate.Name + "` that its documentation does not name"
			}
		}
		reach := &Reach{Effect: e, In: v.node.Name}
		if s.Subject != nil {
			reach.Subject = s.Subject.LocalPath()
			reach.SubjectPlace = &Place{File: s.Subject.Scope.Module.File.Path, Span: s.Subject.Item.NameSpan}
		}
		p := RootPath{Root: r, Certain: !v.likely && s.Certain, Caught: v.caught}
		if !a.place(reach, v, s) {
			continue
		}
		p.Chain = a.chain(r, v, s)
		out = append(out, hit{reach, p, quietSink(s)})
	}
	return out
}

// place sets where a finding stands: at the site, or at the last call of the
// workspace where the site is in a dependency.
func (a *analyzer) place(reach *Reach, v *visit, s *calls.Site) bool {
	site := Place{File: v.node.File.Path, Span: s.Span}
	reach.Place, reach.Package = site, v.node.Crate.Package
	if s.Origin != nil {
		reach.Inner = &Place{File: s.Origin.DefFile, Span: s.Origin.Body}
	}
	for u := v; !isMember(u.node.Crate.Package); u = u.from {
		if u.from == nil {
			return false
		}
		reach.Place = Place{File: u.from.node.File.Path, Span: u.edge.Span}
		reach.Package = u.from.node.Crate.Package
		reach.Inner = &site
	}
	return true
}

// chain puts the path from the root to the site in words.
func (a *analyzer) chain(r *Root, v *visit, s *calls.Site) []Step {
	var visits []*visit
	for u := v; u != nil; u = u.from {
		visits = append(visits, u)
	}
	slices.Reverse(visits)
	out := slices.Clone(a.before[r][visits[0].node])
	for _, u := range visits[1:] {
		out = append(out, Step{
			Message: "`" + u.from.node.Name + "` " + u.edge.Verb + " " + named(u.node), Place: Place{File: u.from.node.File.Path, Span: u.edge.Span},
			From: u.from.node.Name, To: u.node.Name, Verb: u.edge.Verb, ToPlace: Place{File: u.node.File.Path, Span: u.node.Span},
		})
	}
	return append(out, Step{
		Message: "`" + v.node.Name + "` reaches `" + s.What + "`", Place: Place{File: v.node.File.Path, Span: s.Span},
		From: v.node.Name, To: s.What, Verb: "reaches",
	})
}

func named(n *calls.Node) string {
	if n.Def == nil || strings.HasPrefix(n.Name, "the ") {
		return n.Name
	}
	return "`" + n.Name + "`"
}

// directives collects the suppression comments of every file that was parsed
// or that the scan saw one in.
func (a *analyzer) directives() map[string][]*rust.Directive {
	out := a.ws.Directives()
	if out == nil {
		out = map[string][]*rust.Directive{}
	}
	byPath := map[string]*names.SourceFile{}
	for _, c := range a.prog.Loaded() {
		for _, f := range c.Files() {
			byPath[f.Path] = f
		}
	}
	for _, sc := range a.scans {
		for path := range sc.notes {
			var ast *rust.File
			if f := byPath[path]; f != nil {
				ast = f.AST()
			} else if src, err := a.fs.ReadFile(path, rust.MaxSource); err == nil {
				ast, _ = rust.Parse(a.ctx, filepath.Base(path), src)
			}
			if ast != nil && len(ast.Directives) > 0 {
				out[path] = ast.Directives
			}
		}
	}
	return out
}

func frees(s *calls.Site) bool {
	return s.Kind == Frees || s.Row != nil && slices.Contains(s.Row.Kinds, Frees)
}

// usedElsewhere reports whether code that the root does not run itself names the static:
// only then is there anybody to use it after it was freed.
func (a *analyzer) usedElsewhere(d *names.Def, visits []*visit) bool {
	own := map[*rust.Item]bool{}
	for _, v := range visits {
		if v.node.Def != nil {
			own[v.node.Def.Item] = true
		}
	}
	return slices.ContainsFunc(a.mentionsOf(d, a.seeing(d)), func(m mention) bool { return !own[m.in] })
}
