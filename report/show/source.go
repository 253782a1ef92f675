package show

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// Sources turns byte offsets of files into lines and columns. Files are read
// once; one that cannot be read any more counts as empty.
type Sources struct {
	fs    vfs.FS
	files map[string]*source
}

// source is one file with the offsets at which its lines begin.
type source struct {
	text   []byte
	starts []int
}

// maxShown bounds what is read for output; analysis read the file before.
const maxShown = 64 << 20

// NewSources reads files of fs when they are asked for.
func NewSources(fs vfs.FS) *Sources { return &Sources{fs: fs, files: map[string]*source{}} }

// Reset forgets all texts; files are read of fs from now on.
func (s *Sources) Reset(fs vfs.FS) { *s = *NewSources(fs) }

// File is a file by its absolute path.
func (s *Sources) File(name string) *source {
	if f := s.files[name]; f != nil {
		return f
	}
	text, err := s.fs.ReadFile(name, maxShown)
	if err != nil {
		text = nil
	}
	f := &source{text: text, starts: []int{0}}
	for i, b := range text {
		if b == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
	s.files[name] = f
	return f
}

// Position is a place as people count: lines and columns from 1, columns in
// Unicode scalar values; Offset is bytes.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Offset int `json:"offset"`
}

// At converts a byte offset. Offsets outside the file are moved into it.
func (f *source) At(offset int) Position {
	at := max(0, min(offset, len(f.text)))
	line := sort.SearchInts(f.starts, at+1) - 1
	return Position{Line: line + 1, Column: utf8.RuneCount(f.text[f.starts[line]:at]) + 1, Offset: offset}
}

// Line returns the text of a line, counted from 1, without its end.
func (f *source) Line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	end := len(f.text)
	if n < len(f.starts) {
		end = f.starts[n]
	}
	return strings.TrimRight(string(f.text[f.starts[n-1]:end]), "\r\n")
}
