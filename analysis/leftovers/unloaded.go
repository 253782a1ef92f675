package leftovers

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// unloaded reports whether host or configuration of one of the libraries say that
// it is unloaded, and nothing keeps it loaded all the same: what it drops or
// leaks per reload is of interest only then.
func unloaded(loaded map[*workspace.Target]*analysis.Loading, libs []*workspace.Target) bool {
	return slices.ContainsFunc(libs, func(t *workspace.Target) bool {
		l := loaded[t]
		return l != nil && l.IsUnloaded() && len(l.Pins) == 0 && (l.Link == nil || l.Link.NoDelete == nil)
	})
}

// ForgetStatics takes the mark of files with statics back where no library is
// known to be unloaded: the scan does not know yet who loads them.
func ForgetStatics(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading) {
	for _, sc := range c.Scans {
		if unloaded(loaded, c.Linked[sc.Pkg.Manifest]) {
			continue
		}
		for path, t := range sc.Unload {
			if t &^= scan.StaticWord; t == 0 {
				delete(sc.Unload, path)
			} else {
				sc.Unload[path] = t
			}
		}
	}
}
