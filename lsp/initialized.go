package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// initialized starts the work: the client listens now.
func (s *server) initialized(context.Context, *struct{}) (any, error) {
	if s.greeted {
		return nil, nil
	}
	s.greeted = true
	s.spawn(s.register)
	if s.client.Workspace.Configuration {
		s.wantSettings()
		return nil, nil
	}
	s.session.modify("initialized", func(d *draft) { d.ready() })
	return nil, nil
}

// watched are the files whose changes matter, as the client's globs. Libraries
// are not among them: clients leave `target` out, so the server watches those.
var watched = []string{"**/*.rs", "**/Cargo.toml", "**/Cargo.lock", "**/.cargo/config.toml", "**/.cargo/config", "**/rust-toolchain.toml", "**/rust-toolchain"}

// register asks for the notifications that have to be asked for. What the client
// does not watch, the server watches itself.
func (s *server) register() {
	var wanted []protocol.Registration
	if s.client.Workspace.DidChangeConfiguration.DynamicRegistration {
		wanted = append(wanted, protocol.Registration{
			ID: "settings", Method: "workspace/didChangeConfiguration", RegisterOptions: map[string]any{"section": source},
		})
	}
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		var watchers []protocol.FileSystemWatcher
		for _, glob := range watched {
			watchers = append(watchers, protocol.FileSystemWatcher{GlobPattern: glob})
		}
		wanted = append(wanted, protocol.Registration{
			ID: "files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: &protocol.DidChangeWatchedFilesRegistrationOptions{Watchers: watchers},
		})
	} else {
		s.session.watcher.watchSources()
	}
	if len(wanted) == 0 {
		return
	}
	if err := s.ask(s.ctx, "client/registerCapability", &protocol.RegistrationParams{Registrations: wanted}, nil); err != nil && s.ctx.Err() == nil {
		s.log.Warn("the client refuses to notify", "error", err.Error())
		s.session.watcher.watchSources()
	}
}
