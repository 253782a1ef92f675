package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var earlyArgs = &Rule{
	ID:       "early-args",
	Title:    "arguments read by a constructor that runs before std stores them",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("early-args"),
	Run:      runEarlyArgs,
}

func runEarlyArgs(p *Pass) {
	keep := func(_ *analysis.Reach, path *analysis.RootPath) bool { return runsBeforeStdArgs(p.Result, path.Root) }
	p.each([]analysis.EffectKind{analysis.EnvArgs}, keep, func(r *reached) {
		r.report(p, p.Rule.Severity, fmt.Sprintf(
			"%s is empty %s: priority %d runs before std's own `.init_array.00099`, which stores the arguments on linux-gnu",
			r.what(), r.scene(), r.first().Root.Priority),
			"use a priority of 100 or more, or read the arguments later")
	})
}
