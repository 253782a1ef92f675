package workspace

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// TestFaultInManifest panics at each step of the work on the manifest of one member: the
// other members are what they are without it, and one problem names the one that is left
// out. The same in the root's own package.
func TestFaultInManifest(t *testing.T) {
	fault.Expect(t)
	manifest := func(name, more string) string {
		return "[package]\nname = \"" + name + "\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[features]\ndefault = [\"x\"]\nx = []\n" + more
	}
	dir := (&scenario{files: map[string]string{
		"Cargo.toml":       "[workspace]\nmembers = [\"good\", \"bad\", \"user\"]\n" + manifest("top", ""),
		"src/lib.rs":       "",
		"good/Cargo.toml":  manifest("good", ""),
		"good/src/lib.rs":  "",
		"bad/Cargo.toml":   manifest("bad", "[dependencies]\ngood = { path = \"../good\" }\n"),
		"bad/src/lib.rs":   "",
		"user/Cargo.toml":  manifest("user", "[dependencies]\nbad = { path = \"../bad\" }\n"),
		"user/src/lib.rs":  "",
		"alone/Cargo.toml": manifest("alone", "") + "[workspace]\n",
		"alone/src/lib.rs": "",
	}}).write(t)
	packages := func(set *Set) []string {
		var out []string
		for _, w := range set.Workspaces {
			for _, p := range w.Packages {
				out = append(out, fmt.Sprint(p.Name, len(p.Targets), p.Features))
			}
		}
		slices.Sort(out)
		return out
	}
	for _, culprit := range []string{"bad/Cargo.toml", "Cargo.toml"} {
		path := filepath.Join(dir, culprit)
		run := func(at int) (set *Set, steps int) {
			set, err := Load(context.Background(), vfs.Disk{}, []string{dir}, Options{CargoHome: t.TempDir(), fail: func(m string) {
				if m == path {
					if steps++; steps == at {
						panic("on purpose")
					}
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			return set, steps
		}
		set, steps := run(0)
		want := packages(set)
		if len(want) != 5 || steps < 5 {
			t.Fatalf("%d steps, packages %q", steps, want)
		}
		name := map[string]string{"bad/Cargo.toml": "bad", "Cargo.toml": "top"}[culprit]
		rest := slices.DeleteFunc(want, func(p string) bool { return strings.HasPrefix(p, name) })
		for at := 1; at <= steps; at++ {
			set, _ := run(at)
			if got := packages(set); !slices.Equal(got, rest) {
				t.Errorf("%s, step %d: packages %q, want %q", culprit, at, got, rest)
			}
			if len(set.Problems) != 1 || set.Problems[0].Rule != "internal-error" || set.Problems[0].File != path || !strings.Contains(set.Problems[0].Message, "on purpose") {
				t.Errorf("%s, step %d: %+v", culprit, at, set.Problems)
			}
		}
	}
}

// faultyFS panics when one file is read.
type faultyFS struct {
	vfs.FS
	path string
}

func (f faultyFS) ReadFile(path string, limit int64) ([]byte, error) {
	if path == f.path {
		panic("on purpose")
	}
	return f.FS.ReadFile(path, limit)
}

// TestFaultInReading panics in the reading of a manifest or of a lock file: it is said of
// that file, and the other packages are there.
func TestFaultInReading(t *testing.T) {
	fault.Expect(t)
	dir := (&scenario{files: map[string]string{
		"Cargo.toml":      "[workspace]\nmembers = [\"*\"]\n",
		"Cargo.lock":      "version = 4\n",
		"good/Cargo.toml": "[package]\nname = \"good\"\nversion = \"1.0.0\"\n",
		"good/src/lib.rs": "",
		"bad/Cargo.toml":  "[package]\nname = \"bad\"\nversion = \"1.0.0\"\n",
		"bad/src/lib.rs":  "",
	}}).write(t)
	for file, want := range map[string]string{"bad/Cargo.toml": "good", "Cargo.lock": "bad good"} {
		path := filepath.Join(dir, file)
		set, err := Load(context.Background(), faultyFS{vfs.Disk{}, path}, []string{dir}, Options{CargoHome: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range set.Workspaces {
			for _, p := range w.Packages {
				got = append(got, p.Name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: packages %q", file, got)
		}
		if !slices.ContainsFunc(set.Problems, func(p Problem) bool { return p.Rule == "internal-error" && p.File == path }) {
			t.Errorf("%s: %+v", file, set.Problems)
		}
	}
}
