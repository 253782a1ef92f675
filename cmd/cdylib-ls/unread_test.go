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

// TestUnreadPaths names paths that cannot be read beside a crate: each is one line on
// standard error, the exit status is 2, and the crate is still reported.
func TestUnreadPaths(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"good/Cargo.toml":  "[package]\nname = \"good\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n",
		"good/src/lib.rs":  "#[ctor::ctor]\nfn start() { println!(); }\n",
		"good/src/huge.rs": strings.Repeat("// filler\n", 1_800_000),
		"text/note.txt":    "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		p := &program{console.Console{Stdout: &out, Stderr: &errs, Dir: dir, Getenv: func(string) string { return "" }}}
		return p.run(context.Background(), append([]string{"check", "--quiet", "--color", "never"}, args...)), out.String(), errs.String()
	}
	for _, bad := range []string{"missing", "text/note.txt", "good/src/huge.rs", "/dev/null"} {
		code, out, errs := run("good", bad)
		if code != 2 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, bad) || !strings.Contains(errs, ": give ") {
			t.Errorf("%s: exit %d, stderr %q", bad, code, errs)
		}
		if !strings.Contains(out, "stdio-in-ctor") {
			t.Errorf("%s: the crate beside it has\n%s", bad, out)
		}
	}
	if code, out, errs := run("missing", "absent"); code != 2 || out != "" || !strings.Contains(errs, "missing") || !strings.Contains(errs, "absent") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, errs)
	}
}
