package links

import (
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// CompiledInto reports whether a file of a package goes into the target, as far
// as folders tell: examples, programs and build scripts of a package are not its
// library, and an example has one file or folder of its own.
func CompiledInto(t *workspace.Target, p *workspace.Package, path string) bool {
	if path == p.BuildScript {
		return false
	}
	for _, o := range p.Targets {
		if o != t && o.Kind != workspace.TargetLib && path == o.Path {
			return false
		}
	}
	inside := Inside(p.Dir, path)
	if strings.HasPrefix(inside, "examples/") || strings.HasPrefix(inside, "src/bin/") {
		return t.Package == p && (path == t.Path || t.Kind == workspace.TargetExample && strings.HasSuffix(t.Path, "/main.rs") &&
			strings.HasPrefix(path, strings.TrimSuffix(t.Path, "main.rs")))
	}
	return true
}

func Inside(base, path string) string {
	if r, err := filepath.Rel(base, path); err == nil {
		return filepath.ToSlash(r)
	}
	return path
}
