package lsp

import (
	"context"
	"path/filepath"

	"go.lsp.dev/protocol"
)

// commands are those that the server executes.
var commands = []string{}

// initialize settles what client and server can do.
func (s *server) initialize(_ context.Context, p *initializeParams) (any, error) {
	s.phase = running
	s.client = newClient(p)
	opts, problems := readSettings(p.InitializationOptions)
	s.session.modify("initialize", func(d *draft) {
		d.folders = foldersOf(p)
		d.settings = opts
	})
	s.log.Info("initialize", "client", s.client.name, "encoding", string(s.client.encoding), "pull", s.client.pulls)
	s.applySettings(opts, problems)
	return &initializeResult{
		Capabilities: s.capabilities(),
		ServerInfo:   protocol.ServerInfo{Name: "cdylib-ls", Version: s.opts.Version},
	}, nil
}

// foldersOf are the folders of a client, newest way of telling them first.
func foldersOf(p *initializeParams) []string {
	var out []string
	for _, f := range p.WorkspaceFolders {
		if path, ok := pathOf(protocol.DocumentURI(f.URI)); ok {
			out = append(out, path)
		}
	}
	switch {
	case len(out) > 0:
	case p.RootURI != nil:
		if path, ok := pathOf(*p.RootURI); ok {
			out = append(out, path)
		}
	case p.RootPath != nil && filepath.IsAbs(*p.RootPath):
		out = append(out, filepath.Clean(*p.RootPath))
	}
	return out
}

func (s *server) capabilities() serverCapabilities {
	c := serverCapabilities{PositionEncoding: s.client.encoding}
	c.TextDocumentSync = &protocol.TextDocumentSyncOptions{
		OpenClose: true, Change: protocol.TextDocumentSyncKindIncremental, Save: &protocol.SaveOptions{},
	}
	c.HoverProvider = true
	c.CodeActionProvider = true
	if s.client.TextDocument.CodeAction.CodeActionLiteralSupport != nil {
		c.CodeActionProvider = &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.QuickFix, fixAllKind}}
	}
	return c
}
