package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report"
)

const kept = "this is what was kept\n"

// cachedProgram runs check in a folder with a cache of the test's own.
type cachedProgram struct {
	t          *testing.T
	dir, cache string
}

func (c *cachedProgram) check(args ...string) string {
	c.t.Helper()
	released = "0.0.0-test"
	var out bytes.Buffer
	p := &program{console.Console{Stdout: &out, Stderr: &out, Dir: c.dir, Getenv: func(string) string { return "" }, CacheDir: c.cache}}
	if p.run(context.Background(), append([]string{"check"}, args...)) == exitFailure {
		c.t.Fatal(out.String())
	}
	return out.String()
}

// mark replaces the output of all entries, so that a use of one shows.
func (c *cachedProgram) mark() {
	c.t.Helper()
	list, err := os.ReadDir(c.cache)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range list {
		path := filepath.Join(c.cache, f.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatal(err)
		}
		var e keptEntry
		if err := gob.NewDecoder(bytes.NewReader(text[sha256.Size:])).Decode(&e); err != nil {
			c.t.Fatal(err)
		}
		e.Outputs = [][]byte{[]byte(kept)}
		var body bytes.Buffer
		if err := gob.NewEncoder(&body).Encode(e); err != nil {
			c.t.Fatal(err)
		}
		sum := sha256.Sum256(body.Bytes())
		if err := os.WriteFile(path, append(sum[:], body.Bytes()...), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
}

// keptEntry is what an entry of the cache holds.
type keptEntry struct {
	Asked []struct {
		vfs.Question
		Answer vfs.Answer
		Stamp  struct {
			Device, Inode uint64
			Size, Changed int64
		}
	}
	Outputs [][]byte
	Notes   []string
	Failing bool
}

// empty removes all entries of a cache, as a run does that finds it too large.
func empty(dir string) {
	list, _ := os.ReadDir(dir)
	for _, e := range list {
		_ = os.Remove(filepath.Join(dir, e.Name()))
	}
}

func newCached(t *testing.T) *cachedProgram {
	t.Helper()
	t.Setenv("CARGO_HOME", t.TempDir())
	c := &cachedProgram{t: t, dir: filepath.Join(t.TempDir(), "ws"), cache: filepath.Join(t.TempDir(), "cache")}
	writeFiles(t, map[string]string{
		filepath.Join(c.dir, "Cargo.toml"):                       noisyManifest,
		filepath.Join(c.dir, "src", "lib.rs"):                    "mod late;\n#[ctor::ctor]\nfn init() { println!(); }\n",
		filepath.Join(c.dir, "target", "release", "libnoisy.so"): "no library yet",
		filepath.Join(c.dir, "notes.txt"):                        "notes",
		filepath.Join(c.dir, "known.json"):                       "{\"version\":1,\"findings\":[]}",
	})
	later := time.Now().Add(time.Hour) // than the sources: it is looked at
	if err := os.Chtimes(filepath.Join(c.dir, "target", "release", "libnoisy.so"), later, later); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCacheHolds asks for the same bytes again, from the cache.
func TestCacheHolds(t *testing.T) {
	c := newCached(t)
	if err := os.RemoveAll(filepath.Join(c.dir, "target")); err != nil { // to which the date of the sources matters
		t.Fatal(err)
	}
	for _, format := range report.Formats() {
		if first, second := c.check("--format", format), c.check("--format", format); withoutProgress(first) != second || first == "" {
			t.Errorf("%s: kept %q of %q", format, second, first)
		}
	}
	c.mark()
	lib := filepath.Join(c.dir, "src", "lib.rs")
	for name, change := range map[string]func(){
		"nothing": func() {},
		"touched": func() { later := time.Now().Add(time.Hour); _ = os.Chtimes(lib, later, later) },
		"written with the same text": func() {
			writeFiles(t, map[string]string{lib: "mod late;\n#[ctor::ctor]\nfn init() { println!(); }\n"})
		},
		"a file that nobody reads": func() { writeFiles(t, map[string]string{filepath.Join(c.dir, "notes.txt"): "more"}) },
	} {
		change()
		if out := c.check(); out != kept {
			t.Errorf("%s: checked again: %s", name, out)
		}
	}
	if out := c.check("--jobs", "3"); out != kept {
		t.Errorf("--jobs: %s", out)
	}
	if out := c.check("--no-cache"); out == kept {
		t.Error("--no-cache uses the cache")
	}
	if out := c.check("--statistics"); out == kept {
		t.Error("--statistics uses the cache")
	}
}

// TestCacheEnds changes everything that a result rests on, one thing at a time.
func TestCacheEnds(t *testing.T) {
	for name, change := range map[string]func(c *cachedProgram) []string{
		"text of the same size and date":      swapped("src/lib.rs", "mod late;\n#[ctor::dtor]\nfn init() { println!(); }\n"),
		"a library of the same size and date": swapped("target/release/libnoisy.so", "no library now"),
		"a module that was missing":           added("src/late.rs", ""),
		"the same as a folder":                added("src/late/mod.rs", ""),
		"configuration of cargo":              added(".cargo/config.toml", "[build]\nrustflags = []\n"),
		"configuration above":                 added("../.cargo/config.toml", "[build]\nrustflags = []\n"),
		"a workspace above":                   added("../Cargo.toml", "[workspace]\nmembers = [\"ws\"]\n"),
		"a crate below":                       added("more/Cargo.toml", noisyManifest),
		"a toolchain file":                    added("rust-toolchain.toml", "[toolchain]\nchannel = \"1.80\"\n"),
		"a lock file":                         added("Cargo.lock", "version = 3\n"),
		"a build script":                      added("build.rs", "fn main() {}\n"),
		"a program":                           added("src/bin/tool.rs", "fn main() {}\n"),
		"a built library":                     added("target/release/libnoisy.so", "no library yet"),
		"a repository":                        added(".git/HEAD", ""),
		"a baseline":                          added("known.json", "{\"version\":1, \"findings\":[]}", "--baseline", "known.json"),
		"a rule is left out":                  flags("--ignore", "std-in-ctor"),
		"another target":                      flags("--target", "aarch64-unknown-linux-gnu"),
		"another format":                      flags("--format", "json"),
		"colours":                             flags("--color", "always"),
		"another path":                        flags("src"),
		"another home of cargo":               func(c *cachedProgram) []string { c.t.Setenv("CARGO_HOME", c.t.TempDir()); return nil },
		"another folder for what is built":    func(c *cachedProgram) []string { c.t.Setenv("CARGO_TARGET_DIR", c.t.TempDir()); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCached(t)
			c.check()
			c.check("--baseline", "known.json")
			c.mark()
			args := change(c)
			if out := c.check(args...); strings.Contains(out, kept) {
				t.Error("the old result is used")
			}
		})
	}
}

// swapped gives a file another text of the same size, and the date that it had.
func swapped(name, text string) func(*cachedProgram) []string {
	return func(c *cachedProgram) []string {
		file := filepath.Join(c.dir, name)
		info, err := os.Stat(file)
		if err != nil || info.Size() != int64(len(text)) {
			c.t.Fatalf("%v: %d bytes instead of %d", err, len(text), info.Size())
		}
		writeFiles(c.t, map[string]string{file: text})
		if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
			c.t.Fatal(err)
		}
		return nil
	}
}

// added writes a file and gives the arguments to check with.
func added(name, text string, args ...string) func(*cachedProgram) []string {
	return func(c *cachedProgram) []string {
		writeFiles(c.t, map[string]string{filepath.Join(c.dir, name): text})
		return args
	}
}

func flags(args ...string) func(*cachedProgram) []string {
	return func(*cachedProgram) []string { return args }
}

// TestCacheDamaged damages entries: the check runs, and keeps its result again.
func TestCacheDamaged(t *testing.T) {
	c := newCached(t)
	want := c.check()
	list, err := os.ReadDir(c.cache)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	file := filepath.Join(c.cache, list[0].Name())
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{nil, whole[:10], whole[:len(whole)-1], append(bytes.Clone(whole), 0), bytes.Repeat([]byte{0xff}, 1000)} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if out := c.check(); out != want {
			t.Errorf("%d bytes: %s", len(text), out)
		}
	}
	c.cache = filepath.Join(file, "below a file")
	if out := c.check(); out != want {
		t.Errorf("no folder: %s", out)
	}
}

// TestCacheShared runs many checks at once over one cache, while entries go.
func TestCacheShared(t *testing.T) {
	c := newCached(t)
	want := c.check()
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			if i%4 == 0 {
				empty(c.cache)
			}
			var out bytes.Buffer
			p := &program{console.Console{Stdout: &out, Stderr: &out, Dir: c.dir, Getenv: func(string) string { return "" }, CacheDir: c.cache}}
			p.run(context.Background(), []string{"check"})
			if out.String() != want {
				t.Errorf("another result: %s", out.String())
			}
		})
	}
	wait.Wait()
}
