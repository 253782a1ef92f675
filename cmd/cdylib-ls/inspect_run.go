package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// inspectOptions are what `inspect` was asked for.
type inspectOptions struct {
	format, output, color, host string
	snapshot, against           string
	hotPatch, all, alone        bool
}

func (f *inspectOptions) validate(args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("inspect needs a built library; name one, such as target/release/libfoo.so")
	case f.snapshot != "" && f.against != "":
		return errors.New("--snapshot and --against exclude each other; compare first, then take it again")
	case f.snapshot != "" && f.format != "text":
		return errors.New("--snapshot writes a file in place of a report; leave --format out")
	case f.hotPatch && f.host == "":
		return errors.New("--hot-patch needs --host, the program that is patched")
	}
	return errors.Join(oneOf("format", f.format, twoFormats...), oneOf("color", f.color, colorModes...))
}

// runInspect runs the command. What can be read is shown even where another file
// cannot.
func runInspect(ctx context.Context, c *console, f *inspectOptions, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	var host *artifact.Host
	if f.host != "" {
		host = &artifact.Host{Path: c.absolute(f.host), Patch: f.hotPatch}
		if err := readable(host.Path); err != nil {
			return unreadable(c, f.host, err)
		}
	}
	list := []*inspected{}
	var failed error
	for _, a := range args {
		in, err := inspectFile(ctx, c, a, host, f.alone || f.snapshot != "" || f.against != "")
		if err != nil {
			if failed != nil {
				c.complain(failed)
			}
			failed = unreadable(c, a, err)
			continue
		}
		list = append(list, in)
	}
	switch {
	case f.snapshot != "" && failed == nil:
		return writeSnapshot(c, f.snapshot, list)
	case f.against != "" && failed == nil:
		return compareSnapshot(c, f, list)
	case f.snapshot != "" || f.against != "":
		return failed
	}
	var out bytes.Buffer
	if err := f.write(&out, c, list); err != nil {
		return err
	}
	if len(list) > 0 || f.format == "json" {
		if err := c.deliver(f.output, out.Bytes()); err != nil {
			return err
		}
	}
	return failed
}

func (f *inspectOptions) write(w io.Writer, c *console, list []*inspected) error {
	if f.format == "json" {
		return encodeJSON(w, inspectDocument{1, thisTool(c.version), list})
	}
	t := &inspectText{printer{w: w, dir: c.dir, color: c.colored(f.color, f.output)}, f.all}
	for i, in := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t.library(in)
	}
	return nil
}

func inspectFile(ctx context.Context, c *console, arg string, host *artifact.Host, alone bool) (*inspected, error) {
	l, err := artifact.OpenAny(c.absolute(arg), "")
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
		by = makerOf(ctx, l, c.absolute(arg))
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

// unreadable words what is wrong with a file and names the next step.
func unreadable(c *console, arg string, err error) error {
	var path interface{ Unwrap() error }
	text := err.Error()
	if errors.As(err, &path) { // without the path, which stands before it
		text = strings.TrimPrefix(text, c.absolute(arg)+": ")
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

// inspectReport is what `inspect` prints of a library.
func inspectReport(c *console, path string) (string, error) {
	in, err := inspectFile(context.Background(), c, path, nil, false)
	if err != nil {
		return "", unreadable(c, path, err)
	}
	var out strings.Builder
	t := &inspectText{printer: printer{w: &out, dir: c.dir}}
	t.library(in)
	return out.String(), nil
}
