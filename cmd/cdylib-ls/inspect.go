package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// inspectFlags are the flags of `inspect`.
type inspectFlags struct {
	format, output, color, host string
	snapshot, against           string
	hotPatch, all, alone        bool
}

func (p *program) inspectCommand() *cobra.Command {
	f := &inspectFlags{}
	cmd := &cobra.Command{
		Use:   "inspect LIB...",
		Short: "Show what built libraries run at load and unload",
		Long: "Show what built libraries run at load, unload and exit, what that reaches in machine code,\n" +
			"whether dlclose unmaps them, and what they need. Reads the files and runs none of their code;\n" +
			"works on any ELF shared object, Windows DLL and Mach-O library, stripped or not.\n\n" +
			"The verdict takes in configuration, host and sources of the workspace that built a library, as check's\n" +
			"does, where dep-info or the target folder lead to one; --alone judges by the file.\n\n" +
			"With --snapshot and --against it is a ratchet: a build fails that gained code at load or unload, a\n" +
			"newer glibc, an undefined symbol or a way to a thread-local's destructor, or that lost an export\n" +
			"or NODELETE.\n\n" +
			"Exit status: 0, 1 where a library is worse than its snapshot, or 2 where a file cannot be read.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return p.inspect(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.format, "format", "text", "output format: text, json")
	fl.BoolVar(&f.all, "all", false, "print every slot, chain and symbol; without it what is alike or long is folded (JSON has all)")
	fl.BoolVar(&f.alone, "alone", false, "judge by the file alone, without the workspace that built it")
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.host, "host", "", "resolve undefined symbols against the program `BIN` that loads the library")
	fl.BoolVar(&f.hotPatch, "hot-patch", false, "with --host: against all symbols of the program, as hot-patching loaders do")
	fl.StringVar(&f.snapshot, "snapshot", "", "write what the libraries must not get worse in to `FILE`")
	fl.StringVar(&f.against, "against", "", "print how the libraries differ from the snapshot `FILE`; exit with 1 where one got worse")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always, never")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(twoFormats...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(colorModes...))
	return cmd
}

func (f *inspectFlags) validate(args []string) error {
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

// inspect runs the command. What can be read is shown even where another file
// cannot.
func (p *program) inspect(ctx context.Context, f *inspectFlags, args []string) error {
	if err := f.validate(args); err != nil {
		return err
	}
	var host *artifact.Host
	if f.host != "" {
		host = &artifact.Host{Path: p.absolute(f.host), Patch: f.hotPatch}
		if err := readable(host.Path); err != nil {
			return p.unreadable(f.host, err)
		}
	}
	list := []*inspected{}
	var failed error
	for _, a := range args {
		in, err := p.inspectFile(ctx, a, host, f.alone || f.snapshot != "" || f.against != "")
		if err != nil {
			if failed != nil {
				fmt.Fprintln(p.stderr, "error: "+oneLine(failed.Error()))
			}
			failed = p.unreadable(a, err)
			continue
		}
		list = append(list, in)
	}
	switch {
	case f.snapshot != "" && failed == nil:
		return p.writeSnapshot(f.snapshot, list)
	case f.against != "" && failed == nil:
		return p.compareSnapshot(f, list)
	case f.snapshot != "" || f.against != "":
		return failed
	}
	var out bytes.Buffer
	if err := f.write(&out, p, list); err != nil {
		return err
	}
	if len(list) > 0 || f.format == "json" {
		if err := p.deliver(f.output, out.Bytes()); err != nil {
			return err
		}
	}
	return failed
}

func (f *inspectFlags) write(w io.Writer, p *program, list []*inspected) error {
	if f.format == "json" {
		return encodeJSON(w, inspectReport{1, jsonTool{"cdylib-ls", version()}, list})
	}
	t := &inspectText{w: w, dir: p.dir, color: f.output == "" && p.colored(f.color) || f.color == "always", all: f.all}
	for i, in := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t.library(in)
	}
	return nil
}

func (p *program) inspectFile(ctx context.Context, arg string, host *artifact.Host, alone bool) (*inspected, error) {
	l, err := artifact.OpenAny(p.absolute(arg), "")
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
		by = makerOf(ctx, l, p.absolute(arg))
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
func (p *program) unreadable(arg string, err error) error {
	var path interface{ Unwrap() error }
	text := err.Error()
	if errors.As(err, &path) { // without the path, which stands before it
		text = strings.TrimPrefix(text, p.absolute(arg)+": ")
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
