package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Shadow is an export of a library under the name of a C library function that code of the
// same library calls through std.
type Shadow struct {
	// Export is the function that has the name.
	Export *Root
	// Library is the one that exports it.
	Library *workspace.Target
	// By is a call that the name stands in front of, with one path to it.
	By   *Reach
	Path RootPath
	// Within: the export's own body gets there, so that it runs within itself.
	Within bool
}
