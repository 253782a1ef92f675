// Package check is the command `check`: it finds, leaves out what is known, fixes, keeps
// results, and has package report write the rest.
package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// run is one run of `check`.
type run struct {
	*console.Console
	f     *Options
	at    console.Located
	trace *vfs.Trace
	fs    vfs.FS // the trace, or standard input laid over it
	only  string // the file whose findings are reported; "" for all
	// old is what --new-from leaves out, relative to top; nil without it.
	old     baseline
	top     string
	notes   []string // for standard error, once the report is out
	outputs []*output
	src     *show.Sources // of what was checked last
	repo    string        // root of the repository
}

// Run runs the command.
func Run(ctx context.Context, c *console.Console, f *Options, args []string) error {
	switch err := f.validate(args); {
	case err != nil:
		return err
	case f.ShowSettings != "":
		return printSettings(ctx, c, f)
	}
	at, err := c.Locate(args)
	switch {
	case err != nil:
		return err
	case f.Watch:
		return watch(ctx, c, f, at)
	}
	return checkOnce(ctx, c, f, at, vfs.NewTrace(vfs.Disk{}))
}

// checkOnce checks and reports. All that it reads of the sources goes through trace.
func checkOnce(ctx context.Context, c *console.Console, f *Options, at console.Located, trace *vfs.Trace) (err error) {
	r := &run{Console: c, f: f, at: at, trace: trace, fs: trace}
	if r.outputs, err = f.outputs(); err != nil {
		return err
	}
	cache := openCache(c, f, at.Paths)
	if cache != nil {
		if e := cache.load(f.Jobs); e != nil {
			return r.replay(e)
		}
	}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	o, err := r.check(ctx, r.fs)
	if err != nil {
		return err
	}
	if f.fixes() {
		if o, err = r.fixOrShow(ctx, o); err != nil {
			return err
		}
	}
	o.Findings = rules.Fold(o.Findings)
	if !f.FixDryRun {
		for _, out := range r.outputs {
			if err := out.report(o.Report); err != nil {
				return err
			}
		}
		o.timings.lap("write the report")
	}
	verdict := r.verdict(o)
	var unread console.Unread
	if cache != nil && !errors.As(verdict, &unread) {
		traceBuilt(trace, o.Report)
		e := &cacheEntry{Notes: r.notes, Failing: verdict != nil}
		for _, out := range r.outputs {
			e.Outputs = append(e.Outputs, out.whole())
		}
		cache.store(trace.Answers(), e)
	}
	if err := r.deliverAll(); err != nil {
		return err
	}
	r.say(r.notes)
	if f.Statistics {
		writeStatistics(show.Visible(c.Stderr), o)
	}
	if f.Timings {
		o.timings.write(show.Visible(c.Stderr))
	}
	return verdict
}

// replay delivers a result that was kept.
func (r *run) replay(e *cacheEntry) error {
	for i, out := range r.outputs {
		out.written = *bytes.NewBuffer(e.Outputs[i])
	}
	if err := r.deliverAll(); err != nil {
		return err
	}
	r.say(e.Notes)
	if e.Failing {
		return console.ErrFindings
	}
	return nil
}

// deliverAll writes the finished outputs; those into files first, so that who reads
// standard output to its end finds them. With --fix-dry-run there is a diff in their place.
func (r *run) deliverAll() error {
	for _, out := range r.outputs {
		if err := r.Deliver(out.file, out.written.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// say prints what is beside the report.
func (r *run) say(notes []string) {
	if !r.f.Quiet {
		for _, note := range notes {
			fmt.Fprintln(r.Stderr, rules.Visible(note))
		}
	}
}

// prepare reads standard input, opens the outputs, and checks the revision that is compared
// with.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.f.StdinName != "" {
		if r.fs, r.only, err = readStdin(r.Console, r.f.StdinName, r.trace); err != nil {
			return err
		}
		r.at = console.Located{Paths: []string{r.only}, Root: console.Folder(r.only)}
	}
	r.src = show.NewSources(r.fs)
	base := r.Base(r.at.Root)
	r.repo = report.RepositoryRoot(r.fs, base)
	shown := report.Options{
		Sources: r.src, Root: r.at.Root, Base: r.repo, Dir: r.Dir, Quiet: r.f.Quiet, Weights: r.f.ExplainSeverity, Version: r.Version,
	}
	if !r.f.Quiet { // whose lines other programs read, in the working directory
		shown.Dir, shown.Elsewhere = base, base != r.Dir
	}
	shown.Failing, _ = rules.ParseSeverity(r.f.FailOn)
	for _, out := range r.outputs {
		if err := out.open(shown, r.f, r.Console); err != nil {
			return err
		}
	}
	if r.f.NewFrom != "" {
		r.old, r.top, err = r.knownAt(ctx)
	}
	return err
}

// newProgress shows how far a check of the run is.
func (r *run) newProgress() *progress {
	g := NewProgress(r.Console, r.f.Quiet)
	for _, out := range r.outputs {
		if out.isMain && out.file == "" {
			g.hear = func(workspace string, done, total int) { out.progress(r.Stdout, workspace, done, total) }
		}
	}
	return g
}

// check checks what fs holds and leaves out what the flags say is known.
func (r *run) check(ctx context.Context, fs vfs.FS) (*Checked, error) {
	o, err := Find(ctx, r.Console, fs, r.f, r.at.Paths, r.newProgress())
	if err != nil {
		return nil, err
	}
	r.src.Reset(fs)
	r.notes = nil
	if r.only != "" {
		o.Findings = slices.DeleteFunc(o.Findings, func(f *rules.Finding) bool { return f.Place.File != r.only })
		o.Suppressed = slices.DeleteFunc(o.Suppressed, func(s *rules.Suppressed) bool { return s.Place.File != r.only })
	}
	if r.f.Baseline != "" || r.f.WriteBaseline != "" {
		notes, err := r.applyBaseline(o)
		if err != nil {
			return nil, err
		}
		r.notes = append(r.notes, notes...)
	}
	if r.old != nil {
		fresh, known, _ := r.old.split(r.top, r.src, o.Findings)
		o.Findings = fresh
		if len(known) > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%s left out that %s has too", show.Plural(len(known), "finding"), r.f.NewFrom))
		}
	}
	return o, nil
}

// verdict is an error of its own where something that the command line names was not
// read, else console.ErrFindings where something weighs as much as --fail-on.
func (r *run) verdict(o *Checked) error {
	if err := o.NotRead(); err != nil {
		return err
	}
	failing, _ := rules.ParseSeverity(r.f.FailOn)
	shown := report.Options{Failing: failing}
	if slices.ContainsFunc(o.Findings, shown.Fails) {
		return console.ErrFindings
	}
	return nil
}
