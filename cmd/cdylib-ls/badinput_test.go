package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// TestBadInput gives check a crate in which every other file is bad: each gets
// one line, and the good one is still checked.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Cargo.toml", "[package]\nname = \"bad\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n")
	write("other/Cargo.toml", "[package\nname = \"torn\"\n")
	write("nul/Cargo.toml", "[package]\nname = \"\x00\"\n")
	write("src/lib.rs", "mod huge;\nmod deep;\nmod gone;\nmod round;\nmod garbage;\nmod good;\n#[ctor::ctor]\nfn start() { good::print(); deep::x(); huge::x(); }\n")
	write("src/huge.rs", strings.Repeat("// ctor\npub fn x() { println!(); }\n", 600_000))
	write("src/deep.rs", "pub fn x() { "+strings.Repeat("(", 100_000)+" } // init_array\n")
	write("src/round.rs", "#[path = \"round.rs\"]\nmod round;\n")
	write("src/garbage.rs", "\xff\xfe\x00 fn ctor( { ]] \"")
	write("src/good.rs", "pub fn print() { println!(\"hello\"); }\n")
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "src", "dangling.rs")); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	p := &program{console.Console{Stdout: &out, Stderr: &errs, Dir: dir, Getenv: func(string) string { return "" }}}
	if code := p.run(context.Background(), []string{"check", "--quiet", "--color", "never"}); code != 1 || errs.Len() > 0 {
		t.Errorf("exit %d, stderr %q", code, errs.String())
	}
	want := []string{
		"other/Cargo.toml:1:", "nul/Cargo.toml:2:",
		"src/deep.rs:1:1: warning[unread-code]: the file is left out: delimiters nested deeper than",
		"src/lib.rs:1:5: warning[unread-code]: module `huge` is left out:",
		"src/lib.rs:5:5: warning[unread-code]: module `garbage` is left out: it is UTF-16",
		"src/lib.rs:3:5: warning[missing-module]: module `gone` has no file:",
		"src/round.rs:2:5: warning[missing-module]: module `round` includes itself",
		"src/good.rs:1:18: warning[stdio-in-ctor]: the host can abort",
	}
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			t.Errorf("no line %q in\n%s", w, out.String())
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines != 8 {
		t.Errorf("%d lines, want 8:\n%s", lines, out.String())
	}
}
