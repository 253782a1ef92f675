package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// errFindings tells main that a check found something at or above --fail-on.
var errFindings = errors.New("findings")

// unreadError says of each thing that the command line names and that was not read why.
// All the rest was reported.
type unreadError []error

func (e unreadError) Error() string { return errors.Join(e...).Error() }

// exitStatus ends the program with a status and no message of its own.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// console is where a command reads and writes, and from where it was started.
type console struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	dir            string // working directory, absolute
	getenv         func(string) string
	cacheDir       string // for results of check; "": none are kept
	version        string // of the program
}

// located are the paths of a command line, absolute, with the root that output is relative
// to: the folder given, or the working directory for several.
type located struct {
	paths []string
	root  string
}

// locate makes paths of a command line absolute; none stand for the working directory.
func (c *console) locate(args []string) (located, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	at := located{root: c.dir}
	for _, a := range args {
		if a == "" {
			return located{}, errors.New("an empty path was given; name a folder, or leave it out for the working directory")
		}
		at.paths = append(at.paths, c.absolute(a))
	}
	if len(at.paths) == 1 {
		at.root = folder(at.paths[0])
	}
	return at, nil
}

// folder is a path itself, or the folder of a file.
func folder(path string) string {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return filepath.Dir(path)
	}
	return path
}

// base is what text shows paths relative to: the working directory, or root where that lies
// outside of it, as cargo has it.
func (c *console) base(root string) string {
	if filepath.IsAbs(relative(c.dir, root)) {
		return root
	}
	return c.dir
}

// absolute is a path of the command line, which is relative to the working directory.
func (c *console) absolute(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	return filepath.Clean(path)
}

// deliver writes the finished output to a file, "" for standard output, so that a failure
// leaves no half of it.
func (c *console) deliver(file string, data []byte) error {
	if file == "" {
		_, err := c.stdout.Write(data)
		return err
	}
	path, write := c.absolute(file), replaceFile
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		write = writeDevice
	}
	if err := write(path, data); err != nil {
		return fmt.Errorf("cannot write the output: %w; choose another --output", err)
	}
	return nil
}

// complain prints an error on a line of standard error, a line for each thing unread.
func (c *console) complain(err error) {
	var unread unreadError
	if !errors.As(err, &unread) {
		unread = unreadError{err}
	}
	for _, err := range unread {
		fmt.Fprintln(c.stderr, "error: "+oneLine(err.Error()))
	}
}

// isTerminal reports whether w is a terminal, for colours and a progress line.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colored decides whether an output gets colours that goes to file, "" for standard output.
func (c *console) colored(mode, file string) bool {
	return mode == "always" || file == "" && c.colors(mode, c.stdout)
}

// colorsErrors decides the same where "" stands for standard error.
func (c *console) colorsErrors(mode, file string) bool {
	return mode == "always" || file == "" && c.colors(mode, c.stderr)
}

// colors follows the flag, then NO_COLOR, then what asks for colours into a pipe, then
// what switches them off; see no-color.org and bixense.com/clicolors.
func (c *console) colors(mode string, w io.Writer) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	on := func(name string) bool { v := c.getenv(name); return v != "" && v != "0" }
	switch {
	case c.getenv("NO_COLOR") != "":
		return false
	case on("CLICOLOR_FORCE"), on("FORCE_COLOR"), c.getenv("CARGO_TERM_COLOR") == "always":
		return true
	case c.getenv("CLICOLOR") == "0", c.getenv("FORCE_COLOR") == "0", c.getenv("CARGO_TERM_COLOR") == "never":
		return false
	}
	return isTerminal(w) && c.getenv("TERM") != "dumb"
}
