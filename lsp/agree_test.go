package lsp

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/rules"
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
	got := all.lines()
	want := diagnosticsOf(checkOnDisk(t, dir), func(path string) []byte {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		return text
	})
	if !slices.Equal(got, want) {
		t.Errorf("the server says\n%s\ncheck says\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// lines are the diagnostics of a report, sorted.
func (all *workspaceReports) lines() []string {
	var out []string
	for _, r := range all.Items {
		path, _ := pathOf(r.URI)
		for _, d := range *r.Items {
			message, _, _ := strings.Cut(d.Message, "\n")
			out = append(out, fmt.Sprintf("%s:%d:%d %v %v %s", path, d.Range.Start.Line, d.Range.Start.Character, d.Severity, d.Code, message))
		}
	}
	slices.Sort(out)
	return out
}

// diagnosticsOf are the lines that editors have to show for what check found: of the
// places of one cause the first in each file speaks, the others there are hints. They are
// sorted.
func diagnosticsOf(findings []*rules.Finding, read func(path string) []byte) []string {
	var out []string
	mappers := map[string]*mapper{}
	for _, folded := range rules.Fold(findings) {
		spoken := map[string]bool{}
		for _, f := range folded.Places() {
			path := f.Place.File
			if mappers[path] == nil {
				mappers[path] = newMapper(read(path), utf8Units)
			}
			weight := f.Severity
			if spoken[path] {
				weight = rules.Hint
			}
			spoken[path] = true
			p := mappers[path].position(f.Place.Span.Start)
			out = append(out, fmt.Sprintf("%s:%d:%d %v %v %s", path, p.Line, p.Character, severity(weight), f.Rule, proven[f.Evidence.Level]+rules.Visible(f.Message)))
		}
	}
	slices.Sort(out)
	return out
}

// TestAgreesOnPlaces holds crates with several places of one cause, in one file and in
// several, against check.
func TestAgreesOnPlaces(t *testing.T) {
	root := "mod a;\nmod b;\nuse std::cell::RefCell;\nthread_local! { static T: RefCell<Vec<u8>> = RefCell::new(vec![]); }\n" +
		"#[no_mangle] pub extern \"C\" fn go() { T.with(|_| ()); std::thread::current(); std::thread::current().id(); a::f(); b::f(); }\n"
	for name, files := range map[string]map[string]string{
		"one file":      {"src/lib.rs": root, "src/a.rs": "pub fn f() {}\n", "src/b.rs": "pub fn f() {}\n"},
		"several files": {"src/lib.rs": root, "src/a.rs": "pub fn f() { std::thread::current(); }\n", "src/b.rs": "pub fn f() {\n  std::thread::current();\n  std::thread::park();\n  std::thread::current(); }\n"},
		"one macro":     {"src/lib.rs": root, "src/a.rs": "macro_rules! m { () => { std::thread::current() } }\npub fn f() { m!(); m!(); }\n", "src/b.rs": "pub fn f() {}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			files["Cargo.toml"] = pluginManifest
			dir := crate(t, files)
			folded := false
			for _, f := range rules.Fold(checkOnDisk(t, dir)) {
				folded = folded || len(f.Places()) > 1
			}
			if !folded {
				t.Fatal("no finding has several places")
			}
			agree(t, dir)
		})
	}
}
