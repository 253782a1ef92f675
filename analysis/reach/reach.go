// Package reach is the fourth stage. It follows the calls from each root, and from what hosts
// call, to the functions that a row of the data speaks of, and merges what several roots
// reach.
package reach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/search"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// hit is one effect of one root, before roots are merged.
type hit struct {
	reach *analysis.Reach
	path  analysis.RootPath
	// quietSink tells a logger that by itself writes errors alone.
	quietSink bool
}

// reacher follows the calls from roots.
type reacher struct {
	*corpus.Corpus
	*roots.Found
}

// Of finds what every root reaches and merges by place and kind.
func Of(c *corpus.Corpus, found *roots.Found) []*analysis.Reach {
	a := &reacher{c, found}
	merged := map[string]*analysis.Reach{}
	var logs []logged
	sinks := map[*workspace.Target]sink{}
	for _, r := range a.Roots {
		var hits []hit
		a.Guard(packageOf(r), func() { hits = a.reachOf(r) })
		for _, h := range hits {
			switch k := h.reach.Effect.Kind; k {
			case analysis.LogCall:
				logs = append(logs, logged{r, h.reach, h.path})
				continue
			case analysis.LogSink, analysis.LogTLS, analysis.LogErrors, analysis.LogOpens, analysis.EnvWrite:
				if r.Moment == analysis.Load {
					for _, t := range r.Linked {
						sinks[t] = sinks[t].with(k, h.quietSink)
					}
				}
			}
			if k := h.reach.Effect.Kind; k == analysis.LogErrors || k == analysis.LogOpens { // matters for what is logged alone
				continue
			}
			merge(merged, h.reach, h.path)
		}
	}
	logRecords(c, merged, logs, sinks)
	firstLoggers(merged)
	return ordered(merged)
}

// ordered sorts reaches by place, and the paths of each.
func ordered(merged map[string]*analysis.Reach) []*analysis.Reach {
	var out []*analysis.Reach
	for _, r := range merged {
		slices.SortStableFunc(r.Paths, comparePaths)
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y *analysis.Reach) int {
		return cmp.Or(strings.Compare(x.Place.File, y.Place.File), cmp.Compare(x.Place.Span.Start, y.Place.Span.Start),
			strings.Compare(string(x.Effect.Kind), string(y.Effect.Kind)), strings.Compare(x.Effect.What, y.Effect.What))
	})
	return out
}

func comparePaths(x, y analysis.RootPath) int {
	return cmp.Or(search.CompareBool(x.Caught, y.Caught), search.CompareBool(!x.Certain, !y.Certain), cmp.Compare(len(x.Chain), len(y.Chain)),
		strings.Compare(x.Root.Place.File, y.Root.Place.File), cmp.Compare(x.Root.Place.Span.Start, y.Root.Place.Span.Start),
		strings.Compare(string(x.Root.Moment), string(y.Root.Moment)))
}

