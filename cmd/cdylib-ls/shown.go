package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The colours, as rustc has them.
const (
	bold   = "1"
	blue   = "1;34"
	red    = "1;31"
	yellow = "1;33"
	green  = "1;32"
	cyan   = "1;36"
)

// printer prints lines for a reader.
type printer struct {
	w     io.Writer
	dir   string // paths are shown relative to it
	color bool
}

// paint colours a text where the output has colours.
func (t *printer) paint(color, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// line prints a line.
func (t *printer) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// field prints a labelled line.
func (t *printer) field(label, format string, args ...any) {
	t.line("  %s %s", t.paint(blue, fmt.Sprintf("%-11s", label)), clean(fmt.Sprintf(format, args...)))
}

// head prints a title.
func (t *printer) head(title string) { t.line("%s", t.paint(bold, title)) }

// local shortens the paths below the folder and makes the text safe to print.
func (t *printer) local(s string) string {
	if t.dir != "/" && t.dir != "" {
		s = strings.ReplaceAll(s, t.dir+string(filepath.Separator), "")
	}
	return clean(s)
}

// relative returns path relative to dir with slashes, or as it is outside dir.
func relative(dir, path string) string {
	rel, err := filepath.Rel(dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// clean keeps names from the sources from steering the terminal.
func clean(s string) string { return rules.Visible(s) }

// oneLine keeps errors to a line, as scripts expect.
func oneLine(s string) string { return rules.Visible(strings.Join(strings.Fields(s), " ")) }

// plural counts what a noun stands for.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		noun = stem + "ie"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// toolInfo is what wrote a document.
type toolInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// thisTool names the program in a document.
func thisTool(version string) toolInfo { return toolInfo{"cdylib-ls", version} }

// encodeJSON prints a value indented, with < and > as they are.
func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// encodeLine prints a value on one line.
func encodeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// optional is nil for an empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
