// Package probe is the command `probe`: it loads and unloads a library in a child process,
// which child_linux.c is, and compares what happens with what package inspect predicts.
package probe

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
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// Options are what `probe` was asked for.
type Options struct {
	Format, Output, Color, Thread string
	Calls                         []string
	Reload                        int
	Timeout                       time.Duration
}

// Threads are the words of --thread.
var Threads = []string{"main", "other", "exited"}

func (f *Options) validate(args []string) error {
	const most = 100_000
	switch {
	case len(args) != 1:
		return errors.New("probe takes one library, since it runs its code; name it")
	case !CanProbe:
		return errors.New("this build cannot load libraries; use one for Linux with glibc")
	case f.Reload < 1 || f.Reload > most:
		return fmt.Errorf("--reload takes 1 to %d, not %d", most, f.Reload)
	case f.Timeout <= 0:
		return errors.New("--timeout takes a positive duration, such as 10s")
	}
	return errors.Join(console.OneOf("format", f.Format, console.TwoFormats...), console.OneOf("thread", f.Thread, Threads...), console.OneOf("color", f.Color, console.ColorModes...))
}

// Run runs the command.
func Run(ctx context.Context, c *console.Console, f *Options, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	l, err := artifact.Open(c.Absolute(args[0]))
	if err != nil {
		return inspect.Unreadable(c, args[0], err)
	}
	defer l.Close()
	if form := l.File.Form(); form != "library" {
		return fmt.Errorf("%s is an ELF %s; probe loads shared libraries only", args[0], form)
	}
	if err := f.callable(l, args[0]); err != nil {
		return err
	}
	r, err := runChild(ctx, c, f, c.Absolute(args[0]))
	if err != nil {
		return err
	}
	r.Path, r.Thread, r.Calls, r.Reload = filepath.ToSlash(args[0]), f.Thread, inspect.List(f.Calls), f.Reload
	r.Predicted = inspect.Predicted(l)
	r.verify()
	var out bytes.Buffer
	if err := f.write(&out, c, r); err != nil {
		return err
	}
	if err := c.Deliver(f.Output, out.Bytes()); err != nil {
		return err
	}
	if r.End != EndFine {
		return console.ErrFindings
	}
	return nil
}

// callable refuses symbols that the library does not export.
func (f *Options) callable(l *artifact.Library, lib string) error {
	for _, want := range f.Calls {
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

func (f *Options) write(w io.Writer, c *console.Console, r *Probed) error {
	if f.Format == "json" {
		return show.JSON(w, struct {
			Version int           `json:"version"`
			Tool    show.Producer `json:"tool"`
			*Probed
		}{1, show.ThisProducer(c.Version), r})
	}
	t := &text{show.Printer{W: w, Dir: c.Dir, Color: c.Colored(f.Color, f.Output)}}
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
