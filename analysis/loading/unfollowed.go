package loading

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// dependencyReader looks through what a library links and nothing else follows.
type dependencyReader struct{ *corpus.Corpus }

// Unfollowed looks, for each library, at the dependencies from registries and
// repositories. Where the sources of one are absent, only the data can tell that it
// leaves nothing. Of the workspace's own packages native code is not followed, nor are
// functions that are taken as values.
func Unfollowed(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading) {
	a := &dependencyReader{c}
	type mark struct {
		what   string
		native bool
	}
	marked := map[*workspace.Package]mark{}
	for t, l := range loaded {
		for _, d := range foreignDeps(t) {
			if d.own {
				for i, look := range []func(*workspace.Package) (string, analysis.Place){a.nativeCode, a.handedOn} {
					if what, at := look(d.pkg); what != "" {
						l.Unfollowed = append(l.Unfollowed, analysis.Unfollowed{Package: d.name, Place: at, What: what, Leaves: leftKind(what), Native: i == 0})
					}
				}
				continue
			}
			u := analysis.Unfollowed{Package: d.name, Place: d.place, Absent: d.pkg == nil}
			if a.Table.LeavesNothing(d.name) || slices.ContainsFunc(l.Unfollowed, func(o analysis.Unfollowed) bool { return o.Package == d.name }) {
				continue
			}
			if d.pkg != nil {
				m, looked := marked[d.pkg]
				if !looked {
					if m.what = a.mayLeave(d.pkg); m.what == "" {
						m.what, _ = a.nativeCode(d.pkg)
						m.native = m.what != ""
					}
					marked[d.pkg] = m
				}
				if m.what == "" {
					continue
				}
				u.What, u.Leaves, u.Native = m.what, leftKind(m.what), m.native
			}
			l.Unfollowed = append(l.Unfollowed, u)
		}
		slices.SortFunc(l.Unfollowed, func(x, y analysis.Unfollowed) int { return strings.Compare(x.Package, y.Package) })
	}
}

// leftKind is the leftover that words about a package's code mean, "" for none or an open
// one.
func leftKind(what string) unload.Kind {
	for _, l := range leavings {
		if l.what == what {
			return l.leaves
		}
	}
	for _, l := range nativeLeavings {
		if l.what == what {
			return l.leaves
		}
	}
	return ""
}

// Unread notes for each library what of the workspace's code that goes into it was not
// read, and may leave anything behind.
func Unread(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading, problems []workspace.Problem) {
	for _, p := range problems {
		if p.Minor || p.Rule != "unread-code" && p.Rule != "internal-error" {
			continue
		}
		i := slices.IndexFunc(c.Scans, func(sc *scan.Package) bool { return sc.Pkg.Manifest == p.File || slices.Contains(sc.Files, p.File) })
		if i < 0 {
			continue
		}
		pkg := c.Scans[i].Pkg
		for t, l := range loaded {
			if pkg == t.Package || slices.Contains(c.Linked[pkg.Manifest], t) {
				l.Unfollowed = append(l.Unfollowed, analysis.Unfollowed{Package: pkg.Name, Place: analysis.Place{File: p.File, Span: p.Span}, Unread: p.Message})
			}
		}
	}
}

// mayLeave tells what the files of a package that go into its library may leave
// behind, "" for nothing. Of a crate that rows of the data speak of, all but its
// thread-locals is known by its calls. Rust alone is looked at; see nativeCode.
func (dr *dependencyReader) mayLeave(p *workspace.Package) (what string) {
	i := slices.IndexFunc(p.Targets, func(t *workspace.Target) bool { return t.Kind == workspace.TargetLib })
	if i < 0 {
		return ""
	}
	known := dr.Table.Speaks(strings.ReplaceAll(p.Name, "-", "_"))
	dr.Guard(p, func() {
		s := &scan.Scanner{FS: dr.FS}
		for _, path := range s.Sources(p) {
			if !links.CompiledInto(p.Targets[i], p, path) {
				continue
			}
			src, err := dr.FS.ReadFile(path, rust.MaxSource)
			if err != nil {
				what = "code that cannot be read"
				return
			}
			if what = leftBy(src, known); what != "" {
				return
			}
		}
	})
	return what
}

// foreignDep is a dependency that is neither a member nor a path; pkg is nil where its
// sources are absent. own marks one that is, or the package itself: its Rust is followed.
type foreignDep struct {
	name  string
	pkg   *workspace.Package
	place analysis.Place
	own   bool
}

// foreignDeps lists what a target links from elsewhere, with the key of the user's
// manifest by which each comes.
func foreignDeps(t *workspace.Target) []foreignDep {
	var out []foreignDep
	seen := map[string]bool{}
	var follow func(p *workspace.Package, via *analysis.Place, depth int)
	follow = func(p *workspace.Package, via *analysis.Place, depth int) {
		if seen[p.Manifest] || depth > 60 {
			return
		}
		seen[p.Manifest] = true
		if p.Member || p.Source == "path" {
			out = append(out, foreignDep{name: p.Name, pkg: p, own: true})
		}
		deps := p.Deps
		if p == t.Package && t.Kind == workspace.TargetExample {
			deps = slices.Concat(deps, p.DevDeps)
		}
		for _, d := range deps {
			at := via
			if at == nil {
				at = &analysis.Place{File: p.Manifest, Span: d.Span}
			}
			switch r := d.Resolved(); {
			case r == nil:
				out = append(out, foreignDep{name: d.Package, place: *at})
			case r.ProcMacro:
			case r.Member || r.Source == "path":
				follow(r, nil, depth+1)
			default:
				if !seen[r.Manifest] {
					out = append(out, foreignDep{name: d.Package, pkg: r, place: *at})
				}
				follow(r, at, depth+1)
			}
		}
	}
	follow(t.Package, nil, 0)
	return out
}
