package vfs

import (
	"io/fs"
	"os"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// Disk is the FS of the machine.
type Disk struct{}

// maxEntries bounds what is read of one folder.
const maxEntries = 200_000

// ReadFile reads a regular file of at most max bytes; see package file.
func (Disk) ReadFile(path string, max int64) ([]byte, error) { return file.Read(path, max) }

// ReadDir lists a folder, sorted by name. For a link IsDir tells what it leads to.
func (d Disk) ReadDir(path string) ([]Entry, error) {
	entries, err := file.List(path, maxEntries)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, len(entries))
	for _, e := range entries {
		entry := Entry{Name: e.Name(), IsDir: e.IsDir(), Symlink: e.Type()&fs.ModeSymlink != 0}
		if entry.Symlink {
			if target, err := d.Stat(path + string(os.PathSeparator) + e.Name()); err == nil {
				entry.IsDir, entry.Size, entry.ModTime = target.IsDir, target.Size, target.ModTime
			}
		}
		out = append(out, entry)
	}
	return out, nil
}

// Stat follows links. Name is the path's own last part.
func (Disk) Stat(path string) (Entry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Entry{}, err
	}
	return Entry{Name: info.Name(), IsDir: info.IsDir(), Size: info.Size(), ModTime: info.ModTime().UnixNano()}, nil
}
