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
		// What was found changes also without an edit, after a build for one. A client that
		// cannot be told to ask again would go on showing what it had.
		c.pulls = c.refreshesDiagnostics()
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

// refreshesDiagnostics reports whether the client can be told to ask for them again.
func (c *client) refreshesDiagnostics() bool {
	return c.Workspace.Diagnostics.RefreshSupport || c.Workspace.Diagnostic.RefreshSupport
}

// resolvesEdits reports whether the client asks for the edit of the action that is chosen.
func (c *client) resolvesEdits() bool {
	a := c.TextDocument.CodeAction
	return a.DataSupport && a.CodeActionLiteralSupport != nil && slices.Contains(a.ResolveSupport.Properties, "edit")
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
