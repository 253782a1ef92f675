package lab

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
)

// The Location constants are exact witnesses: each panic of the source that a build
// keeps is found at its line and column, used by what the export reaches, and none
// that it leaves out.
func TestPlaces(t *testing.T) {
	variants := []variant{
		{name: "debug"},
		{name: "debug, stripped", strip: true},
		{name: "release, stripped", flags: []string{"-O"}, strip: true},
		{name: "opt-level s, stripped", flags: []string{"-C", "opt-level=s"}, strip: true},
		{name: "fat LTO, stripped", flags: []string{"-O", "-C", "lto=fat", "-C", "codegen-units=1"}, strip: true},
		{name: "panic=abort, stripped", flags: []string{"-O", "-C", "panic=abort", "-C", "strip=symbols"}},
		{name: "RELR, GNU ld", flags: []string{"-O", "-C", "linker-features=-lld", "-C", "link-arg=-Wl,-z,pack-relative-relocs"}},
	}
	if hasAArch64() {
		arm := []string{"--target", aarch64, "-C", "linker=aarch64-linux-gnu-gcc"}
		variants = append(variants, variant{name: "debug, AArch64", flags: arm}, variant{name: "release, AArch64, stripped", flags: append([]string{"-O"}, arm...), strip: true, prefix: "aarch64-linux-gnu-"})
	}
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			expectPlaces(t, openLibrary(t, construct(t, "places.rs", v)), strings.HasPrefix(v.name, "debug"))
		})
	}
}

func expectPlaces(t *testing.T, l *artifact.Library, debug bool) {
	const source = "constructs/places.rs" // as given to rustc
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(l.Exports, func(r *artifact.Root) bool { return r.Symbol == "entry" })
	uses := l.Witnesses(l.Exports[i])
	for i, line := range strings.Split(string(text), "\n") {
		code, comment, _ := strings.Cut(line, " // ")
		if strings.HasPrefix(line, "//") || comment == "" {
			continue
		}
		here := func(at artifact.Location) bool { return at.File == source && at.Line == i+1 }
		what, mark, _ := strings.Cut(comment, " ")
		if what == "panics" {
			before, _, found := strings.Cut(code, mark)
			column := utf8.RuneCountInString(before) + 1
			exact := func(u artifact.LocationUse) bool { return here(u.Location) && u.Column == column }
			if !found || !slices.ContainsFunc(uses, exact) || !slices.ContainsFunc(l.Locations(), here) {
				t.Errorf("line %d: no Location that entry reaches at column %d: %s", i+1, column, code)
			}
		} else if got, want := slices.ContainsFunc(l.Locations(), here), what == "optimised" && debug; got != want {
			t.Errorf("line %d: a Location %v, want %v: %s", i+1, got, want, code)
		}
	}
}
