package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// serviceKinds are std services outside their documented guarantee before and
// after main. Standard streams, panics and waits have rules of their own.
var serviceKinds = []analysis.EffectKind{
	analysis.ThreadSpawn, analysis.Runtime, analysis.ThreadCurrent, analysis.ThreadService,
	analysis.Time, analysis.FS, analysis.Net, analysis.EnvRead, analysis.EnvWrite,
	analysis.EnvArgs, analysis.Process, analysis.ProcessExit,
}

// bestEffort is what std promises for services outside main.
const bestEffort = "outside std's guarantees, on a best-effort basis"

// ofStd reports whether the effect is a service of std, or of a crate built on
// it: what libc does is promised by the C library, but for what ends the process
// or changes the environment.
func ofStd(e *analysis.Effect) bool {
	weighty := e.Kind == analysis.ProcessExit || e.Kind == analysis.EnvWrite
	return weighty || !strings.HasPrefix(e.Path, "libc::")
}

// isProgramOnly reports whether the root is linked into programs alone.
func isProgramOnly(root *analysis.Root) bool { return !root.InLibrary() }

// inProgram reports whether some program links the root.
func inProgram(root *analysis.Root) bool {
	for _, t := range root.Linked {
		if t.Kind == workspace.TargetBin || t.Kind == workspace.TargetExample && !t.Unloadable() {
			return true
		}
	}
	return false
}

// mayBeOlder reports whether the compiler range begins below a version; a
// range without a lower bound does.
func mayBeOlder(res *analysis.Result, than string) bool {
	return res.Workspace != nil && version.Compare(res.Workspace.Compiler.From, than) < 0
}

// runsBeforeStdArgs reports whether the root's slot runs before std's own
// (`.init_array.00099` on Linux), which stores the arguments.
func runsBeforeStdArgs(res *analysis.Result, root *analysis.Root) bool {
	return root.Moment == analysis.Load && root.Priority >= 0 && root.Priority < 99 &&
		res.Workspace != nil && slices.Contains([]string{"linux", "android"}, cfg.ParseTriple(res.Workspace.Target).OS)
}
