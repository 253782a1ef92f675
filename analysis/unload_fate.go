package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Fate says what becomes of the value that a call gives: a thread's handle or
// a runtime.
type Fate uint8

// The fates.
const (
	// Escapes: returned, stored, pushed or handed on; somebody may still join.
	Escapes Fate = iota
	// Joined: waited for in the same function.
	Joined
	// Detached: dropped while the thread runs.
	Detached
	// Kept: in a static or leaked, for as long as the process lives.
	Kept
)

// passes are methods whose result is, or holds, the receiver's value.
var passes = map[string]bool{
	"unwrap": true, "expect": true, "ok": true, "unwrap_or_else": true, "map_err": true, "context": true, "with_context": true, "inspect_err": true,
	"or_else": true, "inspect": true, "expect_or_log": true, "into": true, "ok_or": true, "ok_or_else": true, "wrap_err": true, "change_context": true,
	"attach": true, "attach_printable": true, "into_diagnostic": true, "unwrap_unchecked": true,
}

// drops are methods whose result no longer holds the value.
var drops = map[string]bool{
	"is_ok": true, "is_err": true, "is_some": true, "is_none": true, "err": true, "unwrap_err": true, "expect_err": true, "thread": true, "is_finished": true,
}

// wraps are functions and variants that put the value into a box.
var wraps = map[string]bool{"Some": true, "Ok": true}

// fated is the outcome: what becomes of a value, and the name that shows it.
type fated struct {
	fate Fate
	name string // variable, field or static
}

// fate follows the value of the last crumb outwards. ret says whether the
// body's own value is used.
func (b *body) fate(way []crumb) fated {
	for i := len(way) - 1; i > 0; i-- {
		cur := way[i].expr
		if cur == nil {
			return fated{}
		}
		up := way[i-1]
		if up.block != nil {
			out, tail := b.statement(up, cur, way[:i])
			if !tail {
				return out
			}
			if i-1 == 0 { // the body's own value
				return b.result()
			}
			i-- // the block's owner has the value
			if way[i-1].expr == nil {
				return fated{}
			}
			if k := way[i-1].expr.Kind; k == rust.ExprFor || k == rust.ExprWhile || k == rust.ExprLoop {
				return fated{}
			}
			if way[i-1].expr.Kind == rust.ExprMacro {
				return fated{}
			}
			continue
		}
		out, on := b.parent(up.expr, cur, way[:i])
		if !on {
			return out
		}
	}
	return b.result()
}

// result is what becomes of the value of the body itself.
func (b *body) result() fated {
	if b.init != nil {
		return fated{Kept, b.def.Name}
	}
	return fated{}
}

// statement judges a value that stands in a statement. tail means that the
// block hands it on.
func (b *body) statement(up crumb, cur *rust.Expr, outer []crumb) (out fated, tail bool) {
	st := up.stmt
	switch st.Kind {
	case rust.StmtLet:
		if st.Pat == nil {
			return fated{}, false
		}
		switch st.Pat.Kind {
		case rust.PatWild:
			return fated{fate: Detached}, false
		case rust.PatBind:
			return b.variable(st.Pat.Name, up.block, st), false
		case rust.PatTupleStruct: // let Ok(h) = … else
			if len(st.Pat.Subs) == 1 && st.Pat.Subs[0].Kind == rust.PatBind {
				return b.variable(st.Pat.Subs[0].Name, up.block, st), false
			}
			return fated{fate: Detached}, false
		}
		return fated{}, false
	case rust.StmtExpr:
		last := up.block.Statements()[len(up.block.Statements())-1] == st
		if st.Semi || !last {
			return fated{fate: Detached}, false
		}
		if len(outer) == 1 && b.block == up.block && b.def.Item.Fn != nil && b.def.Item.Fn.Ret == nil {
			return fated{fate: Detached}, false
		}
		return fated{}, true
	}
	return fated{}, false
}

