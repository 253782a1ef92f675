package check

import (
	"path/filepath"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// maxBuilt bounds what is read of a built library to tell it from the next build.
const maxBuilt = 4 << 30

// traceBuilt asks for what was read of built libraries past the trace: their own
// bytes, the libraries that they need, and the folders in which the loader would look
// for those.
func traceBuilt(t *vfs.Trace, o *cdylibls.Report) {
	read := false
	dates := vfs.Dated(t)
	for _, res := range o.Results {
		for _, target := range res.Targets {
			for _, b := range o.Evidence.Of(target.Target).All {
				if b.Facts == nil && b.Problem == nil {
					continue // looked for, and not read
				}
				read = true
				_, _ = t.ReadFile(b.Path, maxBuilt)
				_, _ = t.ReadDir(filepath.Dir(b.Path)) // $ORIGIN
				if b.Facts != nil && b.Facts.Link != nil {
					for _, needed := range b.Facts.Link.Found {
						_, _ = dates.Stat(needed)
					}
				}
			}
		}
	}
	if !read {
		return
	}
	const conf, more = "/etc/ld.so.conf", "/etc/ld.so.conf.d"
	_, _ = t.ReadFile(conf, 1<<20)
	list, _ := t.ReadDir(more)
	for _, e := range list {
		_, _ = t.ReadFile(filepath.Join(more, e.Name), 1<<20)
	}
	for _, dir := range artifact.SystemFolders() {
		_, _ = t.ReadDir(dir)
	}
}
