package vfs

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestTrace changes files under a trace, and asks which answers differ then.
func TestTrace(t *testing.T) {
	dir := t.TempDir()
	file, missing := filepath.Join(dir, "lib.rs"), filepath.Join(dir, "mod.rs")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "one")
	trace := NewTrace(Disk{})
	text, err := trace.ReadFile(file, 100)
	if err != nil || string(text) != "one" {
		t.Fatalf("%q, %v", text, err)
	}
	if _, err := trace.ReadFile(missing, 100); err == nil {
		t.Error("a missing file is read")
	}
	if _, err := trace.ReadDir(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := trace.Stat(file); err != nil {
		t.Fatal(err)
	}
	if _, err := Dated(trace).Stat(file); err != nil {
		t.Fatal(err)
	}
	differ := func() (ops []Op) {
		for q, a := range trace.Answers() {
			if Ask(Disk{}, q) != a {
				ops = append(ops, q.Op)
			}
		}
		return ops
	}
	if ops := differ(); len(ops) != 0 {
		t.Errorf("nothing changed, and %v differ", ops)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
	if ops := differ(); len(ops) != 1 || ops[0] != OpDate {
		t.Errorf("touched: %v differ, want the date alone", ops)
	}
	if !trace.WasRead(file, []byte("one")) || trace.WasRead(file, []byte("two")) {
		t.Error("the trace does not know what was read")
	}
	write(file, "two")
	if _, err := trace.ReadFile(file, 100); err != nil {
		t.Fatal(err)
	}
	if trace.WasRead(file, []byte("one")) || trace.WasRead(file, []byte("two")) {
		t.Error("a file that changed between two reads counts as read")
	}
	write(missing, "") // appears
	if ops := differ(); len(ops) != 4 {
		t.Errorf("a file appeared: %v differ, want date, two reads and list", ops)
	}
}

// TestOverlay lays a text over a file and another where there is none.
func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	file, made := filepath.Join(dir, "lib.rs"), filepath.Join(dir, "build.rs")
	if err := os.WriteFile(file, []byte("disk"), 0o644); err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{file: []byte("edited"), made: []byte("made")}
	o := Lay(Disk{}, texts)
	for path, want := range texts {
		if text, err := o.ReadFile(path, 100); err != nil || string(text) != string(want) {
			t.Errorf("%s holds %q, %v", path, text, err)
		}
		if e, err := o.Stat(path); err != nil || e.IsDir || e.Name != filepath.Base(path) || e.Size != int64(len(want)) {
			t.Errorf("%s is %+v, %v", path, e, err)
		}
	}
	if _, err := o.ReadFile(file, 3); err == nil {
		t.Error("a text over the limit is read")
	}
	entries, err := o.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[0].Name != "build.rs" {
		t.Errorf("%+v, %v", entries, err)
	}
	o.Texts[filepath.Join(dir, "src", "bin", "main.rs")] = Text{Bytes: []byte("fn main() {}")}
	if entries, err := o.ReadDir(filepath.Join(dir, "src")); err != nil || len(entries) != 1 || entries[0].Name != "bin" || !entries[0].IsDir {
		t.Errorf("a folder that texts make: %+v, %v", entries, err)
	}
	if e, err := o.Stat(filepath.Join(dir, "src")); err != nil || !e.IsDir {
		t.Errorf("a folder that texts make is %+v, %v", e, err)
	}
	if _, err := o.ReadDir(filepath.Join(dir, "gone")); err == nil {
		t.Error("a folder that nobody has is listed")
	}
}

// TestStamp tells a text from the file below it, and one text from the next.
func TestStamp(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lib.rs")
	below := stamped{Disk{}, 6}
	one, two := Text{Version: 3}, Text{Version: 4}
	seen := map[uint64]bool{}
	for _, o := range []*Overlay{{FS: below}, {FS: below, Texts: map[string]Text{file: one}}, {FS: below, Texts: map[string]Text{file: two}}} {
		stamp, ok := o.Stamp(file)
		if !ok || seen[stamp] {
			t.Errorf("%+v: stamp %d, %t, after %v", o.Texts, stamp, ok, seen)
		}
		seen[stamp] = true
	}
	for _, o := range []*Overlay{{FS: Disk{}}, Lay(below, map[string][]byte{file: nil})} {
		if stamp, ok := o.Stamp(file); ok {
			t.Errorf("%+v: stamp %d of what cannot be told", o.Texts, stamp)
		}
	}
}

// stamped is a disk whose files have a stamp.
type stamped struct {
	Disk
	stamp uint64
}

func (s stamped) Stamp(string) (uint64, bool) { return s.stamp, true }
