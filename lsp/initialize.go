package lsp

import (
	"context"
	"path/filepath"

	"go.lsp.dev/protocol"
)

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
	if len(out) == 0 && p.RootURI != nil {
		if path, ok := pathOf(*p.RootURI); ok {
			out = append(out, path)
		}
	}
	if len(out) == 0 && p.RootPath != nil && filepath.IsAbs(*p.RootPath) {
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
	c.DocumentSymbolProvider = true
	c.CallHierarchyProvider = true
	c.CodeLensProvider = &protocol.CodeLensOptions{}
	c.CompletionProvider = &protocol.CompletionOptions{TriggerCharacters: []string{"(", ",", "\"", "=", "-"}}
	c.ExecuteCommandProvider = &protocol.ExecuteCommandOptions{Commands: []string{explainRule, inspectLibrary, showChain, applyEdit, fixWorkspace}}
	c.Experimental = map[string]any{source: map[string]any{"lifecycle": true}}
	c.Workspace = &protocol.ServerCapabilitiesWorkspace{
		WorkspaceFolders: &protocol.ServerCapabilitiesWorkspaceFolders{Supported: true, ChangeNotifications: true},
	}
	if s.client.pulls {
		c.DiagnosticProvider = &diagnosticOptions{Identifier: source, InterFileDependencies: true, WorkspaceDiagnostics: true}
	}
	c.CodeActionProvider = true
	if s.client.TextDocument.CodeAction.CodeActionLiteralSupport != nil {
		c.CodeActionProvider = &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.QuickFix, fixAllKind}, ResolveProvider: s.client.resolvesEdits()}
	}
	return c
}
