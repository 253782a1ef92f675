// Package inspect is the command `inspect`: it shows what built libraries run and need, and
// compares them with a snapshot.
package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// Options are what `inspect` was asked for.
type Options struct {
	Format, Output, Color, Host string
	Snapshot, Against           string
	HotPatch, All, Alone        bool
}

func (f *Options) validate(args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("inspect needs a built library; name one, such as target/release/libfoo.so")
	case f.Snapshot != "" && f.Against != "":
		return errors.New("--snapshot and --against exclude each other; compare first, then take it again")
	case f.Snapshot != "" && f.Format != "text":
		return errors.New("--snapshot writes a file in place of a report; leave --format out")
	case f.HotPatch && f.Host == "":
		return errors.New("--hot-patch needs --host, the program that is patched")
	}
	return errors.Join(console.OneOf("format", f.Format, console.TwoFormats...), console.OneOf("color", f.Color, console.ColorModes...))
}

// Run runs the command. What can be read is shown even where another file
// cannot.
func Run(ctx context.Context, c *console.Console, f *Options, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	var host *artifact.Host
	if f.Host != "" {
		host = &artifact.Host{Path: c.Absolute(f.Host), Patch: f.HotPatch}
		if err := readable(host.Path); err != nil {
			return Unreadable(c, f.Host, err)
		}
	}
	list := []*Inspected{}
	var failed error
	for _, a := range args {
		in, err := inspectFile(ctx, c, a, host, f.Alone || f.Snapshot != "" || f.Against != "")
		if err != nil {
			if failed != nil {
				c.Complain(failed)
			}
			failed = Unreadable(c, a, err)
			continue
		}
		list = append(list, in)
	}
	switch {
	case f.Snapshot != "" && failed == nil:
		return writeSnapshot(c, f.Snapshot, list)
	case f.Against != "" && failed == nil:
		return compareSnapshot(c, f, list)
	case f.Snapshot != "" || f.Against != "":
		return failed
	}
	var out bytes.Buffer
	if err := f.write(&out, c, list); err != nil {
		return err
	}
	if len(list) > 0 || f.Format == "json" {
		if err := c.Deliver(f.Output, out.Bytes()); err != nil {
			return err
		}
	}
	return failed
}

func (f *Options) write(w io.Writer, c *console.Console, list []*Inspected) error {
	if f.Format == "json" {
		return show.JSON(w, Inspection{1, show.ThisProducer(c.Version), list})
	}
	t := &text{show.Printer{W: w, Dir: c.Dir, Color: c.Colored(f.Color, f.Output)}, f.All}
	for i, in := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t.library(in)
	}
	return nil
}

func inspectFile(ctx context.Context, c *console.Console, arg string, host *artifact.Host, alone bool) (*Inspected, error) {
	l, err := artifact.OpenAny(c.Absolute(arg), "")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	switch form := formOf(l); form {
	case "library", "program":
	case "debug information":
		return nil, errors.New("holds only debug information; name the library itself")
	default:
		return nil, fmt.Errorf("is an "+string(l.Image.Format())+" %s and not a shared library; name what the linker wrote", form)
	}
	by := &maker{shown: &jsonWorkspace{Alone: "--alone"}}
	switch {
	case l.File == nil && host != nil:
		return nil, errors.New("--host resolves symbols of ELF files only, and this is a " + string(l.Image.Format()) + " file; leave --host out")
	case !alone:
		by = makerOf(ctx, l, c.Absolute(arg))
	}
	return inspectLibrary(l, filepath.ToSlash(arg), host, by)
}

func readable(path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// Unreadable words what is wrong with a file and names the next step.
func Unreadable(c *console.Console, arg string, err error) error {
	var path interface{ Unwrap() error }
	text := err.Error()
	if errors.As(err, &path) { // without the path, which stands before it
		text = strings.TrimPrefix(text, c.Absolute(arg)+": ")
	}
	next := ""
	switch {
	case errors.Is(err, artifact.ErrNotLibrary):
		next = "; name a built library (.so, .dll, .dylib)"
	case errors.Is(err, elf.ErrNotELF):
		next = "; name a library as built for Linux or another ELF platform"
	case errors.Is(err, elf.ErrTruncated), errors.Is(err, object.ErrTruncated):
		next = "; wait for the linker, or build it again"
	case errors.Is(err, elf.ErrDamaged), errors.Is(err, elf.ErrLimit), errors.Is(err, object.ErrDamaged), errors.Is(err, object.ErrLimit):
		next = "; build it again"
	}
	return fmt.Errorf("%s: %s%s", arg, text, next)
}

// Report is what `inspect` prints of a library.
func Report(c *console.Console, path string) (string, error) {
	in, err := inspectFile(context.Background(), c, path, nil, false)
	if err != nil {
		return "", Unreadable(c, path, err)
	}
	var out strings.Builder
	t := &text{Printer: show.Printer{W: &out, Dir: c.Dir}}
	t.library(in)
	return out.String(), nil
}
