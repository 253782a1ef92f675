package observed

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// Of the traces that a workspace keeps the newest ten are read, and nothing else there.
func TestKept(t *testing.T) {
	target := t.TempDir()
	dir := filepath.Join(target, "cdylib-ls", "traces")
	if err := os.MkdirAll(filepath.Join(dir, "folder.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 13 {
		text := `{"version":1,"tool":{"name":"cdylib-ls"},"processes":[],"libraries":[]}`
		if i == 12 {
			text = "not a trace"
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("2026%02d.json", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := Kept(vfs.Disk{}, target)
	if len(got) != 10 || filepath.Base(got[9].Path) != "202611.json" {
		t.Errorf("%d traces: %+v", len(got), got)
	}
	if Kept(vfs.Disk{}, t.TempDir()) != nil {
		t.Error("traces where there are none")
	}
}

// A sighting belongs to every line on the way to its registration.
func TestAt(t *testing.T) {
	s := Sighting{Leftover: trace.Leftover{Made: trace.Place{File: "/p/src/lib.rs", Line: 7}, Stack: []trace.Place{{File: "/p/src/api.rs", Line: 3, Function: "p::api::start"}}}}
	for _, c := range []struct {
		file        string
		first, last int
		want        bool
	}{{"/p/src/lib.rs", 7, 7, true}, {"/p/src/lib.rs", 5, 9, true}, {"/p/src/api.rs", 3, 3, true}, {"/p/src/api.rs", 4, 9, false}, {"/q/src/lib.rs", 7, 7, false}} {
		if got := s.At(c.file, c.first, c.last); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if !s.Through("api::start") || s.Through("api::stop") {
		t.Error("functions of the stack")
	}
}
