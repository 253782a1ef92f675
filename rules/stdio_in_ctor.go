package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var stdioInCtor = &Rule{
	ID:       "stdio-in-ctor",
	Title:    "standard streams used while a library is loaded or before main",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("stdio-in-ctor"),
	Fix:      UnsafeFix,
	Run:      runStdioInCtor,
}

func runStdioInCtor(p *Pass) {
	reportStdio(p, []analysis.Moment{analysis.Load, analysis.ThreadStart},
		"print from a function that the host calls, or use `libc::write` and ignore its result")
}
