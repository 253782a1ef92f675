package manifest

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

// TestLarge keeps the time near linear: a table, an array and a key of many parts.
func TestLarge(t *testing.T) {
	var table, array strings.Builder
	array.WriteString("a = [")
	for i := range 40_000 {
		fmt.Fprintf(&table, "key-%d = %d\n", i, i)
		fmt.Fprintf(&array, "%d, # c\n", i)
	}
	for name, src := range map[string]string{
		"table": table.String(), "array": array.String() + "]", "tables": strings.Repeat("[[x]]\na = 1\n", 40_000),
		"strings": strings.Repeat("a", 1<<20), "open": strings.Repeat("[", 100) + strings.Repeat("a = \"\n", 100_000),
	} {
		start := time.Now()
		Parse(name, []byte(src), MaxManifest).Span("x")
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: %v", name, d)
		} else {
			t.Log(name, d)
		}
	}
}
