package lsp

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"go.lsp.dev/protocol"
)

// pathOf returns the clean absolute path of a file URI. It reports false for all
// others: the library's own conversion panics on `untitled:` and bad escapes.
func pathOf(u protocol.DocumentURI) (string, bool) {
	parsed, err := url.Parse(string(u))
	if err != nil || !strings.EqualFold(parsed.Scheme, "file") || parsed.Path == "" || strings.ContainsRune(parsed.Path, 0) {
		return "", false
	}
	path := parsed.Path
	if runtime.GOOS == "windows" {
		if len(path) > 2 && path[0] == '/' && path[2] == ':' {
			path = strings.ToUpper(path[1:2]) + path[2:]
		}
	} else if parsed.Host != "" && parsed.Host != "localhost" {
		return "", false
	}
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		return "", false
	}
	return filepath.Clean(path), true
}

// uriOf returns the URI of an absolute path.
func uriOf(path string) protocol.DocumentURI {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return protocol.DocumentURI((&url.URL{Scheme: "file", Path: path}).String())
}
