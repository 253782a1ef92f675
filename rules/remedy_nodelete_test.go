package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Nothing is offered for Windows that its linkers do not have.
func TestNoNodeleteOnWindows(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Cargo.toml": "[package]\nname = \"tap\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[package.metadata.cdylib-ls]\nunload = \"supported\"\n",
		"src/lib.rs": "extern \"system\" { fn CreateThread(a: *mut u8, b: usize, f: extern \"system\" fn(*mut u8) -> u32, p: *mut u8, c: u32, i: *mut u32) -> isize; }\n" +
			"extern \"system\" fn work(_: *mut u8) -> u32 { loop { std::thread::park() } }\n" +
			"#[no_mangle] pub extern \"C\" fn run() { unsafe { CreateThread(std::ptr::null_mut(), 0, work, std::ptr::null_mut(), 0, std::ptr::null_mut()); } }\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := false
	for _, f := range checkWindows(t, dir) {
		found = found || f.Rule == "thread-outlives-cdylib"
		offered := f.Help
		for _, fix := range f.Fixes {
			offered += "; " + fix.Title
		}
		if strings.Contains(offered, "nodelete") {
			t.Errorf("%s: %s", f.Rule, offered)
		}
	}
	if !found {
		t.Error("the thread is not found")
	}
}
