package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// run is one run of `check`.
type run struct {
	*console
	f     *checkOptions
	at    located
	trace *vfs.Trace
	fs    vfs.FS // the trace, or standard input laid over it
	only  string // the file whose findings are reported; "" for all
	// old is what --new-from leaves out, relative to top; nil without it.
	old     baseline
	top     string
	notes   []string // for standard error, once the report is out
	outputs []*output
	src     *sources // of what was checked last
	repo    string   // root of the repository
}

// runCheck runs the command.
func runCheck(ctx context.Context, c *console, f *checkOptions, args []string) error {
	switch err := f.validate(args); {
	case err != nil:
		return err
	case f.showSettings != "":
		return printSettings(ctx, c, f)
	}
	at, err := c.locate(args)
	switch {
	case err != nil:
		return err
	case f.watch:
		return watch(ctx, c, f, at)
	}
	return checkOnce(ctx, c, f, at, vfs.NewTrace(vfs.Disk{}))
}

// checkOnce checks and reports. All that it reads of the sources goes through trace.
func checkOnce(ctx context.Context, c *console, f *checkOptions, at located, trace *vfs.Trace) (err error) {
	r := &run{console: c, f: f, at: at, trace: trace, fs: trace}
	if r.outputs, err = f.outputs(); err != nil {
		return err
	}
	cache := openCache(c, f, at.paths)
	if cache != nil {
		if e := cache.load(f.jobs); e != nil {
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
	if !f.fixDryRun {
		for _, out := range r.outputs {
			if err := out.report(o.Report); err != nil {
				return err
			}
		}
		o.timings.lap("write the report")
	}
	verdict := r.verdict(o)
	var unread unreadError
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
	if f.statistics {
		writeStatistics(visible(c.stderr), o)
	}
	if f.timings {
		o.timings.write(visible(c.stderr))
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
		return errFindings
	}
	return nil
}

// deliverAll writes the finished outputs; those into files first, so that who reads
// standard output to its end finds them. With --fix-dry-run there is a diff in their place.
func (r *run) deliverAll() error {
	for _, out := range r.outputs {
		if err := r.deliver(out.file, out.written.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// say prints what is beside the report.
func (r *run) say(notes []string) {
	if !r.f.quiet {
		for _, note := range notes {
			fmt.Fprintln(r.stderr, rules.Visible(note))
		}
	}
}

// prepare reads standard input, opens the outputs, and checks the revision that is compared
// with.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.f.stdinName != "" {
		if r.fs, r.only, err = readStdin(r.console, r.f.stdinName, r.trace); err != nil {
			return err
		}
		r.at = located{paths: []string{r.only}, root: folder(r.only)}
	}
	r.src = newSources(r.fs)
	base := r.base(r.at.root)
	r.repo = repositoryRoot(r.fs, base)
	shown := formatOptions{
		Sources: r.src, Root: r.at.root, Base: r.repo, Dir: r.dir, Quiet: r.f.quiet, Weights: r.f.explainSeverity, Version: r.version,
	}
	if !r.f.quiet { // whose lines other programs read, in the working directory
		shown.Dir, shown.Elsewhere = base, base != r.dir
	}
	shown.Failing, _ = rules.ParseSeverity(r.f.failOn)
	for _, out := range r.outputs {
		if err := out.open(shown, r.f, r.console); err != nil {
			return err
		}
	}
	if r.f.newFrom != "" {
		r.old, r.top, err = r.knownAt(ctx)
	}
	return err
}

// newProgress shows how far a check of the run is.
func (r *run) newProgress() *progress {
	g := newProgress(r.console, r.f.quiet)
	for _, out := range r.outputs {
		if out.isMain && out.file == "" {
			g.hear = func(workspace string, done, total int) { out.progress(r.stdout, workspace, done, total) }
		}
	}
	return g
}

// check checks what fs holds and leaves out what the flags say is known.
func (r *run) check(ctx context.Context, fs vfs.FS) (*found, error) {
	o, err := findAll(ctx, r.console, fs, r.f, r.at.paths, r.newProgress())
	if err != nil {
		return nil, err
	}
	r.src.reset(fs)
	r.notes = nil
	if r.only != "" {
		o.Findings = slices.DeleteFunc(o.Findings, func(f *rules.Finding) bool { return f.Place.File != r.only })
		o.Suppressed = slices.DeleteFunc(o.Suppressed, func(s *rules.Suppressed) bool { return s.Place.File != r.only })
	}
	if r.f.baseline != "" || r.f.writeBaseline != "" {
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
			r.notes = append(r.notes, fmt.Sprintf("%s left out that %s has too", plural(len(known), "finding"), r.f.newFrom))
		}
	}
	return o, nil
}

// verdict is an error of its own where something that the command line names was not
// read, else errFindings where something weighs as much as --fail-on.
func (r *run) verdict(o *found) error {
	if err := o.unread(); err != nil {
		return err
	}
	failing, _ := rules.ParseSeverity(r.f.failOn)
	shown := formatOptions{Failing: failing}
	if slices.ContainsFunc(o.Findings, shown.Fails) {
		return errFindings
	}
	return nil
}
