package scan

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Scans is what was found in the packages of a workspace.
type Scans []*Package

// Hits reports whether a file of a crate must be looked at for roots.
func (s Scans) Hits(path string) bool {
	return slices.ContainsFunc(s, func(sc *Package) bool { return sc.Hit[path] })
}

// ScanOf is the scan that holds a file; an empty one for files that none does.
func (s Scans) ScanOf(path string) *Package {
	for _, sc := range s {
		if _, ok := sc.Found[path]; ok {
			return sc
		}
	}
	return noScan
}

var noScan = &Package{words: words.New()}

// Holds reports whether a file of a member has a call of the class.
func (s Scans) Holds(path string, class words.Class) bool {
	return s.ScanOf(path).Found[path]&class != 0
}

// RegistersCallback reports whether a file may register a callback at run time.
func (s Scans) RegistersCallback(path string) bool {
	return slices.ContainsFunc(s, func(sc *Package) bool { return sc.Calls[path] })
}

// DeclaresTLS reports whether a file declares a thread-local.
func (s Scans) DeclaresTLS(path string) bool {
	return slices.ContainsFunc(s, func(sc *Package) bool { return sc.TLS[path] })
}

// Exporting reports a file that exports functions or holds marks of a host.
func (s Scans) Exporting(path string) bool {
	return slices.ContainsFunc(s, func(sc *Package) bool {
		m := sc.Marks[path]
		return m != nil && (len(m.Exports) > 0 || slices.ContainsFunc(m.Macros, func(name string) bool { return strings.HasPrefix(name, "#") }))
	})
}

// ScannedPackage reports a package whose files were looked through.
func (s Scans) ScannedPackage(p *workspace.Package) bool {
	return slices.ContainsFunc(s, func(sc *Package) bool { return sc.Pkg == p })
}
