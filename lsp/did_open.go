package lsp

import (
	"bytes"
	"context"
	"time"

	"go.lsp.dev/protocol"
)

// didOpen lays the text of a document over the disk.
func (s *server) didOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) (any, error) {
	doc := p.TextDocument
	o := &document{uri: doc.URI, version: doc.Version, text: []byte(doc.Text), stamp: s.session.stamps.Add(1)}
	s.session.modify("didOpen", func(d *draft) { d.put(s.session.disk, o) })
	if o.path != "" {
		s.session.sources.Edit(o.path)
	}
	return nil, nil
}

// put sets the text of a document.
func (d *draft) put(disk *disk, o *document) {
	path, ok := pathOf(o.uri)
	if !ok {
		d.untitled[o.uri] = o
		return
	}
	o.path, o.modified = path, time.Now().UnixNano()
	if text, err := disk.ReadFile(path, maxText); err == nil && bytes.Equal(text, o.text) {
		if saved, err := disk.Stat(path); err == nil {
			o.modified = saved.ModTime
		}
	}
	if _, open := d.documents[path]; open {
		d.touch(path)
	} else if disk.exists(path) {
		d.touch(path)
	} else {
		d.appear(path)
	}
	d.documents[path] = o
	d.shown = append(d.shown, path)
}
