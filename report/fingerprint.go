package report

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// Identity tells findings apart without their line numbers, so that it survives
// edits elsewhere in the file: by rule, file, the text of the line, and, among
// findings that share all of these, their order.
type Identity struct {
	Rule    string
	File    string // relative, with slashes
	Text    string // the line with its blanks joined
	Ordinal int    // from 1
}

// Identities gives each finding its identity as it is handed one finding after the
// other, in the order of the report. name is what a file is called.
type Identities struct {
	Name func(file string) string
	src  *show.Sources
	seen map[Identity]int
}

// NewIdentities calls files by their path relative to base, or absolute outside it.
func NewIdentities(base string, src *show.Sources) *Identities {
	name := func(file string) string { return show.Relative(base, file) }
	return &Identities{Name: name, src: src, seen: map[Identity]int{}}
}

// Of is the identity of a finding of a rule at a place.
func (ids *Identities) Of(rule string, p analysis.Place) Identity {
	file := ids.src.File(p.File)
	id := Identity{
		Rule: rule, File: ids.Name(p.File),
		Text: strings.Join(strings.Fields(file.Line(file.At(p.Span.Start).Line)), " "),
	}
	ids.seen[id]++
	id.Ordinal = ids.seen[id]
	return id
}

// hash is the identity in 32 hexadecimal digits, apart from the ordinal.
func (id Identity) hash() string {
	sum := sha256.Sum256([]byte("1\x00" + id.Rule + "\x00" + id.File + "\x00" + id.Text))
	return hex.EncodeToString(sum[:16])
}

// RepositoryRoot is the folder that code hosts show paths relative to: the nearest
// that holds .git, else dir itself.
func RepositoryRoot(fs vfs.FS, dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := fs.Stat(filepath.Join(d, ".git")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}
