package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// A verdict speaks of several platforms, and what is compiled differs between them.
// Each that can unload a library is analysed with its own cfg and dependencies, where
// any text or manifest depends on the target; files are parsed once.

// StandardTargets is the target that stands for a platform where another one is analysed.
var StandardTargets = map[unload.Platform]string{
	unload.LinuxGNU: "x86_64-unknown-linux-gnu", unload.Windows: "x86_64-pc-windows-msvc",
	unload.LinuxMusl: "x86_64-unknown-linux-musl", unload.MacOS: "aarch64-apple-darwin",
}

// TargetOf is the target triple that is meant where a platform is spoken of.
func (r *Result) TargetOf(p unload.Platform) string {
	if r.Workspace != nil && unload.PlatformOf(r.Workspace.Target) == p {
		return r.Workspace.Target
	}
	return StandardTargets[p]
}

// On is what is known of the workspace on a platform: the result itself where nothing
// depends on the target.
func (r *Result) On(p unload.Platform) *Result {
	if o := r.Elsewhere[p]; o != nil {
		return o
	}
	return r
}

// Of is what is known of a target, which may be one of a result for another platform;
// nil where it is not built.
func (r *Result) Of(t *workspace.Target) *TargetResult {
	for _, tr := range r.Targets {
		o := tr.Target
		if o == t || o.Kind == t.Kind && o.Name == t.Name && o.Package.Manifest == t.Package.Manifest {
			return tr
		}
	}
	return nil
}
