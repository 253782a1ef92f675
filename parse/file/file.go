// Package file opens what a path leads to, if that is a regular file, and lists
// folders. Everything that the tool reads comes through it: names in a workspace are
// chosen by others, and may lead to a named pipe, on which opening waits for ever, to a
// device that never ends, or to a file that is larger than the memory.
package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What can be wrong with a file before a byte of it is read. Callers decide by errors.Is.
var (
	// ErrNotRegular is a folder, a named pipe, a socket or a device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrTooLarge is a file beyond the caller's limit.
	ErrTooLarge = errors.New("too large")
)

// Open opens a regular file for reading; links are followed. It never waits, and opens
// no device: opening some of those does something. The caller closes the file.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		var named *fs.PathError
		if errors.As(err, &named) {
			named.Op = "open" // what the caller asked for
		}
		return nil, nil, err
	}
	if err := regular(path, info); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, err
	}
	// Another file may have come in its place since.
	if info, err = f.Stat(); err == nil {
		err = regular(path, info)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// Read reads a regular file of at most max bytes. Nothing is allocated for a larger one.
func Read(path string, max int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > max {
		return nil, tooLarge(path, fmt.Sprintf("%d bytes, more than the %d that are read", info.Size(), max))
	}
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if int64(len(data)) > max { // it grew since, or has no true size as in /proc
			return nil, tooLarge(path, fmt.Sprintf("more than the %d bytes that are read", max))
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, 1)
		}
	}
}

// List lists a folder of at most max entries, sorted by name. It never waits.
func List(path string, max int) ([]fs.DirEntry, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock|directory, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(max + 1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(list) > max {
		return nil, tooLarge(path, fmt.Sprintf("more than %d entries", max))
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// regular returns an error that says what the file is instead.
func regular(path string, info fs.FileInfo) error {
	what := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		what = "a named pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	}
	return &fs.PathError{Op: "read", Path: filepath.Clean(path), Err: &reason{ErrNotRegular, strings.TrimPrefix(what+", not a regular file", ", ")}}
}

func tooLarge(path, text string) error {
	return &fs.PathError{Op: "read", Path: filepath.Clean(path), Err: &reason{ErrTooLarge, text}}
}

// reason is one of the errors above in words of its own.
type reason struct {
	kind error
	text string
}

func (r *reason) Error() string { return r.text }
func (r *reason) Unwrap() error { return r.kind }
