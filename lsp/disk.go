package lsp

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// disk is what lies under the documents. It remembers what it was asked, so that
// an edit costs no system call for each file of the workspace; refresh finds out
// what is another by now. Errors are remembered too. It is safe for concurrent
// use; I/O runs without the lock, so two callers may read one file twice.
type disk struct {
	under vfs.Disk

	mu    sync.Mutex // guards all below
	files map[string]diskFile
	dirs  map[string]diskDir
	held  int64 // bytes of the texts in files
}

// diskFile is what stands at a path.
type diskFile struct {
	entry vfs.Entry
	err   error
	stamp uint64
	text  []byte // nil if not held
}

// diskDir is a folder's listing, with the folder's own entry before it was read.
// A young one may have changed since within one tick of the clock.
type diskDir struct {
	entries []vfs.Entry
	err     error
	own     diskFile
	young   bool
}

// Limits of the texts that are held.
const (
	maxHeld    = 16 << 20
	maxHeldOne = 512 << 10
)

// unsettled is the age below which a file's time does not tell its versions
// apart: a second write may fall into the same tick of the clock.
const unsettled = 50 * time.Millisecond

var stampSeed = maphash.MakeSeed()

func newDisk() *disk { return &disk{files: map[string]diskFile{}, dirs: map[string]diskDir{}} }

// look asks the system about a path.
func (d *disk) look(path string) diskFile {
	f := diskFile{}
	f.entry, f.err = d.under.Stat(path)
	if f.err != nil || f.entry.IsDir {
		return f
	}
	if time.Since(time.Unix(0, f.entry.ModTime)) < unsettled {
		if text, err := d.under.ReadFile(path, maxText); err == nil {
			f.stamp = maphash.Bytes(stampSeed, text)
			return f
		}
	}
	f.stamp = maphash.Comparable(stampSeed, [2]int64{f.entry.Size, f.entry.ModTime})
	return f
}

func (d *disk) file(path string) diskFile {
	d.mu.Lock()
	f, ok := d.files[path]
	d.mu.Unlock()
	if ok {
		return f
	}
	f = d.look(path)
	d.mu.Lock()
	defer d.mu.Unlock()
	if first, ok := d.files[path]; ok {
		return first
	}
	d.files[path] = f
	return f
}

// Stat implements vfs.FS.
func (d *disk) Stat(path string) (vfs.Entry, error) {
	f := d.file(path)
	return f.entry, f.err
}

// Stamp implements vfs.Stamper.
func (d *disk) Stamp(path string) (uint64, bool) {
	f := d.file(path)
	return f.stamp, f.err == nil && !f.entry.IsDir
}

// ReadFile implements vfs.FS.
func (d *disk) ReadFile(path string, limit int64) ([]byte, error) {
	f := d.file(path)
	switch {
	case f.err != nil:
		return nil, f.err
	case f.text != nil && int64(len(f.text)) <= limit:
		return f.text, nil
	}
	text, err := d.under.ReadFile(path, limit)
	if err != nil || len(text) > maxHeldOne {
		return text, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if now, ok := d.files[path]; ok && now.stamp == f.stamp && now.text == nil && d.held+int64(len(text)) <= maxHeld {
		now.text = text
		d.files[path] = now
		d.held += int64(len(text))
	}
	return text, nil
}

// ReadDir implements vfs.FS.
func (d *disk) ReadDir(path string) ([]vfs.Entry, error) {
	d.mu.Lock()
	dir, ok := d.dirs[path]
	d.mu.Unlock()
	if ok {
		return dir.entries, dir.err
	}
	dir.own = d.look(path)
	dir.young = dir.own.err == nil && time.Since(time.Unix(0, dir.own.entry.ModTime)) < unsettled
	dir.entries, dir.err = d.under.ReadDir(path)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirs[path] = dir
	return dir.entries, dir.err
}

// exists reports whether there is something at the path.
func (d *disk) exists(path string) bool {
	_, err := d.Stat(path)
	return err == nil
}

// refresh looks again at the given paths, or at all that were asked for with nil,
// and returns those that are others than they were: files by themselves, folders
// whose listing is another.
func (d *disk) refresh(paths []string) []string {
	var changed []string
	for path, old := range d.known(paths) {
		now := d.look(path)
		if (now.err == nil) != (old.err == nil) || now.stamp != old.stamp || now.entry.IsDir != old.entry.IsDir {
			changed = append(changed, path)
			d.drop(path)
		}
	}
	for path, old := range d.knownDirs(paths) {
		now := d.look(path)
		if !old.young && (now.err == nil) == (old.own.err == nil) && now.entry.ModTime == old.own.entry.ModTime {
			continue
		}
		d.drop(path)
		entries, err := d.ReadDir(path)
		if (err == nil) != (old.err == nil) || !slices.EqualFunc(entries, old.entries, sameEntry) {
			changed = append(changed, path)
		}
	}
	return changed
}

// sameEntry leaves aside what a listing knows of a file's content.
func sameEntry(a, b vfs.Entry) bool {
	return a.Name == b.Name && a.IsDir == b.IsDir && a.Symlink == b.Symlink
}

func (d *disk) drop(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held -= int64(len(d.files[path].text))
	delete(d.files, path)
	delete(d.dirs, path)
}

// prune forgets the paths for which keep is false.
func (d *disk) prune(keep func(path string) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.files, func(path string, f diskFile) bool {
		if keep(path) {
			return false
		}
		d.held -= int64(len(f.text))
		return true
	})
	maps.DeleteFunc(d.dirs, func(path string, _ diskDir) bool { return !keep(path) })
}

// known copies the entries for paths, or all.
func (d *disk) known(paths []string) map[string]diskFile {
	d.mu.Lock()
	defer d.mu.Unlock()
	return pick(d.files, paths)
}

func (d *disk) knownDirs(paths []string) map[string]diskDir {
	d.mu.Lock()
	defer d.mu.Unlock()
	return pick(d.dirs, paths)
}

// pick copies the entries with the keys, or all of them for nil.
func pick[V any](m map[string]V, keys []string) map[string]V {
	if keys == nil {
		return maps.Clone(m)
	}
	out := map[string]V{}
	for _, k := range keys {
		if v, ok := m[k]; ok {
			out[k] = v
		}
	}
	return out
}
