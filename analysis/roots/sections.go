package roots

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// sectionStatic records a static with a link_section attribute.
func (v *visitor) sectionStatic(d *names.Def, attrs []*rust.Attr, m *rust.Meta) {
	if d.Item.Static == nil || d.Kind != names.DefStatic || !m.HasValue || v.crate.Stub {
		return
	}
	place := analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	linked := v.f.LinkedBy(v.crate)
	st := &analysis.SectionStatic{Name: d.LocalPath(), Section: m.Value, Row: sectionRow(v.f.Corpus, v.crate.Package, m.Value), AttrsAt: -1, Linked: linked,
		Spot: analysis.Spot{Place: place, In: d.LocalPath(), Package: v.crate.Package, Libraries: links.Libraries(linked)}}
	if o := d.Item.Origin; o != nil {
		st.Inner = &analysis.Place{File: o.DefFile, Span: o.Body}
	} else {
		st.AttrsAt = d.Item.Span.Start
		for _, at := range d.Item.Attrs {
			st.AttrsAt = min(st.AttrsAt, at.Span.Start)
		}
		editsOf(st, d.Scope.Module.File.AST().Source, m)
		if v.crate.Package.Edition < "2024" {
			st.PlainAttr = rust.Span{}
		}
	}
	for _, at := range attrs {
		if at.Meta == nil {
			continue
		}
		switch at.Meta.Path {
		case "used":
			st.Used = true
			st.Linker = len(at.Meta.List) == 1 && at.Meta.List[0].Path == "linker"
		case "no_mangle", "export_name":
			st.Kept = "it is exported"
		}
	}
	if st.Kept == "" && onlyDylibs(linked) && d.Item.Pub {
		st.Kept = "it is public in a dylib"
	}
	st.Bounds = analysis.CustomSection(m.Value) && readsBounds(v.f.Corpus, v.crate, m.Value)
	for _, old := range v.f.Sectioned {
		if old.Place == place {
			return
		}
	}
	v.f.Sectioned = append(v.f.Sectioned, st)
	v.f.Statics[st] = d
}
