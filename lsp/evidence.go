package lsp

import (
	"context"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/observed"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// evidenceOf is what built libraries showed, with the results it was compared to.
// It is immutable; nil is none.
type evidenceOf struct {
	set     *evidence.Set
	results []*analysis.Result
	builds  uint64 // see session.builds
	// traces is what hosts were seen to do with these libraries.
	traces *observed.Set
}

// observed is what traces saw of results, nothing once sources have changed since: the
// libraries that were seen are older than these.
func (e *evidenceOf) observed(results []*analysis.Result) *observed.Set {
	if e == nil || !slices.Equal(e.results, results) {
		return nil
	}
	return e.traces
}

// about is the evidence as far as it holds for results. Where a workspace was
// analysed anew since, its libraries are older than what was found.
func (e *evidenceOf) about(results []*analysis.Result) *evidence.Set {
	if e == nil {
		return nil
	}
	return e.set.Outdated(func(t *workspace.Target) bool {
		return !slices.ContainsFunc(results, func(r *analysis.Result) bool {
			return r.Workspace == t.Package.Workspace && slices.Contains(e.results, r)
		})
	})
}

// fits reports whether nothing has changed that evidence depends on.
func (e *evidenceOf) fits(results []*analysis.Result, builds uint64) bool {
	return e != nil && e.builds == builds && slices.Equal(e.results, results)
}

// librariesChanged is called after a build: what the libraries show is another.
func (ss *session) librariesChanged() {
	ss.builds.Add(1)
	ss.modify("build", func(*draft) {})
}

// gather reads the built libraries of a snapshot and makes what they show a
// change. It takes its time, and is called in the second phase alone.
func (ss *session) gather(ctx context.Context, snap *snapshot, c *checked) {
	select {
	case ss.reading <- struct{}{}: // one at a time: what one reads the next need not
		defer func() { <-ss.reading }()
	case <-ctx.Done():
		return
	}
	builds := ss.builds.Load()
	if snap.evidence == nil {
		var shown *task
		ctx, shown = ss.server.tasks.begin(ctx, "Reading built libraries")
		defer shown.end()
	}
	set, err := evidence.Gather(ctx, snap.view(ss.disk.under), c.results, evidence.Options{Jobs: 1, Cache: ss.libraries})
	if err != nil {
		snap.failed(ctx, err)
		return
	}
	fs := snap.view(ss.disk.under)
	var traces []observed.Named
	for _, res := range c.results {
		traces = append(traces, observed.Kept(fs, res.Workspace.TargetDir)...)
	}
	found := &evidenceOf{set, c.results, builds, observed.Gather(fs, c.results, set, traces)}
	ss.modifyIf(snap, "evidence", func(d *draft) { d.evidence = found })
}

// slotText is "slot .init_array[2]", as messages and inspect name it, where a fresh library shows the slot that calls a
// root, else "".
func (c *checked) slotText(r *analysis.Root) string {
	for _, t := range r.Linked {
		built := c.evidence.Of(t).Fresh()
		if built == nil || built.Slots == nil {
			continue
		}
		for _, m := range built.Slots.Of(r) {
			for _, slots := range [][]artifact.SlotFacts{built.Facts.Load, built.Facts.Unload} {
				i := slices.IndexFunc(slots, func(s artifact.SlotFacts) bool { return s.Slot == m.Slot.Slot })
				if i >= 0 && !m.Counted {
					return "slot " + slots[i].Slot
				}
			}
		}
	}
	return ""
}
