// Package links says, from the manifests alone, which packages of a workspace are looked at,
// which targets link each of them, and which files and features go into a target.
package links

import (
	"maps"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Links says which packages of a workspace are looked at and which targets link each.
type Links struct {
	// Packages are those to look at, by manifest.
	Packages []*workspace.Package
	Linked   map[string][]*workspace.Target // by manifest
}

// Of works out the links of a workspace.
func Of(ws *workspace.Workspace) *Links {
	l := &Links{Packages: lookedAt(ws), Linked: map[string][]*workspace.Target{}}
	for _, p := range l.Packages {
		for _, t := range p.Targets {
			l.link(p, t, map[string]bool{})
		}
	}
	return l
}

// lookedAt lists the members to look at, sorted by manifest: those that are asked for,
// the libraries that link them, and the members that either link. What is found does
// not depend on which folder was named, only what is shown.
func lookedAt(ws *workspace.Workspace) []*workspace.Package {
	linked := map[*workspace.Package]map[*workspace.Package]bool{} // by a member, itself included
	take := map[*workspace.Package]bool{}
	for _, p := range ws.Packages {
		linked[p] = map[*workspace.Package]bool{}
		linksOf(p, linked[p])
		plugin := slices.ContainsFunc(p.Targets, (*workspace.Target).Unloadable)
		for d := range linked[p] {
			if p.Selected || plugin && d.Selected && !p.Settings.Excluded(p.Dir, p.Dir) {
				take[p] = true
			}
		}
	}
	for p := range maps.Clone(take) {
		for d := range linked[p] {
			take[d] = true
		}
	}
	var out []*workspace.Package
	for _, p := range ws.Packages {
		if take[p] && !p.ProcMacro {
			out = append(out, p)
		}
	}
	return out
}

// linksOf adds a package and the members that it links, examples' own included.
func linksOf(p *workspace.Package, seen map[*workspace.Package]bool) {
	if p == nil || seen[p] || p.ProcMacro {
		return
	}
	seen[p] = true
	deps := p.Deps
	if slices.ContainsFunc(p.Targets, func(t *workspace.Target) bool { return t.Kind == workspace.TargetExample }) {
		deps = slices.Concat(deps, p.DevDeps)
	}
	for _, d := range deps {
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			linksOf(r, seen)
		}
	}
}

// InUnloadable reports whether a library that may be unloaded links the package.
func (l *Links) InUnloadable(p *workspace.Package) bool {
	return slices.ContainsFunc(l.Linked[p.Manifest], (*workspace.Target).Unloadable)
}

// link notes that a target links a package, and what that links in turn.
func (l *Links) link(p *workspace.Package, t *workspace.Target, seen map[string]bool) {
	if p == nil || seen[p.Manifest] || p.ProcMacro {
		return
	}
	seen[p.Manifest] = true
	l.Linked[p.Manifest] = append(l.Linked[p.Manifest], t)
	deps := p.Deps
	if t.Package == p && t.Kind == workspace.TargetExample {
		deps = append(slices.Clone(deps), p.DevDeps...)
	}
	for _, d := range deps {
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			l.link(r, t, seen)
		}
	}
}

// LinkedBy lists the targets that a root of crate c ends up in.
func (l *Links) LinkedBy(c *names.Crate) []*workspace.Target {
	if c.Target != nil && c.Target.Kind != workspace.TargetLib {
		return []*workspace.Target{c.Target}
	}
	return l.Linked[c.Package.Manifest]
}

// IsMember reports whether a file belongs to a package of the workspace.
func IsMember(p *workspace.Package) bool { return p != nil && p.Member }

func Libraries(targets []*workspace.Target) []*workspace.Target {
	var out []*workspace.Target
	for _, t := range targets {
		if t.Unloadable() {
			out = append(out, t)
		}
	}
	return out
}

// Linkable reports a library that other crates can link; a cdylib alone is
// built for somebody else (an artifact dependency).
func Linkable(t *workspace.Target) bool {
	if t.Kind != workspace.TargetLib {
		return false
	}
	for _, k := range t.CrateTypes {
		if k == "lib" || k == "rlib" || k == "dylib" {
			return true
		}
	}
	return false
}

func SeesCrates(p *workspace.Package, sees map[string]bool, seen map[*workspace.Package]bool) {
	if p == nil || seen[p] {
		return
	}
	seen[p] = true
	sees[strings.ReplaceAll(p.Name, "-", "_")] = true
	deps := p.Deps
	if slices.ContainsFunc(p.Targets, func(t *workspace.Target) bool { return t.Kind == workspace.TargetExample }) {
		deps = append(slices.Clone(deps), p.DevDeps...)
	}
	for _, d := range deps {
		sees[strings.ReplaceAll(d.Package, "-", "_")] = true
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			SeesCrates(r, sees, seen)
		}
	}
}
