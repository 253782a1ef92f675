package rules

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// apply makes the edits of one fix; they must not overlap.
func apply(t *testing.T, fix *Fix) map[string][]byte {
	t.Helper()
	byFile := map[string][]Edit{}
	for _, e := range fix.Edits {
		byFile[e.File] = append(byFile[e.File], e)
	}
	out := map[string][]byte{}
	for file, edits := range byFile {
		text, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		out[file] = applyTo(t, text, edits)
	}
	return out
}

func applyTo(t *testing.T, text []byte, edits []Edit) []byte {
	t.Helper()
	text, err := Apply(text, edits)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// look checks a folder as it is, or with some texts laid over it.
func look(t *testing.T, dir string, texts map[string][]byte) ([]*Finding, []*Suppressed) {
	t.Helper()
	found, problems := results(t, dir, texts)
	return CheckAll(found, problems, Config{})
}

// results analyses a folder as it is, or with some texts laid over it.
func results(t *testing.T, dir string, texts map[string][]byte) ([]*analysis.Result, []workspace.Problem) {
	t.Helper()
	ctx, fs := context.Background(), vfs.Lay(vfs.Disk{}, texts)
	set, err := workspace.Load(ctx, fs, []string{dir}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/nowhere"})
	if err != nil {
		t.Fatal(err)
	}
	var out []*analysis.Result
	for _, ws := range set.Workspaces {
		res, err := pipeline.Analyze(ctx, fs, ws, pipeline.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, res)
	}
	return out, set.Problems
}

// TestEveryFix applies each fix of every finding of all fixtures alone: the
// finding is gone, or suppressed, nothing new is found, and what parsed parses.
func TestEveryFix(t *testing.T) {
	for _, folder := range fixtureFolders() {
		dir, err := filepath.Abs(inFolder(t, folder))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			before, _ := look(t, dir, nil)
			for _, f := range before {
				if n := len(f.Fixes); ByID(f.Rule).Category != Housekeeping && (n == 0 || !f.Fixes[n-1].Suppresses) {
					t.Errorf("%s:%d: %s cannot be suppressed", relTo(dir, f.Place.File), lineOf(t, f.Place), f.Rule)
				}
				for i := range f.Fixes {
					checkFix(t, dir, before, f, &f.Fixes[i])
				}
			}
		})
	}
}

func fixtureFolders() []string {
	out := []string{"fixes/crates"}
	for _, r := range All() {
		if r != internalError { // which no source brings about
			out = append(out, r.ID+"/bad", r.ID+"/good")
		}
	}
	return out
}

// TestSuppressEverything applies the suppressions of all findings of a folder at
// once: nothing is left, and none of them is unused.
func TestSuppressEverything(t *testing.T) {
	for _, folder := range fixtureFolders() {
		dir, err := filepath.Abs(inFolder(t, folder))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			var all Fix
			housekeeping := 0
			before, _ := look(t, dir, nil)
			for _, f := range before {
				if ByID(f.Rule).Category == Housekeeping {
					housekeeping++
					continue
				}
				for _, e := range f.Fixes[len(f.Fixes)-1].Edits {
					if !slices.Contains(all.Edits, e) { // one line can cover two findings of a rule
						all.Edits = append(all.Edits, e)
					}
				}
			}
			texts := apply(t, &all)
			after, _ := look(t, dir, texts)
			for _, f := range after {
				if ByID(f.Rule).Category != Housekeeping {
					t.Errorf("%s: %s is not suppressed", relTo(dir, f.Place.File), f.Rule)
				}
			}
			if len(after) > housekeeping {
				t.Errorf("%d findings are left, not %d", len(after), housekeeping)
			}
			for file, text := range texts {
				if strings.Contains(string(text), "\r\n") && strings.Count(string(text), "\n") != strings.Count(string(text), "\r\n") {
					t.Errorf("%s: line ends are mixed", file)
				}
			}
		})
	}
}

func checkFix(t *testing.T, dir string, before []*Finding, f *Finding, fix *Fix) {
	t.Helper()
	where := fmt.Sprintf("%s:%d %s: %q", relTo(dir, f.Place.File), lineOf(t, f.Place), f.Rule, fix.Title)
	if fix.Suppresses && (fix.Safe || fix.Title != f.Fixes[len(f.Fixes)-1].Title) {
		t.Errorf("%s: is safe, or not the last", where)
	}
	texts := apply(t, fix)
	for file, text := range texts {
		old, _ := os.ReadFile(file)
		if a, b := errorsIn(file, old), errorsIn(file, text); b > a {
			t.Errorf("%s: %d syntax errors instead of %d in\n%s", where, b, a, text)
		}
	}
	after, silenced := look(t, dir, texts)
	gone := moved(f, fix)
	for _, x := range after {
		switch at := keyOf(x); {
		case x.Evidence.Level == "refuted":
		case at == gone:
			t.Errorf("%s: the finding is still there", where)
		case fix.Answers: // what others weigh, be it nothing so far, is its purpose
		case !slices.ContainsFunc(before, func(b *Finding) bool { return moved(b, fix) == at }):
			t.Errorf("%s: new finding %s %q", where, x.Rule, x.Message)
		}
	}
	if fix.Suppresses && !slices.ContainsFunc(silenced, func(s *Suppressed) bool { return s.Rule == f.Rule && s.Place.File == f.Place.File }) {
		t.Errorf("%s: nothing is suppressed", where)
	}
}

// key says where a finding stands.
type key struct {
	rule, file string
	at         int
}

func keyOf(f *Finding) key { return key{f.Rule, f.Place.File, f.Place.Span.Start} }

// moved is where a finding stands once a fix is applied.
func moved(f *Finding, fix *Fix) key {
	k := keyOf(f)
	for _, e := range fix.Edits {
		if e.File != f.Place.File {
			continue
		}
		switch {
		case e.Span.End <= f.Place.Span.Start:
			k.at += len(e.Text) - (e.Span.End - e.Span.Start)
		case e.Span.Start < f.Place.Span.Start: // rewritten around it
			k.at = -1
			return k
		}
	}
	return k
}

func errorsIn(file string, text []byte) int {
	if !strings.HasSuffix(file, ".rs") {
		return 0
	}
	ast, err := rust.Parse(context.Background(), file, text)
	if err != nil {
		return 1000
	}
	return len(ast.Errors)
}
