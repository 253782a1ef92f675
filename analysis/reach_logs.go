package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What a log call does is decided by the logger that the workspace installs.

// sink is a set of things that an installed logger does with a record.
type sink uint8

const (
	writesStd  sink = 1 << iota // writes std's streams
	needsLocal                  // formats in a thread-local with a destructor
)

var sinkOf = map[EffectKind]sink{LogSink: writesStd, LogTLS: needsLocal}

// logged is a log call that a root reaches.
type logged struct {
	r     *Root
	reach *Reach
	path  RootPath
}

// logLine is a log call in a macro's body, as one file uses it.
type logLine struct {
	file, macroFile string
	body            rust.Span
}

// logged enters the log calls whose record a logger writes to std's streams, and
// as uses of a thread-local those whose logger needs one.
func (a *analyzer) logged(merged map[string]*Reach, logs []logged, sinks map[*workspace.Target]sink) {
	var installed map[*workspace.Target]sink
	for _, l := range logs {
		var does sink
		for _, t := range l.r.Linked {
			does |= sinks[t]
		}
		if l.r.Moment != Load {
			if installed == nil {
				installed = a.sinkTargets()
			}
			for _, t := range l.r.Linked {
				does |= installed[t]
			}
		}
		if does&writesStd != 0 {
			a.merge(merged, l.reach, l.path)
		}
		if does&needsLocal != 0 {
			local := *l.reach
			e := *l.reach.Effect
			e.Kind = TLSAccess
			e.Note = "the logger formats the record in a thread-local, which is gone by then"
			local.Effect, local.Paths = &e, nil
			a.merge(merged, &local, l.path)
		}
	}
}

// sinkTargets tells what the loggers do that some function of a target installs.
func (a *analyzer) sinkTargets() map[*workspace.Target]sink {
	out := map[*workspace.Target]sink{}
	for i, sc := range a.scans {
		if len(sc.sinks) == 0 {
			continue
		}
		for _, t := range a.scans[i].pkg.Targets {
			c := a.prog.Crate(t)
			if c == nil {
				continue
			}
			var found sink
			a.functions(c, sinkWord, func(n *calls.Node) {
				withClosures(n, func(n *calls.Node) { found |= installs(n) })
			})
			if found != 0 {
				for _, lt := range a.linkedBy(c) {
					out[lt] |= found
				}
			}
		}
	}
	return out
}

func installs(n *calls.Node) (found sink) {
	for _, s := range n.Sites {
		for kind, does := range sinkOf {
			if s.Row != nil && slices.Contains(s.Row.Kinds, kind) {
				found |= does
			}
		}
	}
	return found
}
