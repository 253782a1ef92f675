package lsp

// handlers are the methods that the server knows; each has a file of its own.
var handlers = map[string]handler{
	"initialize":                          inline((*server).initialize),
	"initialized":                         inline((*server).initialized),
	"shutdown":                            inline((*server).shutdown),
	"textDocument/didOpen":                inline((*server).didOpen),
	"textDocument/didChange":              inline((*server).didChange),
	"textDocument/didSave":                inline((*server).didSave),
	"textDocument/didClose":               inline((*server).didClose),
	"workspace/didChangeConfiguration":    inline((*server).didChangeConfiguration),
	"workspace/didChangeWatchedFiles":     inline((*server).didChangeWatchedFiles),
	"workspace/didChangeWorkspaceFolders": inline((*server).didChangeWorkspaceFolders),
	"textDocument/diagnostic":             query((*server).documentDiagnostic),
	"workspace/diagnostic":                query((*server).workspaceDiagnostic),
	"window/workDoneProgress/cancel":      inline((*server).cancelProgress),
	"textDocument/codeAction":             query((*server).codeAction),
	"codeAction/resolve":                  query((*server).resolveCodeAction),
	"textDocument/codeLens":               query((*server).codeLens),
	"textDocument/completion":             query((*server).completion),
	"textDocument/documentSymbol":         query((*server).documentSymbol),
	"textDocument/prepareCallHierarchy":   query((*server).prepareCallHierarchy),
	"callHierarchy/incomingCalls":         query((*server).incomingCalls),
	"callHierarchy/outgoingCalls":         query((*server).outgoingCalls),
	"workspace/executeCommand":            query((*server).executeCommand),
	"textDocument/hover":                  query((*server).hover),
	lifecycleMethod:                       query((*server).lifecycle),
}
