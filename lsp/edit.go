package lsp

import (
	"slices"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// edit converts the edits of a fix. It is nil where the client cannot apply them:
// they create a file, and it does not know how.
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
