package main

import (
	"bytes"
	"encoding/json"
	"io"
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
	Tool    jsonTool `json:"tool"`
	Root    string   `json:"root"`
}

// jsonProgress says how far the work on a workspace is.
type jsonProgress struct {
	Workspace string `json:"workspace"`
	Done      int    `json:"done"`
	Total     int    `json:"total"`
}

// jsonStream writes the messages that cannot wait for the end of a check.
type jsonStream struct {
	enc    *json.Encoder
	config jsonConfig
	begun  bool // config is out
}

func newJSONStream(w io.Writer, root string) *jsonStream {
	return &jsonStream{enc: messageEncoder(w), config: configOf(root)}
}

func configOf(root string) jsonConfig {
	return jsonConfig{jsonVersion, jsonTool{"cdylib-ls", version()}, root}
}

func messageEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	return enc
}

// progress reports a step. That it cannot be written shows at the end.
func (s *jsonStream) progress(workspace string, done, total int) {
	if !s.begun {
		s.begun = true
		_ = s.enc.Encode(jsonMessage{Config: &s.config})
	}
	_ = s.enc.Encode(jsonMessage{Progress: &jsonProgress{relative(s.config.Root, workspace), done, total}})
}

// whole is a report with what has been written of it before: that a stream begins with.
func (o *output) whole(rest []byte) []byte {
	if o.stream == nil || !o.stream.begun {
		return rest
	}
	var b bytes.Buffer
	_ = messageEncoder(&b).Encode(jsonMessage{Config: &o.stream.config}) // a buffer takes all
	return append(b.Bytes(), rest...)
}

// writeJSONL prints the report as a stream of messages, one a line; without config
// where the stream has begun.
func writeJSONL(w io.Writer, o *output) error {
	r := newJSONReport(o)
	var messages []jsonMessage
	if o.stream == nil || !o.stream.begun {
		config := configOf(o.root)
		messages = append(messages, jsonMessage{Config: &config})
	}
	for i := range r.Crates {
		messages = append(messages, jsonMessage{Crate: &r.Crates[i]})
	}
	for i := range r.Findings {
		messages = append(messages, jsonMessage{Finding: &r.Findings[i]})
	}
	for i := range r.Suppressed {
		messages = append(messages, jsonMessage{Suppressed: &r.Suppressed[i]})
	}
	enc := messageEncoder(w)
	for _, m := range append(messages, jsonMessage{Summary: &r.Summary}) {
		if err := enc.Encode(m); err != nil {
			return err
		}
	}
	return nil
}
