package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var threadOutlivesCdylib = &Rule{
	ID:       "thread-outlives-cdylib",
	Title:    "a thread of the library that nobody joins before an unload",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("thread-outlives-cdylib"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{windowsToo: true},
	Run:      runThreadOutlivesCdylib,
}

func runThreadOutlivesCdylib(p *Pass) {
	for _, t := range p.Result.Threads {
		what := "`" + t.Effect.What + "`"
		var f *Finding
		switch {
		case !t.Raw && p.Result.ClosedBy(&t.Spot) != nil:
			continue // thread-wait-under-loader-lock tells what happens
		case t.Leaves() == unload.RawThread && t.Join != "pthread_join":
			f = p.left(&t.Spot, Error,
				"a thread runs into unmapped code once the library is gone: "+what+" starts it in "+library(&t.Spot)+", nothing waits for it, and it does not keep the library loaded",
				"stop it"+waitWith(t)+" in a function that the host calls before the unload")
		case t.Leaves() == unload.RawThread:
			f = p.left(&t.Spot, Error,
				"a C thread runs into unmapped code after `dlclose`: "+what+" starts it in "+library(&t.Spot)+", nothing joins it, and it does not keep the library mapped",
				"stop it and call `pthread_join` in a function that the host calls before the unload")
		case t.Leaves() == unload.Runtime:
			f = p.leaves(&t.Spot, harm{pins: true, lasting: t.Pool != "" || t.Holder != ""}, Warning,
				p.either("worker threads keep "+library(&t.Spot)+" mapped after `dlclose` on glibc", unmapsUnder(t, "worker threads"))+": "+what+" "+held(t)+", so that they never end",
				"own the runtime in an object that the host destroys and shut it down there")
		case t.Leaves() == unload.RunningThread:
			f = p.leaves(&t.Spot, harm{pins: true}, Warning,
				p.either("an unload crashes where the thread has not begun yet", unmapsUnder(t, "a thread"))+": "+what+" starts one that nothing joins"+unjoined(t)+
					p.either(", and after `dlclose` only its own thread-locals keep "+library(&t.Spot)+" mapped on glibc", ""),
				"keep the handle, tell the thread to stop and join it in a function that the host calls before the unload", p.joinFix(t)...)
		}
		if f != nil {
			if t.Leaves() == unload.Runtime {
				f.Cause = t.Effect.What + t.Holder // each static needs an end of its own
			}
			if t.End != nil && *t.End != t.Place {
				f.Related = append(f.Related, analysis.Step{Message: ending(t), Place: *t.End})
			}
			f.verify = p.verifyThread(t)
		}
	}
	p.shownAlone(unload.RawThread)
}

// unmapsUnder is what becomes of a thread on Windows.
func unmapsUnder(t *analysis.Thread, whom string) string {
	return "`FreeLibrary` unmaps " + library(&t.Spot) + " under " + whom + ", which crashes the host"
}

// ending says what happens to the handle or runtime at the place where it ends.
func ending(t *analysis.Thread) string {
	if t.Escape == analysis.Kept {
		return "kept here for as long as the process lives"
	}
	return "the handle is dropped here"
}

func waitWith(t *analysis.Thread) string {
	if t.Join == "" {
		return " and wait for it"
	}
	return " and wait for it with `" + t.Join + "`"
}

func held(t *analysis.Thread) string {
	switch {
	case t.Pool != "":
		return "starts " + t.Pool
	case t.Holder != "":
		return "is kept in static `" + t.Holder + "`"
	case t.End != nil:
		return "is never dropped"
	}
	return "starts a pool that lives as long as the process"
}

func unjoined(t *analysis.Thread) string {
	switch {
	case t.Escape == analysis.Kept && t.Holder != "":
		return " (its handle stays in static `" + t.Holder + "`)"
	case t.Escape == analysis.Kept:
		return " (its handle is forgotten)"
	case t.Holder != "":
		return " (its handle is dropped with `" + t.Holder + "`)"
	}
	return ""
}
