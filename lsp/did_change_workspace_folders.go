package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
)

// didChangeWorkspaceFolders adds and removes folders.
func (s *server) didChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) (any, error) {
	s.session.modify("didChangeWorkspaceFolders", func(d *draft) {
		for _, f := range p.Event.Removed {
			if path, ok := pathOf(protocol.DocumentURI(f.URI)); ok {
				d.folders = slices.DeleteFunc(d.folders, func(dir string) bool { return dir == path })
			}
		}
		for _, f := range p.Event.Added {
			if path, ok := pathOf(protocol.DocumentURI(f.URI)); ok && !slices.Contains(d.folders, path) {
				d.folders = append(d.folders, path)
			}
		}
		d.anew = true
	})
	if s.client.Workspace.Configuration && s.greeted {
		s.wantSettings() // a folder may have its own
	}
	return nil, nil
}
