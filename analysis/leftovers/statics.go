package leftovers

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
)

// dropped looks at the statics of a crate. Every file has to be read for that,
// so it is done only for packages configured as unloading.
func (u *unloader) dropped() {
	for _, m := range u.crate.Modules {
		if m.File == nil {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Kind != names.DefStatic || syntax.ThreadLocalMacros[d.Wrapper] || d.Item.Static == nil || d.Item.Origin != nil {
				continue
			}
			place := analysis.Place{File: m.File.Path, Span: d.Item.NameSpan}
			if u.Graph.NeedsDrop(u.Graph.StaticType(d)) == calls.Yes && u.once("static", place) {
				u.out.Statics = append(u.out.Statics, &analysis.DroppedStatic{Name: d.LocalPath(), Needs: calls.Yes,
					Spot: analysis.Spot{Place: place, In: d.LocalPath(), Package: u.crate.Package, Libraries: u.libs}})
			}
		}
	}
}
