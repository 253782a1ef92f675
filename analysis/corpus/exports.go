package corpus

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// ExportedName is the symbol that a function is exported under, "" if none.
func ExportedName(d *names.Def, attrs []*rust.Attr) string {
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		switch at.Meta.Path {
		case "no_mangle":
			return d.Name
		case "export_name":
			return at.Meta.Value
		}
	}
	return ""
}

// Exported lists the nodes of the functions that crates linked with a package export
// under a symbol.
func (c *Corpus) Exported(sc *scan.Package, symbol string) []*calls.Node {
	var out []*calls.Node
	for _, cr := range c.Crates {
		if !slices.ContainsFunc(c.LinkedBy(cr), func(t *workspace.Target) bool { return slices.Contains(c.Linked[sc.Pkg.Manifest], t) }) {
			continue
		}
		for _, m := range slices.Clone(cr.Modules) {
			if m.File == nil || !c.Exporting(m.File.Path) {
				continue
			}
			for _, d := range slices.Clone(m.Scope().Items) {
				if d.Kind == names.DefFn && d.Item != nil && ExportedName(d, cr.Env().Expand(d.Item.Attrs)) == symbol {
					if n := c.Graph.Node(d); n != nil {
						out = append(out, n)
					}
				}
			}
		}
	}
	return out
}
