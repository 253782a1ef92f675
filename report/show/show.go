// Package show has what all output shares: places in sources as people count them, lines of
// a terminal, paths, counts with their nouns, and JSON, with nothing in them that could steer
// a terminal.
package show

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
	Bold   = "1"
	Blue   = "1;34"
	Red    = "1;31"
	Yellow = "1;33"
	Green  = "1;32"
	Cyan   = "1;36"
)

// Printer prints lines for a reader.
type Printer struct {
	W     io.Writer
	Dir   string // paths are shown relative to it
	Color bool
}

// Paint colours a text where the output has colours.
func (t *Printer) Paint(color, s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// Line prints a line.
func (t *Printer) Line(format string, args ...any) { fmt.Fprintf(t.W, format+"\n", args...) }

// Field prints a labelled line.
func (t *Printer) Field(label, format string, args ...any) {
	t.Line("  %s %s", t.Paint(Blue, fmt.Sprintf("%-11s", label)), Clean(fmt.Sprintf(format, args...)))
}

// Head prints a title.
func (t *Printer) Head(title string) { t.Line("%s", t.Paint(Bold, title)) }

// Local shortens the paths below the folder and makes the text safe to print.
func (t *Printer) Local(s string) string {
	if t.Dir != "/" && t.Dir != "" {
		s = strings.ReplaceAll(s, t.Dir+string(filepath.Separator), "")
	}
	return Clean(s)
}

// Relative returns path relative to dir with slashes, or as it is outside dir.
func Relative(dir, path string) string {
	rel, err := filepath.Rel(dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// Clean keeps names from the sources from steering the terminal.
func Clean(s string) string { return rules.Visible(s) }

// OneLine keeps errors to a line, as scripts expect.
func OneLine(s string) string { return rules.Visible(strings.Join(strings.Fields(s), " ")) }

// Plural counts what a noun stands for.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		noun = stem + "ie"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Producer is what wrote a document.
type Producer struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// ThisProducer names the program in a document.
func ThisProducer(version string) Producer { return Producer{"cdylib-ls", version} }

// JSON prints a value indented, with < and > as they are.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// JSONLine prints a value on one line.
func JSONLine(w io.Writer, v any) error {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Optional is nil for an empty string.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
