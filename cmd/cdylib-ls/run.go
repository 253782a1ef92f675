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
	p     *program
	f     *checkFlags
	args  []string
	trace *vfs.Trace
	fs    vfs.FS // the trace, or standard input laid over it
	only  string // the file whose findings are reported; "" for all
	// old is what --new-from leaves out, relative to top; nil without it.
	old   baseline
	top   string
	notes []string // for standard error, once the report is out
	// stream is what the run, which can check several times, writes before its report;
	// nil for all formats but one.
	stream *jsonStream
}

// checkOnce checks and reports. All that it reads of the sources goes through trace.
func (p *program) checkOnce(ctx context.Context, f *checkFlags, args []string, trace *vfs.Trace) error {
	cache := p.openCache(f, args)
	if cache != nil {
		if e := cache.load(f.jobs); e != nil {
			return p.again(f, e)
		}
	}
	r := &run{p: p, f: f, args: args, trace: trace, fs: trace}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	o, err := r.look(ctx, r.fs)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if f.fixes() {
		if o, err = r.fixOrShow(ctx, o, &out); err != nil {
			return err
		}
	}
	o.findings = rules.Fold(o.findings)
	var also [][]byte
	if !f.fixDryRun {
		if also, err = f.writeAll(&out, o); err != nil {
			return err
		}
		o.timings.lap("write the report")
	}
	verdict := o.verdict()
	var unread unreadError
	if cache != nil && !errors.As(verdict, &unread) {
		traceBuilt(trace, o)
		cache.store(trace.Answers(), &cacheEntry{Output: o.whole(out.Bytes()), Also: also, Notes: r.notes, Failing: verdict != nil})
	}
	if err := p.deliverAll(f, out.Bytes(), also); err != nil {
		return err
	}
	p.say(f, r.notes)
	if f.statistics {
		writeStatistics(visibleWriter{p.stderr}, o.report)
	}
	if f.timings {
		o.timings.write(visibleWriter{p.stderr})
	}
	return verdict
}

// again delivers a result that was kept.
func (p *program) again(f *checkFlags, e *cacheEntry) error {
	if err := p.deliverAll(f, e.Output, e.Also); err != nil {
		return err
	}
	p.say(f, e.Notes)
	if e.Failing {
		return errFindings
	}
	return nil
}

// say prints what is beside the report.
func (p *program) say(f *checkFlags, notes []string) {
	if !f.quiet {
		for _, note := range notes {
			fmt.Fprintln(p.stderr, rules.Visible(note))
		}
	}
}

// prepare reads standard input, begins a stream, and checks the revision that is compared with.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.f.stdinName != "" {
		var over *vfs.Overlay
		if over, r.only, err = r.p.readStdin(r.f, r.trace); err != nil {
			return err
		}
		r.fs, r.args = over, []string{r.only}
	}
	if r.f.format == "jsonl" && r.f.output == "" {
		_, root, err := r.p.paths(r.args)
		if err != nil {
			return err
		}
		r.stream = newJSONStream(r.p.stdout, root)
	}
	if r.f.newFrom != "" {
		r.old, r.top, err = r.knownAt(ctx)
	}
	return err
}

// look checks what fs holds and leaves out what the flags say is known.
func (r *run) look(ctx context.Context, fs vfs.FS) (*output, error) {
	o, err := r.p.analyse(ctx, fs, r.f, r.args, r.stream)
	if err != nil {
		return nil, err
	}
	r.notes = nil
	if r.only != "" {
		o.findings = slices.DeleteFunc(o.findings, func(f *rules.Finding) bool { return f.Place.File != r.only })
		o.suppressed = slices.DeleteFunc(o.suppressed, func(s *rules.Suppressed) bool { return s.Place.File != r.only })
	}
	if r.f.baseline != "" || r.f.writeBaseline != "" {
		notes, err := r.applyBaseline(o)
		if err != nil {
			return nil, err
		}
		r.notes = append(r.notes, notes...)
	}
	if r.old != nil {
		fresh, known, _ := r.old.split(r.top, o.src, o.findings)
		o.findings = fresh
		if len(known) > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%s left out that %s has too", plural(len(known), "finding"), r.f.newFrom))
		}
	}
	return o, nil
}
