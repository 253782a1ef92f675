package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// stdioKinds are the effects that use std's standard streams. The engine lists
// log calls only where a sink on a standard stream is installed; installing one prints
// nothing by itself.
var stdioKinds = []analysis.EffectKind{analysis.Stdio, analysis.LogCall}

// reportStdio is the body of stdio-in-ctor and stdio-in-dtor.
func reportStdio(p *Pass, moments []analysis.Moment, help string) {
	p.each(stdioKinds, atMoments(moments...), func(r *reached) {
		severity := p.Rule.Severity
		if r.Effect.Unlikely != "" || endsInProgram(r) {
			severity = min(severity, Information)
		}
		if what, ok := p.beforeStd(r); ok && r.Effect.Kind == analysis.Stdio {
			r.report(p, Error, r.what()+what, help)
			return
		}
		r.report(p, severity, stdioMessage(r), help, p.printFix(r)...)
	})
}

// endsInProgram reports a thread-local destructor in a program: its streams are there
// when a thread ends, as for all other code.
func endsInProgram(r *reached) bool {
	return r.first().Root.Moment == analysis.ThreadExit && !r.inLibrary()
}

// stdioMessage says what happens, and why. The print macros panic on a failed write
// and so abort; a handle reports it; a broken pipe raises SIGPIPE for both.
func stdioMessage(r *reached) string {
	const outside = ", outside std's guarantees, "
	rarely := ""
	if r.Effect.Unlikely != "" {
		rarely = ", " + r.Effect.Unlikely
	}
	what := r.Effect.What
	runs := r.what() + " runs (" + r.from() + ")" + outside
	ends := "a broken pipe can end " + r.affected() + " " + r.when() + ": "
	switch {
	case r.Effect.Kind != analysis.Stdio:
		return ends + r.what() + " writes through the installed logger to a standard stream (" + r.from() + ")" + outside + "and the write ends a process that does not ignore `SIGPIPE`" + rarely
	case strings.Contains(what, "stdin"):
		return r.affected() + " can wait for input " + r.when() + ": " + runs + "and a read holds it up until some comes"
	case !strings.HasSuffix(what, "!"):
		return ends + runs + "and a write ends a process that does not ignore `SIGPIPE`"
	}
	stream := "stdout"
	if strings.Contains(what, "eprint") || strings.Contains(what, "dbg") {
		stream = "stderr"
	}
	if r.first().Caught {
		return ends + runs + "and a write to " + stream + " ends a process that does not ignore `SIGPIPE`, `catch_unwind` or not"
	}
	return r.affected() + " can abort " + r.when() + ": " + runs + "and panics when " + stream + " is a full device or a broken pipe"
}
