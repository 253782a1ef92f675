package lsp

import (
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// builtOf says which built library is compared with the sources of a target, and where
// none decides what would have to be built.
func builtOf(c *checked, t *workspace.Target) LifecycleBuilt {
	known := c.evidence.Of(t)
	b := known.Shipped
	switch {
	case b != nil:
	case len(known.All) > 0:
		return LifecycleBuilt{URI: fileURI(known.All[0].Path), State: "unoptimised",
			Text: "only a build without optimisation is there, which keeps what a release build drops: cargo build --release would have findings confirmed or refuted"}
	case c.evidence == nil:
		return LifecycleBuilt{State: "none"}
	default:
		text := "no release build was found"
		if ws := t.Package.Workspace; ws != nil {
			text += " in " + ws.TargetDir
		}
		return LifecycleBuilt{State: "none", Text: line(text + ": where only the building shell sets CARGO_TARGET_DIR, start the editor from it, or name the library with the key artifact")}
	}
	out := LifecycleBuilt{URI: fileURI(b.Path), State: "fresh"}
	switch {
	case b.Problem != nil:
		_, why, _ := strings.Cut(b.Problem.Error(), b.Path+": ")
		out.State, out.Text = "unread", line(why)
	case b.Stale != "" && b.Gone:
		out.State, out.Text = "stale", line("built from "+filepath.Base(b.Stale)+", which is gone: build it again")
	case b.Stale != "":
		out.State, out.Text = "stale", line("older than "+filepath.Base(b.Stale)+": build it again")
	}
	return out
}

func fileURI(path string) *string {
	uri := string(uriOf(path))
	return &uri
}
