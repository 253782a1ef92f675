package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	for _, text := range []string{"", "x", "four"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := Read(path, 4); err != nil || string(got) != text {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := Read(path, 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("four bytes where three may be: %v", err)
	}
	if _, err := Read(path+"b", 3); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestSparse has a file of a terabyte, which takes no room: its size alone refuses it.
func TestSparse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sparse")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 40); err != nil {
		t.Fatal(err)
	}
	allocated := testing.AllocsPerRun(1, func() {
		if _, err := Read(path, 1<<20); !errors.Is(err, ErrTooLarge) {
			t.Errorf("a terabyte: %v", err)
		}
	})
	if allocated > 50 { // each of them small
		t.Errorf("%v allocations", allocated)
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(2-i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := List(dir, 3)
	if err != nil || len(list) != 3 || list[0].Name() != "0" || list[2].Name() != "2" {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := List(dir, 2); !errors.Is(err, ErrTooLarge) {
		t.Errorf("three entries where two may be: %v", err)
	}
	if _, err := List(filepath.Join(dir, "0"), 2); err == nil {
		t.Error("a file is listed as a folder")
	}
}
