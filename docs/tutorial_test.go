package docs

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

var (
	fenced = regexp.MustCompile("(?s)```([a-z]+)\n(.*?)```")
	named  = regexp.MustCompile(`(?m)^(?:error|warning)\[([a-z-]+)\]: (.*)$`)
)

// TestTutorial checks the crates of the tutorial: the first sources of each walk have the
// findings that the page shows, word for word (-update rewrites the words), and the second have none that fail a check.
func TestTutorial(t *testing.T) {
	text, err := os.ReadFile("tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	walks := 0
	for _, part := range strings.Split(string(text), "\n## ")[1:] {
		title, _, _ := strings.Cut(part, "\n")
		var manifest, said string
		var sources []string
		for _, m := range fenced.FindAllStringSubmatch(part, -1) {
			switch m[1] {
			case "toml":
				manifest = m[2]
			case "rust":
				sources = append(sources, m[2])
			case "text":
				said = m[2]
			}
		}
		if manifest == "" {
			continue
		}
		walks++
		if len(sources) != 2 {
			t.Errorf("%s: %d sources instead of one with the fault and one without", title, len(sources))
			continue
		}
		want := map[string]string{}
		for _, m := range named.FindAllStringSubmatch(said, -1) {
			want[m[1]] = m[2]
		}
		got := weighty(t, manifest, sources[0])
		for rule, message := range want {
			switch {
			case got[rule] != message && got[rule] != "" && *update:
				text = bytes.ReplaceAll(text, []byte(message), []byte(got[rule]))
			case got[rule] != message:
				t.Errorf("%s: %s says %q instead of %q", title, rule, got[rule], message)
			}
		}
		if len(want) == 0 || len(want) != len(got) {
			t.Errorf("%s: the page shows %d findings, %v were found", title, len(want), got)
		}
		if left := weighty(t, manifest, sources[1]); len(left) > 0 {
			t.Errorf("%s: after the cure there is %v", title, left)
		}
	}
	if walks != 3 {
		t.Errorf("%d walks instead of 3", walks)
	}
	if *update {
		if err := os.WriteFile("tutorial.md", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// weighty are the findings of a crate that fail a check, message by rule.
func weighty(t *testing.T, manifest, source string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"Cargo.toml": manifest, "src/lib.rs": source} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	result, err := cdylibls.Check(context.Background(), []string{dir}, cdylibls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range result.Findings {
		if f.Severity >= rules.Warning {
			out[f.Rule] = f.Message
		}
	}
	return out
}
