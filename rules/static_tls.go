package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var staticTLS = &Rule{
	ID:       "static-tls",
	Title:    "static thread-local storage in a library that is loaded at run time",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.3.0",
	Doc:      page("static-tls"),
	Built:    true,
	Run:      runStaticTLS,
}

func runStaticTLS(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		if !b.Facts.StaticTLS || isPreloaded(l) {
			return
		}
		p.reportBuilt(l, b, &Finding{
			Message: fmt.Sprintf("%s uses static thread-local storage (`DF_STATIC_TLS`) of %d bytes: `dlopen` takes it from a small reserve and fails with \"cannot allocate memory in static TLS block\" once that is used up", p.shownFile(b), b.Facts.TLSSize),
			Help:    "compile C objects without `-ftls-model=initial-exec`, and Rust without `-Z tls-model`",
		})
	})
}
