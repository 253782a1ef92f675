package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// output is a report on its way to a format.
type output struct {
	*report
	src *sources
	// dir is what text shows paths relative to: the working directory, or what is checked
	// where that lies elsewhere.
	dir       string
	elsewhere bool
	// base is the root of the repository, which formats for code hosts show paths
	// relative to.
	base         string
	color, quiet bool
	// weights: text and JSON say how each finding came to its severity.
	weights bool
	// failing is the severity from which on the check fails; Off: it never does.
	failing rules.Severity
	// stream is what has been written of a stream so far; nil for other formats.
	stream *jsonStream
}

// format is one way to write a report.
type format struct {
	name  string
	write func(w io.Writer, o *output) error
}

// checkFormats are the formats of `check`, in the order of its help.
var checkFormats = []format{
	{"text", writeText},
	{"json", writeJSON},
	{"jsonl", writeJSONL},
	{"sarif", writeSARIF},
	{"github", writeGitHub},
	{"gitlab", writeGitLab},
	{"junit", writeJUnit},
}

// checkFormatNames lists what --format of `check` takes.
func checkFormatNames() []string {
	var out []string
	for _, f := range checkFormats {
		out = append(out, f.name)
	}
	return out
}

// writeOutput writes the report in the named format.
func writeOutput(w io.Writer, name string, o *output) error {
	for _, f := range checkFormats {
		if f.name == name {
			return f.write(w, o)
		}
	}
	panic("format " + name + " passed validation and does not exist")
}

// formatFile is an output beside the one of --output: --format FORMAT=FILE.
type formatFile struct{ format, file string }

// validateFormats reads --format and refuses what it cannot mean. Without a format that
// has no file, nothing goes to standard output.
func (f *checkFlags) validateFormats() error {
	f.format, f.also = "", nil
	files := map[string]bool{f.output: true}
	for _, given := range f.formats {
		name, file, ok := strings.Cut(given, "=")
		if err := oneOf("format", name, checkFormatNames()...); err != nil {
			return err
		}
		switch {
		case ok && file == "":
			return fmt.Errorf("--format %s names no file; give one behind the =, or leave the = out", given)
		case ok && files[file]:
			return fmt.Errorf("two outputs go to %s; give each a file of its own", file)
		case ok:
			files[file] = true
			f.also = append(f.also, formatFile{name, file})
		case f.format != "":
			return fmt.Errorf("--format %s and --format %s both go to the same place; give one a file: %s=FILE", f.format, name, name)
		default:
			f.format = name
		}
	}
	if f.format == "" && f.output != "" {
		return errors.New("--output is for the --format that has no file; give one, or leave --output out")
	}
	return nil
}

// writeAll writes the report in the format of --output and in the others.
func (f *checkFlags) writeAll(w io.Writer, o *output) (also [][]byte, err error) {
	if f.format != "" {
		if err := writeOutput(w, f.format, o); err != nil {
			return nil, err
		}
	}
	rest := *o
	rest.stream, rest.color = nil, f.color == "always"
	for _, a := range f.also {
		var out bytes.Buffer
		if err := writeOutput(&out, a.format, &rest); err != nil {
			return nil, err
		}
		also = append(also, out.Bytes())
	}
	return also, nil
}

// deliverAll writes the finished outputs; those into files first, so that who reads
// standard output to its end finds them.
func (p *program) deliverAll(f *checkFlags, data []byte, also [][]byte) error {
	for i, a := range f.also {
		if i < len(also) { // none with --fix-dry-run
			if err := p.deliver(a.file, also[i]); err != nil {
				return err
			}
		}
	}
	if f.format == "" {
		return nil
	}
	return p.deliver(f.output, data)
}
