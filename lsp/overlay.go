package lsp

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// overlay is the text of an open document. It is immutable.
type overlay struct {
	uri     protocol.DocumentURI
	path    string // "" for documents that are no files
	version int32
	text    []byte
	stamp   uint64 // differs for every text that was ever open
	// modified is when the text became what it is, in nanoseconds: the file's own
	// time where it is the file's.
	modified int64
}

// files is a workspace.FS of open documents over the disk. It records what is
// asked of it, so that a result is known to depend on nothing else.
type files struct {
	base     workspace.FS
	overlays map[string]*overlay // by path; shared and never changed

	mu   sync.Mutex
	seen map[string]bool
	dirs map[string]bool // of those seen, the folders that were read
}

func newFiles(base workspace.FS, overlays map[string]*overlay) *files {
	return &files{base: base, overlays: overlays, seen: map[string]bool{}, dirs: map[string]bool{}}
}

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

// ReadFile implements workspace.FS.
func (f *files) ReadFile(path string, limit int64) ([]byte, error) {
	f.note(path)
	if o := f.overlays[path]; o != nil {
		if int64(len(o.text)) > limit {
			return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("larger than %d bytes", limit)}
		}
		return o.text, nil
	}
	return f.base.ReadFile(path, limit)
}

// Stat implements workspace.FS.
func (f *files) Stat(path string) (workspace.DirEntry, error) {
	f.note(path)
	if o := f.overlays[path]; o != nil {
		return workspace.DirEntry{Name: filepath.Base(path), Size: int64(len(o.text)), ModTime: o.modified}, nil
	}
	return f.base.Stat(path)
}

// Stamp implements workspace.Stamper. Those of documents are odd and those of the
// disk even, so that one is never taken for the other.
func (f *files) Stamp(path string) (uint64, bool) {
	f.note(path)
	if o := f.overlays[path]; o != nil {
		return o.stamp<<1 | 1, true
	}
	stamper, ok := f.base.(workspace.Stamper)
	if !ok {
		return 0, false
	}
	stamp, ok := stamper.Stamp(path)
	return stamp &^ 1, ok
}

// ReadDir implements workspace.FS. Documents that are not saved yet are in it.
func (f *files) ReadDir(dir string) ([]workspace.DirEntry, error) {
	f.note(dir)
	f.mu.Lock()
	f.dirs[dir] = true
	f.mu.Unlock()
	entries, err := f.base.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var added []workspace.DirEntry
	for path, o := range f.overlays {
		if filepath.Dir(path) != dir {
			continue
		}
		name := filepath.Base(path)
		if !slices.ContainsFunc(entries, func(e workspace.DirEntry) bool { return e.Name == name }) {
			added = append(added, workspace.DirEntry{Name: name, Size: int64(len(o.text))})
		}
	}
	if len(added) == 0 {
		return entries, err
	}
	out := slices.Concat(entries, added)
	slices.SortFunc(out, func(a, b workspace.DirEntry) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
