package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// probeOptions are what `probe` was asked for.
type probeOptions struct {
	format, output, color, thread string
	calls                         []string
	reload                        int
	timeout                       time.Duration
}

var probeThreads = []string{"main", "other", "exited"}

func (f *probeOptions) validate(args []string) error {
	const most = 100_000
	switch {
	case len(args) != 1:
		return errors.New("probe takes one library, since it runs its code; name it")
	case !canProbe:
		return errors.New("this build cannot load libraries; use one for Linux with glibc")
	case f.reload < 1 || f.reload > most:
		return fmt.Errorf("--reload takes 1 to %d, not %d", most, f.reload)
	case f.timeout <= 0:
		return errors.New("--timeout takes a positive duration, such as 10s")
	}
	return errors.Join(oneOf("format", f.format, twoFormats...), oneOf("thread", f.thread, probeThreads...), oneOf("color", f.color, colorModes...))
}

// runProbe runs the command.
func runProbe(ctx context.Context, c *console, f *probeOptions, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	l, err := artifact.Open(c.absolute(args[0]))
	if err != nil {
		return unreadable(c, args[0], err)
	}
	defer l.Close()
	if form := l.File.Form(); form != "library" {
		return fmt.Errorf("%s is an ELF %s; probe loads shared libraries only", args[0], form)
	}
	if err := f.callable(l, args[0]); err != nil {
		return err
	}
	r, err := runChild(ctx, c, f, c.absolute(args[0]))
	if err != nil {
		return err
	}
	r.Path, r.Thread, r.Calls, r.Reload = filepath.ToSlash(args[0]), f.thread, list(f.calls), f.reload
	r.Predicted = predicted(l)
	r.judge()
	var out bytes.Buffer
	if err := f.write(&out, c, r); err != nil {
		return err
	}
	if err := c.deliver(f.output, out.Bytes()); err != nil {
		return err
	}
	if r.End != endFine {
		return errFindings
	}
	return nil
}

// callable refuses symbols that the library does not export.
func (f *probeOptions) callable(l *artifact.Library, lib string) error {
	for _, want := range f.calls {
		var names []string
		found := false
		for _, e := range l.Exports {
			names = append(names, e.Symbol)
			found = found || e.Symbol == want
		}
		if found {
			continue
		}
		near := "`cdylib-ls inspect " + lib + "` lists its exports"
		if n := workspace.Nearest(want, names); n != "" {
			near = "did you mean `" + n + "`?"
		}
		return fmt.Errorf("--call: %s exports no function `%s`; %s", lib, want, near)
	}
	return nil
}

func (f *probeOptions) write(w io.Writer, c *console, r *probed) error {
	if f.format == "json" {
		return encodeJSON(w, struct {
			Version int      `json:"version"`
			Tool    toolInfo `json:"tool"`
			*probed
		}{1, thisTool(c.version), r})
	}
	t := &probeText{printer{w: w, dir: c.dir, color: c.colored(f.color, f.output)}}
	t.probed(r)
	return nil
}

// childEnv is the environment of the child. A backtrace would only leave a
// mapping of the file behind.
func childEnv() []string {
	env := append(os.Environ(), "CDYLIB_LS_PROBE_CHILD=1")
	if os.Getenv("RUST_BACKTRACE") == "" {
		env = append(env, "RUST_BACKTRACE=0")
	}
	return env
}
