package links

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// HasFeatures reports whether what links a package is known to build a crate with all of
// the features. Cargo builds a crate once, with what all that link it ask for.
func (l *Links) HasFeatures(p *workspace.Package, crate string, features []string) bool {
	if len(features) == 0 {
		return true
	}
	var deps []*workspace.Dep
	seen := map[*workspace.Package]bool{}
	var collect func(q *workspace.Package)
	collect = func(q *workspace.Package) {
		if q == nil || seen[q] || q.ProcMacro {
			return
		}
		seen[q] = true
		for _, d := range q.Deps {
			if strings.ReplaceAll(d.Package, "-", "_") == crate {
				deps = append(deps, d)
			} else if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
				collect(r)
			}
		}
	}
	collect(p)
	for _, t := range l.Linked[p.Manifest] {
		collect(t.Package)
	}
	return !slices.ContainsFunc(features, func(feature string) bool {
		return !slices.ContainsFunc(deps, func(d *workspace.Dep) bool { return d.Has(feature) })
	})
}
