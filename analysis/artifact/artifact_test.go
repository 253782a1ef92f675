package artifact

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

// Symbols are judged by their path, in both manglings.
func TestMarkNamed(t *testing.T) {
	for symbol, want := range map[string]mark{
		"_ZN4core9panicking9panic_fmt17h0123456789abcdefE":          {true, Panic},
		"_RNvNtCs1234_4core9panicking9panic_fmt":                    {true, Panic},
		"_RNvNtCs1234_4core9panicking18panic_bounds_check":          {true, ImplicitPanic},
		"_RNvNtCs1234_4core9panicking19panic_cannot_unwind":         {true, ""},
		"_ZN4core6option13unwrap_failed17h0123456789abcdefE":        {false, Panic},
		"_ZN3std2io5stdio6_print17h0123456789abcdefE":               {true, Stdio},
		"_RNvNtNtCs1234_3std2io5stdio7__eprint":                     {true, Stdio},
		"_ZN4plug9panicking4mine17h0123456789abcdefE":               {false, ""},
		"_ZN4core3ptr4read18precondition_check17h0123456789abcdefE": {true, ""},
		"rust_begin_unwind":     {true, Panic},
		"my_panicking_function": {false, ""},
	} {
		if got := markNamed(symbol); got != want {
			t.Errorf("%s: %+v, want %+v", symbol, got, want)
		}
	}
}

func TestDepInfo(t *testing.T) {
	const text = "/w/my\\ dir/libfoo.so: /w/my\\ dir/src/lib.rs src/other.rs\n\n/w/my\\ dir/libfoo.d: x.rs\nsrc/other.rs:\n"
	want := []string{"/w/my dir/src/lib.rs", "src/other.rs"}
	if got := depInfo(text, "/elsewhere/libfoo.so"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestIsTriple(t *testing.T) {
	for name, want := range map[string]bool{
		"x86_64-unknown-linux-gnu": true, "aarch64-linux-android": true, "armv7-unknown-linux-gnueabihf": true,
		"release": false, "release-with-debug": false, "my-own-profile": false,
	} {
		if isTriple(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

// A damaged library gives an error or a verdict, in bounded time.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	source, lib := filepath.Join(dir, "lib.c"), filepath.Join(dir, "lib.so")
	write(t, source, `#include <pthread.h>
#include <stdlib.h>
static pthread_key_t key;
static void done(void *p) { free(p); }
__attribute__((constructor)) static void load(void) { pthread_key_create(&key, done); }
int entry(int n) { switch (n) { case 1: return rand(); case 2: exit(1); case 3: abort(); case 4: return 7; default: return atoi("9"); } }
`)
	if out, err := exec.Command("cc", "-O1", "-g", "-shared", "-fPIC", "-o", lib, source).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	whole, err := os.ReadFile(lib)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	judged := 0
	for range 3000 {
		b := slices.Clone(whole)
		for range 1 + r.IntN(16) {
			at := r.IntN(len(b))
			if r.IntN(2) == 0 {
				at = r.IntN(0x1000) // headers and dynamic tables
			}
			b[at] = []byte{0, 1, 0x7f, 0x80, 0xff, byte(r.IntN(256))}[r.IntN(6)]
		}
		f, err := elf.New(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			continue
		}
		judged++
		l := New(f)
		l.Verdict()
		for _, root := range slices.Concat(l.Load, l.Unload, l.Called()) {
			l.Effects(root)
			l.Witnesses(root)
			f.Source(root.Addr)
		}
		for line := range 8 {
			l.CallsAt(source, line)
			l.FunctionsAt(source, line)
		}
	}
	if judged < 500 {
		t.Errorf("only %d of 3000 could be opened", judged)
	}
}
