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
		r.report(p, severity, r.what()+stdioVerb(r.Effect)+" "+r.scene()+": "+stdioOutcome(r), help, p.printFix(r)...)
	})
}

// endsInProgram reports a thread-local destructor in a program: its streams are there
// when a thread ends, as for all other code.
func endsInProgram(r *reached) bool {
	return r.first().Root.Moment == analysis.ThreadExit && !r.inLibrary()
}

// stdioVerb says what the code does.
func stdioVerb(e *analysis.Effect) string {
	switch e.Kind {
	case analysis.LogCall:
		return " writes through the installed logger to a standard stream"
	}
	return " runs"
}

// stdioOutcome says what happens then. The print macros panic on a failed write
// and so abort; a handle reports it; a broken pipe raises SIGPIPE for both.
func stdioOutcome(r *reached) string {
	const outside = "outside std's guarantees; "
	rarely := ""
	if r.Effect.Unlikely != "" {
		rarely = ", " + r.Effect.Unlikely
	}
	what := r.Effect.What
	switch {
	case r.Effect.Kind != analysis.Stdio:
		return outside + "a write to a broken pipe ends " + r.victim() + " unless it ignores `SIGPIPE`" + rarely
	case strings.Contains(what, "stdin"):
		return outside + "a read holds up " + r.victim() + " until input comes"
	case !strings.HasSuffix(what, "!"):
		return outside + "a write to a broken pipe ends " + r.victim() + " unless it ignores `SIGPIPE`"
	}
	stream := "stdout"
	if strings.Contains(what, "eprint") || strings.Contains(what, "dbg") {
		stream = "stderr"
	}
	if r.first().Caught {
		return outside + "a broken pipe on " + stream + " still ends " + r.victim() + " unless it ignores `SIGPIPE`"
	}
	return outside + "aborts " + r.victim() + " when " + stream + " is a full device or a broken pipe"
}
