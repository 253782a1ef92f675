package lsp

import (
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// settingTables are the tables of a manifest that hold the tool's configuration.
var settingTables = [][]string{{"package", "metadata", source}, {"workspace", "metadata", source}}

// offered are the values that completion offers for a key.
func offered(key *workspace.Key) []string {
	if key.Name == "host" {
		return hostIDs()
	}
	return append(slices.Clone(key.Words), key.Usual...)
}

// empty is how a new value of a key begins.
func empty(key *workspace.Key) string {
	switch key.Kind {
	case workspace.KeyLevels, workspace.KeyPathLevels:
		return "{ }"
	case workspace.KeyTexts, workspace.KeyPaths:
		return `[""]`
	}
	return `""`
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
