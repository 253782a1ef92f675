package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// TestSeveralFormats writes one run's report in several formats, each the same as by
// itself, also where the result was kept.
func TestSeveralFormats(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	examples, err := filepath.Abs(filepath.Join("..", "..", "examples", "hot-module"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(args ...string) (string, int) {
		var out strings.Builder
		p := &program{console.Console{Stdin: strings.NewReader(""), Stdout: &out, Stderr: new(strings.Builder), Dir: dir, Getenv: func(string) string { return "" }, CacheDir: cache}}
		code := p.run(context.Background(), append([]string{"check", examples, "--no-artifact", "--fail-on", "never"}, args...))
		return out.String(), code
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, name := range []string{"github", "gitlab", "sarif"} {
		if _, code := check("--format", name, "--output", name); code != exitClean {
			t.Fatalf("%s alone: exit %d", name, code)
		}
	}
	for _, turn := range []string{"fresh", "kept"} {
		for _, name := range []string{"2-gitlab", "2-sarif"} {
			_ = os.Remove(filepath.Join(dir, name))
		}
		if _, code := check("--format", "github", "--output", "2-github", "--format", "gitlab=2-gitlab", "--format", "sarif=2-sarif"); code != exitClean {
			t.Fatalf("%s: exit %d", turn, code)
		}
		for _, name := range []string{"github", "gitlab", "sarif"} {
			if read(name) != read("2-"+name) {
				t.Errorf("%s: %s beside others is not what it is alone", turn, name)
			}
		}
	}
	if out, code := check("--format", "sarif=only"); code != exitClean || out != "" || read("only") != read("sarif") {
		t.Errorf("a file alone: exit %d, standard output %q", code, out)
	}
	for _, refused := range [][]string{
		{"--format", "text", "--format", "json"},
		{"--format", "sarif="},
		{"--format", "sarfi=x"},
		{"--format", "sarif=x", "--format", "json=x"},
		{"--format", "text", "--output", "x", "--format", "json=x"},
		{"--format", "sarif=x", "--output", "y"},
		{"--fix-dry-run", "--format", "sarif=x"},
	} {
		if _, code := check(refused...); code != exitFailure {
			t.Errorf("%q: exit %d", refused, code)
		}
	}
}
