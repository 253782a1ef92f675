package manifest

import (
	"strings"
	"testing"
)

func FuzzManifest(f *testing.F) {
	for _, s := range []string{sample, "[a]\nb = 1\n[a.c]\nd = [1, {x = 2}]\n", "[[x]]\n[[x]]\n[x.y]\n", "a = \"", "a.b.c = 1\na = 2", "\xff\xfe", "# cdylib-ls: allow(", "a = \"\"\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d := Parse("Cargo.toml", src, 1<<16)
		if e := d.Err; e != nil && (e.Message == "" || strings.Contains(e.Message, "\n") || e.Span.Start > e.Span.End || e.Span.End > max(len(src), 0)) {
			t.Fatalf("bad error %+v", e)
		}
		for _, dir := range d.Directives() {
			if dir.Span.End > len(src) || dir.Covers.End > len(src) || dir.Covers.Start > dir.Covers.End {
				t.Fatalf("bad directive %+v", dir)
			}
			for _, r := range dir.Rules {
				if string(src[r.Span.Start:r.Span.End]) != r.ID {
					t.Fatalf("rule %q at %v", r.ID, r.Span)
				}
			}
		}
		for path, e := range d.index().entries {
			for _, s := range [][2]int{{e.key.Start, e.key.End}, {e.value.Start, e.value.End}} {
				if s[0] < 0 || s[0] > s[1] || s[1] > len(src) {
					t.Fatalf("%q at %v", path, s)
				}
			}
		}
	})
}
