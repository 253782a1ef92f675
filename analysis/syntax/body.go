// Package syntax walks the expressions of one body and keeps the path to each. It knows the
// body alone: no types, and no names beyond it.
package syntax

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Body is a function or an initialiser under the eye of the gatherer.
type Body struct {
	Def   *names.Def
	Node  *calls.Node
	Block *rust.Block
	Init  *rust.Expr
}

// Each calls see with every expression of a body and the path to it.
func (b *Body) Each(see func(path []Ancestor)) {
	t := &Search{}
	t.Want = func(*rust.Expr) bool { see(slices.Clone(t.path)); return false }
	if b.Block != nil {
		t.block(b.Block)
	} else {
		t.Expr(b.Init)
	}
}

func (b *Body) PlaceAt(at rust.Span) *analysis.Place {
	if b.Def == nil || b.Def.Scope == nil || at.End == 0 {
		return nil
	}
	return &analysis.Place{File: b.Def.Scope.Module.File.Path, Span: at}
}

// EachFrom calls f with every expression of a block and the path to it, which begins
// with prefix.
func EachFrom(prefix []Ancestor, b *rust.Block, f func([]Ancestor)) {
	t := &Search{path: slices.Clone(prefix)}
	t.Want = func(*rust.Expr) bool { f(slices.Clone(t.path)); return false }
	t.block(b)
}

// BodyOf makes a body of a function, static or const; nil where it has none.
func BodyOf(d *names.Def) *Body {
	switch {
	case d == nil || d.Item == nil:
	case d.Kind == names.DefFn && d.Item.Fn != nil && d.Item.Fn.Body != nil:
		return &Body{Def: d, Block: d.Item.Fn.Body}
	case (d.Kind == names.DefStatic || d.Kind == names.DefConst) && d.Item.Static != nil && d.Item.Static.Init != nil:
		return &Body{Def: d, Init: d.Item.Static.Init}
	}
	return nil
}

// TypeName replaces `Self`.
func (b *Body) TypeName(name string) string {
	if name == "Self" && b.Def != nil && b.Def.Impl != nil {
		if self := b.Def.Impl.Item.Impl.Self; self != nil && self.Path != nil && len(self.Path.Segs) > 0 {
			return self.Path.Segs[len(self.Path.Segs)-1].Name
		}
	}
	return name
}

// IsDrop reports the body of a `Drop` implementation.
func (b *Body) IsDrop() bool {
	return b.Def != nil && b.Def.Name == "drop" && b.Def.Impl != nil && b.Def.Impl.TraitName() == "Drop"
}

// ThreadLocalMacros declare thread-locals; a task-local is one that holds an Option.
var ThreadLocalMacros = map[string]bool{"thread_local": true, "task_local": true}
