package flow

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// named judges what a closure in a variable gives, wherever it is called: the last ancestor
// of the path.
func (f *flow) named(b *syntax.Body, path []syntax.Ancestor, h Held) end {
	at := path[len(path)-2]
	if at.Stmt.Kind != rust.StmtLet || at.Stmt.Pat == nil || at.Stmt.Pat.Kind != rust.PatBind {
		return end{Is: Escapes}
	}
	name, stmts := at.Stmt.Pat.Name, at.Block.Statements()
	var out end
	found := false
	syntax.EachFrom(path[:len(path)-2], rust.BlockOf(stmts[slices.Index(stmts, at.Stmt)+1:]...), func(use []syntax.Ancestor) {
		if !syntax.IsVariable(use[len(use)-1].Expr, name) {
			return
		}
		got := end{Is: Escapes}
		if up := use[len(use)-2].Expr; up != nil && up.Kind == rust.ExprCall && up.X == use[len(use)-1].Expr {
			got = f.Out(b, use[:len(use)-1], h)
		}
		if !found {
			out, found = got, true
		} else {
			out = f.worse(out, got)
		}
	})
	if !found {
		return end{Is: Escapes}
	}
	return out
}

// isEmpty reports a value that holds nothing: `None`, `State::Idle`, `Default::default()`.
func isEmpty(e *rust.Expr) bool {
	switch {
	case e.Kind == rust.ExprPath && e.Path != nil && len(e.Path.Segs) > 0:
		first := e.Path.Segs[len(e.Path.Segs)-1].Name[:1]
		return first == strings.ToUpper(first)
	case e.Kind == rust.ExprCall:
		return len(e.Args) == 0 && (syntax.Callee(e) == "default" || syntax.Callee(e) == "new")
	}
	return false
}
