package workspace

import (
	"bytes"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// Cache keeps parsed manifests and configuration between loads: a server loads
// again at every edit, and all files but one are as they were. The zero value is
// empty and ready; a nil one keeps nothing. It is safe for concurrent use.
type Cache struct {
	mu   sync.Mutex
	docs map[string]*manifest.Document
}

// maxCached bounds how many documents are kept; beyond it the cache starts anew.
const maxCached = 20_000

// parse returns the document of before where the text is the same.
func (c *Cache) parse(path string, src []byte, limit int) *manifest.Document {
	if c == nil {
		return manifest.Parse(path, src, limit)
	}
	c.mu.Lock()
	old := c.docs[path]
	c.mu.Unlock()
	if old != nil && len(src) <= limit && bytes.Equal(old.Source, src) {
		return old
	}
	d := manifest.Parse(path, src, limit)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.docs == nil || len(c.docs) >= maxCached {
		c.docs = map[string]*manifest.Document{}
	}
	c.docs[path] = d
	return d
}
