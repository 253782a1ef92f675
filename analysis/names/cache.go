package names

import (
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Cache keeps what was read of source files from one program to the next: a
// server analyses again at every edit, and all files but one are as they were. It
// works for a vfs.FS that is a vfs.Stamper. The zero value is empty;
// a nil one keeps nothing. It is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	files   map[string]*cachedFile
	editors map[string]*rust.Editor
}

// cachedFile is one version of a file.
type cachedFile struct {
	stamp uint64

	mu      sync.Mutex // guards all below; held while parsing
	outline *rust.Outline
	ast     *rust.File
	err     error
	exact   bool
}

// Edit gives a path an editor, so that its next texts are parsed from the one
// before. Done takes it away.
func (c *Cache) Edit(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.editors == nil {
		c.editors = map[string]*rust.Editor{}
	}
	if c.editors[path] == nil {
		c.editors[path] = &rust.Editor{}
	}
}

// Done frees what Edit keeps for a path.
func (c *Cache) Done(path string) {
	c.mu.Lock()
	e := c.editors[path]
	delete(c.editors, path)
	c.mu.Unlock()
	if e != nil {
		e.Close()
	}
}

// Forget drops all versions of files for which keep is false, and syntax trees
// beyond a budget, in bytes of source; those of files with an editor stay.
func (c *Cache) Forget(keep func(path string) bool, budget int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for path, f := range c.files {
		if !keep(path) {
			delete(c.files, path)
			continue
		}
		if c.editors[path] != nil {
			continue
		}
		f.mu.Lock()
		if f.ast != nil {
			if budget -= len(f.ast.Source); budget < 0 {
				f.ast, f.err = nil, nil
			}
		}
		f.mu.Unlock()
	}
}

// Known returns the syntax of a version of a file, nil where it is not kept.
func (c *Cache) Known(path string, stamp uint64) *rust.File {
	c.mu.Lock()
	f := c.files[path]
	c.mu.Unlock()
	if f == nil || f.stamp != stamp {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return nil
	}
	return f.ast
}

// at returns the entry for the file's current version, nil where nothing can be
// kept.
func (c *Cache) at(fs vfs.FS, path string) *cachedFile {
	stamper, ok := fs.(vfs.Stamper)
	if c == nil || !ok {
		return nil
	}
	stamp, ok := stamper.Stamp(path)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.files[path]; f != nil && f.stamp == stamp {
		return f
	}
	if c.files == nil {
		c.files = map[string]*cachedFile{}
	}
	f := &cachedFile{stamp: stamp}
	c.files[path] = f
	return f
}

func (c *Cache) editor(path string) *rust.Editor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.editors[path]
}

// outline is that of the file, which is read unless it is known.
func (p *Program) outline(path string) (*rust.Outline, error) {
	f := p.cache.at(p.fs, path)
	if f == nil {
		src, err := p.fs.ReadFile(path, rust.MaxSource)
		if err != nil {
			return nil, err
		}
		return outlineOf(src), nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.outline == nil {
		src, err := p.fs.ReadFile(path, rust.MaxSource)
		if err != nil {
			return nil, err
		}
		f.outline = outlineOf(src)
	}
	return f.outline, nil
}

func outlineOf(src []byte) *rust.Outline {
	s := rust.NewOutline(src)
	s.Alien = rust.NotText(src)
	return s
}

// parse parses the file unless its tree is known. What a cancelled context left
// unfinished is not kept.
func (p *Program) parse(path string) (*rust.File, []byte, error) {
	f := p.cache.at(p.fs, path)
	if f == nil {
		src, err := p.Text(path)
		if err != nil {
			return nil, nil, err
		}
		ast, err := rust.Parse(p.ctx, path, src)
		return ast, src, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ast != nil && (f.exact || p.quick) {
		p.noteExact(f.exact)
		return f.ast, f.ast.Source, f.err
	}
	src, err := p.Text(path)
	if err != nil {
		return nil, nil, err
	}
	var ast *rust.File
	exact := true
	if e := p.cache.editor(path); e != nil {
		ast, exact, err = e.Parse(p.ctx, path, src, p.quick)
	} else {
		ast, err = rust.Parse(p.ctx, path, src)
	}
	if p.ctx.Err() != nil {
		return ast, src, err
	}
	if ast == nil {
		ast = &rust.File{Source: src}
	}
	f.ast, f.err, f.exact = ast, err, exact
	p.noteExact(exact)
	return ast, src, err
}

// noteExact remembers that a file was read in a hurry.
func (p *Program) noteExact(exact bool) {
	if !exact {
		p.statMu.Lock()
		p.inexact = true
		p.statMu.Unlock()
	}
}

// Inexact reports whether a file was read in a hurry, so that the outcome may
// differ from that of a program that is not quick.
func (p *Program) Inexact() bool {
	p.statMu.Lock()
	defer p.statMu.Unlock()
	return p.inexact
}

// Use makes the program read through a cache; quick accepts what an edited text
// with errors gives in a hurry. It must be called before anything is read.
func (p *Program) Use(c *Cache, quick bool) { p.cache, p.quick = c, quick }
