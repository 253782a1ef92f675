package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

const noisyManifest = "[package]\nname = \"noisy\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n"

// TestNewFrom checks a repository against an earlier commit: lines that moved are no
// news, an edit in one file that makes a finding in another is.
func TestNewFrom(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	lib, help := filepath.Join(dir, "plug", "src", "lib.rs"), filepath.Join(dir, "plug", "src", "help.rs")
	writeFiles(t, map[string]string{
		filepath.Join(dir, "plug", "Cargo.toml"): noisyManifest,
		filepath.Join(dir, ".gitignore"):         "Cargo.lock\n",
		filepath.Join(dir, "plug", "Cargo.lock"): "version = 3\n[[package]]\nname = \"ctor\"\nversion = \"0.2.9\"\n",
		lib:                                      "mod help;\n#[ctor::ctor]\nfn init() { println!(); }\n",
		help:                                     "pub fn help() { println!(); }\n",
	})
	if err := os.Symlink("plug", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	if out, code := runIn(dir, "check", "--new-from", "HEAD", "--quiet"); code != exitClean || out != "" {
		t.Errorf("nothing changed: exit %d: %s", code, out)
	}
	writeFiles(t, map[string]string{lib: "mod help;\n\n\n#[ctor::ctor]\nfn init() { println!(); }\n#[ctor::ctor]\nfn more() { help::help(); }\n"})
	for _, path := range []string{".", "plug", "plug/src/lib.rs"} {
		out, code := runIn(dir, "check", "--new-from", "HEAD", "--quiet", path)
		if code != exitFindings || strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "plug/src/help.rs:1:17") {
			t.Errorf("%s: exit %d: %s", path, code, out)
		}
	}
	git("commit", "-qam", "second")
	for rev, want := range map[string]string{
		"HEAD":   "",
		"HEAD~1": "plug/src/help.rs:1:17",
		"HEAD~9": "error: --new-from HEAD~9: git:",
		"--help": "error: --new-from --help: git:",
	} {
		if out, _ := runIn(dir, "check", "--quiet", "--new-from="+rev); !strings.HasPrefix(out, want) || strings.Count(out, "\n") > 1 || want == "" && out != "" {
			t.Errorf("%s: %s", rev, out)
		}
	}
	writeFiles(t, map[string]string{filepath.Join(dir, "new", "Cargo.toml"): noisyManifest, filepath.Join(dir, "new", "src", "lib.rs"): "#[ctor::ctor]\nfn init() { println!(); }\n"})
	if out, code := runIn(dir, "check", "--quiet", "--new-from=HEAD", "new"); code != exitFindings || !strings.HasPrefix(out, "new/src/lib.rs:2:13") {
		t.Errorf("a new folder: exit %d: %s", code, out)
	}
	if out, code := runIn(t.TempDir(), "check", "--quiet", "--new-from=HEAD", "."); code != exitFailure || !strings.Contains(out, "not a git repository") {
		t.Errorf("no repository: exit %d: %s", code, out)
	}
}

// TestStdin checks a text that is not on the disk, in the crate of its file.
func TestStdin(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, map[string]string{
		filepath.Join(dir, "Cargo.toml"):    noisyManifest,
		filepath.Join(dir, "src", "lib.rs"): "mod help;\n#[ctor::ctor]\nfn init() { help::help(); println!(); }\n",
	})
	var stdout, stderr bytes.Buffer
	p := &program{console.Console{
		Stdin:  strings.NewReader("pub fn help() { eprintln!(); }\n"),
		Stdout: &stdout, Stderr: &stderr, Dir: dir, Getenv: func(string) string { return "" },
	}}
	code := p.run(context.Background(), []string{"check", "--quiet", "--stdin-filename", "src/help.rs", "-"})
	if want := "src/help.rs:1:17: warning[stdio-in-ctor]"; code != exitFindings || !strings.HasPrefix(stdout.String(), want) || strings.Count(stdout.String(), "\n") != 1 {
		t.Errorf("exit %d: %s%s", code, stdout.String(), stderr.String())
	}
	for args, want := range map[string]string{
		"check -":                               "--stdin-filename",
		"check --stdin-filename src/lib.rs":     "the path - alone",
		"check - . --stdin-filename a.rs":       "the path - alone",
		"check - --stdin-filename src":          "is a folder",
		"check - --stdin-filename a.rs --fix":   "leave --fix",
		"check --watch --fix":                   "--watch writes no files",
		"check --write-baseline b --fix":        "leave --fix",
		"check --baseline a --write-baseline b": "exclude each other",
	} {
		p.Stdin = strings.NewReader("")
		stdout.Reset()
		stderr.Reset()
		if code := p.run(context.Background(), strings.Fields(args)); code != exitFailure || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit %d: %s", args, code, stderr.String())
		}
	}
}

// TestWatch edits a file, makes one that was looked for, and ends the watch.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	lib := filepath.Join(dir, "src", "lib.rs")
	writeFiles(t, map[string]string{
		filepath.Join(dir, "Cargo.toml"): noisyManifest,
		lib:                              "#[ctor::ctor]\nfn init() { println!(); }\n",
	})
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	p := &program{console.Console{Stdout: w, Stderr: io.Discard, Dir: dir, Getenv: func(string) string { return "" }}}
	code := make(chan int)
	go func() { code <- p.run(ctx, []string{"check", "--watch", "--format", "github"}) }()
	reports := make(chan string)
	go func() {
		defer close(reports)
		buffer := make([]byte, 1<<16)
		for {
			n, err := r.Read(buffer)
			if err != nil {
				return
			}
			reports <- string(buffer[:n])
		}
	}()
	expect := func(want string) {
		t.Helper()
		for got := range reports {
			if strings.Contains(got, want) {
				return
			}
		}
		t.Fatalf("no report with %q", want)
	}
	expect("line=2")
	writeFiles(t, map[string]string{lib: "mod late;\n\n#[ctor::ctor]\nfn init() { println!(); }\n"})
	expect("line=4")
	writeFiles(t, map[string]string{filepath.Join(dir, "src", "late.rs"): "#[ctor::ctor]\nfn late() { eprintln!(); }\n"})
	expect("late.rs")
	stop()
	if c := <-code; c != exitClean {
		t.Errorf("interrupted: exit %d", c)
	}
	_ = w.Close()
}
