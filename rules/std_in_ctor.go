package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var stdInCtor = &Rule{
	ID:       "std-in-ctor",
	Title:    "std services used while a library is loaded or before main",
	Severity: Information,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("std-in-ctor"),
	Run:      runStdInCtor,
}

func runStdInCtor(p *Pass) {
	keep := func(r *analysis.Reach, path *analysis.RootPath) bool {
		root := path.Root
		switch {
		case r.Effect.Kind == analysis.RawThread:
			return root.Moment == analysis.Load && root.InLibrary()
		case root.Moment != analysis.Load && root.Moment != analysis.ThreadStart || !ofStd(r.Effect):
			return false
		case r.Effect.Kind == analysis.EnvArgs:
			return !runsBeforeStdArgs(p.Result, root) // early-args says it better
		case r.Effect.Kind == analysis.ThreadSpawn, r.Effect.Kind == analysis.Runtime:
			return !deadlocks(p, root) // thread-wait-under-loader-lock says it better
		}
		return true
	}
	p.each(append(slices.Clone(serviceKinds), analysis.RawThread), keep, func(r *reached) {
		sev, message := ctorService(p, r)
		if r.Effect.Unlikely != "" {
			sev, message = min(sev, Information), message+", "+r.Effect.Unlikely
		}
		r.report(p, sev, message, "do it on first use or in a function that the host calls")
	})
}

// ctorService weighs one service and says what it does at load.
func ctorService(p *Pass, r *reached) (Severity, string) {
	sev, head := p.Rule.Severity, r.what()
	switch r.Effect.Kind {
	case analysis.EnvWrite:
		return Warning, "a data race with threads of " + r.affected() + " that read the environment: " + head + " changes it " + r.scene()
	case analysis.ProcessExit:
		return Warning, head + " ends " + r.affected() + " " + r.scene() + ": the caller never learns why"
	case analysis.ThreadCurrent:
		if what, ok := p.beforeStd(r); ok {
			return Error, head + what
		}
		for i := range r.paths {
			if inProgram(r.paths[i].Root) && mayBeOlder(p.Result, "1.95") {
				return Warning, "a program built with rustc before 1.95 aborts: " + head + " runs before `main` (" + r.from() + "; 1.63 and 1.85 measured)"
			}
		}
	case analysis.ThreadSpawn, analysis.Runtime:
		if r.inLibrary() {
			return sev, head + " starts a thread " + r.scene() + ": it works, but the thread begins only after `dlopen` returns" +
				p.either(" and the library stays mapped on glibc while the loading thread lives", "")
		}
	case analysis.RawThread:
		return sev, "code of the library runs before its other constructors have: " + head + " starts a thread " + r.scene() +
			p.either(", and a thread of the C library does not wait for `dlopen` to return", ", and the thread begins once the loader lets go of its lock")
	case analysis.EnvArgs:
		return sev, head + " runs " + r.scene() + ": filled in on linux-gnu, empty in a library on musl"
	}
	return sev, head + " runs " + r.scene() + ": " + bestEffort
}

// beforeStd says what becomes of std's own threads of the library where DllMain asks for
// the current thread before std has set it on them; false for another case.
func (p *Pass) beforeStd(r *reached) (string, bool) {
	root := r.first().Root
	if root.Moment != analysis.ThreadStart || !slices.ContainsFunc(p.Result.Threads, func(t *analysis.Thread) bool {
		return t.Effect.Kind == analysis.ThreadSpawn && shares(t.Libraries, root.Linked)
	}) {
		return "", false
	}
	return " makes a handle for a thread before std does " + r.scene() + ": std aborts the process in each thread that this library starts with `thread::spawn`", true
}
