package lsp

import (
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// wide is the annotation of edits that reach beyond one file that is there.
const wide = "wide"

// edit converts the edits of a fix. It is nil where the client cannot apply them (they
// create a file, and it does not know how), and where they leave the workspace. Of what
// changes several files, or makes some, the client asks its user first if it can.
func (s *snapshot) edit(places *places, what string, edits []rules.Edit) *workspaceEdit {
	return s.edited(places, what, edits, false)
}

// edited is edit; with ask the user is asked in any case.
func (s *snapshot) edited(places *places, what string, edits []rules.Edit, ask bool) *workspaceEdit {
	byFile := map[string][]textEdit{}
	var order []string
	for _, e := range edits {
		if byFile[e.File] == nil {
			order = append(order, e.File)
		}
		byFile[e.File] = append(byFile[e.File], textEdit{TextEdit: protocol.TextEdit{Range: places.span(analysis.Place{File: e.File, Span: e.Span}), NewText: e.Text}})
	}
	slices.Sort(order)
	if slices.ContainsFunc(order, func(file string) bool { return !s.inWorkspace(file) }) {
		return nil
	}
	isNew := func(file string) bool {
		_, err := s.fs.Stat(file)
		return err != nil
	}
	created := slices.ContainsFunc(order, isNew)
	if created && !s.server.client.creates() {
		return nil
	}
	out := &workspaceEdit{}
	if !s.server.client.Workspace.WorkspaceEdit.DocumentChanges {
		out.Changes = map[protocol.DocumentURI][]protocol.TextEdit{}
		for _, file := range order {
			for _, e := range byFile[file] {
				out.Changes[places.uri(file)] = append(out.Changes[places.uri(file)], e.TextEdit)
			}
		}
		return out
	}
	asks := ""
	if (ask || created || len(order) > 1) && s.server.client.Workspace.WorkspaceEdit.ChangeAnnotationSupport != nil {
		asks = wide
		out.ChangeAnnotations = map[string]changeAnnotation{wide: {Label: what, Description: "changes " + count(len(order), "file"), NeedsConfirmation: true}}
	}
	for _, file := range order {
		uri := places.uri(file)
		if isNew(file) {
			out.DocumentChanges = append(out.DocumentChanges, createFile{"create", uri, asks})
		}
		for i := range byFile[file] {
			byFile[file][i].AnnotationID = asks
		}
		out.DocumentChanges = append(out.DocumentChanges, textDocumentEdit{
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
	if s.fs.documents[file] != nil {
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
