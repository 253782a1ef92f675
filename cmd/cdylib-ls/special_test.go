//go:build unix

package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/probe"
)

// special makes one file of each kind that must not be opened, and returns their paths.
func special(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, kind := range []string{"pipe", "socket", "device", "folder", "link", "sparse"} {
		out[kind] = filepath.Join(dir, kind)
	}
	l, err := net.Listen("unix", out["socket"])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	sparse, err := os.Create(out["sparse"])
	if err != nil {
		t.Fatal(err)
	}
	defer sparse.Close()
	for _, err := range []error{
		syscall.Mkfifo(out["pipe"], 0o644), os.Mkdir(out["folder"], 0o755),
		os.Symlink("/dev/zero", out["device"]), os.Symlink("pipe", out["link"]), sparse.Truncate(1 << 40),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestSpecialArguments names each kind of file on the command line, wherever one can be
// named: one line says what is wrong and what to do, and nothing waits or grows.
func TestSpecialArguments(t *testing.T) {
	if !probe.CanProbe {
		t.Log("probe is not part of this build")
	}
	dir := t.TempDir()
	files := special(t, dir)
	writeTree(t, dir, map[string]string{
		"crate/Cargo.toml": "[package]\nname = \"c\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n", "crate/src/lib.rs": "",
	})
	lib := sharedObject(t, "int f(void) { return 0; }")
	for kind, path := range files {
		for _, args := range [][]string{
			{"inspect", path},
			{"inspect", "--host", path, lib},
			{"inspect", "--against", path, lib},
			{"probe", path},
			{"check", "--artifact", path, "crate"},
			{"check", "--baseline", path, "crate"},
		} {
			if args[0] == "probe" && !probe.CanProbe {
				continue
			}
			var out, errs bytes.Buffer
			p := &program{console.Console{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir, Getenv: func(string) string { return "" }}}
			code := p.run(context.Background(), args)
			text := errs.String()
			if args[1] == "--artifact" && !strings.Contains(out.String(), "checked 1 crate") {
				t.Errorf("%s %s: the rest is not reported: %q", strings.Join(args, " "), kind, out.String())
			}
			if code != exitFailure || strings.Count(text, "\n") != 1 || !strings.Contains(text, kind) || !strings.Contains(text, "; ") {
				t.Errorf("%s %s: exit %d, %q", strings.Join(args, " "), kind, code, text)
			}
		}
	}
}

// TestSpecialWorkspace puts each kind of file in the place of each file that a workspace
// is made of: what is said is one line each, and the check ends.
func TestSpecialWorkspace(t *testing.T) {
	places := []string{
		"Cargo.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml", "rust-toolchain", ".gitignore", "build.rs",
		"src/lib.rs", "src/inner.rs", "target/release/libc.so", "target/release/libc.d", "target/release/.fingerprint", "target/release/deps",
		"other/Cargo.toml", "cdylib-ls-baseline.json",
	}
	for _, place := range places {
		dir := t.TempDir()
		files := special(t, dir)
		for kind, path := range files {
			crate := filepath.Join(dir, "crate-"+kind)
			writeTree(t, crate, map[string]string{
				"Cargo.toml":   "[workspace]\nmembers = [\"other\"]\n[package]\nname = \"c\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
				"src/lib.rs":   "mod inner;\n",
				"src/inner.rs": "#[used]\n#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\nextern \"C\" fn a() { println!() }\n",
				"build.rs":     "fn main() {}\n", "other/Cargo.toml": "[package]\nname = \"other\"\n", "other/src/lib.rs": "",
				"target/release/libc.so": "", "target/release/deps/x": "",
			})
			at := filepath.Join(crate, place)
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(path, at); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			p := &program{console.Console{Stdout: &out, Stderr: &errs, Dir: crate, CacheDir: filepath.Join(dir, "cache"), Getenv: func(string) string { return "" }}}
			code := p.run(context.Background(), []string{"check", "--quiet", "--color", "never"})
			if place == "Cargo.toml" {
				if !strings.Contains(out.String()+errs.String(), "Cargo.toml") {
					t.Errorf("%s as %s: exit %d, %q", kind, place, code, out.String()+errs.String())
				}
				continue
			}
			needed := place == "build.rs" || place == "rust-toolchain.toml" || place == "rust-toolchain" || place == "Cargo.lock" || place == ".cargo/config.toml"
			if needed && kind != "folder" && !strings.Contains(out.String(), place) {
				t.Errorf("%s as %s is left out silently: exit %d\n%s%s", kind, place, code, out.String(), errs.String())
			}
			found := strings.Contains(out.String(), "stdio-in-ctor")
			if read := place != "src/lib.rs" && place != "src/inner.rs"; read && !found {
				t.Errorf("%s as %s: exit %d\n%s%s", kind, place, code, out.String(), errs.String())
			}
		}
	}
}

// TestSpecialCache puts each kind of file in the place of the entries of the cache: the
// check is made anew.
func TestSpecialCache(t *testing.T) {
	dir := t.TempDir()
	files := special(t, dir)
	crate := filepath.Join(dir, "crate")
	writeTree(t, crate, map[string]string{"Cargo.toml": "[package]\nname = \"c\"\n[lib]\ncrate-type = [\"cdylib\"]\n", "src/lib.rs": "mod gone;\n#[used]\n#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\nextern \"C\" fn a() { println!() }\n"})
	cache := filepath.Join(dir, "cache")
	check := func() string {
		var out bytes.Buffer
		p := &program{console.Console{Stdout: &out, Stderr: &out, Dir: crate, CacheDir: cache, Getenv: func(string) string { return "" }}}
		p.run(context.Background(), []string{"check", "--quiet", "--color", "never"})
		return out.String()
	}
	want := check()
	for kind, path := range files {
		entries, err := os.ReadDir(cache)
		if err != nil || len(entries) == 0 {
			t.Fatalf("no cache: %v", err)
		}
		for _, e := range entries {
			at := filepath.Join(cache, e.Name())
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(path, at); err != nil {
				t.Fatal(err)
			}
		}
		if got := check(); got != want || got == "" {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
		for _, e := range entries {
			if err := os.RemoveAll(filepath.Join(cache, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
		check()
	}
}

// writeTree writes files below dir.
func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	all := map[string]string{}
	for name, text := range files {
		all[filepath.Join(dir, filepath.FromSlash(name))] = text
	}
	writeFiles(t, all)
}
