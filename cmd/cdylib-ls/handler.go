package main

import (
	"fmt"
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// formatHandler writes a check in one format as it hears of it: begin, then progress any number
// of times while the check runs, each crate, each finding, each suppressed finding in the
// order of the report, and end. A stream is as valid without progress.
type formatHandler interface {
	// Begin is called once, before all else.
	Begin() error
	// Progress says how far the work on a workspace is.
	Progress(workspace string, done, total int) error
	Crate(*crateEvent) error
	Finding(*rules.Finding) error
	Suppressed(*rules.Suppressed) error
	// End gets the whole, for what concerns no single crate or finding.
	End(*cdylibls.Report) error
}

// crateEvent is one package of a workspace, with what built libraries show of it; Evidence may
// be nil.
type crateEvent struct {
	Result   *analysis.Result
	Package  *workspace.Package
	Evidence *evidence.Set
}

// formatOptions say how a check is shown.
type formatOptions struct {
	// Sources are the texts that findings stand in.
	Sources *sources
	// Root is what JSON shows paths relative to, and Base, the root of the repository, what
	// formats for code hosts do. Text has Dir: the working directory, or what is checked
	// where that lies elsewhere; Elsewhere says so.
	Root, Base, Dir string
	Elsewhere       bool
	// Color and Quiet are for text, Weights for text and JSON: how each finding came to its
	// severity.
	Color, Quiet, Weights bool
	// Failing is the severity from which on a check fails; Off: it never does.
	Failing rules.Severity
	// Version is that of the program, for formats that name it.
	Version string
}

// Fails reports whether a finding fails the check.
func (o *formatOptions) Fails(f *rules.Finding) bool {
	return o.Failing != rules.Off && f.Severity >= o.Failing
}

// handlers make the formats, in the order of the command's help.
var handlers = []struct {
	name string
	new  func(w io.Writer, o *formatOptions) formatHandler
}{
	{"text", newText},
	{"json", newJSON},
	{"jsonl", newJSONL},
	{"sarif", newSARIF},
	{"github", newGitHub},
	{"gitlab", newGitLab},
	{"junit", newJUnit},
}

// formatNames lists the formats.
func formatNames() []string {
	var out []string
	for _, h := range handlers {
		out = append(out, h.name)
	}
	return out
}

// newHandler makes the handler of a format of formatNames, which writes to w.
func newHandler(format string, w io.Writer, o *formatOptions) (formatHandler, error) {
	for _, h := range handlers {
		if h.name == format {
			return h.new(w, o), nil
		}
	}
	return nil, fmt.Errorf("unknown format %q", format)
}

// playReport tells a handler that has begun of a whole check.
func playReport(h formatHandler, r *cdylibls.Report) error {
	for _, res := range r.Results {
		for _, p := range cratesOf(res) {
			if err := h.Crate(&crateEvent{res, p, r.Evidence}); err != nil {
				return err
			}
		}
	}
	for _, f := range r.Findings {
		if err := h.Finding(f); err != nil {
			return err
		}
	}
	for _, s := range r.Suppressed {
		if err := h.Suppressed(s); err != nil {
			return err
		}
	}
	return h.End(r)
}

// writeReport writes a whole check in a format.
func writeReport(w io.Writer, format string, r *cdylibls.Report, o *formatOptions) error {
	h, err := newHandler(format, w, o)
	if err != nil {
		return err
	}
	if err := h.Begin(); err != nil {
		return err
	}
	return playReport(h, r)
}

// quietHandler does nothing with what a format has no words for.
type quietHandler struct{}

func (quietHandler) Begin() error                       { return nil }
func (quietHandler) Progress(string, int, int) error    { return nil }
func (quietHandler) Crate(*crateEvent) error            { return nil }
func (quietHandler) Finding(*rules.Finding) error       { return nil }
func (quietHandler) Suppressed(*rules.Suppressed) error { return nil }
func (quietHandler) End(*cdylibls.Report) error         { return nil }
