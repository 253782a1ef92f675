package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/report"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// TestFixEverything fixes a copy of every fixture, safe or not: no finding is left
// that offers a cure, none is new, line ends stay, a second run changes nothing,
// and the diff of a dry run makes the same files.
func TestFixEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("checks one project many times over")
	}
	t.Setenv("CARGO_HOME", t.TempDir()) // no sources but those of the fixtures
	folders, err := filepath.Glob("../../rules/testdata/*/bad")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	changed := 0
	for _, from := range append(folders, "../../rules/testdata/fixes/crates") {
		t.Run(strings.TrimPrefix(from, "../../rules/testdata/"), func(t *testing.T) {
			dir := copied(t, from)
			before := contents(t, dir)
			found := known(t, dir)
			diff, _ := runIn(dir, "check", "--fix-dry-run", "--fix-unsafe", "--quiet")
			sameFiles(t, before, contents(t, dir))
			if _, code := runIn(dir, "check", "--fix-unsafe", "--quiet"); code == exitFailure {
				t.Fatal("cannot fix")
			}
			after := contents(t, dir)
			for key, offers := range known(t, dir) {
				if offers {
					t.Errorf("%v still offers a fix", key)
				}
				if _, ok := found[key]; !ok {
					t.Errorf("%v is new", key)
				}
			}
			runIn(dir, "check", "--fix-unsafe", "--quiet")
			sameFiles(t, after, contents(t, dir))
			if (diff != "") != !equalFiles(before, after) {
				t.Errorf("the dry run says %q", diff)
			}
			if diff != "" {
				changed++
				patched(t, copied(t, from), diff, after)
			}
		})
	}
	if changed == 0 {
		t.Error("nothing was fixed")
	}
}

// known lists the findings of a folder by rule and line, and whether they offer a
// fix that cures. Information about manifests and messages that name lines move.
func known(t *testing.T, dir string) map[report.Identity]bool {
	t.Helper()
	out, _ := runIn(dir, "check", "--format", "json")
	var r report.JSONReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	src := show.NewSources(vfs.Disk{})
	found := map[report.Identity]bool{}
	for _, f := range r.Findings {
		line := src.File(filepath.Join(dir, f.File)).Line(f.Start.Line)
		id := report.Identity{Rule: f.Rule, File: f.File, Text: strings.TrimSpace(line)}
		for _, fix := range f.Fixes {
			// which host it is, no batch can say
			found[id] = found[id] || !strings.HasPrefix(fix.Title, "suppress ") && f.Rule != "unknown-host"
		}
		found[id] = found[id] || false
	}
	return found
}

// patched applies the diff with git and compares the outcome.
func patched(t *testing.T, dir, diff string, want map[string][]byte) {
	t.Helper()
	cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
	sameFiles(t, want, contents(t, dir))
}

func copied(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out[rel], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func equalFiles(a, b map[string][]byte) bool {
	for name := range b {
		if !bytes.Equal(a[name], b[name]) {
			return false
		}
	}
	return len(a) == len(b)
}

func sameFiles(t *testing.T, want, got map[string][]byte) {
	t.Helper()
	for name := range got {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s is\n%s\nwant\n%s", name, got[name], want[name])
		}
	}
	if len(want) != len(got) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
}

const lostStatic = "#[link_section = \".init_array\"]\r\nstatic LOST: extern \"C\" fn() = lost;\r\nextern \"C\" fn lost() {}\r\n"

// lostCrate is a library with one finding that has a safe fix.
func lostCrate(t *testing.T) (dir, lib string) {
	t.Helper()
	dir = t.TempDir()
	lib = filepath.Join(dir, "src", "lib.rs")
	writeFiles(t, map[string]string{
		filepath.Join(dir, "Cargo.toml"): "[package]\nname = \"lost\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
		lib:                              lostStatic,
	})
	return dir, lib
}

func writeFiles(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFixKeeps asks that a fix keeps line ends and mode, that nothing is left beside
// the file, and that a link still leads where it led.
func TestFixKeeps(t *testing.T) {
	dir, lib := lostCrate(t)
	if err := os.Chmod(lib, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := runIn(dir, "check", "--fix", "--quiet"); code != exitClean || out != "" {
		t.Fatalf("exit %d: %s", code, out)
	}
	text, err := os.ReadFile(lib)
	if err != nil || string(text) != "#[used]\r\n"+lostStatic {
		t.Errorf("fixed: %q, %v", text, err)
	}
	if info, err := os.Stat(lib); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if n := len(contents(t, dir)); n != 2 {
		t.Errorf("%d files, want 2", n)
	}
	link := filepath.Join(dir, "link.rs")
	if err := os.Symlink("src/lib.rs", link); err != nil {
		t.Fatal(err)
	}
	if err := replace.File(link, []byte("// new\n")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(lib); err != nil || string(text) != "// new\n" {
		t.Errorf("behind the link: %q, %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}
