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

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// probeFlags are the flags of `probe`.
type probeFlags struct {
	format, output, color, thread string
	calls                         []string
	reload                        int
	timeout                       time.Duration
}

var probeThreads = []string{"main", "other", "exited"}

func (p *program) probeCommand() *cobra.Command {
	f := &probeFlags{}
	cmd := &cobra.Command{
		Use:   "probe LIB",
		Short: "Load and unload a built library for real (runs its code)",
		Long: "Load and unload a built library in a child process and report what happened, next to what\n" +
			"`inspect` predicts. This RUNS THE LIBRARY'S CODE with your rights: its constructors, the exports\n" +
			"given by --call (which must take no arguments), its destructors.\n\n" +
			"Exit status: 0 all went well, 1 the library failed to load, crashed or hung, 2 usage or unreadable input.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return p.probe(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringArrayVar(&f.calls, "call", nil, "call the export `SYMBOL`, which must take no arguments (repeatable)")
	fl.StringVar(&f.thread, "thread", "main", "call it on: main, other (a thread that ends after dlclose), exited (one that ends before)")
	fl.IntVar(&f.reload, "reload", 1, "load, call and unload `N` times in the same process")
	fl.DurationVar(&f.timeout, "timeout", 10*time.Second, "take a step that lasts longer for a deadlock")
	fl.StringVar(&f.format, "format", "text", "output format: text, json")
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always, never")
	for flag, words := range map[string][]string{"format": twoFormats, "color": colorModes, "thread": probeThreads} {
		_ = cmd.RegisterFlagCompletionFunc(flag, completeWords(words...))
	}
	return cmd
}

func (f *probeFlags) validate(args []string) error {
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

// probe runs the command.
func (p *program) probe(ctx context.Context, f *probeFlags, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	l, err := artifact.Open(p.absolute(args[0]))
	if err != nil {
		return p.unreadable(args[0], err)
	}
	defer l.Close()
	if form := l.File.Form(); form != "library" {
		return fmt.Errorf("%s is an ELF %s; probe loads shared libraries only", args[0], form)
	}
	if err := f.callable(l, args[0]); err != nil {
		return err
	}
	r, err := p.runChild(ctx, f, p.absolute(args[0]))
	if err != nil {
		return err
	}
	r.Path, r.Thread, r.Calls, r.Reload = filepath.ToSlash(args[0]), f.thread, list(f.calls), f.reload
	v := (&inspector{l}).verdict(nil)
	r.Predicted = v
	r.judge()
	var out bytes.Buffer
	if err := f.write(&out, p, r); err != nil {
		return err
	}
	if err := p.deliver(f.output, out.Bytes()); err != nil {
		return err
	}
	if r.End != endFine {
		return errFindings
	}
	return nil
}

// callable refuses symbols that the library does not export.
func (f *probeFlags) callable(l *artifact.Library, lib string) error {
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

func (f *probeFlags) write(w io.Writer, p *program, r *probed) error {
	if f.format == "json" {
		return encodeJSON(w, struct {
			Version int      `json:"version"`
			Tool    jsonTool `json:"tool"`
			*probed
		}{1, jsonTool{"cdylib-ls", version()}, r})
	}
	t := &inspectText{w: w, dir: p.dir, color: f.output == "" && p.colored(f.color) || f.color == "always"}
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
