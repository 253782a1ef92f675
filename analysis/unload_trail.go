package analysis

import (
	"strconv"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func placeKey(p Place) string { return p.File + "|" + strconv.Itoa(p.Span.Start) }

// crumb is one step from a body down to an expression: an expression, or a
// block with the statement that holds the next step.
type crumb struct {
	expr  *rust.Expr
	block *rust.Block
	stmt  *rust.Stmt
}

// maxTrail bounds the depth of a search for an expression. Bodies that nest deeper are
// reported as cut by package calls, whose own limit is lower.
const maxTrail = 8000

// trailer searches a body for an expression and keeps the way to it.
type trailer struct {
	want  func(*rust.Expr) bool
	way   []crumb
	found []crumb
}

// trail is the way from the body to the first expression that want holds for,
// that one last; nil where there is none. Arguments of macros that hold code
// are looked into.
func (b *body) trail(want func(*rust.Expr) bool) []crumb {
	t := &trailer{want: want}
	if b.block != nil {
		t.block(b.block)
	} else {
		t.expr(b.init)
	}
	return t.found
}

// callAt is the way to the call whose name stands at a span.
func (b *body) callAt(at rust.Span) []crumb {
	return b.trail(func(e *rust.Expr) bool {
		return e.Name == at && (e.Kind == rust.ExprCall || e.Kind == rust.ExprMethodCall)
	})
}

func (t *trailer) block(b *rust.Block) {
	if b == nil || t.found != nil || len(t.way) > maxTrail {
		return
	}
	for _, st := range b.Statements() {
		t.way = append(t.way, crumb{block: b, stmt: st})
		t.expr(st.Expr)
		t.block(st.Else)
		t.way = t.way[:len(t.way)-1]
		if t.found != nil {
			return
		}
	}
}

func (t *trailer) expr(e *rust.Expr) {
	if e == nil || t.found != nil || len(t.way) > maxTrail {
		return
	}
	t.way = append(t.way, crumb{expr: e})
	defer func() { t.way = t.way[:len(t.way)-1] }()
	if t.want(e) {
		t.found = append([]crumb{}, t.way...)
		return
	}
	t.expr(e.X)
	t.expr(e.Y)
	for _, x := range e.Args {
		t.expr(x)
	}
	t.block(e.Block)
	t.expr(e.Else)
	for _, arm := range e.Arms {
		t.expr(arm.Guard)
		t.expr(arm.Body)
	}
	if e.Macro != nil {
		t.macro(e.Macro)
	}
}

func (t *trailer) macro(m *rust.MacroCall) {
	if args, ok := m.Args(); ok {
		for _, x := range args {
			t.expr(x)
		}
		return
	}
	if b, ok := m.Stmts(); ok {
		t.block(b)
	}
}

// each calls f with every expression of a block and the way to it.
func each(b *rust.Block, f func([]crumb)) {
	t := &trailer{}
	t.want = func(*rust.Expr) bool { f(t.way); return false }
	t.block(b)
}

// local reports whether e names the variable.
func local(e *rust.Expr, name string) bool {
	return e != nil && e.Kind == rust.ExprPath && e.Path != nil && e.Path.QSelf == nil && len(e.Path.Segs) == 1 && e.Path.Segs[0].Name == name
}

// calleeName is the last segment of what a call calls.
func calleeName(e *rust.Expr) string {
	switch {
	case e.Kind == rust.ExprMethodCall:
		return e.Text
	case e.Kind == rust.ExprCall && e.X != nil && e.X.Kind == rust.ExprPath && e.X.Path != nil && len(e.X.Path.Segs) > 0:
		return e.X.Path.Segs[len(e.X.Path.Segs)-1].Name
	}
	return ""
}
