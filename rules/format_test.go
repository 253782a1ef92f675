package rules

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// otherFiles are modules whose files rustfmt would look for.
var otherFiles = regexp.MustCompile(`(?m)^\s*(pub )?mod [a-z_0-9]+;`)

// TestFixesAreFormatted asks rustfmt: where it has no objection to a source, it has none to
// what the fixes make of it.
func TestFixesAreFormatted(t *testing.T) {
	if testing.Short() {
		t.Skip("needs rustfmt")
	}
	formatted := func(text []byte) bool {
		cmd := exec.Command("rustfmt", "--edition", "2021", "--check", "--quiet")
		cmd.Stdin = bytes.NewReader(otherFiles.ReplaceAll(text, nil))
		out, err := cmd.CombinedOutput()
		if _, differs := err.(*exec.ExitError); err != nil && !differs {
			t.Fatalf("rustfmt: %v\n%s", err, out)
		}
		return err == nil
	}
	n := 0
	err := filepath.WalkDir("testdata", func(path string, e fs.DirEntry, err error) error {
		from, fixed := strings.CutSuffix(filepath.ToSlash(path), ".rs.fixed")
		if err != nil || !fixed {
			return err
		}
		after, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, folder := range []string{"/bad/", "/crates/"} {
			before, err := os.ReadFile(strings.Replace(from, "/golden/", folder, 1) + ".rs")
			if err == nil && formatted(before) {
				n++
				if !formatted(after) {
					t.Errorf("%s is not as rustfmt has it", path)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Error("no source is formatted")
	}
	t.Logf("%d sources", n)
}
