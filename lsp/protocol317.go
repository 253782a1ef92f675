package lsp

import (
	"go.lsp.dev/protocol"
)

// Types of LSP 3.17 that the protocol library does not have, and those that it
// cannot express: absent against zero, null against empty.

// initializeParams are the parameters of initialize that the server reads.
type initializeParams struct {
	ProcessID             *int32                     `json:"processId"`
	ClientInfo            *protocol.ClientInfo       `json:"clientInfo"`
	RootPath              *string                    `json:"rootPath"`
	RootURI               *protocol.DocumentURI      `json:"rootUri"`
	InitializationOptions any                        `json:"initializationOptions"`
	Capabilities          capabilities               `json:"capabilities"`
	WorkspaceFolders      []protocol.WorkspaceFolder `json:"workspaceFolders"`
}

// capabilities are those of the client that make a difference here.
type capabilities struct {
	General struct {
		PositionEncodings []encoding `json:"positionEncodings"`
	} `json:"general"`
	Workspace struct {
		ApplyEdit     bool `json:"applyEdit"`
		Configuration bool `json:"configuration"`
		WorkspaceEdit struct {
			DocumentChanges    bool     `json:"documentChanges"`
			ResourceOperations []string `json:"resourceOperations"`
			// ChangeAnnotationSupport: it can ask before it applies an edit.
			ChangeAnnotationSupport *struct{} `json:"changeAnnotationSupport"`
		} `json:"workspaceEdit"`
		DidChangeConfiguration dynamic `json:"didChangeConfiguration"`
		DidChangeWatchedFiles  struct {
			dynamic
			RelativePatternSupport bool `json:"relativePatternSupport"`
		} `json:"didChangeWatchedFiles"`
		WorkspaceFolders bool    `json:"workspaceFolders"`
		CodeLens         refresh `json:"codeLens"`
		Diagnostics      refresh `json:"diagnostics"`
		Diagnostic       refresh `json:"diagnostic"` // as Helix spells it
	} `json:"workspace"`
	TextDocument struct {
		PublishDiagnostics diagnosticAbilities `json:"publishDiagnostics"`
		Diagnostic         *struct {
			dynamic
			diagnosticAbilities
		} `json:"diagnostic"`
		CodeAction struct {
			CodeActionLiteralSupport *struct{} `json:"codeActionLiteralSupport"`
			IsPreferredSupport       bool      `json:"isPreferredSupport"`
			DataSupport              bool      `json:"dataSupport"`
			ResolveSupport           struct {
				Properties []string `json:"properties"`
			} `json:"resolveSupport"`
		} `json:"codeAction"`
		Hover struct {
			ContentFormat []protocol.MarkupKind `json:"contentFormat"`
		} `json:"hover"`
		DocumentSymbol struct {
			Hierarchical bool `json:"hierarchicalDocumentSymbolSupport"`
		} `json:"documentSymbol"`
	} `json:"textDocument"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
		ShowDocument     struct {
			Support bool `json:"support"`
		} `json:"showDocument"`
	} `json:"window"`
	Experimental struct {
		CdylibLS struct {
			Lifecycle bool `json:"lifecycle"` // it takes cdylib-ls/lifecycleChanged
		} `json:"cdylib-ls"`
	} `json:"experimental"`
}

type dynamic struct {
	DynamicRegistration bool `json:"dynamicRegistration"`
}

type refresh struct {
	RefreshSupport bool `json:"refreshSupport"`
}

// diagnosticAbilities are what a client shows of a diagnostic.
type diagnosticAbilities struct {
	RelatedInformation     bool      `json:"relatedInformation"`
	VersionSupport         bool      `json:"versionSupport"`
	CodeDescriptionSupport bool      `json:"codeDescriptionSupport"`
	DataSupport            bool      `json:"dataSupport"`
	TagSupport             *struct{} `json:"tagSupport"`
}

// initializeResult is the answer to initialize.
type initializeResult struct {
	Capabilities serverCapabilities  `json:"capabilities"`
	ServerInfo   protocol.ServerInfo `json:"serverInfo"`
}

// serverCapabilities are the library's with those of 3.17.
type serverCapabilities struct {
	protocol.ServerCapabilities
	PositionEncoding   encoding           `json:"positionEncoding"`
	DiagnosticProvider *diagnosticOptions `json:"diagnosticProvider,omitempty"`
}

// diagnosticOptions announce pull diagnostics.
type diagnosticOptions struct {
	Identifier            string `json:"identifier"`
	InterFileDependencies bool   `json:"interFileDependencies"`
	WorkspaceDiagnostics  bool   `json:"workspaceDiagnostics"`
	WorkDoneProgress      bool   `json:"workDoneProgress"`
}

// publishParams are those of textDocument/publishDiagnostics. Version is nil for
// a file that is not open.
type publishParams struct {
	URI         protocol.DocumentURI  `json:"uri"`
	Version     *int32                `json:"version,omitempty"`
	Diagnostics []protocol.Diagnostic `json:"diagnostics"`
}

// didChangeParams tell a change without range, which replaces all, from one at
// the start of the text.
type didChangeParams struct {
	TextDocument struct {
		URI     protocol.DocumentURI `json:"uri"`
		Version *int32               `json:"version"` // null where the client counts none
	} `json:"textDocument"`
	ContentChanges []contentChange `json:"contentChanges"`
}

type contentChange struct {
	Range *protocol.Range `json:"range"`
	Text  string          `json:"text"`
}

// workspaceEdit has document changes that create files beside those that edit.
type workspaceEdit struct {
	Changes         map[protocol.DocumentURI][]protocol.TextEdit `json:"changes,omitempty"`
	DocumentChanges []any                                        `json:"documentChanges,omitempty"`
	// ChangeAnnotations say why the user is asked, by the ids that edits name.
	ChangeAnnotations map[string]changeAnnotation `json:"changeAnnotations,omitempty"`
}

// changeAnnotation has the client show an edit, and apply it once the user agrees.
type changeAnnotation struct {
	Label             string `json:"label"`
	Description       string `json:"description,omitempty"`
	NeedsConfirmation bool   `json:"needsConfirmation"`
}

// textEdit is an edit with the id of its annotation, if it has one.
type textEdit struct {
	protocol.TextEdit
	AnnotationID string `json:"annotationId,omitempty"`
}

// textDocumentEdit are such edits of one version of a document.
type textDocumentEdit struct {
	TextDocument protocol.OptionalVersionedTextDocumentIdentifier `json:"textDocument"`
	Edits        []textEdit                                       `json:"edits"`
}

// createFile is a document change that makes an empty file.
type createFile struct {
	Kind         string               `json:"kind"` // "create"
	URI          protocol.DocumentURI `json:"uri"`
	AnnotationID string               `json:"annotationId,omitempty"`
}

// codeAction is a code action with such an edit.
type codeAction struct {
	Title       string                  `json:"title"`
	Kind        protocol.CodeActionKind `json:"kind,omitempty"`
	Diagnostics []protocol.Diagnostic   `json:"diagnostics,omitempty"`
	IsPreferred bool                    `json:"isPreferred,omitempty"`
	Edit        *workspaceEdit          `json:"edit,omitempty"`
	Command     *protocol.Command       `json:"command,omitempty"`
	// Data names the action where the edit is left for codeAction/resolve.
	Data *actionData `json:"data,omitempty"`
}

// actionData is the request that an action was the answer to, and which of the answers
// of its kind it was.
type actionData struct {
	URI     protocol.DocumentURI    `json:"uri"`
	Version *int32                  `json:"version"` // null where the document is not open
	Range   protocol.Range          `json:"range"`
	Kind    protocol.CodeActionKind `json:"kind"`
	Index   int                     `json:"index"`
}
