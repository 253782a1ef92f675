package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strings"
)

// Overlay lays texts over another FS: unsaved edits, or what fixes would make of
// files. Texts is keyed by absolute, clean path and must not change while the
// Overlay is read.
type Overlay struct {
	FS    FS
	Texts map[string][]byte
}

// ReadFile returns the text laid over path, else the file below.
func (o *Overlay) ReadFile(path string, max int64) ([]byte, error) {
	text, ok := o.Texts[path]
	if !ok {
		return o.FS.ReadFile(path, max)
	}
	if int64(len(text)) > max {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%d bytes, more than the %d that are read", len(text), max)}
	}
	return text, nil
}

// Stat tells of the text laid over path, which is newer than anything that was ever
// built, else of what is below.
func (o *Overlay) Stat(path string) (DirEntry, error) {
	text, ok := o.Texts[path]
	if !ok {
		return o.FS.Stat(path)
	}
	entry, err := o.FS.Stat(path)
	if err != nil {
		entry = DirEntry{Name: filepath.Base(path)}
	}
	entry.Size, entry.ModTime = int64(len(text)), math.MaxInt64
	return entry, nil
}

// ReadDir lists the folder below with the files that only the Overlay has.
func (o *Overlay) ReadDir(path string) ([]DirEntry, error) {
	entries, err := o.FS.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	added := false
	for name, text := range o.Texts {
		base := filepath.Base(name)
		if filepath.Dir(name) == path && !slices.ContainsFunc(entries, func(e DirEntry) bool { return e.Name == base }) {
			entries, added = append(slices.Clip(entries), DirEntry{Name: base, Size: int64(len(text))}), true
		}
	}
	if added {
		slices.SortFunc(entries, func(a, b DirEntry) int { return strings.Compare(a.Name, b.Name) })
		return entries, nil
	}
	return entries, err
}
