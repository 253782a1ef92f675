package scan

import (
	"maps"
	"slices"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// Cache keeps what was read of source files from one run to the next. It works
// for a vfs.FS that is a vfs.Stamper, and changes nothing of what is
// found. The zero value is empty and ready; a nil one keeps nothing. It is safe
// for concurrent use.
type Cache struct {
	names names.Cache

	mu    sync.Mutex
	scans map[scanKey][]*scanCache // the latest first
}

// maxScans bounds the sets of words of one package that are kept: one run looks for
// more and more words, as it learns other names.
const maxScans = 6

// scanKey names a package as one workspace sees it: what its files are searched
// for depends on what links them.
type scanKey struct{ workspace, manifest string }

// scanCache is what the files of a package hold of some words.
type scanCache struct {
	words *words.Set

	mu    sync.Mutex
	files map[string]scanEntry
}

type scanEntry struct {
	stamp uint64
	seen  *seen
}

// Edit tells that the texts of a file will change often. Done ends that.
func (c *Cache) Edit(path string) { c.names.Edit(path) }

// Done frees what Edit keeps for a file.
func (c *Cache) Done(path string) { c.names.Done(path) }

// Forget drops what is known of files for which keep is false, and syntax trees
// beyond a budget, in bytes of source.
func (c *Cache) Forget(keep func(path string) bool, budget int) {
	c.names.Forget(keep, budget)
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, kept := range c.scans {
		if !keep(key.manifest) {
			delete(c.scans, key)
			continue
		}
		for _, s := range kept {
			s.mu.Lock()
			maps.DeleteFunc(s.files, func(path string, _ scanEntry) bool { return !keep(path) })
			s.mu.Unlock()
		}
	}
}

// Sources is the part for parsed files.
func (c *Cache) Sources() *names.Cache {
	if c == nil {
		return nil
	}
	return &c.names
}

// scan returns what is kept of a package, as far as the words are the same.
func (c *Cache) scan(ws, manifest string, look *words.Set) *scanCache {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := scanKey{ws, manifest}
	kept := c.scans[key]
	var s *scanCache
	if i := slices.IndexFunc(kept, func(k *scanCache) bool { return k.words.Equal(look) }); i >= 0 {
		s = kept[i]
		kept = slices.Delete(kept, i, i+1)
	} else { // whoever looks learns more words afterwards, which these files were not searched for
		s = &scanCache{words: look.Clone(), files: map[string]scanEntry{}}
	}
	if c.scans == nil {
		c.scans = map[scanKey][]*scanCache{}
	}
	c.scans[key] = slices.Insert(kept[:min(len(kept), maxScans-1)], 0, s)
	return s
}

// get returns what a file holds, by f unless it is known.
func (s *scanCache) get(fs vfs.FS, path string, f func() (*seen, error)) (*seen, error) {
	stamper, ok := fs.(vfs.Stamper)
	if s == nil || !ok {
		return f()
	}
	stamp, ok := stamper.Stamp(path)
	if !ok {
		return f()
	}
	s.mu.Lock()
	e, known := s.files[path]
	s.mu.Unlock()
	if known && e.stamp == stamp {
		return e.seen, nil
	}
	in, err := f()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.files[path] = scanEntry{stamp, in}
	s.mu.Unlock()
	return in, nil
}
