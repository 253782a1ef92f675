package syntax

import (
	"strconv"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func PlaceKey(p analysis.Place) string { return p.File + "|" + strconv.Itoa(p.Span.Start) }

// Ancestor is one step from a body down to an expression: an expression, or a
// block with the statement that holds the next step.
type Ancestor struct {
	Expr  *rust.Expr
	Block *rust.Block
	Stmt  *rust.Stmt
}

// maxDepth bounds the depth of a search for an expression. Bodies that nest deeper are
// reported as cut by package calls, whose own limit is lower.
const maxDepth = 8000

// Search searches a body for an expression and keeps the path to it.
type Search struct {
	Want  func(*rust.Expr) bool
	path  []Ancestor
	found []Ancestor
}

// PathTo is the path from the body to the first expression that want holds for,
// that one last; nil where there is none. Arguments of macros that hold code
// are looked into.
func (b *Body) PathTo(want func(*rust.Expr) bool) []Ancestor {
	t := &Search{Want: want}
	if b.Block != nil {
		t.block(b.Block)
	} else {
		t.Expr(b.Init)
	}
	return t.found
}

// CallAt is the path to the call whose name stands at a span.
func (b *Body) CallAt(at rust.Span) []Ancestor {
	return b.PathTo(func(e *rust.Expr) bool {
		return e.Name == at && (e.Kind == rust.ExprCall || e.Kind == rust.ExprMethodCall)
	})
}

func (t *Search) block(b *rust.Block) {
	if b == nil || t.found != nil || len(t.path) > maxDepth {
		return
	}
	for _, st := range b.Statements() {
		t.path = append(t.path, Ancestor{Block: b, Stmt: st})
		t.Expr(st.Expr)
		t.block(st.Else)
		t.path = t.path[:len(t.path)-1]
		if t.found != nil {
			return
		}
	}
}

func (t *Search) Expr(e *rust.Expr) {
	if e == nil || t.found != nil || len(t.path) > maxDepth {
		return
	}
	t.path = append(t.path, Ancestor{Expr: e})
	defer func() { t.path = t.path[:len(t.path)-1] }()
	if t.Want(e) {
		t.found = append([]Ancestor{}, t.path...)
		return
	}
	t.Expr(e.X)
	t.Expr(e.Y)
	for _, x := range e.Args {
		t.Expr(x)
	}
	t.block(e.Block)
	t.Expr(e.Else)
	for _, arm := range e.Arms {
		t.Expr(arm.Guard)
		t.Expr(arm.Body)
	}
	if e.Macro != nil {
		t.macro(e.Macro)
	}
}

func (t *Search) macro(m *rust.MacroCall) {
	if args, ok := m.Args(); ok {
		for _, x := range args {
			t.Expr(x)
		}
		return
	}
	if b, ok := m.Stmts(); ok {
		t.block(b)
	}
}

// Each calls f with every expression of a block and the path to it.
func Each(b *rust.Block, f func([]Ancestor)) {
	t := &Search{}
	t.Want = func(*rust.Expr) bool { f(t.path); return false }
	t.block(b)
}

// IsVariable reports whether e names the variable.
func IsVariable(e *rust.Expr, name string) bool {
	return e != nil && e.Kind == rust.ExprPath && e.Path != nil && e.Path.QSelf == nil && len(e.Path.Segs) == 1 && e.Path.Segs[0].Name == name
}

// Callee is the last segment of what a call calls.
func Callee(e *rust.Expr) string {
	switch {
	case e.Kind == rust.ExprMethodCall:
		return e.Text
	case e.Kind == rust.ExprCall && e.X != nil && e.X.Kind == rust.ExprPath && e.X.Path != nil && len(e.X.Path.Segs) > 0:
		return e.X.Path.Segs[len(e.X.Path.Segs)-1].Name
	}
	return ""
}
