package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

var threadWait = &Rule{
	ID:       "thread-wait-under-loader-lock",
	Title:    "a new thread started at unload, or waited for while a library is loaded or unloaded",
	Severity: Error,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("thread-wait-under-loader-lock"),
	Run:      runThreadWait,
}

func runThreadWait(p *Pass) {
	p.each([]analysis.EffectKind{analysis.ThreadWait}, waits(p), func(r *reached) {
		call, spawned := "`dlopen`", "a thread that this constructor starts"
		if m := r.first().Root.Moment; m != analysis.Load {
			call, spawned = "`dlclose`", "a thread that this destructor starts"
		}
		if inDllMain(r.first().Root) {
			switch r.first().Root.Moment {
			case analysis.ThreadStart, analysis.ThreadExit:
				call = "the thread"
			}
			r.report(p, Error, call+" deadlocks: "+r.what()+" waits for a thread "+r.scene()+", and a thread needs the loader's lock to begin and to end",
				"start and join threads in functions that the host calls")
			return
		}
		r.report(p, Error, call+p.either(" deadlocks on glibc: ", " deadlocks: ")+r.what()+" waits for "+spawned+" "+r.scene()+
			p.either(", and the new thread needs the loader's lock to begin", ", and a thread needs the loader's lock to begin and to end"),
			"start and join threads in functions that the host calls")
	})
	starts := []analysis.EffectKind{analysis.ThreadSpawn, analysis.Runtime}
	p.each(starts, detachedAtClose(p), func(r *reached) {
		outcome := "the host crashes in a thread that begins after `dlclose` has unmapped its code"
		if r.first().Root.Moment == analysis.Exit {
			outcome += " where `dlclose` runs the callback, and " + p.spawnAtExit()
		}
		r.report(p, Error, outcome+": "+r.what()+" starts a thread "+r.scene(),
			"start no thread here; stop and join the library's threads before the host unloads it")
	})
}

// spawnAtExit says what becomes of a thread that an exit callback starts: std 1.85 needs
// a thread-local for it that is gone by then (rust-lang/rust#138696, #138702).
func (p *Pass) spawnAtExit() string {
	panics, lost := "std 1.85 panics in it at exit and aborts the host", "at exit the process ends before the thread has done its work"
	c := p.compiler()
	switch {
	case c.From != "" && !version.Older(c.From, "1.88"), c.To != "" && version.Older(c.To, "1.85"):
		return lost
	case c.From != "" && !version.Older(c.From, "1.85") && version.Older(c.To, "1.87"):
		return panics
	}
	return lost + " (" + panics + ")"
}

// waits keeps paths on which a root waits under the loader's lock for a thread
// that it started itself. A thread that runs already does not need the lock.
func waits(p *Pass) func(*analysis.Reach, *analysis.RootPath) bool {
	return func(r *analysis.Reach, path *analysis.RootPath) bool {
		if inDllMain(path.Root) && path.Root.Moment != analysis.Exit && isJoin(r) {
			return path.Root.InLibrary()
		}
		return deadlocks(p, path.Root)
	}
}

// isJoin reports a wait for the end of a thread.
func isJoin(r *analysis.Reach) bool { return strings.Contains(r.Effect.What, "join") }

// detachedAtClose keeps paths on which a root starts a thread at unload and
// never waits: where it waits, the deadlock comes first.
func detachedAtClose(p *Pass) func(*analysis.Reach, *analysis.RootPath) bool {
	return func(r *analysis.Reach, path *analysis.RootPath) bool {
		return runsAtClose(p, path.Root) && !p.facts.waitsForItsThread(path.Root)
	}
}

// deadlocks reports whether the root starts a std thread and waits for one
// under the loader's lock.
func deadlocks(p *Pass, root *analysis.Root) bool {
	return underLoaderLock(p, root) && p.facts.waitsForItsThread(root)
}

// underLoaderLock reports whether dlopen or dlclose runs the root. Programs,
// preloaded and normally linked libraries do not hang (measured, glibc 2.36).
func underLoaderLock(p *Pass, root *analysis.Root) bool {
	if isProgramOnly(root) || p.inEveryLibrary(root, isPreloaded) {
		return false
	}
	return root.Moment == analysis.Load || root.Moment == analysis.ThreadStart || runsAtClose(p, root)
}

// runsAtClose reports whether dlclose runs the root: a destructor of a library
// that may be unloaded, or a callback of atexit, which glibc binds to the library.
func runsAtClose(p *Pass, root *analysis.Root) bool {
	if isProgramOnly(root) || p.inEveryLibrary(root, p.staysLoaded) {
		return false
	}
	return root.Moment == analysis.Unload ||
		root.Moment == analysis.Exit && strings.Contains(root.Registration, "atexit")
}
