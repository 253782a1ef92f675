package scan

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// All looks through the sources for what matters. Where they have other names for
// the calls that are looked for (`use … as`, a type alias, a macro around the call),
// it looks again, for those too.
func (s *Scanner) All(pkgs []*workspace.Package) (out Scans) {
	for range 3 {
		out = append(s.Scan(pkgs, nil), s.besides(pkgs)...)
		if !s.learn(out) {
			break
		}
	}
	return out
}

// learn notes other names for calls; it reports whether one is news.
func (s *Scanner) learn(scans []*Package) bool {
	fresh := false
	for _, from := range scans {
		slices.SortFunc(from.names, words.Name.Compare) // workers found them in any order
		for _, n := range from.names {
			news := false
			for _, sc := range scans {
				news = sc.words.Alias(n, calledWords) || news
			}
			if news {
				s.names = append(s.names, n)
				fresh = true
			}
		}
	}
	return fresh
}

// besides scans path dependencies that are no members: a library links them, so
// what they leave behind at an unload counts; their roots are their own matter.
func (s *Scanner) besides(pkgs []*workspace.Package) []*Package {
	var more []*workspace.Package
	var follow func(p *workspace.Package, depth int)
	follow = func(p *workspace.Package, depth int) {
		for _, d := range p.Deps {
			r := d.Resolved()
			if r == nil || r.ProcMacro || r.Member || r.Source != "path" || slices.Contains(more, r) || depth > 20 {
				continue
			}
			more = append(more, r)
			follow(r, depth+1)
		}
	}
	for _, p := range pkgs {
		if slices.ContainsFunc(p.Targets, (*workspace.Target).Unloadable) {
			follow(p, 0)
		}
	}
	var out []*Package
	for _, sc := range s.Scan(more, nil) {
		for path := range sc.Found {
			sc.Found[path] &= unloadWords | ValueWord
		}
		out = append(out, &Package{Pkg: sc.Pkg, Files: sc.Files, Unload: sc.Unload, Notes: sc.Notes, words: sc.words, Found: sc.Found, names: sc.names})
	}
	return out
}