func merge(into map[string]*analysis.Reach, r *analysis.Reach, p analysis.RootPath) {
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
func packageOf(r *analysis.Root) *workspace.Package {
	if r.Target == nil {
		return nil
	}
	return r.Target.Package
}

// reachOf lists the effects of one root.
func (e *reacher) reachOf(r *analysis.Root) []hit {
	var out []hit
	seen, whole := search.From(e.Corpus, e.Nodes[r], e.Within[r])
	visits := search.ByDistance(seen)
	search.NoteCuts(e.Corpus, r, visits, whole)
	best := map[*calls.Site]bool{}
	logged := map[logLine]*calls.Site{}
	for _, v := range visits {
		for _, s := range v.Node.Sites {
			if s.Origin != nil && s.Row != nil && slices.Contains(s.Row.Kinds, analysis.LogCall) {
				key := logLine{v.Node.File.Path, s.Origin.DefFile, s.Origin.Body}
				if first, ok := logged[key]; ok && first != s {
					continue // one log line of a macro that the file uses many times
				}
				logged[key] = s
			}
			if s.Subject != nil && frees(s) && !e.usedElsewhere(s.Subject, visits) {
				continue
			}
			if best[s] {
				continue
			}
			best[s] = true
			out = append(out, e.hitsOf(r, v, s)...)
		}
	}
	return out
}

// hitsOf turns a site into one hit for each kind of its row.
func (e *reacher) hitsOf(r *analysis.Root, v *search.Visit, s *calls.Site) []hit {
	kinds := []analysis.EffectKind{s.Kind}
	if s.Row != nil {
		if crate, _, _ := strings.Cut(s.Row.Path, "::"); !s.Row.At(r.Moment) || !e.HasFeatures(v.Node.Crate.Package, crate, s.Row.Features) {
			return nil
		}
		kinds = s.Row.Kinds
	}
	var out []hit
	for _, k := range kinds {
		if forHostCalls[k] && r.Moment != analysis.Call || k == analysis.HostState && givenBack(r, v.Node, s) {
			continue
		}
		effect := &analysis.Effect{Kind: k, What: s.What, Note: s.Note, Source: s.Source}
		if s.Row != nil {
			effect.Path, effect.Symbols, effect.State = s.Row.Path, s.Row.Symbols, s.Row.State
			effect.Unlikely = s.Row.Unlikely
			effect.Once = slices.Contains(s.Row.Kinds, analysis.OnceInit)
		}
		if k == analysis.Panic {
			effect.Unlikely = cmp.Or(effect.Unlikely, s.Unlikely)
			if effect.Unlikely == "" && !links.IsMember(v.Node.Crate.Package) {
				effect.Unlikely = "only on a condition inside `" + v.Node.Crate.Name + "` that its documentation does not name"
			}
		}
		reach := &analysis.Reach{Effect: effect, In: v.Node.Name}
		if s.Subject != nil {
			reach.Subject = s.Subject.LocalPath()
			reach.SubjectPlace = &analysis.Place{File: s.Subject.Scope.Module.File.Path, Span: s.Subject.Item.NameSpan}
		}
		p := analysis.RootPath{Root: r, Certain: !v.Likely && s.Certain, Caught: v.Caught}
		if !locate(reach, v, s) {
			continue
		}
		p.Chain = e.chain(r, v, s)
		out = append(out, hit{reach, p, quietSink(s)})
	}
	return out
}

// locate sets where a finding stands: at the site, or at the last call of the
// workspace where the site is in a dependency.
func locate(reach *analysis.Reach, v *search.Visit, s *calls.Site) bool {
	site := analysis.Place{File: v.Node.File.Path, Span: s.Span}
	reach.Place, reach.Package = site, v.Node.Crate.Package
	if s.Origin != nil {
		reach.Inner = &analysis.Place{File: s.Origin.DefFile, Span: s.Origin.Body}
	}
	for u := v; !links.IsMember(u.Node.Crate.Package); u = u.From {
		if u.From == nil {
			return false
		}
		reach.Place = analysis.Place{File: u.From.Node.File.Path, Span: u.Edge.Span}
		reach.Package = u.From.Node.Crate.Package
		reach.Inner = &site
	}
	return true
}

// chain puts the path from the root to the site in words.
func (e *reacher) chain(r *analysis.Root, v *search.Visit, s *calls.Site) []analysis.Step {
	var visits []*search.Visit
	for u := v; u != nil; u = u.From {
		visits = append(visits, u)
	}
	slices.Reverse(visits)
	out := slices.Clone(e.Before[r][visits[0].Node])
	for _, u := range visits[1:] {
		out = append(out, analysis.Step{
			Message: "`" + u.From.Node.Name + "` " + u.Edge.Verb + " " + search.Named(u.Node), Place: analysis.Place{File: u.From.Node.File.Path, Span: u.Edge.Span},
			From: u.From.Node.Name, To: u.Node.Name, Verb: u.Edge.Verb, ToPlace: analysis.Place{File: u.Node.File.Path, Span: u.Node.Span},
		})
	}
	return append(out, analysis.Step{
		Message: "`" + v.Node.Name + "` reaches `" + s.What + "`", Place: analysis.Place{File: v.Node.File.Path, Span: s.Span},
		From: v.Node.Name, To: s.What, Verb: "reaches",
	})
}

func frees(s *calls.Site) bool {
	return s.Kind == analysis.Frees || s.Row != nil && slices.Contains(s.Row.Kinds, analysis.Frees)
}

// usedElsewhere reports whether code that the root does not run itself names the static:
// only then is there anybody to use it after it was freed.
func (e *reacher) usedElsewhere(d *names.Def, visits []*search.Visit) bool {
	own := map[*rust.Item]bool{}
	for _, v := range visits {
		if v.Node.Def != nil {
			own[v.Node.Def.Item] = true
		}
	}
	return slices.ContainsFunc(mention.Of(e.Corpus, d, e.Seeing(d)), func(m mention.Mention) bool { return !own[m.In] })
}
