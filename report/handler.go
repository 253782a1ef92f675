// Package report writes what a check came to in the formats of `cdylib-ls check`: text,
// JSON, JSON lines, SARIF, GitHub's annotations, GitLab's code quality, JUnit. Each format is
// a Handler of one stream, so that a program can tell one of a check as it goes, or Write a
// finished one.
package report

import (
	"fmt"
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// Handler writes a check in one format as it hears of it: begin, then progress any number
// of times while the check runs, each crate, each finding, each suppressed finding in the
// order of the report, and end. A stream is as valid without progress.
type Handler interface {
	// Begin is called once, before all else.
	Begin() error
	// Progress says how far the work on a workspace is.
	Progress(workspace string, done, total int) error
	Crate(*CheckedCrate) error
	Finding(*rules.Finding) error
	Suppressed(*rules.Suppressed) error
	// End gets the whole, for what concerns no single crate or finding.
	End(*cdylibls.Report) error
}

// CheckedCrate is one package of a workspace, with what built libraries show of it; Evidence may
// be nil.
type CheckedCrate struct {
	Result   *analysis.Result
	Package  *workspace.Package
	Evidence *evidence.Set
}

// Options say how a check is shown.
type Options struct {
	// Sources are the texts that findings stand in.
	Sources *show.Sources
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
func (o *Options) Fails(f *rules.Finding) bool {
	return o.Failing != rules.Off && f.Severity >= o.Failing
}

// handlers make the formats, in the order of the command's help.
var handlers = []struct {
	name string
	new  func(w io.Writer, o *Options) Handler
}{
	{"text", newText},
	{"json", newJSON},
	{"jsonl", newJSONL},
	{"sarif", newSARIF},
	{"github", newGitHub},
	{"gitlab", newGitLab},
	{"junit", newJUnit},
}

// Formats lists the formats.
func Formats() []string {
	var out []string
	for _, h := range handlers {
		out = append(out, h.name)
	}
	return out
}

// New makes the handler of a format of formatNames, which writes to w.
func New(format string, w io.Writer, o *Options) (Handler, error) {
	for _, h := range handlers {
		if h.name == format {
			return h.new(w, o), nil
		}
	}
	return nil, fmt.Errorf("unknown format %q", format)
}

// Play tells a handler that has begun of a whole check.
func Play(h Handler, r *cdylibls.Report) error {
	for _, res := range r.Results {
		for _, p := range Crates(res) {
			if err := h.Crate(&CheckedCrate{res, p, r.Evidence}); err != nil {
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

// Write writes a whole check in a format.
func Write(w io.Writer, format string, r *cdylibls.Report, o *Options) error {
	h, err := New(format, w, o)
	if err != nil {
		return err
	}
	if err := h.Begin(); err != nil {
		return err
	}
	return Play(h, r)
}

// silent does nothing with what a format has no words for.
type silent struct{}

func (silent) Begin() error                       { return nil }
func (silent) Progress(string, int, int) error    { return nil }
func (silent) Crate(*CheckedCrate) error          { return nil }
func (silent) Finding(*rules.Finding) error       { return nil }
func (silent) Suppressed(*rules.Suppressed) error { return nil }
func (silent) End(*cdylibls.Report) error         { return nil }
