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
// built, of a folder that a text makes, else of what is below.
func (o *Overlay) Stat(path string) (DirEntry, error) {
	text, ok := o.Texts[path]
	if ok {
		return DirEntry{Name: filepath.Base(path), Size: int64(len(text)), ModTime: math.MaxInt64}, nil
	}
	entry, err := o.FS.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && len(o.within(path)) > 0 {
		return DirEntry{Name: filepath.Base(path), IsDir: true}, nil
	}
	return entry, err
}

// ReadDir lists the folder below with what only the Overlay has.
func (o *Overlay) ReadDir(path string) ([]DirEntry, error) {
	entries, err := o.FS.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	own := o.within(path)
	if len(own) == 0 {
		return entries, err
	}
	entries = slices.Clone(entries)
	for _, e := range own {
		if !slices.ContainsFunc(entries, func(below DirEntry) bool { return below.Name == e.Name }) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b DirEntry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// within lists the files and folders that the texts make in a folder.
func (o *Overlay) within(dir string) []DirEntry {
	var out []DirEntry
	for path, text := range o.Texts {
		rel, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
		if !ok {
			continue
		}
		name, _, deeper := strings.Cut(rel, string(filepath.Separator))
		if slices.ContainsFunc(out, func(e DirEntry) bool { return e.Name == name }) {
			continue
		}
		e := DirEntry{Name: name, IsDir: deeper}
		if !deeper {
			e.Size, e.ModTime = int64(len(text)), math.MaxInt64
		}
		out = append(out, e)
	}
	return out
}
