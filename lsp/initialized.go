package lsp

import "context"

// initialized starts the work: the client listens now.
func (s *server) initialized(_ context.Context, _ *struct{}) (any, error) {
	s.session.modify("initialized", func(d *draft) {
		ready := *d.settings
		ready.ready = true
		d.settings = &ready
		d.anew = true
	})
	return nil, nil
}
