package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A value that a call gives (a thread's handle, a runtime, a flush guard) is followed
// through the crate: outwards through the expressions that hold it, into variables,
// parameters, fields and statics, and on to the callers of a function that returns
// it. What is not understood is an escape: somebody may still end the value.

// outcome is what one path of a value comes to. Of several uses of one value the
// highest counts: a value that is ended somewhere is not dropped.
type outcome uint8

const (
	idle    outcome = iota // only looked at or lent
	dropped                // by scope, `drop`, overwriting
	escapes                // somewhere that is not followed
	leaked                 // in a static, or forgotten: for as long as the process lives
	ended                  // joined, shut down, closed
)

// end is an outcome with the name and place that show it.
type end struct {
	is   outcome
	name string // variable, field or static
	at   *Place // where it is dropped or kept; nil where it was made
	// inDrop: what ends it stands in a `Drop` implementation, which takes effect
	// only where the owner is dropped.
	inDrop bool
}

// hold says how an expression has the value.
type hold uint8

const (
	owned  hold = iota // a temporary: dropped where nothing takes it
	place              // a variable, field or static: a method borrows it, all else moves it
	lent               // behind `&mut`, a guard or a cell: can still be taken out
	shared             // behind `&`: can be used, not taken
)

// held is how an expression has the value, and as which part of a tuple (-1: all).
// Expressions that only look at it have no part in it.
type held struct {
	how  hold
	part int
	// raw: a copy of what a symbol points to, which outlives the symbol.
	raw bool
	// manual: it is in a `ManuallyDrop`, and no scope drops it.
	manual bool
	// at is where it was stored.
	at *Place
}

// maxFlow bounds the steps spent on one value.
const maxFlow = 600

// maxWalked bounds the source that is looked through for one value, in bytes: a field or
// function whose name stands everywhere leads through the whole crate, each time.
const maxWalked = 512 << 10

// flow follows one value.
type flow struct {
	u *unloader
	// ends are the methods and functions that end it.
	ends map[string]bool
	// safe: dropping it ends it, as a runtime waits for its threads.
	safe  bool
	seen  map[string]bool
	steps *int
	// walked is how much source was looked through; cut: the rest was left out.
	walked int
	cut    bool
	// border: the value is followed within its function; what leaves it is leaked.
	border bool
	// copies: it is a symbol of a library, of which raw copies can be made.
	copies bool
	// symbol hears of the ways to the symbols that are taken out of a library.
	symbol func(way []crumb)
}

func (u *unloader) flow(safe bool, ends ...string) *flow {
	f := &flow{u: u, ends: map[string]bool{}, safe: safe, seen: map[string]bool{}, steps: new(int)}
	for _, e := range ends {
		f.ends[e] = true
	}
	return f
}

// from follows the value of the last crumb of a way.
func (f *flow) from(b *body, way []crumb, part int) end {
	e := f.out(b, way, held{how: owned, part: part})
	if at := b.placeAt(way[len(way)-1].expr.Name); at != nil {
		return f.settled(e, *at)
	}
	return e
}

// settled is what can be said of a value once it was followed. Where a limit ended that,
// what was not looked at may end the value: nothing is claimed of it, and a finding says so.
func (f *flow) settled(e end, at Place) end {
	if e.is == ended || *f.steps <= maxFlow && !f.cut {
		return e
	}
	f.u.leave(cut{file: at.File, at: at.Span, crate: f.u.crate, what: "where this value goes is", limit: "it leads through more code than is followed"})
	return end{is: escapes}
}

// once reports a question that is not being answered already.
func (f *flow) once(key string) bool {
	if f.seen[key] {
		return false
	}
	f.seen[key] = true
	return true
}

// bad reports an outcome that leaves the value behind.
func (f *flow) bad(e end) bool { return e.is == leaked || e.is == dropped && !f.safe }

// lost is the outcome of a value that goes out of scope.
func (f *flow) lost(b *body, h held, name string, at rust.Span) end {
	if h.how == lent || h.how == shared {
		return end{}
	}
	if h.manual {
		return f.forgotten(b, "", at)
	}
	return end{is: dropped, name: name, at: b.placeAt(at)}
}

func (b *body) placeAt(at rust.Span) *Place {
	if b.def == nil || b.def.Scope == nil || at.End == 0 {
		return nil
	}
	return &Place{File: b.def.Scope.Module.File.Path, Span: at}
}

// better is the outcome of a value that is used in two ways.
func better(a, b end) end {
	if b.is > a.is {
		return b
	}
	return a
}

// worse is the outcome that counts where each of two callers has a value of its own.
func (f *flow) worse(a, b end) end {
	switch {
	case f.bad(a):
		return a
	case f.bad(b):
		return b
	case a.is == escapes:
		return a
	}
	return b
}

// out follows the value of the last crumb outwards.
func (f *flow) out(b *body, way []crumb, h held) end {
	for i := len(way) - 1; i > 0; i-- {
		if *f.steps++; *f.steps > maxFlow {
			return end{is: escapes}
		}
		cur, up := way[i].expr, way[i-1]
		if cur == nil {
			return end{is: escapes}
		}
		if up.block != nil {
			e, tail := f.statement(b, up, cur, way[:i], h)
			switch {
			case !tail:
				return e
			case i-1 == 0:
				return f.returned(b, h)
			}
			i-- // the block's owner has the value
			owner := way[i-1].expr
			if owner == nil {
				return end{is: escapes}
			}
			switch owner.Kind {
			case rust.ExprFor, rust.ExprWhile, rust.ExprLoop:
				return f.lost(b, h, "", cur.Name)
			case rust.ExprMacro:
				return end{is: escapes}
			}
			continue
		}
		e, on := f.parent(b, up.expr, cur, way[:i], &h)
		if !on {
			return e
		}
	}
	return f.returned(b, h)
}

// statement judges a value that stands in a statement. tail: the block hands it on.
func (f *flow) statement(b *body, up crumb, cur *rust.Expr, outer []crumb, h held) (e end, tail bool) {
	st := up.stmt
	switch st.Kind {
	case rust.StmtLet:
		return f.bound(b, st.Pat, h, outer[:len(outer)-1], up.block, st), false
	case rust.StmtExpr:
		stmts := up.block.Statements()
		if st.Semi || len(stmts) == 0 || stmts[len(stmts)-1] != st {
			return f.lost(b, h, "", cur.Name), false
		}
		if len(outer) == 1 && b.def != nil && b.def.Item.Fn != nil && b.def.Item.Fn.Ret == nil {
			return f.lost(b, h, "", cur.Name), false
		}
		return end{}, true
	}
	return end{is: escapes}, false
}

// bound follows a value into the variables of a pattern, which live in the block
// behind a statement (nil: in all of it).
func (f *flow) bound(b *body, pat *rust.Pat, h held, prefix []crumb, blk *rust.Block, after *rust.Stmt) end {
	if pat == nil {
		return end{is: escapes}
	}
	switch pat.Kind {
	case rust.PatWild:
		if h.how != owned {
			return end{}
		}
		return f.lost(b, h, "", pat.Span)
	case rust.PatBind:
		return f.variable(b, pat.Name, h, prefix, blk, after)
	case rust.PatRef:
		if len(pat.Subs) == 1 {
			return f.bound(b, pat.Subs[0], h, prefix, blk, after)
		}
	case rust.PatTuple:
		if h.part >= 0 && h.part < len(pat.Subs) {
			return f.bound(b, pat.Subs[h.part], held{how: h.how, part: -1, raw: h.raw, manual: h.manual}, prefix, blk, after)
		}
	case rust.PatTupleStruct: // Ok(h), Some(h)
		if last := lastSegmentOf(pat); last == "Err" || last == "None" {
			return end{}
		}
		if len(pat.Subs) == 1 {
			return f.bound(b, pat.Subs[0], h, prefix, blk, after)
		}
	case rust.PatPath:
		return end{}
	case rust.PatOr:
		var e end
		for _, s := range pat.Subs {
			e = better(e, f.bound(b, s, h, prefix, blk, after))
		}
		return e
	}
	return end{is: escapes}
}

// variable judges the uses of a variable.
func (f *flow) variable(b *body, name string, h held, prefix []crumb, blk *rust.Block, after *rust.Stmt) end {
	if after != nil {
		stmts := blk.Statements()
		blk = rust.BlockOf(stmts[slices.Index(stmts, after)+1:]...)
	}
	uses := held{how: place, part: h.part, raw: h.raw, manual: h.manual}
	if h.how == lent || h.how == shared {
		uses.how = h.how
	}
	out := end{}
	if !h.manual && (h.how == owned || h.how == place) {
		out = end{is: dropped, name: name}
		if after != nil && after.Pat != nil {
			out.at = b.placeAt(after.Pat.Span)
		}
	}
	eachFrom(prefix, blk, func(way []crumb) {
		if out.is == ended {
			return
		}
		e := way[len(way)-1].expr
		if unreadMacro(e, name) {
			out = better(out, end{is: escapes})
		}
		if local(e, name) {
			out = better(out, f.out(b, way, uses))
		}
	})
	if h.manual && out.is == idle && (h.how == owned || h.how == place) {
		at := rust.Span{}
		if after != nil && after.Pat != nil {
			at = after.Pat.Span
		}
		return f.forgotten(b, "", at)
	}
	if out.name == "" && out.is != leaked {
		out.name = name
	}
	return out
}

// unreadMacro reports a macro call whose tokens could not be read as code and that
// names a variable.
func unreadMacro(e *rust.Expr, name string) bool {
	if e.Kind != rust.ExprMacro || e.Macro == nil {
		return false
	}
	if _, ok := e.Macro.Args(); ok {
		return false
	}
	if _, ok := e.Macro.Stmts(); ok {
		return false
	}
	return containsWord([]byte(e.Macro.Text()), name)
}

// eachFrom calls f with every expression of a block and the way to it, which begins
// with prefix.
func eachFrom(prefix []crumb, b *rust.Block, f func([]crumb)) {
	t := &trailer{way: slices.Clone(prefix)}
	t.want = func(*rust.Expr) bool { f(slices.Clone(t.way)); return false }
	t.block(b)
}

// flowBody makes a body of a function, static or const; nil where it has none.
func (u *unloader) flowBody(d *names.Def) *body {
	switch {
	case d == nil || d.Item == nil:
	case d.Kind == names.DefFn && d.Item.Fn != nil && d.Item.Fn.Body != nil:
		return &body{def: d, block: d.Item.Fn.Body}
	case (d.Kind == names.DefStatic || d.Kind == names.DefConst) && d.Item.Static != nil && d.Item.Static.Init != nil:
		return &body{def: d, init: d.Item.Static.Init}
	}
	return nil
}
