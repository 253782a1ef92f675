package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var staticCrt = &Rule{
	ID:       "static-crt",
	Title:    "a static C runtime asked for in a build that makes a cdylib",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("static-crt"),
	Fix:      UnsafeFix,
	Run:      runStaticCrt,
}

func runStaticCrt(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		arg := l.Link.CrtStatic
		if arg == nil || unload.PlatformOf(targetOf(p.Result, l.Target)) != unload.LinuxGNU {
			return
		}
		p.reportArg(l, arg, &Finding{
			Message: "`+crt-static` on linux-gnu makes no cdylib: Cargo refuses to build one, or drops it with a warning where another crate type stands beside it",
			Help:    "limit the flag to the targets that need it: `[target.x86_64-pc-windows-msvc]`, or musl programs",
			Fixes:   p.replaceArg(arg, "+crt-static", "-crt-static", "link the C runtime dynamically"),
		})
	})
}
