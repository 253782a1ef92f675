package workspace

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Disk is the FS of the machine.
type Disk struct{}

// maxEntries bounds what is read of one folder.
const maxEntries = 200_000

// ReadFile reads a regular file of at most max bytes. A pipe or device named
// like a manifest would block for ever, so only regular files are opened.
func (Disk) ReadFile(path string, max int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("not a regular file")}
	}
	if info.Size() > max {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%d bytes, more than the %d that are read", info.Size(), max)}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if int64(len(data)) > max { // it grew since, or lies about its size as in /proc
			return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("more than the %d bytes that are read", max)}
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// ReadDir lists a folder, sorted by name. For a link IsDir tells what it leads to.
func (d Disk) ReadDir(path string) ([]DirEntry, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	if len(entries) > maxEntries {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("more than %d entries", maxEntries)}
	}
	out := make([]DirEntry, 0, len(entries))
	for _, e := range entries {
		entry := DirEntry{Name: e.Name(), IsDir: e.IsDir(), Symlink: e.Type()&fs.ModeSymlink != 0}
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
func (Disk) Stat(path string) (DirEntry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return DirEntry{}, err
	}
	return DirEntry{Name: info.Name(), IsDir: info.IsDir(), Size: info.Size(), ModTime: info.ModTime().UnixNano()}, nil
}
