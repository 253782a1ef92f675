package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var libraryHandleDropped = &Rule{
	ID:       "library-handle-dropped",
	Title:    "a library is closed while a function out of it is kept",
	Severity: Error,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("library-handle-dropped"),
	Run:      runLibraryHandleDropped,
}

func runLibraryHandleDropped(p *Pass) {
	for _, c := range p.Result.Closed {
		if c.Effect == nil {
			p.report(&Finding{
				Severity: Error, Place: c.Place, Package: c.Package, Evidence: Evidence{Level: Declared},
				Message: "dropping `" + c.Holder + "` is a SIGSEGV: its fields are dropped in the order of declaration, and the library in `" + c.First + "` is closed before the objects in `" + c.Later + "` that it made are destroyed",
				Help:    "declare the field with the library last",
			})
			continue
		}
		where := "is handed to the caller"
		if c.Holder != "" {
			where = "stays in `" + c.Holder + "`"
		}
		f := &Finding{
			Severity: Error, Place: c.Place, Package: c.Package, Evidence: Evidence{Level: Declared},
			Message: "the next use of a pointer out of the library is a SIGSEGV: the library that `" + c.Effect.What + "` opens is closed with its handle, and the pointer " + where,
			Help:    "keep the `Library` as long as what was taken out of it, in the same struct or static, or forget it",
		}
		if c.End != nil && *c.End != c.Place {
			f.Related = append(f.Related, analysis.Step{Message: "the handle ends here", Place: *c.End})
		}
		if c.Kept != nil {
			f.Related = append(f.Related, analysis.Step{Message: "the pointer is kept here", Place: *c.Kept})
		}
		p.report(f)
	}
}
