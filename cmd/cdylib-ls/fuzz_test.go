package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/parse/mutate"
)

// CI gives other inputs each time, by count: go's own fuzzing takes an input that needs
// ten seconds on a busy machine for a hang, and knows no better ones here than numbers.
var (
	inputs = flag.Int("inputs", 8, "how many crates to mutate")
	first  = flag.Uint64("first", 0, "the number of the first")
)

// FuzzCheck runs check on mutated crates and holds it against itself: with one and with
// two jobs, without a cache, with an empty one, with one that was filled before the
// crate was mutated, and with one that has the answer. All say the same and none meets an
// error of the program itself.
//
// fuzz: 60 inputs
func FuzzCheck(f *testing.F) {
	crates, err := mutate.Crates("../../rules/testdata/*/*")
	if err != nil || len(crates) < 50 {
		f.Fatalf("%d crates: %v", len(crates), err)
	}
	for seed := range uint64(*inputs) {
		seed += *first
		f.Add(seed, byte(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, mutations byte) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := crates[r.IntN(len(crates))].Clone()
		w := newMutated(t)
		w.write(c)
		w.check(2, w.cache)
		for range mutations%8 + 1 {
			c.Mutate(r, crates[r.IntN(len(crates))])
		}
		w.write(c)
		want := w.check(1, "")
		if strings.Contains(want, "internal-error") {
			t.Fatalf("%s\nfor %v", want, c)
		}
		for range 2 {
			w.same(c, want, "two jobs", 2, "")
			w.same(c, want, "a cache", 2, w.cache)
		}
		w.same(c, want, "an empty cache and one job", 1, filepath.Join(t.TempDir(), "cache"))
	})
}

// mutated is a folder with a crate that changes.
type mutated struct {
	t          *testing.T
	dir, cache string
	written    int
	there      mutate.Crate
}

func newMutated(t *testing.T) *mutated {
	t.Helper()
	t.Setenv("CARGO_HOME", filepath.Join(t.TempDir(), "none"))
	return &mutated{t: t, dir: filepath.Join(t.TempDir(), "ws"), cache: filepath.Join(t.TempDir(), "cache")}
}

// write makes the folder hold the crate. Each time all files that differ are younger than
// before, and older than any run.
func (w *mutated) write(c mutate.Crate) {
	w.t.Helper()
	w.written++
	when := time.Now().Add(time.Duration(w.written-10) * time.Hour)
	for name := range w.there {
		if _, kept := c[name]; !kept {
			if err := os.Remove(filepath.Join(w.dir, filepath.FromSlash(name))); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	for name, text := range c {
		path := filepath.Join(w.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			w.t.Fatal(err)
		}
		if old, have := w.there[name]; have && old == text {
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Chtimes(path, when, when); err != nil {
			w.t.Fatal(err)
		}
	}
	w.there = c.Clone()
}

// check is what a run prints, on both streams, and its exit code.
func (w *mutated) check(jobs int, cache string) string {
	w.t.Helper()
	released = "0.0.0-test"
	var stdout, stderr bytes.Buffer
	p := &program{console.Console{Stdout: &stdout, Stderr: &stderr, Dir: w.dir, Getenv: func(string) string { return "" }, CacheDir: cache}}
	code := p.run(context.Background(), []string{"check", "--format", "json", "--jobs", fmt.Sprint(jobs)})
	return fmt.Sprintf("exit %d\n%s\n%s", code, stdout.String(), stderr.String())
}

func (w *mutated) same(c mutate.Crate, want, what string, jobs int, cache string) {
	w.t.Helper()
	if got := w.check(jobs, cache); got != want {
		w.t.Fatalf("with %s:\n%s\nwith one job and no cache:\n%s\nfor %v", what, got, want, c)
	}
}
