package main

import (
	"fmt"
	"io"
	"os"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// disk reads files as they are.
type disk struct{}

// ReadFile implements workspace.FS. Only regular files are read: a device or
// pipe below a crate would hold up the check.
func (disk) ReadFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("read %s: larger than %d bytes", path, limit)
	}
	return b, err
}

// ReadDir implements workspace.FS.
func (disk) ReadDir(path string) ([]workspace.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	out := make([]workspace.DirEntry, 0, len(entries))
	for _, e := range entries {
		d := workspace.DirEntry{Name: e.Name(), IsDir: e.IsDir(), Symlink: e.Type()&os.ModeSymlink != 0}
		if info, err := e.Info(); err == nil {
			d.Size, d.ModTime = info.Size(), info.ModTime().UnixNano()
		}
		out = append(out, d)
	}
	return out, nil
}

// Stat implements workspace.FS.
func (disk) Stat(path string) (workspace.DirEntry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return workspace.DirEntry{}, err
	}
	return workspace.DirEntry{Name: info.Name(), IsDir: info.IsDir(), Size: info.Size(), ModTime: info.ModTime().UnixNano()}, nil
}
