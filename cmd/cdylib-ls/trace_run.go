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

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// traceOptions are what `trace` was asked for.
type traceOptions struct {
	format, output, color string
	libraries             []string
	timeout               time.Duration
	untilClose            bool
}

var traceFormats = []string{"text", "json", "html"}

func (f *traceOptions) validate(args []string) error {
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

// runTrace runs the command.
func runTrace(ctx context.Context, c *console, f *traceOptions, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	d, err := trace.Run(ctx, trace.Options{Args: args, Dir: c.dir, Env: os.Environ(), Stdin: c.stdin, Stdout: c.stdout, Stderr: c.stderr, Cache: c.cacheDir,
		Compiler: c.getenv("CC"), Libraries: f.libraries, Timeout: f.timeout, UntilClose: f.untilClose, Version: c.version})
	if err != nil {
		return err
	}
	d.Keep(f.libraries)
	if err := keepTrace(c, d); err != nil {
		fmt.Fprintf(c.stderr, "warning: %s\n", oneLine(err.Error()))
	}
	var out bytes.Buffer
	if err := f.write(&out, c, d); err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if f.output != "" {
		err = c.deliver(f.output, out.Bytes())
	} else {
		_, err = c.stderr.Write(out.Bytes())
	}
	if err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if d.End.Status != 0 {
		return exitStatus(d.End.Status)
	}
	return nil
}

func (f *traceOptions) write(out *bytes.Buffer, c *console, d *traced.Document) error {
	switch f.format {
	case "json":
		return encodeJSON(out, d)
	case "html":
		return writeTraceHTML(out, d)
	}
	t := &traceText{printer{w: out, dir: c.dir, color: c.colorsErrors(f.color, f.output)}}
	t.document(d)
	return nil
}

// keptTraces is how many traces a workspace keeps.
const keptTraces = 10

// keepTrace leaves a copy where the server looks for it, if the working directory is in a
// workspace that has been built.
func keepTrace(c *console, d *traced.Document) error {
	target := targetFolder(c.dir)
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

// targetFolder is that of the workspace around a folder, "" if there is none.
func targetFolder(dir string) string {
	for ; ; dir = filepath.Dir(dir) {
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
