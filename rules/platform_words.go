package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Messages speak of the loader of the platform that is asked about. What Windows does is
// from Microsoft's documentation and std's sources, as the pages say.

// forWindows are the words of messages about other platforms with those of Windows.
var forWindows = strings.NewReplacer("`dlopen`", "`LoadLibrary`", "`dlclose`", "`FreeLibrary`")

// onWindows reports whether the workspace is analysed for Windows.
func (p *Pass) onWindows() bool {
	return p.Result.Workspace != nil && unload.PlatformOf(p.Result.Workspace.Target) == unload.Windows
}

// either is the text that fits the platform.
func (p *Pass) either(elsewhere, onWindows string) string {
	if p.onWindows() {
		return onWindows
	}
	return forPlatform(p.Result.Workspace, elsewhere)
}

// forPlatform is a text with the names of the platform's functions.
func forPlatform(ws *workspace.Workspace, text string) string {
	if ws != nil && unload.PlatformOf(ws.Target) == unload.Windows {
		return forWindows.Replace(text)
	}
	return text
}

// inDllMain reports a root that the loader of Windows calls under its lock.
func inDllMain(root *analysis.Root) bool { return root.Reason != "" }
