package main

import (
	"context"
	"slices"
	"time"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// found is what one check came to, with the time that it took.
type found struct {
	*cdylibls.Report
	took    time.Duration
	timings *timings
}

// findAll finds the workspaces below paths and runs the rules over them. progress, which may
// show nothing, hears of the steps.
func findAll(ctx context.Context, c *console, fs vfs.FS, f *checkOptions, paths []string, progress *progress) (*found, error) {
	start := time.Now()
	defer progress.clear()
	f.workspace.Overrides = f.overrides()
	o := &found{timings: newTimings(start)}
	options := cdylibls.Options{
		Workspace: f.workspace, Rules: f.rules, NoArtifact: f.noArtifact, AllowStale: f.allowStale, Jobs: f.jobs, FS: fs,
		Progress: o.timings.of(progress.of), Step: o.timings.lap,
	}
	for _, a := range f.artifacts {
		options.Artifacts = append(options.Artifacts, c.absolute(a))
	}
	for _, t := range f.traces {
		options.Traces = append(options.Traces, c.absolute(t))
	}
	var err error
	if o.Report, err = cdylibls.Check(ctx, paths, options); err != nil {
		return nil, err
	}
	if !f.showRefuted {
		o.Findings, o.Hidden = withoutRefuted(o.Findings), withoutRefuted(o.Hidden)
	}
	o.took = time.Since(start)
	return o, nil
}

// withoutRefuted leaves out what a fresh artifact disproves.
func withoutRefuted(findings []*rules.Finding) []*rules.Finding {
	var out []*rules.Finding
	for _, f := range findings {
		if f.Evidence.Level != rules.Refuted {
			out = append(out, f)
		}
	}
	return out
}

// unread is an error where something that the command line names was not read.
func (o *found) unread() error {
	if all := slices.Concat(o.Unread, o.Evidence.Refused()); len(all) > 0 {
		return unreadError(all)
	}
	return nil
}
