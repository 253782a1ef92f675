// Package vfs is the file system as a check sees it: the disk, texts laid over it, and a
// record of what was asked, all behind one interface. Everything that is read of a project
// goes through it.
package vfs

import "github.com/cdylib-ls/cdylib-ls/parse/rust"

// FS reads files. The server lays open editors' texts over the disk with it.
// Paths are absolute and clean. It must be safe for concurrent use.
type FS interface {
	// ReadFile returns at most max bytes; a larger file is an error.
	ReadFile(path string, max int64) ([]byte, error)
	// ReadDir lists a folder's entries, sorted by name.
	ReadDir(path string) ([]Entry, error)
	// Stat tells whether path is a file or folder (links followed).
	Stat(path string) (Entry, error)
}

// Stamper is an FS that can tell whether a file is as it was. Equal stamps of one
// path mean equal bytes; it reports false where it cannot tell.
type Stamper interface {
	Stamp(path string) (uint64, bool)
}

// Entry is one entry of a folder.
type Entry struct {
	Name           string
	IsDir, Symlink bool
	Size           int64
	ModTime        int64 // nanoseconds
}

// Place is a range in a file.
type Place struct {
	File string
	Span rust.Span
}
