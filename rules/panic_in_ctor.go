package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var panicInCtor = &Rule{
	ID:       "panic-in-ctor",
	Title:    "a panic reachable while a library is loaded or before main",
	Severity: Error,
	Category: LifeOutsideMain,
	Fix:      UnsafeFix,
	Since:    "0.1.0",
	Doc:      page("panic-in-ctor"),
	Run:      func(p *Pass) { reportPanic(p, []analysis.Moment{analysis.Load, analysis.ThreadStart}) },
}
