package workspace

import (
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// document returns what Load has read; it reads nothing itself.
func (w *impl) document(path string) *manifest.Document {
	w.l.mu.Lock()
	defer w.l.mu.Unlock()
	return w.l.docs[path]
}

func (w *impl) directives() map[string][]*rust.Directive {
	out := map[string][]*rust.Directive{}
	add := func(d *manifest.Document) {
		if list := d.Directives(); len(list) > 0 {
			out[d.Name] = list
		}
	}
	add(w.root.doc)
	for _, n := range w.members {
		add(n.t.doc)
	}
	for _, f := range w.config.files {
		add(f.doc)
	}
	return out
}
