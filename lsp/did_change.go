package lsp

import (
	"context"
	"fmt"
	"slices"
)

// didChange applies edits to an open document, each to the outcome of the one
// before.
func (s *server) didChange(_ context.Context, p *didChangeParams) (any, error) {
	old := s.session.current().document(p.TextDocument.URI)
	if old == nil {
		return nil, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	version := old.version
	if v := p.TextDocument.Version; v != nil {
		if version = *v; version < old.version {
			return nil, fmt.Errorf("version %d of %s is older than version %d, which is open: left out", version, p.TextDocument.URI, old.version)
		}
	}
	text := old.text
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			text = []byte(c.Text)
			continue
		}
		at := newMapper(text, s.client.encoding).bytes(*c.Range)
		text = slices.Concat(text[:at.Start], []byte(c.Text), text[at.End:])
	}
	o := &document{uri: old.uri, version: version, text: text, stamp: s.session.stamps.Add(1)}
	s.session.modify("didChange", func(d *draft) { d.put(s.session.disk, o) })
	return nil, nil
}
