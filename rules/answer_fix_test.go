package rules

import (
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// TestSetKey writes an answer into manifests of every form.
func TestSetKey(t *testing.T) {
	const head = "[package]\nname = \"a\"\n"
	tests := []struct{ name, text, want string }{
		{"no table", head, head + "\n[package.metadata.cdylib-ls]\nunload = \"never\"\n"},
		{"no line end", strings.TrimSpace(head), head + "\n[package.metadata.cdylib-ls]\nunload = \"never\"\n"},
		{"lines of Windows", "[package]\r\nname = \"a\"\r\n", "[package]\r\nname = \"a\"\r\n\r\n[package.metadata.cdylib-ls]\r\nunload = \"never\"\r\n"},
		{"table", head + "[package.metadata.cdylib-ls] # ours\npanics = \"all\"\n", head + "[package.metadata.cdylib-ls] # ours\nunload = \"never\"\npanics = \"all\"\n"},
		{"bare header", head + "[package.metadata.cdylib-ls]", head + "[package.metadata.cdylib-ls]\nunload = \"never\"\n"},
		{"key", head + "[package.metadata.cdylib-ls]\nunload = 'auto' # why\n", head + "[package.metadata.cdylib-ls]\nunload = \"never\" # why\n"},
		{"inline", head + "[package.metadata]\ncdylib-ls = { panics = \"all\" }\n", head + "[package.metadata]\ncdylib-ls = { unload = \"never\", panics = \"all\" }\n"},
		{"empty inline", head + "[package.metadata]\ncdylib-ls = {}\n", head + "[package.metadata]\ncdylib-ls = { unload = \"never\" }\n"},
		{"dotted", head + "metadata.cdylib-ls.panics = \"all\"\n", head + "metadata.cdylib-ls.unload = \"never\"\nmetadata.cdylib-ls.panics = \"all\"\n"},
		{"table below", head + "[package.metadata.cdylib-ls.rules]\nall = \"off\"\n", head + "[package.metadata.cdylib-ls]\nunload = \"never\"\n\n[package.metadata.cdylib-ls.rules]\nall = \"off\"\n"},
		{"others' metadata", head + "[package.metadata.deb]\nname = \"x\"\n", head + "[package.metadata.deb]\nname = \"x\"\n\n[package.metadata.cdylib-ls]\nunload = \"never\"\n"},
		{"inline metadata", head + "metadata = { deb = 1 }\n", head + "metadata = { cdylib-ls.unload = \"never\", deb = 1 }\n"},
		{"inline below inline", head + "metadata = { cdylib-ls = { panics = \"all\" } }\n", head + "metadata = { cdylib-ls = { unload = \"never\", panics = \"all\" } }\n"},
		{"inline package", "package = { name = \"a\" }\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, ok := setKey(manifest.Parse("Cargo.toml", []byte(tt.text), manifest.MaxManifest), "unload", "never")
			if ok != (tt.want != "") {
				t.Fatalf("an edit: %t, %+v", ok, e)
			}
			if ok {
				if got := string(applyTo(t, []byte(tt.text), []Edit{e})); got != tt.want {
					t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
				}
			}
		})
	}
}
