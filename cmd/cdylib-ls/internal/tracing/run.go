// Package tracing is the command `trace`: it has package trace run a host, and shows what was
// seen as text, JSON or a page.
package tracing

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
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// Options are what `trace` was asked for.
type Options struct {
	Format, Output, Color string
	Libraries             []string
	Timeout               time.Duration
	UntilClose            bool
}

// Formats are the words of --format.
var Formats = []string{"text", "json", "html"}

func (f *Options) validate(args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("trace takes a host to run: cdylib-ls trace -- HOST [ARG]")
	case f.Timeout < 0:
		return errors.New("--timeout takes a positive duration, such as 10s")
	case slices.Contains(f.Libraries, ""):
		return errors.New("--library takes a part of a library's path")
	}
	return errors.Join(console.OneOf("format", f.Format, Formats...), console.OneOf("color", f.Color, console.ColorModes...))
}

// Run runs the command.
func Run(ctx context.Context, c *console.Console, f *Options, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	d, err := trace.Run(ctx, trace.Options{Args: args, Dir: c.Dir, Env: os.Environ(), Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr, Cache: c.CacheDir,
		Compiler: c.Getenv("CC"), Libraries: f.Libraries, Timeout: f.Timeout, UntilClose: f.UntilClose, Version: c.Version})
	if err != nil {
		return err
	}
	d.Keep(f.Libraries)
	if err := keepTrace(c, d); err != nil {
		fmt.Fprintf(c.Stderr, "warning: %s\n", show.OneLine(err.Error()))
	}
	var out bytes.Buffer
	if err := f.write(&out, c, d); err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if f.Output != "" {
		err = c.Deliver(f.Output, out.Bytes())
	} else {
		_, err = c.Stderr.Write(out.Bytes())
	}
	if err != nil {
		return &trace.Failure{Code: trace.ExitFailure, Err: err}
	}
	if d.End.Status != 0 {
		return console.Status(d.End.Status)
	}
	return nil
}

func (f *Options) write(out *bytes.Buffer, c *console.Console, d *traced.Document) error {
	switch f.Format {
	case "json":
		return show.JSON(out, d)
	case "html":
		return writeTraceHTML(out, d)
	}
	t := &text{show.Printer{W: out, Dir: c.Dir, Color: c.ColorsErrors(f.Color, f.Output)}}
	t.document(d)
	return nil
}

// KeptTraces is how many traces a workspace keeps.
const KeptTraces = 10

// keepTrace leaves a copy where the server looks for it, if the working directory is in a
// workspace that has been built.
func keepTrace(c *console.Console, d *traced.Document) error {
	target := targetFolder(c.Dir)
	if target == "" {
		return nil
	}
	var b bytes.Buffer
	if err := show.JSON(&b, d); err != nil {
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
	for _, o := range old[:max(0, len(old)-KeptTraces)] {
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
