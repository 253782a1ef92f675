package artifact

import (
	"os"
	"slices"
	"testing"
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
