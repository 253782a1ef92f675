package lsp

import "context"

// shutdown ends all work; the process waits for exit.
func (s *server) shutdown(context.Context, *struct{}) (any, error) {
	s.phase = stopping
	s.session.close()
	return nil, nil
}
