package reach

import (
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/search"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What fails at the second time panics where a caller makes a panic of it, at once or
// further up: `set(x).is_err()` before a `panic!`, `apply()?` under an `unwrap`.

// failing is what becomes of the failure of a call in its function.
type failing uint8

const (
	handled failing = iota
	handedUp
	panicking
)

// failsLoudly reports whether the failure of a call in a visited function becomes a panic there or in
// the functions that lead to it.
func failsLoudly(v *search.Visit, at rust.Span) bool {
	for v != nil {
		switch failureOf(v.Node, at) {
		case panicking:
			return true
		case handled:
			return false
		}
		if v.Edge == nil {
			return false
		}
		at, v = v.Edge.Span, v.From
	}
	return false
}

func failureOf(n *calls.Node, at rust.Span) failing {
	if n == nil || n.Def == nil || n.Def.Item == nil || n.Def.Item.Fn == nil || n.Def.Item.Fn.Body == nil {
		return handled
	}
	b := &syntax.Body{Def: n.Def, Block: n.Def.Item.Fn.Body}
	w := &failureWalk{src: n.File.AST().Source, path: b.CallAt(at)}
	if w.path == nil {
		return handled
	}
	return w.outwards()
}

// failureWalk goes outwards from a call that may fail.
type failureWalk struct {
	src  []byte
	path []syntax.Ancestor
	// asked: what is looked at is whether it failed; negated: whether it did not.
	asked, negated bool
}

func (w *failureWalk) outwards() failing {
	i := len(w.path) - 1
	for cur := w.path[i].Expr; i > 0; {
		up := w.path[i-1]
		if up.Stmt == nil {
			if got, on := w.parent(up.Expr, cur, i); !on {
				return got
			}
			i, cur = i-1, up.Expr
			continue
		}
		st, stmts := up.Stmt, up.Block.Statements()
		switch {
		case st.Kind == rust.StmtLet:
			if st.Else != nil && w.panics(st.Else.Span) {
				return panicking
			}
			return handled
		case st.Semi || len(stmts) == 0 || stmts[len(stmts)-1] != st:
			return handled
		case i-1 == 0:
			return handedUp
		}
		i, cur = i-2, w.path[i-2].Expr // the block's owner has the value
		if cur == nil || cur.Kind == rust.ExprClosure || cur.Async {
			return handled
		}
	}
	return handedUp
}

// parent judges the expression around; on: its value fails where that within did.
func (w *failureWalk) parent(p, cur *rust.Expr, i int) (got failing, on bool) {
	switch p.Kind {
	case rust.ExprParen, rust.ExprBlock:
		return handled, !p.Async
	case rust.ExprTry, rust.ExprReturn:
		return handedUp, false
	case rust.ExprUnary:
		w.negated = !w.negated
		return handled, w.asked
	case rust.ExprMethodCall:
		if p.X != cur {
			return handled, false
		}
		return w.method(p)
	case rust.ExprIf:
		switch {
		case p.X != cur:
			return handled, !w.asked
		case w.asked && !w.negated && p.Block != nil && w.panics(p.Block.Span), w.asked && w.negated && p.Else != nil && w.panics(p.Else.Span):
			return panicking, false
		}
		return handled, false
	case rust.ExprLet:
		for ; i > 0; i-- {
			if e := w.path[i-1].Expr; e != nil && e.Kind == rust.ExprIf && p.Pat != nil {
				if syntax.Last(p.Pat) == "Err" && e.Block != nil && w.panics(e.Block.Span) || syntax.Last(p.Pat) == "Ok" && e.Else != nil && w.panics(e.Else.Span) {
					return panicking, false
				}
			}
		}
		return handled, false
	case rust.ExprMatch:
		if p.X != cur {
			return handled, true
		}
		for _, arm := range p.Arms {
			if arm.Pat == nil || arm.Body == nil || syntax.Last(arm.Pat) == "Ok" {
				continue
			}
			if w.panics(arm.Body.Span) {
				return panicking, false
			}
		}
		return handled, false
	case rust.ExprMacro:
		if p.Macro != nil && w.asked && w.negated && p.Macro.Path != nil && len(p.Macro.Path.Segs) > 0 && p.Macro.Path.Segs[len(p.Macro.Path.Segs)-1].Name == "assert" {
			return panicking, false
		}
	}
	return handled, false
}

// passesFailure are methods whose result fails where their receiver does.
var passesFailure = map[string]bool{"map": true, "map_err": true, "inspect_err": true, "and": true, "and_then": true, "ok": true, "context": true,
	"with_context": true, "wrap_err": true, "wrap_err_with": true}

func (w *failureWalk) method(p *rust.Expr) (got failing, on bool) {
	switch name := p.Text; {
	case name == "unwrap" || name == "expect":
		return panicking, false
	case name == "unwrap_or_else" && len(p.Args) == 1 && w.panics(p.Args[0].Span):
		return panicking, false
	case name == "is_err" || name == "is_none":
		w.asked = true
		return handled, true
	case name == "is_ok" || name == "is_some":
		w.asked, w.negated = true, !w.negated
		return handled, true
	case passesFailure[name]:
		return handled, true
	}
	return handled, false
}

var panicText = regexp.MustCompile(`\b(?:panic|unreachable|unimplemented|todo)!`)

func (w *failureWalk) panics(at rust.Span) bool {
	return at.End <= len(w.src) && at.Start < at.End && panicText.Match(w.src[at.Start:at.End])
}
