package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// didSave changes nothing of an open document, but says that the disk has: for
// clients that watch no files, of others too.
func (s *server) didSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.session.modify("didSave", func(d *draft) {
		if d.documents[path] == nil {
			d.touch(path)
		}
	})
	return nil, nil
}
