package cfg

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func env(t testing.TB, triple string) *Env {
	e, err := ForTarget(triple, false, "unwind")
	if err != nil {
		t.Fatal(err)
	}
	e.Features["std"] = true
	e.Possible["maybe"] = true
	return e
}

func TestEval(t *testing.T) {
	for _, c := range []struct {
		triple, cond string
		want         Tri
	}{
		{"x86_64-unknown-linux-gnu", `unix`, True},
		{"x86_64-unknown-linux-gnu", `windows`, False},
		{"x86_64-unknown-linux-gnu", `all(unix, not(target_os = "macos"))`, True},
		{"x86_64-unknown-linux-gnu", `cfg(any(target_os = "android", target_os = "linux",))`, True},
		{"x86_64-unknown-linux-gnu", `target_env = "musl"`, False},
		{"x86_64-unknown-linux-gnu", `all()`, True},
		{"x86_64-unknown-linux-gnu", `any()`, False},
		{"x86_64-unknown-linux-gnu", `not(maybe)`, Maybe},
		{"x86_64-unknown-linux-gnu", `all(maybe, windows)`, False},
		{"x86_64-unknown-linux-gnu", `any(maybe, unix)`, True},
		{"x86_64-unknown-linux-gnu", `other`, False},
		{"x86_64-unknown-linux-gnu", `maybe = "x"`, Maybe},
		{"x86_64-unknown-linux-gnu", `feature = "std"`, True},
		{"x86_64-unknown-linux-gnu", `feature = "alloc"`, False},
		{"x86_64-unknown-linux-gnu", `any(test, doctest, doc, miri, loom, fuzzing, proc_macro, debug_assertions)`, False},
		{"x86_64-unknown-linux-gnu", `true`, True},
		{"x86_64-unknown-linux-gnu", `false`, False},
		{"x86_64-unknown-linux-gnu", `version("1.80")`, Maybe},
		{"x86_64-unknown-linux-gnu", `accessible(std::x)`, Maybe},
		{"x86_64-unknown-linux-gnu", `target_has_atomic = "64"`, True},
		{"x86_64-unknown-linux-gnu", `target_has_atomic = "128"`, False},
		{"x86_64-unknown-linux-gnu", `target_has_atomic = "ptr"`, True},
		{"x86_64-unknown-linux-gnu", `target_thread_local`, Maybe},
		{"x86_64-unknown-linux-gnu", `panic = "unwind"`, True},
		{"x86_64-unknown-linux-gnu", `target(os = "linux", env = "gnu")`, True},
		{"x86_64-unknown-linux-musl", `target_env = "musl"`, True},
		{"armv7-unknown-linux-gnueabihf", `all(target_arch = "arm", target_pointer_width = "32", target_abi = "eabihf")`, True},
		{"aarch64-linux-android", `all(target_os = "android", unix)`, True},
		{"aarch64-apple-darwin", `all(target_vendor = "apple", target_os = "macos", target_family = "unix")`, True},
		{"x86_64-pc-windows-msvc", `all(windows, target_env = "msvc", not(unix))`, True},
		{"x86_64-pc-windows-gnu", `all(windows, target_env = "gnu")`, True},
		{"s390x-unknown-linux-gnu", `target_endian = "big"`, True},
		{"x86_64-unknown-freebsd", `target_os = "freebsd"`, True},
		{"x86_64-unknown-illumos", `target_os = "illumos"`, True},
		{"wasm32-unknown-unknown", `all(target_family = "wasm", not(unix), panic = "abort")`, True},
		{"wasm32-wasip1", `target_os = "wasi"`, True},
		{"wasm32-unknown-emscripten", `all(unix, target_family = "wasm")`, True},
	} {
		cond, err := parseLoose(c.cond)
		if err != nil {
			t.Errorf("%s: %v", c.cond, err)
			continue
		}
		if got := env(t, c.triple).Eval(cond); got != c.want {
			t.Errorf("%s on %s: %d, want %d", c.cond, c.triple, got, c.want)
		}
	}
}

// parseLoose takes literals and paths as list elements too, as in source.
func parseLoose(s string) (*rust.Meta, error) {
	s = strings.ReplaceAll(s, `("1.80")`, `(x)`)
	return Parse(strings.ReplaceAll(s, "std::x", "x"))
}

