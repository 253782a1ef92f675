//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// unreadRoots are crate roots that are there and cannot be read, by how they are made.
var unreadRoots = map[string]func(t *testing.T, path string){
	"pipe":   func(t *testing.T, path string) { must(t, syscall.Mkfifo(path, 0o644)) },
	"device": func(t *testing.T, path string) { must(t, os.Symlink("/dev/zero", path)) },
	"null":   func(t *testing.T, path string) { must(t, os.Symlink("/dev/null", path)) },
	"too long": func(t *testing.T, path string) {
		must(t, os.WriteFile(path, bytes.Repeat([]byte("// x\n"), 4<<20), 0o644))
	},
	"sparse": func(t *testing.T, path string) {
		must(t, os.WriteFile(path, nil, 0o644))
		must(t, os.Truncate(path, 1<<40))
	},
	"UTF-16": func(t *testing.T, path string) {
		text := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune("#[ctor::ctor]\nfn start() { println!(); }\n")) {
			text = append(text, byte(u), byte(u>>8))
		}
		must(t, os.WriteFile(path, text, 0o644))
	},
	"a closed folder": func(t *testing.T, path string) {
		must(t, os.WriteFile(path, []byte("#[ctor::ctor]\nfn start() { println!(); }\n"), 0o644))
	},
	"mode 000": func(t *testing.T, path string) {
		must(t, os.WriteFile(path, []byte("#[ctor::ctor]\nfn start() { println!(); }\n"), 0))
		must(t, os.Chmod(path, 0))
	},
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nobody is a user that owns nothing, for tests that run as root.
const nobody = 65534

// TestUnreadRoot checks crates whose root is there and cannot be read, as a user that may
// not read it: the finding is unread-code at the package, no baseline takes it, and naming
// the root on the command line ends with exit 2.
func TestUnreadRoot(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "cdylib-ls")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for kind, make := range unreadRoots {
		t.Run(kind, func(t *testing.T) {
			top, err := os.MkdirTemp("", "unread") // t.TempDir lies below a folder of the user's own
			must(t, err)
			t.Cleanup(func() { _ = os.RemoveAll(top) })
			dir := filepath.Join(top, "crate")
			writeTree(t, dir, map[string]string{"Cargo.toml": "[package]\nname = \"c\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n", "src/other.rs": ""})
			make(t, filepath.Join(dir, "src", "lib.rs"))
			program := filepath.Join(top, "cdylib-ls")
			must(t, os.Link(tool, program))
			must(t, os.Chmod(program, 0o755))
			for _, path := range []string{top, dir, filepath.Join(dir, "src")} {
				must(t, os.Chmod(path, 0o777))
			}
			if kind == "a closed folder" {
				must(t, os.Chmod(filepath.Join(dir, "src"), 0))
				t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "src"), 0o700) })
			}
			run := func(args ...string) (int, string) {
				cmd := exec.Command(program, append([]string{"check", "--no-cache", "--color", "never"}, args...)...)
				cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + top}
				if os.Getuid() == 0 {
					cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
				}
				out, err := cmd.CombinedOutput()
				if cmd.ProcessState == nil {
					t.Fatal(err)
				}
				return cmd.ProcessState.ExitCode(), string(out)
			}
			said := func(out string) bool {
				return strings.Contains(out, "warning[unread-code]") && !strings.Contains(out, "no findings")
			}
			if code, out := run(); code != exitFindings || !said(out) {
				t.Errorf("exit %d\n%s", code, out)
			}
			if code, out := run("src/lib.rs"); code != exitFailure || !strings.Contains(out, "src/lib.rs") {
				t.Errorf("named: exit %d\n%s", code, out)
			}
			if code, out := run("--write-baseline", "known.json"); code == exitFailure {
				t.Errorf("baseline: exit %d\n%s", code, out)
			}
			if code, out := run("--baseline", "known.json"); code != exitFindings || !said(out) {
				t.Errorf("with the baseline: exit %d\n%s", code, out)
			}
		})
	}
}

// TestHostileRepository gives git a configuration that names programs wherever one can be
// named: --new-from runs none of them.
func TestHostileRepository(t *testing.T) {
	dir := t.TempDir()
	marker := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(t.TempDir(), "script")
	must(t, os.WriteFile(script, []byte("#!/bin/sh\necho \"$0 $*\" >> "+marker+"\ncat\n"), 0o755))
	writeTree(t, dir, map[string]string{
		"Cargo.toml": "[package]\nname = \"c\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n",
		"src/lib.rs": "#[ctor::ctor]\nfn start() { println!(); }\n", ".gitattributes": "*.rs filter=evil diff=evil merge=evil\n",
	})
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	writeTree(t, dir, map[string]string{"src/lib.rs": "#[ctor::ctor]\nfn start() { println!(); }\n#[ctor::ctor]\nfn more() { eprintln!(); }\n"})
	hooks := filepath.Join(dir, ".git", "evil")
	must(t, os.Mkdir(hooks, 0o755))
	for _, hook := range []string{"post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"} {
		must(t, os.Symlink(script, filepath.Join(hooks, hook)))
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand", "diff.external", "pager.ls-tree", "pager.cat-file",
		"filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command", "gpg.program", "credential.helper", "uploadpack.packObjectsHook",
	} {
		git("config", key, script)
	}
	git("config", "core.hooksPath", hooks)
	git("config", "alias.cat-file", "!"+script)
	git("config", "remote.origin.url", "ext::"+script)
	git("config", "remote.origin.promisor", "true")
	git("config", "protocol.ext.allow", "always")
	git("config", "extensions.partialClone", "origin")
	_ = os.Remove(marker) // what setting this up may have run
	for _, rev := range []string{"HEAD", "0123456789012345678901234567890123456789", "HEAD~1"} {
		var out bytes.Buffer
		p := &program{console.Console{Stdout: &out, Stderr: &out, Dir: dir, Getenv: func(string) string { return "" }}}
		code := p.run(context.Background(), []string{"check", "--quiet", "--color", "never", "--new-from", rev})
		if rev == "HEAD" && (code != exitFindings || !strings.Contains(out.String(), "eprintln!") || strings.Contains(out.String(), "`println!`")) {
			t.Errorf("%s: exit %d\n%s", rev, code, out.String())
		}
		if ran, err := os.ReadFile(marker); err == nil {
			t.Fatalf("%s: git ran %s", rev, ran)
		}
	}
}
