package lsp

import (
	"maps"
	"slices"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// document is the text of an open document. It is immutable.
type document struct {
	uri     protocol.DocumentURI
	path    string // "" for documents that are no files
	version int32
	text    []byte
	stamp   uint64 // differs for every text that was ever open
	// modified is when the text became what it is, in nanoseconds: the file's own
	// time where it is the file's.
	modified int64
}

// files is a vfs.FS of open documents over the disk. It records what is
// asked of it, so that a result is known to depend on nothing else.
type files struct {
	over      *vfs.Overlay
	documents map[string]*document // by path; shared and never changed

	mu   sync.Mutex
	seen map[string]bool
	dirs map[string]bool // of those seen, the folders that were read
}

func newFiles(base vfs.FS, documents map[string]*document) *files {
	texts := make(map[string]vfs.Text, len(documents))
	for path, d := range documents {
		texts[path] = vfs.Text{Bytes: d.text, Modified: d.modified, Version: d.stamp}
	}
	return &files{over: &vfs.Overlay{FS: base, Texts: texts}, documents: documents, seen: map[string]bool{}, dirs: map[string]bool{}}
}

// base is what lies under the documents.
func (f *files) base() vfs.FS { return f.over.FS }

func (f *files) note(path string) {
	f.mu.Lock()
	f.seen[path] = true
	f.mu.Unlock()
}

// folders lists the folders that were read.
func (f *files) folders() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.dirs))
}

// saw reports whether a path was asked for.
func (f *files) saw(path string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[path]
}

// dependsOn reports whether any of the paths was asked for.
func (f *files) dependsOn(paths map[string]bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for p := range paths {
		if f.seen[p] {
			return true
		}
	}
	return false
}

// ReadFile implements vfs.FS.
func (f *files) ReadFile(path string, limit int64) ([]byte, error) {
	f.note(path)
	return f.over.ReadFile(path, limit)
}

// Stat implements vfs.FS.
func (f *files) Stat(path string) (vfs.Entry, error) {
	f.note(path)
	return f.over.Stat(path)
}

// Stamp implements vfs.Stamper.
func (f *files) Stamp(path string) (uint64, bool) {
	f.note(path)
	return f.over.Stamp(path)
}

// ReadDir implements vfs.FS. Documents that are not saved yet are in it.
func (f *files) ReadDir(dir string) ([]vfs.Entry, error) {
	f.note(dir)
	f.mu.Lock()
	f.dirs[dir] = true
	f.mu.Unlock()
	return f.over.ReadDir(dir)
}
