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
	Since:    "0.2.0",
	Doc:      page("thread-outlives-cdylib"),
	Fix:      "unsafe",
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
				what+" starts a thread in "+library(&t.Spot)+" that nothing waits for: it does not keep the library loaded, and runs into unmapped code once that is gone",
				"stop it"+waitWith(t)+" in a function that the host calls before the unload")
		case t.Leaves() == unload.RawThread:
			f = p.left(&t.Spot, Error,
				what+" starts a C thread in "+library(&t.Spot)+" that nothing joins: it does not keep the library mapped, and runs into unmapped code after `dlclose`",
				"stop it and call `pthread_join` in a function that the host calls before the unload")
		case t.Leaves() == unload.Runtime:
			f = p.leaves(&t.Spot, harm{pins: true, lasting: t.Pool != "" || t.Holder != ""}, Warning,
				what+" "+held(t)+": its worker threads never end"+p.either(" and keep "+library(&t.Spot)+" mapped after `dlclose` on glibc", ", and "+unmapsUnder(t, "them")),
				"own the runtime in an object that the host destroys and shut it down there")
		case t.Leaves() == unload.RunningThread:
			f = p.leaves(&t.Spot, harm{pins: true}, Warning,
				what+" starts a thread that nothing joins"+unjoined(t)+": "+p.either("after `dlclose` only its own thread-locals keep "+library(&t.Spot)+
					" mapped on glibc, and it crashes where the unload comes before it has begun", unmapsUnder(t, "it")),
				"keep the handle, tell the thread to stop and join it in a function that the host calls before the unload", p.joinFix(t)...)
		}
		if f != nil {
			if t.Leaves() == unload.Runtime {
				f.Cause = t.Effect.What + t.Holder // each static needs an end of its own
			}
			if t.End != nil && *t.End != t.Place {
				f.Related = append(f.Related, analysis.Step{Message: ending(t), Place: *t.End})
			}
			f.judge = p.judgeThread(t)
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
	if t.Fate == analysis.Kept {
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
	case t.Fate == analysis.Kept && t.Holder != "":
		return " (its handle stays in static `" + t.Holder + "`)"
	case t.Fate == analysis.Kept:
		return " (its handle is forgotten)"
	case t.Holder != "":
		return " (its handle is dropped with `" + t.Holder + "`)"
	}
	return ""
}
