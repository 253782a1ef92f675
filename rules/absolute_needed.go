package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var absoluteNeeded = &Rule{
	ID:       "absolute-needed",
	Title:    "a needed library with a path in its name",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.3.0",
	Doc:      page("absolute-needed"),
	Built:    true,
	Run:      runAbsoluteNeeded,
}

func runAbsoluteNeeded(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		for _, n := range b.Facts.Needed {
			if !strings.Contains(n, "/") {
				continue
			}
			where := "on a machine without that file"
			if !strings.HasPrefix(n, "/") {
				where = "where the host's working directory is another"
			}
			p.reportBuilt(l, b, &Finding{
				Place:   p.needed(l, n),
				Message: p.shownFile(b) + " needs a library by its path, as that has no SONAME: `dlopen` fails " + where + ": `" + n + "`",
				Help:    "link it by name (`cargo:rustc-link-lib=…` with `rustc-link-search`), or give it a SONAME with `-Wl,-soname`",
			})
		}
	})
}
