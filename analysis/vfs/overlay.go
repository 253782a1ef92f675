package vfs

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
	Texts map[string]Text
}

// Text is what an Overlay shows as the content of a file.
type Text struct {
	Bytes []byte
	// Modified is when the text became what it is, in nanoseconds.
	Modified int64
	// Version differs for every text that was ever laid over a path; 0 where nobody counts,
	// and then Stamp tells nothing of the file.
	Version uint64
}

// Lay lays texts over fs that are newer than anything that was ever built.
func Lay(fs FS, texts map[string][]byte) *Overlay {
	o := &Overlay{FS: fs, Texts: make(map[string]Text, len(texts))}
	for path, text := range texts {
		o.Texts[path] = Text{Bytes: text, Modified: math.MaxInt64}
	}
	return o
}

// ReadFile returns the text laid over path, else the file below.
func (o *Overlay) ReadFile(path string, max int64) ([]byte, error) {
	text, ok := o.Texts[path]
	if !ok {
		return o.FS.ReadFile(path, max)
	}
	if int64(len(text.Bytes)) > max {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%d bytes, more than the %d that are read", len(text.Bytes), max)}
	}
	return text.Bytes, nil
}

// Stat tells of the text laid over path, of a folder that a text makes, else of what is
// below.
func (o *Overlay) Stat(path string) (Entry, error) {
	if text, ok := o.Texts[path]; ok {
		return text.entry(filepath.Base(path)), nil
	}
	entry, err := o.FS.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && len(o.within(path)) > 0 {
		return Entry{Name: filepath.Base(path), IsDir: true}, nil
	}
	return entry, err
}

func (t Text) entry(name string) Entry {
	return Entry{Name: name, Size: int64(len(t.Bytes)), ModTime: t.Modified}
}

// Stamp implements Stamper. Stamps of texts are odd and those from below even, so that one
// is never taken for the other.
func (o *Overlay) Stamp(path string) (uint64, bool) {
	if text, ok := o.Texts[path]; ok {
		return text.Version<<1 | 1, text.Version != 0
	}
	stamper, ok := o.FS.(Stamper)
	if !ok {
		return 0, false
	}
	stamp, ok := stamper.Stamp(path)
	return stamp &^ 1, ok
}

// ReadDir lists the folder below with what only the Overlay has.
func (o *Overlay) ReadDir(path string) ([]Entry, error) {
	entries, err := o.FS.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	own := slices.DeleteFunc(o.within(path), func(e Entry) bool {
		return slices.ContainsFunc(entries, func(below Entry) bool { return below.Name == e.Name })
	})
	if len(own) == 0 {
		return entries, err
	}
	entries = slices.Concat(entries, own)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// within lists the files and folders that the texts make in a folder.
func (o *Overlay) within(dir string) []Entry {
	var out []Entry
	for path, text := range o.Texts {
		rel, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
		if !ok {
			continue
		}
		name, _, deeper := strings.Cut(rel, string(filepath.Separator))
		switch {
		case slices.ContainsFunc(out, func(e Entry) bool { return e.Name == name }):
		case deeper:
			out = append(out, Entry{Name: name, IsDir: true})
		default:
			out = append(out, text.entry(name))
		}
	}
	return out
}
