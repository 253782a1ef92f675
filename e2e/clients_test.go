// Package e2e holds the server against clients that others wrote.
package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// limit ends a client that waits for ever.
const limit = 2 * time.Minute

// built is the server's program.
func built(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "cdylib-ls")
	run(t, "..", nil, "go", "build", "-o", program, "./cmd/cdylib-ls")
	return program
}

// run executes a program and fails with its output if it fails.
func run(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

const source = `use ctor::ctor;

#[ctor]
fn init() {
    greet();
}

fn greet() {
    println!("𝒳 hello");
}
`

// library writes a crate with a finding and returns its folder and its file.
func library(t *testing.T) (root, file string) {
	t.Helper()
	root = t.TempDir()
	file = filepath.Join(root, "src", "lib.rs")
	manifest := "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\nctor = \"0.2\"\n"
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{file: source, filepath.Join(root, "Cargo.toml"): manifest} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root, file
}

// TestProtocolLibrary uses the client library that VS Code uses, with the
// parameters that three editors really send.
func TestProtocolLibrary(t *testing.T) {
	server := built(t)
	if _, err := os.Stat("node_modules/vscode-languageserver-protocol"); err != nil {
		t.Fatal("the protocol library is missing: run e2e/install.sh")
	}
	driver, err := filepath.Abs("protocol/drive.mjs")
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := filepath.Glob(filepath.Join(filepath.Dir(driver), "initialize-*.json"))
	if err != nil || len(recorded) < 3 {
		t.Fatalf("%d recorded clients: %v", len(recorded), err)
	}
	for _, params := range recorded {
		t.Run(filepath.Base(params), func(t *testing.T) {
			root, file := library(t)
			t.Log(run(t, ".", []string{"XDG_CACHE_HOME=" + t.TempDir()}, "node", driver, file, root, params, "--", server, "serve"))
		})
	}
}

// TestEmacs uses Eglot, which announces almost nothing.
func TestEmacs(t *testing.T) {
	server := built(t)
	root, file := library(t)
	steps, err := filepath.Abs("emacs/steps.el")
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"FILE=" + file, "SERVER=" + server + " --stdio", "HOME=" + t.TempDir(), "XDG_CACHE_HOME=" + t.TempDir()}
	out := run(t, root, env, "emacs", "-q", "--batch", "-l", steps)
	if !strings.Contains(out, "9: ") || !strings.Contains(out, "all steps done") {
		t.Error(out)
	}
}
