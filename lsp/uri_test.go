package lsp

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestPathOf(t *testing.T) {
	for uri, want := range map[protocol.DocumentURI]string{
		"file:///a/b.rs":                 "/a/b.rs",
		"FILE:///a/b.rs":                 "/a/b.rs",
		"file://localhost/a/b.rs":        "/a/b.rs",
		"file:///a%20b/%C3%A9.rs":        "/a b/é.rs",
		"file:///a/../b//c.rs":           "/b/c.rs",
		"untitled:Untitled-1":            "",
		"vscode-notebook-cell:/a/b.rs#x": "",
		"file:///a%zz":                   "",
		"file:///a%00b":                  "",
		"file://host/a.rs":               "",
		"file:relative.rs":               "",
		"git:/a/b.rs?%7B%7D":             "",
		"":                               "",
		"::":                             "",
	} {
		got, ok := pathOf(uri)
		if got != want || ok != (want != "") {
			t.Errorf("pathOf(%q) = %q, %v", uri, got, ok)
		}
	}
	for _, path := range []string{"/a/b.rs", "/a b/é#?%.rs", "/𝒳/c:d.rs"} {
		if got, ok := pathOf(uriOf(path)); !ok || got != path {
			t.Errorf("%q comes back as %q", path, got)
		}
	}
}

// TestGuardedURI keeps the library's own conversion, which panics, out of here.
func TestGuardedURI(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), ".Filename()") {
			t.Errorf("%s: URI.Filename panics on what is no file; use pathOf", file)
		}
	}
}
