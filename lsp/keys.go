package lsp

import (
	"path/filepath"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// settingTables are the tables of a manifest that hold the tool's configuration.
var settingTables = [][]string{{"package", "metadata", source}, {"workspace", "metadata", source}}

// keyText explains a key, with the values that can be completed and how a new
// value is written.
type keyText struct {
	text   string
	values func() []string
	empty  string
}

func words(list ...string) func() []string { return func() []string { return list } }

// keyTexts explain the keys of workspace.Keys; a test holds the two together.
var keyTexts = map[string]keyText{
	"artifact":     {"built libraries to compare with, instead of those that are found", nil, "[\"\"]"},
	"exclude":      {"globs of files and packages without findings", nil, "[\"\"]"},
	"features":     {"features that the shipped library is built with, beside the default ones", nil, "[\"\"]"},
	"host":         {"the program that loads the library, where dependencies and exports do not tell", hostIDs, "\"\""},
	"host-symbols": {"symbols that the loading program provides", nil, "[\"\"]"},
	"min-glibc":    {"the oldest glibc that the library must load on", words("2.17", "2.28", "2.31", "2.34"), "\"\""},
	"panics":       {"`all` also reports what panics implicitly: indexing, integer division, borrows of a RefCell", words("explicit", "all"), "\"\""},
	"rules":        {"the severity of each rule: off, hint, information, warning, error", nil, "{ }"},
	"target":       {"the triple that the library is checked for", nil, "\"\""},
	"unload":       {"whether the loading program unloads the library: never, supported, or auto to let the host decide", words("never", "supported", "auto"), "\"\""},
}

func hostIDs() []string {
	table, err := hosts.Load()
	if err != nil {
		return nil
	}
	return table.IDs()
}

// manifest parses a Cargo.toml as it stands in the snapshot; nil for other files.
func (s *snapshot) manifest(path string) *manifest.Document {
	if filepath.Base(path) != "Cargo.toml" {
		return nil
	}
	text, err := s.fs.ReadFile(path, manifest.MaxManifest)
	if err != nil {
		return nil
	}
	return manifest.Parse(path, text, manifest.MaxManifest)
}
