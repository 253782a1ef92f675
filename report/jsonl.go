package report

import (
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// JSONMessage is one line of the stream, version 1: exactly one field is set.
// First comes config, last summary; progress may come anywhere between, and a
// stream without it is as valid.
type JSONMessage struct {
	Config     *jsonConfig     `json:"config,omitempty"`
	Progress   *jsonProgress   `json:"progress,omitempty"`
	Crate      *JSONCrate      `json:"crate,omitempty"`
	Finding    *JSONFinding    `json:"finding,omitempty"`
	Suppressed *JSONSuppressed `json:"suppressed,omitempty"`
	Summary    *jsonSummary    `json:"summary,omitempty"`
}

// jsonConfig says what wrote the stream and what its paths are relative to.
type jsonConfig struct {
	Version int           `json:"version"`
	Tool    show.Producer `json:"tool"`
	Root    string        `json:"root"`
}

// jsonProgress says how far the work on a workspace is.
type jsonProgress struct {
	Workspace string `json:"workspace"`
	Done      int    `json:"done"`
	Total     int    `json:"total"`
}

// jsonlHandler prints the messages as they come.
type jsonlHandler struct {
	*encoder
	w      io.Writer
	config jsonConfig
}

func newJSONL(w io.Writer, o *Options) Handler {
	return &jsonlHandler{newEncoder(o), w, jsonConfig{jsonVersion, show.ThisProducer(o.Version), o.Root}}
}

func (j *jsonlHandler) message(m JSONMessage) error { return show.JSONLine(j.w, m) }

// Begin implements Handler.
func (j *jsonlHandler) Begin() error { return j.message(JSONMessage{Config: &j.config}) }

// Progress implements Handler.
func (j *jsonlHandler) Progress(workspace string, done, total int) error {
	return j.message(JSONMessage{Progress: &jsonProgress{show.Relative(j.config.Root, workspace), done, total}})
}

// Crate implements Handler.
func (j *jsonlHandler) Crate(c *CheckedCrate) error { return j.message(JSONMessage{Crate: j.crate(c)}) }

// Finding implements Handler.
func (j *jsonlHandler) Finding(f *rules.Finding) error {
	return j.message(JSONMessage{Finding: j.finding(f)})
}

// Suppressed implements Handler.
func (j *jsonlHandler) Suppressed(s *rules.Suppressed) error {
	return j.message(JSONMessage{Suppressed: j.suppressed(s)})
}

// End implements Handler.
func (j *jsonlHandler) End(r *cdylibls.Report) error {
	return j.message(JSONMessage{Summary: j.total(r)})
}
