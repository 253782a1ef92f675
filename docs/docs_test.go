package docs

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the sample in README.md")

const (
	begin = "<!-- sample:begin -->\n"
	end   = "<!-- sample:end -->\n"
)

// shown says which findings the README prints: the first of a rule that names
// the text.
var shown = []struct{ rule, text string }{
	{"panic-in-ctor", "presets/parse.rs"},
	{"std-in-ctor", "process::exit"},
}

// The README prints what the tool prints: a few findings of the command above
// the sample, and its summary.
func TestReadmeSample(t *testing.T) {
	const readme = "../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	kept, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no sample block", readme)
	}
	if sample := sample(t); sample != kept {
		if !*update {
			t.Fatalf("the sample in README.md is stale (go test ./docs -update)\n--- kept\n%s--- found\n%s", kept, sample)
		}
		if err := os.WriteFile(readme, []byte(head+begin+sample+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func sample(t *testing.T) string {
	seen(t, "../analysis", "../cmd", "../parse", "../rules", "../examples")
	cmd := exec.Command("go", "run", "./cmd/cdylib-ls", "check", "--color", "never", "--fail-on", "never", "examples")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(strings.TrimSpace(string(out)), "\n\n")
	var b strings.Builder
	b.WriteString("```text\n")
	for _, s := range shown {
		block := first(blocks, "["+s.rule+"]", s.text)
		if block == "" {
			t.Fatalf("check examples finds no %s with %q", s.rule, s.text)
		}
		b.WriteString(block + "\n\n")
	}
	b.WriteString(blocks[len(blocks)-1] + "\n```\n")
	return b.String()
}

// seen opens what the sample depends on: go test reuses a result until a file
// that the test itself opened has changed.
func seen(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.Name() == "target":
				return fs.SkipDir
			case d.Type().IsRegular():
				_, err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func first(blocks []string, rule, text string) string {
	for _, b := range blocks {
		if strings.Contains(b, rule) && strings.Contains(b, text) {
			return b
		}
	}
	return ""
}

// A link to a file of this repository names one that is there.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, pattern := range []string{"../*.md", "*.md", "../*/README.md", "../editors/*/README.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(string(text), -1) {
				if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
					t.Errorf("%s: link to %s: %v", file, m[1], err)
				}
			}
		}
	}
}
