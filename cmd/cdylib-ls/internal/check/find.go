package check

import (
	"context"
	"slices"
	"time"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// Checked is what one check came to, with the time that it took.
type Checked struct {
	*cdylibls.Report
	took    time.Duration
	timings *timings
}

// Find finds the workspaces below paths and runs the rules over them. progress, which may
// show nothing, hears of the steps.
func Find(ctx context.Context, c *console.Console, fs vfs.FS, f *Options, paths []string, progress *progress) (*Checked, error) {
	start := time.Now()
	defer progress.clear()
	f.Workspace.Overrides = f.overrides()
	o := &Checked{timings: newTimings(start)}
	options := cdylibls.Options{
		Workspace: f.Workspace, Rules: f.Rules, NoArtifact: f.NoArtifact, AllowStale: f.AllowStale, Jobs: f.Jobs, FS: fs,
		Progress: o.timings.of(progress.of), Step: o.timings.lap,
	}
	for _, a := range f.Artifacts {
		options.Artifacts = append(options.Artifacts, c.Absolute(a))
	}
	for _, t := range f.Traces {
		options.Traces = append(options.Traces, c.Absolute(t))
	}
	var err error
	if o.Report, err = cdylibls.Check(ctx, paths, options); err != nil {
		return nil, err
	}
	if !f.ShowRefuted {
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

// NotRead is an error where something that the command line names was not read.
func (o *Checked) NotRead() error {
	if all := slices.Concat(o.Unread, o.Evidence.Refused()); len(all) > 0 {
		return console.Unread(all)
	}
	return nil
}
