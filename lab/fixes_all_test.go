package lab

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// leastBuilt is how many manifests of the fixtures that a fix changes build with the
// crates that the lab has downloaded; the others name crates that are not here.
const leastBuilt = 15

// TestFixesBuild applies all fixes, safe or not, to copies of the rules' fixtures:
// what cargo could build before it can build after.
func TestFixesBuild(t *testing.T) {
	t.Parallel()
	const from = "../rules/testdata"
	seen(t, from)
	tool := checker(t)
	folders, err := filepath.Glob(from + "/*/bad")
	if err != nil {
		t.Fatal(err)
	}
	built := 0
	for _, folder := range folders {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
		fix := func(flags ...string) string {
			cmd := exec.Command(tool, append([]string{"check", "--quiet", "--fail-on", "never", "--fix-unsafe", "--no-artifact"}, flags...)...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "CARGO_HOME="+t.TempDir())
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: %v\n%s", folder, err, out)
			}
			return string(out)
		}
		diff := fix("--fix-dry-run")
		if diff == "" {
			continue
		}
		before := buildable(t, dir)
		fix()
		after := buildable(t, dir)
		for manifest, message := range before {
			if message == "" {
				built++
				if after[manifest] != "" {
					t.Errorf("%s: %s does not build once it is fixed:\n%s\n%s", folder, manifest, after[manifest], diff)
				}
			}
		}
	}
	if built < leastBuilt {
		t.Errorf("%d manifests could be built, want %d", built, leastBuilt)
	}
}

// buildable gives what cargo says against each manifest below dir.
func buildable(t *testing.T, dir string) map[string]string {
	t.Helper()
	target, err := filepath.Abs("../target/lab-fixtures")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "Cargo.toml" {
			return err
		}
		cmd := exec.Command("cargo", "check", "--quiet", "--offline", "--target-dir", target)
		cmd.Dir = filepath.Dir(path)
		cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
		text, err := cmd.CombinedOutput()
		if out[path] = ""; err != nil {
			out[path] = err.Error() + "\n" + strings.TrimSpace(string(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
