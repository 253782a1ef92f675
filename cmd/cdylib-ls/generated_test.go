package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

//go:generate go test -run TestGenerated -update .

// manDate is the date on the man pages. It changes with what they say, not with the
// day on which they are made.
var manDate = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// TestGenerated keeps the man pages, completions and schemas in docs in step with the
// program.
func TestGenerated(t *testing.T) {
	files := map[string][]byte{}
	released = "" // no page names a version
	root := testProgram(t).command()
	manPages(t, root, files)
	completions(t, root, files)
	schemaFiles(t, files)
	if *update {
		for _, dir := range []string{"man", "completions", "schemas"} {
			if err := os.RemoveAll(filepath.Join("../../docs", dir)); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range files {
			writeFiles(t, map[string]string{filepath.Join("../../docs", name): string(text)})
		}
	}
	for name, text := range files {
		if got, err := os.ReadFile(filepath.Join("../../docs", name)); err != nil || !bytes.Equal(got, text) {
			t.Errorf("docs/%s is stale (%v); run `go generate ./cmd/cdylib-ls`", name, err)
		}
	}
	for _, dir := range []string{"man", "completions", "schemas"} {
		list, err := os.ReadDir(filepath.Join("../../docs", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if files[dir+"/"+e.Name()] == nil {
				t.Errorf("docs/%s/%s belongs to no command; run `go generate ./cmd/cdylib-ls`", dir, e.Name())
			}
		}
	}
}

func testProgram(t *testing.T) *program {
	return &program{console.Console{Stdout: t.Output(), Stderr: t.Output(), Dir: t.TempDir(), Getenv: func(string) string { return "" }}}
}

func manPages(t *testing.T, cmd *cobra.Command, files map[string][]byte) {
	t.Helper()
	var page bytes.Buffer
	cmd.DisableAutoGenTag = true
	if err := doc.GenMan(cmd, &doc.GenManHeader{Section: "1", Source: "cdylib-ls", Manual: "cdylib-ls", Date: &manDate}, &page); err != nil {
		t.Fatal(err)
	}
	files["man/"+strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"] = page.Bytes()
	for _, c := range cmd.Commands() {
		if !c.Hidden && c.Name() != "help" {
			manPages(t, c, files)
		}
	}
}

func completions(t *testing.T, root *cobra.Command, files map[string][]byte) {
	t.Helper()
	var bash, zsh, fish bytes.Buffer
	for _, err := range []error{bashCompletion(root, &bash), root.GenZshCompletion(&zsh), root.GenFishCompletion(&fish, true)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	files["completions/cdylib-ls.bash"], files["completions/_cdylib-ls"], files["completions/cdylib-ls.fish"] = bash.Bytes(), zsh.Bytes(), fish.Bytes()
}

// TestAsCargoSubcommand names the program as cargo looks for it.
func TestAsCargoSubcommand(t *testing.T) {
	for _, c := range []struct{ argv, want string }{
		{"cdylib-ls check .", "check ."},
		{"/home/x/.cargo/bin/cargo-cdylib-ls cdylib-ls check .", "check ."},
		{"cargo-cdylib-ls.exe cdylib-ls", ""},
		{"cargo-cdylib-ls check", "check"},
		{"cdylib-ls cdylib-ls", "cdylib-ls"},
	} {
		if got := strings.Join(arguments(strings.Fields(c.argv)), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.argv, got, c.want)
		}
	}
}

// TestHooks parses the command lines that the hooks for pre-commit run.
func TestHooks(t *testing.T) {
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	hooks := 0
	for line := range strings.Lines(string(text)) {
		entry, ok := strings.CutPrefix(strings.TrimSpace(line), "entry: cdylib-ls ")
		if !ok {
			continue
		}
		hooks++
		cmd, args, err := testProgram(t).command().Find(strings.Fields(entry))
		if err != nil || cmd.Name() != "check" {
			t.Fatalf("%s: %v", entry, err)
		}
		if err := cmd.ParseFlags(args); err != nil {
			t.Errorf("%s: %v", entry, err)
		}
	}
	if hooks != 3 {
		t.Errorf("%d hooks, want 3", hooks)
	}
}
