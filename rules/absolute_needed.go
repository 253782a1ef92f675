package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

var absoluteNeeded = &Rule{
	ID:       "absolute-needed",
	Title:    "a needed library with a path in its name",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("absolute-needed"),
	Built:    true,
	Run:      runAbsoluteNeeded,
}

func runAbsoluteNeeded(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		for _, n := range b.Facts.Needed {
			if !b.Facts.Fixed(n) {
				continue
			}
			where := "on a machine without that file"
			if !strings.HasPrefix(n, "/") {
				where = "where the host's working directory is another"
			}
			if b.Facts.Format == object.MachO {
				p.reportBuilt(l, b, &Finding{
					Place:   p.needed(l, n),
					Message: "`dlopen` fails " + where + ": " + p.shownFile(b) + " needs a library by the path that is its install name: `" + n + "`",
					Help:    "give that library an install name below `@rpath` (`install_name_tool -id`), and ship it beside this one with `-Wl,-rpath,@loader_path`",
				})
				continue
			}
			p.reportBuilt(l, b, &Finding{
				Place:   p.needed(l, n),
				Message: p.shownFile(b) + " needs a library by its path, as that has no SONAME: `dlopen` fails " + where + ": `" + n + "`",
				Help:    "link it by name (`cargo:rustc-link-lib=…` with `rustc-link-search`), or give it a SONAME with `-Wl,-soname`",
			})
		}
	})
}
