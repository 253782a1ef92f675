package manifest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

const sample = `# cdylib-ls: allow(glibc-floor) hosts are new
[package]
name = "a"
"edition" = "2021" # cdylib-ls: allow(x, y) why
metadata.cdylib-ls = { min-glibc = "2.17", rules = { a = "off" } }

[lib]
crate-type = ["cdylib", "rlib"]

[[bin]]
name = "one"

[[bin]]
name = "two"
[bin.extra]
k = 1

# cdylib-ls: alow(z)
[target.'cfg(unix)'.dependencies]
libc = { version = "0.2", features = ["x"] }
[a.b.c]
d.e = 1
`

func TestSpan(t *testing.T) {
	d := Parse("Cargo.toml", []byte(sample), MaxManifest)
	if d.Err != nil {
		t.Fatal(d.Err)
	}
	for _, c := range []struct{ path, key, value string }{
		{"package name", "name", `"a"`},
		{"package edition", `"edition"`, `"2021"`},
		{"package metadata cdylib-ls min-glibc", "min-glibc", `"2.17"`},
		{"package metadata cdylib-ls rules a", "a", `"off"`},
		{"package metadata cdylib-ls", "cdylib-ls", `{ min-glibc = "2.17", rules = { a = "off" } }`},
		{"lib crate-type 1", `"rlib"`, `"rlib"`},
		{"bin 0 name", "name", `"one"`},
		{"bin 1 name", "name", `"two"`},
		{"bin 1 extra k", "k", "1"},
		{"target cfg(unix) dependencies libc features 0", `"x"`, `"x"`},
		{"target cfg(unix) dependencies libc", "libc", `{ version = "0.2", features = ["x"] }`},
		{"a b c d e", "e", "1"},
		{"lib", "lib", "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]"},
		{"bin 1", "bin", "[[bin]]\nname = \"two\""},
		{"a b", "b", ""},
	} {
		k, v, ok := d.Span(strings.Fields(c.path)...)
		if !ok {
			t.Errorf("%s: not found", c.path)
			continue
		}
		if got := sample[k.Start:k.End]; got != c.key {
			t.Errorf("%s: key %q, want %q", c.path, got, c.key)
		}
		if got := sample[v.Start:v.End]; c.value != "" && got != c.value {
			t.Errorf("%s: value %q, want %q", c.path, got, c.value)
		}
	}
	if _, _, ok := d.Span("package", "version"); ok {
		t.Error("package.version: found, is not written")
	}
}

func TestDirectives(t *testing.T) {
	d := Parse("Cargo.toml", []byte(sample), MaxManifest)
	ds := d.Directives()
	if len(ds) != 3 {
		t.Fatalf("%d directives, want 3", len(ds))
	}
	cover := func(i int) string { return sample[ds[i].Covers.Start:ds[i].Covers.End] }
	if !strings.HasPrefix(cover(0), "[package]") || ds[0].Reason != "hosts are new" {
		t.Errorf("first covers %q, reason %q", cover(0), ds[0].Reason)
	}
	if cover(1) != `"edition" = "2021"` || len(ds[1].Rules) != 2 {
		t.Errorf("second covers %q, rules %v", cover(1), ds[1].Rules)
	}
	if r := ds[1].Rules[1]; sample[r.Span.Start:r.Span.End] != "y" {
		t.Errorf("span of the second rule is %q", sample[r.Span.Start:r.Span.End])
	}
	if ds[2].Problem == "" || !strings.HasPrefix(cover(2), "[target") {
		t.Errorf("third: problem %q, covers %q", ds[2].Problem, cover(2))
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct{ src, at string }{
		{"[package]\nname = \nversion = \"1\"\n", ""},
		{"[package]\nversion = \"1\"\nname = \"a\nedition = \"2021\"\n", "name"},
		{"[package]\nversion = \"1\"\nx = [1,\n", ""},
		{"[package]\nversion = \"1\"\nversion = \"2\"\n", ""},
	} {
		d := Parse("Cargo.toml", []byte(c.src), MaxManifest)
		if d.Err == nil || strings.Contains(d.Err.Message, "\n") || d.Err.Message == "" {
			t.Errorf("%q: error %v", c.src, d.Err)
			continue
		}
		t.Log(d.Err)
		p, _ := d.Values["package"].(map[string]any)
		if p["version"] != "1" {
			t.Errorf("%q: the good lines are lost: %v", c.src, d.Values)
		}
	}
	deep := Parse("x", []byte("a = "+strings.Repeat("[", 1<<20)), MaxManifest)
	if deep.Err == nil || !strings.Contains(deep.Err.Message, "nested") {
		t.Errorf("deep nesting: %v", deep.Err)
	}
}

// large are manifests of a size, of the kinds on which work can grow faster than they do:
// a table, an array, many tables, a key of many characters, lines that do not end.
var large = map[string]func(n int) string{
	"table":   func(n int) string { return numbered(n, "key-%d = 1\n") },
	"array":   func(n int) string { return "a = [" + numbered(n, "%d, # c\n") + "]" },
	"tables":  func(n int) string { return strings.Repeat("[[x]]\na = 1\n", n) },
	"strings": func(n int) string { return strings.Repeat("a", 26*n) },
	"open":    func(n int) string { return strings.Repeat("[", 100) + strings.Repeat("a = \"\n", 2*n) },
}

func numbered(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// TestLarge holds that twice the manifest takes about twice the work, counted in bytes
// that are allocated: a machine's load changes the time, and not them.
func TestLarge(t *testing.T) {
	allocated := func(src string) float64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Parse("Cargo.toml", []byte(src), MaxManifest).Span("x")
		runtime.ReadMemStats(&after)
		return float64(after.TotalAlloc - before.TotalAlloc)
	}
	for name, text := range large {
		allocated(text(100)) // what is made once
		small, big := allocated(text(2000)), allocated(text(4000))
		if ratio := big / small; ratio > 3 {
			t.Errorf("%s: twice the size takes %.1f times the memory", name, ratio)
		} else {
			t.Logf("%s: %.1f", name, ratio)
		}
	}
}

func BenchmarkLarge(b *testing.B) {
	for name, text := range large {
		src := []byte(text(40_000))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Parse("Cargo.toml", src, MaxManifest).Span("x")
			}
		})
	}
}
