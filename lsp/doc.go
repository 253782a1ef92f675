// Package lsp is the language server: LSP 3.17 over a pair of streams.
//
// State is four nouns. The session is the connection's: open documents, folders
// and settings. Every change of any kind enters it through one door, modify,
// which makes the next snapshot, an immutable view of all files with what was
// found in them, computed when first asked for. A document is the text that the client
// has open; vfs.Overlay lays it over the disk. The publisher knows what the client was told.
//
// Changes are diagnosed in two phases: the documents that changed at once, all
// else after a short delay. A result counts only if its snapshot is newer than
// that of the last one, or it is the final one of the same.
//
// Inside, places are byte offsets and files are paths; mapper and uriOf convert.
package lsp
