package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var stdioInDtor = &Rule{
	ID:       "stdio-in-dtor",
	Title:    "standard streams used while a library is unloaded, at exit or when a thread ends",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("stdio-in-dtor"),
	Fix:      UnsafeFix,
	Run:      runStdioInDtor,
}

func runStdioInDtor(p *Pass) {
	reportStdio(p, []analysis.Moment{analysis.Unload, analysis.Exit, analysis.ThreadExit},
		"print from a shutdown function that the host calls, or use `libc::write` and ignore its result")
}
