package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
)

// DroppedStatic is a static whose value would need drop and never gets it.
type DroppedStatic struct {
	Spot
	Name  string
	Needs calls.Answer
}

// dropped looks at the statics of a crate. Every file has to be read for that,
// so it is done only for packages configured as unloading.
func (u *unloader) dropped() {
	for _, m := range u.crate.Modules {
		if m.File == nil {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Kind != names.DefStatic || localMacros[d.Wrapper] || d.Item.Static == nil || d.Item.Origin != nil {
				continue
			}
			place := Place{File: m.File.Path, Span: d.Item.NameSpan}
			if u.graph.NeedsDrop(u.graph.StaticType(d)) == calls.Yes && u.once("static", place) {
				u.out.Statics = append(u.out.Statics, &DroppedStatic{Name: d.LocalPath(), Needs: calls.Yes,
					Spot: Spot{Place: place, In: d.LocalPath(), Package: u.crate.Package, Libraries: u.libs}})
			}
		}
	}
}