// parent judges a value within an expression. on means that the expression has
// the value too.
func (b *body) parent(p, cur *rust.Expr, way []crumb) (out fated, on bool) {
	switch p.Kind {
	case rust.ExprParen, rust.ExprTry, rust.ExprCast, rust.ExprRef, rust.ExprDeref, rust.ExprAwait:
		return fated{}, true
	case rust.ExprMethodCall:
		return b.method(p, cur, way)
	case rust.ExprCall:
		return b.argument(p, cur, way)
	case rust.ExprIf:
		return fated{}, cur != p.X
	case rust.ExprMatch:
		if cur == p.X {
			return b.matched(p), false
		}
		return fated{}, true
	case rust.ExprLet:
		return b.iflet(p, way), false
	case rust.ExprAssign:
		return b.assigned(p, cur), false
	case rust.ExprStruct:
		for i, a := range p.Args {
			if a == cur && i < len(p.Fields) {
				return fated{Escapes, p.Fields[i]}, false
			}
		}
	case rust.ExprBlock:
		return fated{}, !p.Async
	case rust.ExprClosure:
		return b.returned(way), false
	}
	return fated{}, false
}

// returned judges the value of a closure: the initialiser of a static's cell
// keeps it.
func (b *body) returned(way []crumb) fated {
	if len(way) < 2 || way[len(way)-2].expr == nil {
		return fated{}
	}
	switch p := way[len(way)-2].expr; calleeName(p) {
	case "get_or_init", "get_or_try_init", "get_or_insert_with":
		if p.Kind == rust.ExprMethodCall && static(p.X) != "" {
			return fated{Kept, static(p.X)}
		}
	case "new":
		if b.init != nil {
			return fated{Kept, b.def.Name}
		}
	}
	return fated{}
}

func (b *body) method(p, cur *rust.Expr, way []crumb) (fated, bool) {
	if p.X != cur {
		return b.argument(p, cur, way)
	}
	switch {
	case p.Text == "join":
		return fated{fate: Joined}, false
	case passes[p.Text]:
		return fated{}, true
	case drops[p.Text]:
		return fated{fate: Detached}, false
	case (p.Text == "map" || p.Text == "and_then") && len(p.Args) == 1 && ignores(p.Args[0]):
		return fated{fate: Detached}, false
	}
	return fated{}, false
}

// ignores reports `drop`, `mem::forget` and `|_| …`.
func ignores(e *rust.Expr) bool {
	if e.Kind == rust.ExprClosure {
		return len(e.Params) == 1 && e.Params[0].Pat != nil && e.Params[0].Pat.Kind == rust.PatWild
	}
	return e.Kind == rust.ExprPath && e.Path != nil && len(e.Path.Segs) > 0 && dropsIt(e.Path.Segs[len(e.Path.Segs)-1].Name)
}

func dropsIt(name string) bool { return name == "drop" || name == "forget" }

// argument judges a value that is handed to a call.
func (b *body) argument(p, cur *rust.Expr, way []crumb) (fated, bool) {
	name := calleeName(p)
	switch {
	case p.Kind == rust.ExprCall && dropsIt(name):
		return fated{fate: Detached}, false
	case p.Kind == rust.ExprCall && wraps[name]:
		return fated{}, true
	case p.Kind == rust.ExprCall && name == "leak":
		return fated{fate: Kept}, false
	case p.Kind == rust.ExprCall && name == "new" && len(p.Args) == 1: // Box, Arc, Mutex, ManuallyDrop, Lazy
		return fated{}, true
	case p.Kind == rust.ExprMethodCall && (name == "set" || name == "get_or_init") && static(p.X) != "":
		return fated{Kept, static(p.X)}, false
	}
	return fated{}, false
}

// static is the name of the static that an expression names, told by its case.
func static(e *rust.Expr) string {
	if e == nil || e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) == 0 {
		return ""
	}
	n := e.Path.Segs[len(e.Path.Segs)-1].Name
	for _, c := range n {
		if c >= 'a' && c <= 'z' {
			return ""
		}
	}
	return n
}

// matched judges `match spawn() { Ok(h) => …, Err(_) => … }`.
func (b *body) matched(p *rust.Expr) fated {
	out := fated{fate: Detached}
	for _, arm := range p.Arms {
		if arm.Pat == nil || arm.Body == nil {
			continue
		}
		for _, name := range bound(arm.Pat) {
			if lastSegmentOf(arm.Pat) == "Err" {
				continue
			}
			wrapped := rust.BlockOf(&rust.Stmt{Kind: rust.StmtExpr, Expr: arm.Body})
			if v := b.variable(name, wrapped, nil); v.fate != Detached {
				return v
			}
			out.name = name
		}
	}
	return out
}

