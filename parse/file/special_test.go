//go:build unix

package file

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSpecial opens each kind of file that is not regular, by itself and through a link.
// That it returns at all is half of the test: a named pipe without a writer waits.
func TestSpecial(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i, c := range []struct{ path, want string }{
		{pipe, "a named pipe, not a regular file"},
		{socket, "a socket, not a regular file"},
		{"/dev/zero", "a device, not a regular file"},
		{"/dev/null", "a device, not a regular file"},
		{dir, "a folder, not a regular file"},
	} {
		link := filepath.Join(dir, "link"+string(rune('a'+i)))
		if err := os.Symlink(c.path, link); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{c.path, link} {
			_, err := Read(path, 1<<20)
			if !errors.Is(err, ErrNotRegular) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", path, err, c.want)
			}
			if _, _, err := Open(path); !errors.Is(err, ErrNotRegular) {
				t.Errorf("open %s: %v", path, err)
			}
			if path == link && c.path == dir {
				continue
			}
			if _, err := List(path, 10); c.path != dir && err == nil {
				t.Errorf("%s is listed as a folder", path)
			}
		}
	}
}

// TestUnopened is the second look: a file that took the place of a regular one after the
// first is not read. Opening alone must not wait either.
func TestUnopened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(pipe, os.O_RDONLY|nonblock, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !errors.Is(regular(pipe, info), ErrNotRegular) {
		t.Errorf("an opened pipe: %v", err)
	}
}
