package lsp

// handlers are the methods that the server knows; each has a file of its own.
var handlers = map[string]handler{
	"initialize":                     inline((*server).initialize),
	"initialized":                    inline((*server).initialized),
	"shutdown":                       inline((*server).shutdown),
	"textDocument/didOpen":           inline((*server).didOpen),
	"textDocument/didChange":         inline((*server).didChange),
	"textDocument/didSave":           inline((*server).didSave),
	"textDocument/didClose":          inline((*server).didClose),
	"window/workDoneProgress/cancel": inline((*server).cancelProgress),
	"textDocument/codeAction":        query((*server).codeAction),
	"textDocument/hover":             query((*server).hover),
}
