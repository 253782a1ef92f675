// Package replace writes files so that no reader sees half of one.
package replace

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// temporary begins the names of files that are being written. The writer's process
// follows, so that a later run knows what one that was killed left behind.
const temporary = ".cdylib-ls-"

// ErrReadOnly is a file that its owner took the right to write from. Renaming another
// into its place needs no such right, and whoever took it meant it.
var ErrReadOnly = errors.New("it is read-only")

// File writes text beside the file and renames it into place, so that no reader
// sees half of it, and a full disk leaves what was there. Links lead where they led;
// mode and owner stay. What is no regular file, or read-only, is left alone.
func File(path string, text []byte) error {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	}
	old, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		old = nil
	case err != nil:
		return err
	default:
		if err := Allowed(path, old); err != nil {
			return err
		}
	}
	return Put(path, text, old)
}

// Allowed reports why a file that is there must not be replaced.
func Allowed(path string, old fs.FileInfo) error {
	switch {
	case !old.Mode().IsRegular():
		return &fs.PathError{Op: "write", Path: path, Err: file.ErrNotRegular}
	case old.Mode().Perm()&0o200 == 0:
		return &fs.PathError{Op: "write", Path: path, Err: ErrReadOnly}
	}
	return nil
}

// Put renames a new file to path, whatever is there, with the mode and the owner of
// old, nil for those of a new file.
func Put(path string, text []byte, old fs.FileInfo) (err error) {
	temp, err := createBeside(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(text); err != nil {
		return err
	}
	if old != nil {
		if err = keepOwner(temp, old); err != nil {
			return fmt.Errorf("%s: its owner cannot be kept: %w", path, err)
		}
		if err = temp.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// createBeside makes a new file in the folder of path, with the mode of new files.
func createBeside(path string) (*os.File, error) {
	for {
		name := temporary + strconv.Itoa(os.Getpid()) + "-" + strconv.FormatUint(rand.Uint64(), 36)
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		var named *fs.PathError
		if errors.As(err, &named) {
			named.Path = path // and not the name that nobody chose
		}
		return f, err
	}
}

// Device writes to what is no regular file and not to be replaced: /dev/stderr, a
// named pipe with a reader.
func Device(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// Orphaned reports that a file of this name was being written by a process that is gone.
func Orphaned(name string, modified time.Time) bool {
	word, _, _ := strings.Cut(strings.TrimPrefix(name, temporary), "-")
	if pid, err := strconv.Atoi(word); err == nil && pid > 0 && pid != os.Getpid() && gone(pid) {
		return true
	}
	return time.Since(modified) > time.Hour // of a process that has the number now
}
