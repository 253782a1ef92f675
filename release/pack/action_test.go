package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestAction runs what the GitHub Action runs, with a program that writes down how it was
// called: once, with paths and arguments whole that have blanks in them.
func TestAction(t *testing.T) {
	for _, status := range []string{"0", "1", "2"} {
		got, output, code := action(t, status, "a crate\nother/crate", `--ignore "unload" --profile 'my release'`)
		want := "<check> <--fail-on> <error> <--format> <github> <--format> <sarif=SARIF> <--ignore> <unload> <--profile> <my release> <--> <a crate> <other/crate>"
		if got != want {
			t.Errorf("it called\n%s\ninstead of\n%s", got, want)
		}
		if code != status {
			t.Errorf("it ended with %s instead of %s", code, status)
		}
		if output != "sarif=SARIF" {
			t.Errorf("its output is %q", output)
		}
	}
	if got, _, _ := action(t, "0", ".", ""); !strings.HasSuffix(got, "<sarif=SARIF> <--> <.>") {
		t.Errorf("without arguments it called %s", got)
	}
}

// action runs .github/action.sh in an empty folder; status is what the program ends with.
// It returns the program's arguments, GITHUB_OUTPUT and its own status, with the SARIF
// file called SARIF.
func action(t *testing.T, status, path, args string) (got, output, code string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake program is a shell script")
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join("..", "..", ".github", "action.sh"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := "#!/bin/sh\n[ \"$1\" = check ] || exit 0\nfor a; do printf '<%s> ' \"$a\"; done >>\"$RUNNER_TEMP/calls\"\n: >\"$RUNNER_TEMP/cdylib-ls.sarif\"\nexit " + status + "\n"
	if err := os.MkdirAll(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bin", "cdylib-ls"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "RUNNER_TEMP="+dir, "GITHUB_OUTPUT="+filepath.Join(dir, "output"),
		"VERSION=", "ACTION_REF=main", "ACTION_PATH=", "CHECK_PATH="+path, "CHECK_ARGS="+args, "FAIL_ON=error")
	text, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return strings.TrimSpace(strings.ReplaceAll(string(data), filepath.Join(dir, "cdylib-ls.sarif"), "SARIF"))
	}
	return read("calls"), read("output"), string(rune('0' + cmd.ProcessState.ExitCode()))
}
