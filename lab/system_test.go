package lab

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// The shared objects of the machine are read without an error other than a clear
// one, and their needed libraries are those that readelf shows.
func TestSystemLibraries(t *testing.T) {
	t.Parallel()
	const least, most = 200, 260
	var files []string
	err := filepath.WalkDir("/usr/lib", func(path string, d fs.DirEntry, err error) error {
		if err != nil || len(files) >= most {
			return nil // folders that may not be read
		}
		info, err := d.Info()
		if err == nil && info.Mode().IsRegular() && info.Size() < 4<<20 && strings.Contains(filepath.Base(path), ".so") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil || len(files) < least {
		t.Fatalf("%d shared objects below /usr/lib, want %d: %v", len(files), least, err)
	}
	needed := readelf(t, files)
	read, states := 0, map[unload.State]int{}
	start := time.Now()
	for _, path := range files {
		l, err := artifact.Open(path)
		if err != nil {
			if !errors.Is(err, elf.ErrNotELF) {
				t.Errorf("%v", err)
			}
			continue
		}
		if l.File.Form() == "library" {
			read++
			states[l.Verdict().State]++
			if got := strings.Join(l.File.Dynamic.Needed, " "); got != needed[path] {
				t.Errorf("%s: needs %q, readelf says %q", path, got, needed[path])
			}
			for _, d := range l.File.Damage {
				t.Errorf("%s: %s", path, d)
			}
		}
		l.Close()
	}
	if read < least {
		t.Errorf("only %d of %d are libraries", read, len(files))
	}
	t.Logf("%d libraries in %v: %v", read, time.Since(start).Round(time.Millisecond), states)
}

// readelf lists the needed libraries of files, with binutils.
func readelf(t *testing.T, files []string) map[string]string {
	t.Helper()
	cmd := exec.Command("readelf", append([]string{"-dW"}, files...)...)
	cmd.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin"}
	out, err := cmd.Output() // fails where one file is no ELF file
	if len(out) == 0 {
		t.Fatalf("readelf (of binutils): %v", err)
	}
	needed, file := map[string]string{}, ""
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "File: "); ok {
			file = name
		} else if _, name, ok := strings.Cut(lines.Text(), "Shared library: ["); ok && strings.Contains(lines.Text(), "(NEEDED)") {
			needed[file] = strings.TrimSpace(needed[file] + " " + strings.TrimSuffix(name, "]"))
		}
	}
	return needed
}
