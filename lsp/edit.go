package lsp

import (
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// edit converts the edits of a fix. It is nil where the client cannot apply them (they
// create a file, and it does not know how), and where they leave the workspace.
func (s *snapshot) edit(places *places, edits []rules.Edit) *workspaceEdit {
	byFile := map[string][]protocol.TextEdit{}
	var order []string
	for _, e := range edits {
		if byFile[e.File] == nil {
			order = append(order, e.File)
		}
		byFile[e.File] = append(byFile[e.File], protocol.TextEdit{Range: places.span(analysis.Place{File: e.File, Span: e.Span}), NewText: e.Text})
	}
	slices.Sort(order)
	if slices.ContainsFunc(order, func(file string) bool { return !s.inWorkspace(file) }) {
		return nil
	}
	out := &workspaceEdit{}
	for _, file := range order {
		_, err := s.fs.Stat(file)
		if err != nil && !s.server.client.creates() {
			return nil
		}
		uri := places.uri(file)
		if !s.server.client.Workspace.WorkspaceEdit.DocumentChanges {
			if out.Changes == nil {
				out.Changes = map[protocol.DocumentURI][]protocol.TextEdit{}
			}
			out.Changes[uri] = byFile[file]
			continue
		}
		if err != nil {
			out.DocumentChanges = append(out.DocumentChanges, createFile{"create", uri})
		}
		out.DocumentChanges = append(out.DocumentChanges, protocol.TextDocumentEdit{
			TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
				TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: uri}, Version: s.version(file),
			},
			Edits: byFile[file],
		})
	}
	return out
}

// inWorkspace reports whether a file lies below a folder of the client, links followed,
// or is open there. A manifest can name sources anywhere, and a quick fix is applied
// without a look at where.
func (s *snapshot) inWorkspace(file string) bool {
	if s.fs.overlays[file] != nil {
		return true
	}
	for _, folder := range s.folders {
		if within(file, folder) && within(resolved(file), resolved(folder)) {
			return true
		}
	}
	return false
}

// resolved follows links as far as there is something to follow.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(resolved(dir), filepath.Base(path))
	}
	return path
}
