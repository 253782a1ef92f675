package workspace

import (
	"maps"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// For returns the workspace as it is for another triple: its manifests, which are not
// read again, with the dependencies, flags and cfg of that target. The packages are
// others. It is nil for a workspace that Load did not make. Safe for concurrent use.
func (w *Workspace) For(triple string) *Workspace {
	if w.impl == nil {
		return nil
	}
	l := w.impl.l
	l.mu.Lock()
	docs := maps.Clone(l.docs)
	l.mu.Unlock()
	if docs == nil {
		docs = map[string]*manifest.Document{}
	}
	other := &loader{ctx: l.ctx, fs: l.fs, opts: l.opts, cargoHome: l.cargoHome, docs: docs}
	other.opts.Target = triple
	o := other.openWorkspace(w.Manifest)
	o.given = w.impl.given
	o.choose(o.given)
	o.finish()
	return o.ws
}
