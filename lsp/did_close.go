package lsp

import (
	"bytes"
	"context"

	"go.lsp.dev/protocol"
)

// didClose takes the text of a document away: the disk speaks again.
func (s *server) didClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) (any, error) {
	uri := p.TextDocument.URI
	s.session.modify("didClose", func(d *draft) {
		path, ok := pathOf(uri)
		if !ok {
			delete(d.untitled, uri)
			return
		}
		o := d.documents[path]
		if o == nil {
			return
		}
		delete(d.documents, path)
		s.session.sources.Done(path)
		s.session.disk.refresh([]string{path})
		text, err := s.session.disk.ReadFile(path, maxText)
		switch {
		case err != nil:
			d.appear(path)
		case !bytes.Equal(text, o.text):
			d.touch(path)
		}
	})
	return nil, nil
}
