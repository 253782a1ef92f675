package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var panicInDtor = &Rule{
	ID:       "panic-in-dtor",
	Title:    "a panic reachable while a library is unloaded, at exit or when a thread ends",
	Severity: Error,
	Category: LifeOutsideMain,
	Fix:      UnsafeFix,
	Since:    "0.1.0",
	Doc:      page("panic-in-dtor"),
	Run: func(p *Pass) {
		reportPanic(p, []analysis.Moment{analysis.Unload, analysis.Exit, analysis.ThreadExit})
	},
}
