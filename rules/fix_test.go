package rules

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestFixes applies the first fix of every finding of a rule in its bad fixture
// and compares each changed file with testdata/<rule>/golden.
func TestFixes(t *testing.T) {
	for _, r := range All() {
		if r.Fix == "" {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			dir, err := filepath.Abs(filepath.Join("testdata", r.ID, "bad"))
			if err != nil {
				t.Fatal(err)
			}
			edits := map[string][]Edit{}
			for _, f := range checkFolder(t, dir) {
				if f.Rule != r.ID || len(f.Fixes) == 0 {
					continue
				}
				if f.Fixes[0].Safe != (r.Fix == "safe") {
					t.Errorf("fix %q is not %s, as the rule says", f.Fixes[0].Title, r.Fix)
				}
				for _, e := range f.Fixes[0].Edits {
					edits[e.File] = append(edits[e.File], e)
				}
			}
			if len(edits) == 0 {
				t.Fatal("no finding has a fix")
			}
			for file, list := range edits {
				compareFixed(t, r, dir, file, list)
			}
		})
	}
}

func compareFixed(t *testing.T, r *Rule, dir, file string, edits []Edit) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) { // a fix may make a file
		t.Fatal(err)
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return b.Span.Start - a.Span.Start })
	edits = slices.Compact(edits) // one edit may help several findings
	for _, e := range edits {
		text = slices.Concat(text[:e.Span.Start], []byte(e.Text), text[e.Span.End:])
	}
	golden := filepath.Join("testdata", r.ID, "golden", relTo(dir, file)+".fixed")
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != string(text) {
		t.Errorf("%s: %v\ngot:\n%s", golden, err, text)
	}
}