// iflet judges `if let Err(e) = spawn()` and `if let Ok(h) = spawn() { … }`.
func (b *body) iflet(p *rust.Expr, way []crumb) fated {
	if p.Pat == nil || lastSegmentOf(p.Pat) == "Err" {
		return fated{fate: Detached}
	}
	for i := len(way) - 1; i >= 0; i-- {
		if e := way[i].expr; e != nil && (e.Kind == rust.ExprIf || e.Kind == rust.ExprWhile) {
			for _, name := range bound(p.Pat) {
				if v := b.variable(name, e.Block, nil); v.fate != Detached {
					return v
				}
			}
			return fated{fate: Detached}
		}
	}
	return fated{}
}

func lastSegmentOf(p *rust.Pat) string {
	if p.Path == nil || len(p.Path.Segs) == 0 {
		return ""
	}
	return p.Path.Segs[len(p.Path.Segs)-1].Name
}

// bound lists the variables of a pattern.
func bound(p *rust.Pat) []string {
	var out []string
	if p.Kind == rust.PatBind {
		out = append(out, p.Name)
	}
	for _, s := range p.Subs {
		out = append(out, bound(s)...)
	}
	return out
}

// assigned judges `x = spawn()`.
func (b *body) assigned(p, cur *rust.Expr) fated {
	if p.Y != cur || p.X == nil {
		return fated{}
	}
	switch {
	case local(p.X, "_"):
		return fated{fate: Detached}
	case static(p.X) != "":
		return fated{fate: Kept, name: static(p.X)}
	case p.X.Kind == rust.ExprPath && p.X.Path != nil && len(p.X.Path.Segs) == 1 && b.block != nil:
		return b.variable(p.X.Path.Segs[0].Name, b.block, nil)
	case p.X.Kind == rust.ExprField:
		return fated{Escapes, p.X.Text}
	}
	return fated{}
}

// variable judges the uses of a local in a block, after the statement that
// binds it.
func (b *body) variable(name string, blk *rust.Block, after *rust.Stmt) fated {
	if after != nil {
		stmts := blk.Statements()
		blk = rust.BlockOf(stmts[slices.Index(stmts, after)+1:]...)
	}
	out := fated{Detached, name}
	each(blk, func(way []crumb) {
		e := way[len(way)-1].expr
		if out.fate == Joined {
			return
		}
		if e.Kind == rust.ExprMacro && e.Macro != nil {
			if _, ok := e.Macro.Args(); !ok {
				if _, ok := e.Macro.Stmts(); !ok && containsWord([]byte(e.Macro.Text()), name) {
					out = fated{Escapes, ""}
				}
			}
			return
		}
		if !local(e, name) {
			return
		}
		if u := b.use(way); u.fate == Joined || out.fate == Detached && u.fate != Detached {
			out = u
		}
	})
	return out
}

// use judges one mention of a variable that holds a handle.
func (b *body) use(way []crumb) fated {
	if len(way) < 2 {
		return fated{}
	}
	cur, p := way[len(way)-1].expr, way[len(way)-2].expr
	if p == nil {
		return b.fateOfUse(way)
	}
	if p.Kind == rust.ExprAssign && p.X == cur { // overwritten
		return fated{fate: Detached}
	}
	return b.fateOfUse(way)
}

// fateOfUse follows a mention as fate does, but a variable within a closure
// belongs to it, and one that is bound again is given up on.
func (b *body) fateOfUse(way []crumb) fated {
	for i := len(way) - 1; i > 0; i-- {
		cur, up := way[i].expr, way[i-1]
		if up.block != nil {
			if up.stmt.Kind == rust.StmtExpr && up.stmt.Semi && up.stmt.Expr == cur {
				return fated{fate: Detached}
			}
			if up.stmt.Kind == rust.StmtLet && up.stmt.Pat != nil && up.stmt.Pat.Kind == rust.PatWild {
				return fated{fate: Detached}
			}
			return fated{}
		}
		if out, on := b.parent(up.expr, cur, way[:i]); !on {
			return out
		}
	}
	return fated{}
}
