package lsp

import (
	"slices"

	"go.lsp.dev/protocol"
)

// client is what the other side can do, settled by initialize.
type client struct {
	capabilities
	name     string
	encoding encoding
	// pulls: the client asks for diagnostics, so that none are pushed.
	pulls bool
	shows diagnosticAbilities
}

func newClient(p *initializeParams) client {
	c := client{capabilities: p.Capabilities, encoding: chooseEncoding(p.Capabilities.General.PositionEncodings)}
	if p.ClientInfo != nil {
		c.name = p.ClientInfo.Name
	}
	c.shows = p.Capabilities.TextDocument.PublishDiagnostics
	if d := p.Capabilities.TextDocument.Diagnostic; d != nil {
		c.pulls = true
		// Clients tell of most abilities in one of the two places only.
		c.shows.RelatedInformation = c.shows.RelatedInformation || d.RelatedInformation
		c.shows.CodeDescriptionSupport = c.shows.CodeDescriptionSupport || d.CodeDescriptionSupport
		c.shows.DataSupport = c.shows.DataSupport || d.DataSupport
		if c.shows.TagSupport == nil {
			c.shows.TagSupport = d.TagSupport
		}
	}
	return c
}

// creates reports whether an edit may create files.
func (c *client) creates() bool {
	e := c.Workspace.WorkspaceEdit
	return e.DocumentChanges && slices.Contains(e.ResourceOperations, "create")
}

// markdown reports whether hovers may be Markdown.
func (c *client) markdown() bool {
	return slices.Contains(c.TextDocument.Hover.ContentFormat, protocol.Markdown)
}
