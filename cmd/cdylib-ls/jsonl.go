package main

import (
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// jsonMessage is one line of the stream, version 1: exactly one field is set.
// First comes config, last summary; progress may come anywhere between, and a
// stream without it is as valid.
type jsonMessage struct {
	Config     *jsonConfig     `json:"config,omitempty"`
	Progress   *jsonProgress   `json:"progress,omitempty"`
	Crate      *jsonCrate      `json:"crate,omitempty"`
	Finding    *jsonFinding    `json:"finding,omitempty"`
	Suppressed *jsonSuppressed `json:"suppressed,omitempty"`
	Summary    *jsonSummary    `json:"summary,omitempty"`
}

// jsonConfig says what wrote the stream and what its paths are relative to.
type jsonConfig struct {
	Version int      `json:"version"`
	Tool    toolInfo `json:"tool"`
	Root    string   `json:"root"`
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

func newJSONL(w io.Writer, o *formatOptions) formatHandler {
	return &jsonlHandler{newEncoder(o), w, jsonConfig{jsonVersion, thisTool(o.Version), o.Root}}
}

func (j *jsonlHandler) message(m jsonMessage) error { return encodeLine(j.w, m) }

// Begin implements formatHandler.
func (j *jsonlHandler) Begin() error { return j.message(jsonMessage{Config: &j.config}) }

// Progress implements formatHandler.
func (j *jsonlHandler) Progress(workspace string, done, total int) error {
	return j.message(jsonMessage{Progress: &jsonProgress{relative(j.config.Root, workspace), done, total}})
}

// Crate implements formatHandler.
func (j *jsonlHandler) Crate(c *crateEvent) error { return j.message(jsonMessage{Crate: j.crate(c)}) }

// Finding implements formatHandler.
func (j *jsonlHandler) Finding(f *rules.Finding) error {
	return j.message(jsonMessage{Finding: j.finding(f)})
}

// Suppressed implements formatHandler.
func (j *jsonlHandler) Suppressed(s *rules.Suppressed) error {
	return j.message(jsonMessage{Suppressed: j.suppressed(s)})
}

// End implements formatHandler.
func (j *jsonlHandler) End(r *cdylibls.Report) error {
	return j.message(jsonMessage{Summary: j.total(r)})
}
