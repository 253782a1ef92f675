package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// didChangeWatchedFiles looks again at files that the client saw change.
func (s *server) didChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) (any, error) {
	var paths []string
	for _, e := range p.Changes {
		if path, ok := pathOf(protocol.DocumentURI(e.URI)); ok {
			paths = append(paths, path)
		}
	}
	s.session.lookAgain("didChangeWatchedFiles", paths)
	return nil, nil
}
