// Package console is what all commands share: where they read and write, the paths of a
// command line, the words of flags, and the errors that decide the exit code.
package console

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// ErrFindings tells main that a check found something at or above --fail-on.
var ErrFindings = errors.New("findings")

// Unread says of each thing that the command line names and that was not read why.
// All the rest was reported.
type Unread []error

func (e Unread) Error() string { return errors.Join(e...).Error() }

// Status ends the program with a status and no message of its own.
type Status int

func (e Status) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Console is where a command reads and writes, and from where it was started.
type Console struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Dir            string // working directory, absolute
	Getenv         func(string) string
	CacheDir       string // for results of check; "": none are kept
	Version        string // of the program
}

// Located are the paths of a command line, absolute, with the root that output is relative
// to: the folder given, or the working directory for several.
type Located struct {
	Paths []string
	Root  string
}

// Locate makes paths of a command line absolute; none stand for the working directory.
func (c *Console) Locate(args []string) (Located, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	at := Located{Root: c.Dir}
	for _, a := range args {
		if a == "" {
			return Located{}, errors.New("an empty path was given; name a folder, or leave it out for the working directory")
		}
		at.Paths = append(at.Paths, c.Absolute(a))
	}
	if len(at.Paths) == 1 {
		at.Root = Folder(at.Paths[0])
	}
	return at, nil
}

// Folder is a path itself, or the folder of a file.
func Folder(path string) string {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return filepath.Dir(path)
	}
	return path
}

// Base is what text shows paths relative to: the working directory, or root where that lies
// outside of it, as cargo has it.
func (c *Console) Base(root string) string {
	if filepath.IsAbs(show.Relative(c.Dir, root)) {
		return root
	}
	return c.Dir
}

// Absolute is a path of the command line, which is relative to the working directory.
func (c *Console) Absolute(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.Dir, path)
	}
	return filepath.Clean(path)
}

// Deliver writes the finished output to a file, "" for standard output, so that a failure
// leaves no half of it.
func (c *Console) Deliver(file string, data []byte) error {
	if file == "" {
		_, err := c.Stdout.Write(data)
		return err
	}
	path, write := c.Absolute(file), replace.File
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		write = replace.Device
	}
	if err := write(path, data); err != nil {
		return fmt.Errorf("cannot write the output: %w; choose another --output", err)
	}
	return nil
}

// Complain prints an error on a line of standard error, a line for each thing unread.
func (c *Console) Complain(err error) {
	var unread Unread
	if !errors.As(err, &unread) {
		unread = Unread{err}
	}
	for _, err := range unread {
		fmt.Fprintln(c.Stderr, "error: "+show.OneLine(err.Error()))
	}
}

// IsTerminal reports whether w is a terminal, for colours and a progress line.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Colored decides whether an output gets colours that goes to file, "" for standard output.
func (c *Console) Colored(mode, file string) bool {
	return mode == "always" || file == "" && c.colors(mode, c.Stdout)
}

// ColorsErrors decides the same where "" stands for standard error.
func (c *Console) ColorsErrors(mode, file string) bool {
	return mode == "always" || file == "" && c.colors(mode, c.Stderr)
}

// colors follows the flag, then NO_COLOR, then what asks for colours into a pipe, then
// what switches them off; see no-color.org and bixense.com/clicolors.
func (c *Console) colors(mode string, w io.Writer) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	on := func(name string) bool { v := c.Getenv(name); return v != "" && v != "0" }
	switch {
	case c.Getenv("NO_COLOR") != "":
		return false
	case on("CLICOLOR_FORCE"), on("FORCE_COLOR"), c.Getenv("CARGO_TERM_COLOR") == "always":
		return true
	case c.Getenv("CLICOLOR") == "0", c.Getenv("FORCE_COLOR") == "0", c.Getenv("CARGO_TERM_COLOR") == "never":
		return false
	}
	return IsTerminal(w) && c.Getenv("TERM") != "dumb"
}