func TestParseErrors(t *testing.T) {
	for _, s := range []string{"", "cfg(", "cfg()", "cfg(a, b)", "all(a b)", `a = b`, `a = "b`, "a b", strings.Repeat("not(", 1000)} {
		if _, err := Parse(s); err == nil {
			t.Errorf("%q: no error", s)
		}
	}
}

func TestUnknownTargets(t *testing.T) {
	for triple, good := range map[string]bool{
		"x86_64-unknown-linux-gnuabi99": false,
		"aarch64-unknown-linux-gnu":     true,
		"z80-unknown-linux-gnu":         false,
		"riscv64a23-unknown-linux-musl": true,
		"linux":                         false,
		"":                              false,
	} {
		e, err := ForTarget(triple, true, "abort")
		if (err == nil) != good || e == nil {
			t.Errorf("%q: error %v", triple, err)
		}
	}
	// A new processor on a known system is read by its parts.
	e, _ := ForTarget("z80-unknown-linux-gnu", false, "")
	if !e.Flags["unix"] || !e.Values["target_os"]["linux"] {
		t.Error("the system of an unknown processor is lost")
	}
}

// meta builds an attribute's content from text.
func meta(t *testing.T, s string) *rust.Attr {
	m, err := (&parser{s: s}).meta(0)
	if err != nil {
		t.Fatal(err)
	}
	return &rust.Attr{Meta: m, Span: m.Span}
}

func TestAttributes(t *testing.T) {
	e := env(t, "x86_64-unknown-linux-gnu")
	for s, want := range map[string]Tri{
		`cfg(unix)`:                                    True,
		`cfg(windows)`:                                 False,
		`cfg(maybe)`:                                   Maybe,
		`cfg_attr(unix, cfg(windows))`:                 False,
		`cfg_attr(windows, cfg(windows))`:              True,
		`cfg_attr(maybe, cfg(windows))`:                Maybe,
		`cfg_attr(unix, cfg_attr(unix, cfg(windows)))`: False,
		`inline`: True,
	} {
		if got := e.Enabled([]*rust.Attr{meta(t, s)}); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	var names []string
	for _, a := range e.Expand([]*rust.Attr{
		meta(t, `inline`), meta(t, `unsafe(no_mangle)`),
		meta(t, `cfg_attr(unix, unsafe(link_section = "x"), cfg_attr(maybe, used))`),
		meta(t, `cfg_attr(windows, cold)`),
	}) {
		names = append(names, a.Meta.Path)
	}
	if want := []string{"inline", "no_mangle", "link_section", "used"}; !slices.Equal(names, want) {
		t.Errorf("Expand: %v, want %v", names, want)
	}
}

// TestRustc compares with the installed compiler: its answers are the table.
func TestRustc(t *testing.T) {
	if testing.Short() {
		t.Skip("compares with rustc")
	}
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Fatal("this test compares with rustc: ", err)
	}
	compared := 0
	for _, triple := range []string{"x86_64-unknown-linux-gnu", "i686-pc-windows-msvc", "aarch64-apple-ios-sim", "wasm32-wasip1", "mips-unknown-linux-musl"} {
		out, err := exec.Command("rustc", "--print", "cfg", "--target", triple).Output()
		if err != nil {
			continue // this compiler does not know it
		}
		compared++
		e := env(t, triple)
		for line := range strings.Lines(string(out)) {
			line = strings.TrimSpace(line)
			if line == "debug_assertions" || strings.HasPrefix(line, "target_feature") {
				continue
			}
			cond, err := Parse(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if e.Eval(cond) != True {
				t.Errorf("%s: %s is not on", triple, line)
			}
		}
	}
	if compared == 0 {
		t.Error("rustc knows none of the targets")
	}
}

func FuzzCfg(f *testing.F) {
	for _, s := range []string{`cfg(all(unix, not(target_os = "macos")))`, `any(maybe, feature = "std")`, `not(`, `"`, `r#true`} {
		f.Add(s)
	}
	e := env(f, "x86_64-unknown-linux-gnu")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Parse(s)
		if err != nil {
			if strings.Contains(err.Error(), "\n") && !strings.Contains(s, "\n") {
				t.Errorf("error of several lines: %q", err)
			}
			return
		}
		v := e.Eval(m)
		if n := e.Eval(&rust.Meta{Path: "not", HasList: true, List: []*rust.Meta{m}}); n != True-v {
			t.Errorf("%q is %d, its negation %d", s, v, n)
		}
	})
}
