package lab

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFixedCratesBuild builds the crates of rules/testdata/fixes as they are after
// their fixes, which a test of rules compares with the golden files.
func TestFixedCratesBuild(t *testing.T) {
	t.Parallel()
	const from = "../rules/testdata/fixes"
	seen(t, from)
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(filepath.Join(from, "crates"))); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join(from, "golden")
	fixed := 0
	err := filepath.WalkDir(golden, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(golden, path)
		if err != nil {
			return err
		}
		fixed++
		return os.WriteFile(filepath.Join(to, strings.TrimSuffix(rel, ".fixed")), text, 0o644)
	})
	if err != nil || fixed == 0 {
		t.Fatalf("%d fixed files: %v", fixed, err)
	}
	target, err := filepath.Abs("../target/lab-fixes")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cargo", "build", "--quiet", "--locked", "--target-dir", target)
	cmd.Dir = to
	cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "error") {
		t.Errorf("the fixed crates do not build: %v\n%s", err, out)
	}
}
