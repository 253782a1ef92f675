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
			dir, err := filepath.Abs(fixture(t, r.ID, "bad"))
			if err != nil {
				t.Fatal(err)
			}
			edits := map[string][]Edit{}
			for _, f := range checkFolder(t, dir) {
				if f.Rule != r.ID || len(f.Fixes) == 0 || f.Fixes[0].Suppresses {
					continue
				}
				if f.Fixes[0].Safe != (r.Fix == SafeFix) {
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
				compareFixed(t, filepath.Join("testdata", r.ID, "golden"), dir, file, list)
			}
		})
	}
}

// TestFixedCrates applies the first fix of every finding in the crates of
// testdata/fixes. What comes out is built in lab.
func TestFixedCrates(t *testing.T) {
	dir, err := filepath.Abs("testdata/fixes/crates")
	if err != nil {
		t.Fatal(err)
	}
	edits := map[string][]Edit{}
	offered := map[string]bool{}
	for _, f := range checkFolder(t, dir) {
		if len(f.Fixes) == 0 || f.Fixes[0].Suppresses || f.Fixes[0].Answers {
			continue
		}
		offered[f.Rule] = true
		for _, e := range f.Fixes[0].Edits {
			edits[e.File] = append(edits[e.File], e)
		}
	}
	for file, list := range edits {
		compareFixed(t, "testdata/fixes/golden", dir, file, list)
	}
	for _, id := range []string{"missing-used", "dead-init-section", "unlinked-registration", "stdio-in-ctor", "stdio-in-dtor", "thread-local-in-cdylib",
		"thread-outlives-cdylib", "pthread-key-dangles", "current-thread-dangles"} {
		if !offered[id] {
			t.Errorf("no fix of %s is tried", id)
		}
	}
}

// compareFixed applies the edits of one file, which help one or several findings,
// and compares the outcome with the golden file.
func compareFixed(t *testing.T, goldens, dir, file string, edits []Edit) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) { // a fix may make a file
		t.Fatal(err)
	}
	var once []Edit
	for _, e := range edits {
		if !slices.Contains(once, e) {
			once = append(once, e)
		}
	}
	text = applyTo(t, text, once)
	golden := filepath.Join(goldens, relTo(dir, file)+".fixed")
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
