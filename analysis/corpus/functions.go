package corpus

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// Functions calls f with the node of every function of the crate whose text
// holds a call of the class, in source order.
func (c *Corpus) Functions(crate *names.Crate, class words.Class, f func(*calls.Node)) {
	visit := func(d *names.Def, file *names.SourceFile) {
		src := file.AST().Source
		sp := d.Item.Span
		if d.Kind != names.DefFn || sp.End > len(src) {
			return
		}
		if sc := c.ScanOf(file.Path); d.Item.Origin == nil && sc.BodyWords(file.Path, src[sp.Start:sp.End])&class == 0 {
			return
		}
		if n := c.Graph.Node(d); n != nil {
			f(n)
		}
	}
	for _, m := range slices.Clone(crate.Modules) {
		if m.File != nil && c.Holds(m.File.Path, class) {
			for _, d := range m.Scope().Items {
				if d.Item != nil {
					visit(d, m.File)
				}
			}
		}
	}
	for _, im := range slices.Clone(crate.Impls()) {
		if c.Holds(im.Scope.Module.File.Path, class) {
			for _, d := range names.InOrder(im.Fns) {
				visit(d, im.Scope.Module.File)
			}
		}
	}
}

// WithClosures calls f with a node and the closures that stand in it, called
// or not.
func WithClosures(n *calls.Node, f func(*calls.Node)) {
	f(n)
	for _, e := range n.Edges {
		if e.To.Def == nil && e.To.File == n.File {
			f(e.To)
		}
	}
}
