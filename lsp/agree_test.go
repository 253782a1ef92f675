package lsp

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAgreesWithCheck holds what the server says of each fixture and example, with
// all files open, against what check finds on disk.
func TestAgreesWithCheck(t *testing.T) {
	folders, err := filepath.Glob("../rules/testdata/*/*")
	if err != nil || len(folders) < 50 {
		t.Fatalf("%d fixtures: %v", len(folders), err)
	}
	examples, err := filepath.Glob("../examples/*/Cargo.toml")
	if err != nil || len(examples) == 0 {
		t.Fatalf("%d examples: %v", len(examples), err)
	}
	for _, manifest := range examples {
		folders = append(folders, filepath.Dir(manifest))
	}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || filepath.Base(folder) == "golden" {
			continue
		}
		dir, err := filepath.Abs(folder)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			agree(t, dir)
		})
	}
}

func agree(t *testing.T, dir string) {
	e := start(t, slow)
	e.initialize(dir, pullClient(utf8Units))
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".rs" && d.Name() != "Cargo.toml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && len(text) < 1<<20 && strings.ToValidUTF8(string(text), "") == string(text) {
			e.open(path, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all workspaceReports
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}}, &all)
	var got, want []string
	for _, r := range all.Items {
		path, _ := pathOf(r.URI)
		for _, d := range *r.Items {
			message, _, _ := strings.Cut(d.Message, "\n")
			got = append(got, fmt.Sprintf("%s:%d:%d %v %v %s", path, d.Range.Start.Line, d.Range.Start.Character, d.Severity, d.Code, message))
		}
	}
	for _, f := range checkOnDisk(t, dir) {
		text, err := os.ReadFile(f.Place.File)
		if err != nil {
			text = nil
		}
		p := newMapper(text, utf8Units).position(f.Place.Span.Start)
		want = append(want, fmt.Sprintf("%s:%d:%d %v %v %s", f.Place.File, p.Line, p.Character, severity(f.Severity), f.Rule, f.Message))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the server says\n%s\ncheck says\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
