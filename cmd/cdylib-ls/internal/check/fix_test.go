package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// TestFixChanged changes a file between check and fix: nothing is written.
func TestFixChanged(t *testing.T) {
	dir := t.TempDir()
	lib, other := filepath.Join(dir, "lib.rs"), filepath.Join(dir, "other.rs")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(lib, "// lib\n")
	write(other, "// other\n")
	trace := vfs.NewTrace(vfs.Disk{})
	if _, err := trace.ReadFile(lib, 1<<20); err != nil {
		t.Fatal(err)
	}
	x := &fixed{before: map[string][]byte{}, after: map[string][]byte{}}
	if _, err := x.text(trace, lib); err != nil {
		t.Fatal(err)
	}
	x.after[lib], x.after[other], x.before[other] = []byte("// fixed\n"), []byte("// fixed\n"), []byte("// other\n")
	write(lib, "// edited\n")
	if err := x.write(); err == nil || !strings.Contains(err.Error(), "lib.rs changed while it was checked; nothing was written") {
		t.Errorf("write: %v", err)
	}
	for file, want := range map[string]string{lib: "// edited\n", other: "// other\n"} {
		if text, _ := os.ReadFile(file); string(text) != want {
			t.Errorf("%s is %q", file, text)
		}
	}
	if _, err := (&fixed{before: map[string][]byte{}}).text(trace, lib); err == nil {
		t.Error("a file that changed since it was read is fixed")
	}
}
