package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCargoSubcommand runs the program as `cargo cdylib-ls`, through a link beside it.
func TestCargoSubcommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink(checker(t), filepath.Join(dir, "cargo-cdylib-ls")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cargo", "cdylib-ls", "explain", "missing-used")
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "# missing-used\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAction runs the script of the GitHub Action with the program on the PATH: it
// annotates, leaves SARIF, and fails as asked.
func TestAction(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink(checker(t), filepath.Join(dir, "cdylib-ls")); err != nil {
		t.Fatal(err)
	}
	for failOn, want := range map[string]bool{"warning": false, "never": true} {
		outputs := filepath.Join(t.TempDir(), "outputs")
		cmd := exec.Command("../.github/action.sh")
		cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "RUNNER_TEMP="+dir, "GITHUB_OUTPUT="+outputs,
			"ACTION_PATH=..", "ACTION_REF=main", "VERSION=", "CHECK_PATH=../examples/chorus\n../examples/preload-shim\n", "CHECK_ARGS=--no-artifact --ignore missing-used", "FAIL_ON="+failOn)
		out, err := cmd.CombinedOutput()
		if (err == nil) != want || !strings.Contains(string(out), "::error file=examples/chorus/src/") {
			t.Errorf("fail-on %s: %v\n%s", failOn, err, out)
		}
		said, err := os.ReadFile(outputs)
		if err != nil {
			t.Fatal(err)
		}
		log, err := os.ReadFile(strings.TrimSpace(strings.TrimPrefix(string(said), "sarif=")))
		if err != nil || !strings.Contains(string(log), `"version": "2.1.0"`) {
			t.Errorf("%s: %v", said, err)
		}
	}
}
