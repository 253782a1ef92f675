package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// traceFlags are the flags of `trace`.
type traceFlags struct {
	format, output, color string
	libraries             []string
	timeout               time.Duration
	untilClose            bool
}

var traceFormats = []string{"text", "json", "html"}

// exitStatus ends the program with a status and no message of its own.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func (p *program) traceCommand() *cobra.Command {
	f := &traceFlags{}
	cmd := &cobra.Command{
		Use:   "trace [flags] -- HOST [ARG]...",
		Short: "Run a host and tell what its libraries leave behind and what keeps them loaded (Linux)",
		Long: "Run a program with a small library preloaded, and tell for each library that it opens who opened it,\n" +
			"what the library registered, whether dlclose unmapped it, what keeps it if not, and what was called in it\n" +
			"after it was gone. The host's own output and results are left alone; the report goes to standard error.\n\n" +
			"Exit status: the host's, 128 + n for a signal; 124 --timeout, 125 the tracer failed, 126 the host cannot\n" +
			"be run or traced, 127 there is no such host.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return p.trace(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.SetInterspersed(false)
	fl.StringArrayVar(&f.libraries, "library", nil, "report only libraries with `NAME` in their path (repeatable)")
	fl.StringVar(&f.output, "output", "", "write the report to `FILE` instead of standard error")
	fl.StringVar(&f.format, "format", "text", "output format: text, json, html")
	fl.DurationVar(&f.timeout, "timeout", 0, "end the host after this time, with status 124")
	fl.BoolVar(&f.untilClose, "until-close", false, "end the host once a library (of --library, if given) was closed")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always, never")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(traceFormats...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(colorModes...))
	return cmd
}

func (f *traceFlags) validate(args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("trace takes a host to run: cdylib-ls trace -- HOST [ARG]")
	case f.timeout < 0:
		return errors.New("--timeout takes a positive duration, such as 10s")
	case slices.Contains(f.libraries, ""):
		return errors.New("--library takes a part of a library's path")
	}
	return errors.Join(oneOf("format", f.format, traceFormats...), oneOf("color", f.color, colorModes...))
}

// trace runs the command.
func (p *program) trace(ctx context.Context, f *traceFlags, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	d, err := trace.Run(ctx, trace.Options{Args: args, Dir: p.dir, Env: os.Environ(), Stdin: p.stdin, Stdout: p.stdout, Stderr: p.stderr, Cache: p.cacheDir,
		Compiler: p.getenv("CC"), Libraries: f.libraries, Timeout: f.timeout, UntilClose: f.untilClose, Version: version()})
	if err != nil {
		return err
	}
	d.Keep(f.libraries)
	if err := p.keepTrace(d); err != nil {
		fmt.Fprintf(p.stderr, "warning: %s\n", oneLine(err.Error()))
	}
	var out bytes.Buffer
	if err := f.write(&out, p, d); err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if f.output != "" {
		err = p.deliver(f.output, out.Bytes())
	} else {
		_, err = p.stderr.Write(out.Bytes())
	}
	if err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if d.End.Status != 0 {
		return exitStatus(d.End.Status)
	}
	return nil
}

func (f *traceFlags) write(out *bytes.Buffer, p *program, d *traced.Document) error {
	switch f.format {
	case "json":
		return encodeJSON(out, d)
	case "html":
		return writeTraceHTML(out, d)
	}
	t := &traceText{inspectText{w: out, dir: p.dir, color: f.output == "" && p.colorsErrors(f.color) || f.color == "always"}}
	t.document(d)
	return nil
}

// keptTraces is how many traces a workspace keeps.
const keptTraces = 10

// keepTrace leaves a copy where the server looks for it, if the working directory is in a
// workspace that has been built.
func (p *program) keepTrace(d *traced.Document) error {
	target := p.targetFolder()
	if target == "" {
		return nil
	}
	var b bytes.Buffer
	if err := encodeJSON(&b, d); err != nil {
		return err
	}
	dir := filepath.Join(target, "cdylib-ls", "traces")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot keep the trace: %w", err)
	}
	name := fmt.Sprintf("%s-%d.json", time.Now().UTC().Format("20060102T150405.000000000"), os.Getpid())
	if err := os.WriteFile(filepath.Join(dir, name+".new"), b.Bytes(), 0o644); err != nil {
		os.Remove(filepath.Join(dir, name+".new"))
		return fmt.Errorf("cannot keep the trace: %w", err)
	}
	if err := os.Rename(filepath.Join(dir, name+".new"), filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("cannot keep the trace: %w", err)
	}
	old, _ := filepath.Glob(filepath.Join(dir, "*T*.json"))
	slices.Sort(old)
	for _, o := range old[:max(0, len(old)-keptTraces)] {
		os.Remove(o)
	}
	return nil
}

// targetFolder is that of the workspace around the working directory, "" if there is none.
func (p *program) targetFolder() string {
	for dir := p.dir; ; dir = filepath.Dir(dir) {
		manifest := filepath.Join(dir, "Cargo.toml")
		if info, err := os.Stat(manifest); err == nil && info.Mode().IsRegular() {
			set, err := workspace.Load(context.Background(), vfs.Disk{}, []string{manifest}, workspace.Options{})
			if err != nil || len(set.Workspaces) == 0 {
				return ""
			}
			return set.Workspaces[0].TargetDir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
