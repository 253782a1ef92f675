package reach

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What a log call does is decided by the logger that the workspace installs.

// sink is a set of things that an installed logger does with a record.
type sink uint8

const (
	writesStd  sink = 1 << iota // writes std's streams
	needsLocal                  // formats in a thread-local with a destructor
	loud                        // one of them writes more than errors by itself
	quiet                       // all that were seen write errors alone by themselves
	filtered                    // a filter lets errors alone through by itself
	opened                      // something says which records are written
)

// with adds what a call does to the loggers.
func (s sink) with(k analysis.EffectKind, quietSink bool) sink {
	switch {
	case k == analysis.LogSink && quietSink:
		return s | writesStd | quiet
	case k == analysis.LogSink:
		return s | writesStd | loud
	case k == analysis.LogTLS:
		return s | needsLocal
	case k == analysis.LogErrors && !quietSink:
		return s | filtered
	case k == analysis.LogOpens, k == analysis.EnvWrite: // a filter that is read from the environment may have been set before
		return s | opened
	}
	return s
}

// errorsOnly reports loggers that write errors alone unless the user asks for more.
func (s sink) errorsOnly() bool {
	return s&opened == 0 && (s&filtered != 0 || s&quiet != 0 && s&loud == 0)
}

// quietSink reports a call that installs, or begins to build, a logger that writes errors alone.
func quietSink(s *calls.Site) bool {
	return s.Row != nil && slices.Contains(s.Row.Kinds, analysis.LogErrors) && slices.Contains(s.Row.Kinds, analysis.LogSink)
}

// logged is a log call that a root reaches.
type logged struct {
	r     *analysis.Root
	reach *analysis.Reach
	path  analysis.RootPath
}

// logLine is a log call in a macro's body, as one file uses it.
type logLine struct {
	file, macroFile string
	body            rust.Span
}

// logRecords enters the log calls whose record a logger writes to std's streams, and
// as uses of a thread-local those whose logger needs one.
func logRecords(c *corpus.Corpus, merged map[string]*analysis.Reach, logs []logged, sinks map[*workspace.Target]sink) {
	var installed map[*workspace.Target]sink
	for _, l := range logs {
		var does sink
		for _, t := range l.r.Linked {
			does |= sinks[t]
		}
		if l.r.Moment != analysis.Load {
			if installed == nil {
				installed = sinkTargets(c)
			}
			for _, t := range l.r.Linked {
				does |= installed[t]
			}
		}
		if does&writesStd != 0 {
			l.reach.Effect.Unlikely = belowFilter(l.reach.Effect.What, does)
			merge(merged, l.reach, l.path)
		}
		if does&needsLocal != 0 {
			local := *l.reach
			e := *l.reach.Effect
			e.Kind = analysis.TLSAccess
			e.Note = "the logger formats the record in a thread-local, which is gone by then"
			local.Effect, local.Paths = &e, nil
			merge(merged, &local, l.path)
		}
	}
}

// sinkTargets tells what the loggers do that some function of a target installs.
func sinkTargets(c *corpus.Corpus) map[*workspace.Target]sink {
	out := map[*workspace.Target]sink{}
	for _, sc := range c.Scans {
		if len(sc.Sinks) == 0 {
			continue
		}
		for _, t := range sc.Pkg.Targets {
			crate := c.Prog.Crate(t)
			if crate == nil {
				continue
			}
			var found sink
			c.Functions(crate, scan.SinkWord, func(n *calls.Node) {
				corpus.WithClosures(n, func(n *calls.Node) { found |= installs(n) })
			})
			if found != 0 {
				for _, lt := range c.LinkedBy(crate) {
					out[lt] |= found
				}
			}
		}
	}
	return out
}

func installs(n *calls.Node) (found sink) {
	for _, s := range n.Sites {
		if s.Row == nil {
			continue
		}
		for _, k := range s.Row.Kinds {
			found = found.with(k, quietSink(s))
		}
	}
	return found
}

// belowFilter says why a record hardly ever reaches the stream, "" where it does.
func belowFilter(macro string, does sink) string {
	name := macro[strings.LastIndex(macro, ":")+1:]
	switch {
	case name == "trace!" || name == "debug!":
		return "only where the filter is set to let records of this level through"
	case (name == "info!" || name == "warn!") && does.errorsOnly():
		return "only where the environment asks for more than the errors that the logger writes by default"
	}
	return ""
}

// firstLoggers marks the documented panic of a logger's installation in a constructor: the
// library has a copy of the facade for itself, so that nobody can have installed one
// before, unless a constructor of the same library does.
func firstLoggers(merged map[string]*analysis.Reach) {
	var installs []*analysis.Reach
	byTarget := map[*workspace.Target]int{}
	for _, r := range merged {
		if r.Effect.Kind != analysis.PanicDoc || !r.Effect.Once || slices.ContainsFunc(r.Paths, func(p analysis.RootPath) bool { return p.Root.Moment != analysis.Load || !p.Root.InLibrary() }) {
			continue
		}
		installs = append(installs, r)
		for _, p := range r.Paths {
			for _, t := range p.Root.Linked {
				byTarget[t]++
			}
		}
	}
	for _, r := range installs {
		alone := !slices.ContainsFunc(r.Paths, func(p analysis.RootPath) bool {
			return slices.ContainsFunc(p.Root.Linked, func(t *workspace.Target) bool { return byTarget[t] > 1 })
		})
		if alone {
			r.Effect.Unlikely = "only where this library has installed one before: it has a copy of its own to install into"
		}
	}
}
