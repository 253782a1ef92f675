package main

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// identity tells findings apart without their line numbers, so that it survives
// edits elsewhere in the file: by rule, file, the text of the line, and, among
// findings that share all of these, their order.
type identity struct {
	Rule    string
	File    string // relative, with slashes
	Text    string // the line with its blanks joined
	Ordinal int    // from 1
}

// identities gives each finding its identity as it is handed one finding after the
// other, in the order of the report. name is what a file is called.
type identities struct {
	name func(file string) string
	src  *sources
	seen map[identity]int
}

// newIdentities calls files by their path relative to base, or absolute outside it.
func newIdentities(base string, src *sources) *identities {
	name := func(file string) string { return relative(base, file) }
	return &identities{name: name, src: src, seen: map[identity]int{}}
}

func (ids *identities) of(rule string, p analysis.Place) identity {
	file := ids.src.file(p.File)
	id := identity{
		Rule: rule, File: ids.name(p.File),
		Text: strings.Join(strings.Fields(file.line(file.at(p.Span.Start).Line)), " "),
	}
	ids.seen[id]++
	id.Ordinal = ids.seen[id]
	return id
}

// hash is the identity in 32 hexadecimal digits, apart from the ordinal.
func (id identity) hash() string {
	sum := sha256.Sum256([]byte("1\x00" + id.Rule + "\x00" + id.File + "\x00" + id.Text))
	return hex.EncodeToString(sum[:16])
}

// repositoryRoot is the folder that code hosts show paths relative to: the nearest
// that holds .git, else dir itself.
func repositoryRoot(fs vfs.FS, dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := fs.Stat(filepath.Join(d, ".git")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}
