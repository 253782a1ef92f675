package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var panicKinds = []analysis.EffectKind{analysis.Panic, analysis.PanicDoc, analysis.PanicImplicit}

// alwaysPanics are the macros that panic whenever they are reached.
var alwaysPanics = []string{"panic!", "todo!", "unimplemented!", "unreachable!"}

// reportPanic is the body of panic-in-ctor and panic-in-dtor.
func reportPanic(p *Pass, moments []analysis.Moment) {
	at := atMoments(moments...)
	keep := func(r *analysis.Reach, path *analysis.RootPath) bool {
		if r.Effect.Kind == analysis.PanicImplicit && settings(p.Result, r.Package).Panics != "all" {
			return false
		}
		return at(r, path) && (!path.Caught || p.panicAborts())
	}
	p.each(panicKinds, keep, func(r *reached) {
		sev := p.Rule.Severity
		if r.Effect.Kind == analysis.PanicImplicit {
			sev = Warning
		}
		if r.Effect.Unlikely != "" {
			sev = min(sev, Information)
		}
		r.report(p, sev, r.abort()+": "+r.what()+panicVerb(r)+" ("+r.from()+"), and "+panicOutcome(r), panicHelp(r), p.catchFix(r)...)
	})
	p.builtPanics(moments)
}

// panicVerb says how sure the panic is once the code is reached.
func panicVerb(r *reached) string {
	switch {
	case r.Effect.Kind == analysis.PanicDoc:
		return " is documented to panic" + condition(r.Effect.Note)
	case slices.Contains(alwaysPanics, macroName(r.Effect.What)):
		return " panics"
	}
	return " can panic"
}

// condition returns " if …" where the row's note says on what the panic depends.
func condition(note string) string {
	for _, word := range []string{" if ", " when ", " unless "} {
		if i := strings.Index(" "+note, word); i >= 0 {
			return strings.TrimRight((" " + note)[i:], ".")
		}
	}
	return ""
}

// macroName is the last segment of a macro's path.
func macroName(what string) string { return what[strings.LastIndex(what, ":")+1:] }

// abort says that a panic ends the process, when, and how sure that is.
func (r *reached) abort() string {
	verb := " can abort "
	if slices.Contains(alwaysPanics, macroName(r.Effect.What)) && r.Effect.Kind != analysis.PanicDoc {
		verb = " aborts "
	}
	return r.affected() + verb + r.when()
}

// panicOutcome says why nothing stops the panic.
func panicOutcome(r *reached) string {
	who := "a constructor"
	switch r.first().Root.Moment {
	case analysis.ThreadExit:
		who = "a thread-local destructor"
	case analysis.Unload, analysis.Exit:
		who = "a destructor"
	}
	if inDllMain(r.first().Root) {
		who = "`DllMain`"
	}
	if r.first().Caught {
		return "`catch_unwind` does not help because the profile sets `panic = \"abort\"`"
	}
	outcome := "a panic cannot leave " + who
	if r.Effect.Unlikely != "" {
		outcome += ", " + r.Effect.Unlikely
	}
	return outcome
}

func panicHelp(r *reached) string {
	if r.first().Caught {
		return "handle the failure without a panic"
	}
	return "handle the failure, or wrap the body in `std::panic::catch_unwind`"
}
