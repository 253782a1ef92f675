package pipeline

import (
	"context"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// CompiledExports are those of some exports of a library that stand in code which its
// build compiles: the scan for exports reads text alone, comments and what cfg leaves
// out with it. It parses the files of the exports.
func CompiledExports(ctx context.Context, fs vfs.FS, exports []analysis.Export) ([]analysis.Export, error) {
	table, err := effects.Embedded()
	if err != nil || len(exports) == 0 {
		return nil, err
	}
	prog := names.NewProgram(ctx, fs, table, 1)
	var out []analysis.Export
	for _, e := range exports {
		for _, t := range e.Package.Targets {
			if c := prog.Crate(t); c != nil && links.Linkable(t) && defines(c, e) {
				out = append(out, e)
				break
			}
		}
	}
	return out, ctx.Err()
}

// defines reports that an item of a crate has the name of an export, in a module or
// an impl. Functions within functions are not looked for.
func defines(c *names.Crate, e analysis.Export) bool {
	here := func(d *names.Def) bool { return d.Item != nil && d.Item.NameSpan == e.Place.Span }
	for _, m := range c.Modules {
		if m.File == nil || m.File.Path != e.Place.File {
			continue
		}
		for _, d := range m.Scope().Items {
			if here(d) {
				return true
			}
		}
	}
	for _, im := range c.Impls() {
		if im.Scope.Module.File.Path != e.Place.File {
			continue
		}
		for _, d := range im.Fns {
			if here(d) {
				return true
			}
		}
	}
	return false
}
