package main

import (
	"io"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// output is a report on its way to a format.
type output struct {
	*report
	src *sources
	dir string // working directory: text shows paths relative to it
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
