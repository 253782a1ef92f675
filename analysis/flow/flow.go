// Package flow follows one value, such as a thread's handle, through a crate until it is
// dropped, ended, kept for good, or lost from sight.
package flow

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/gaps"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
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
	Escapes                // somewhere that is not followed
	Leaked                 // in a static, or forgotten: for as long as the process lives
	Ended                  // joined, shut down, closed
)

// end is an outcome with the name and place that show it.
type end struct {
	Is   outcome
	Name string          // variable, field or static
	At   *analysis.Place // where it is dropped or kept; nil where it was made
	// inDrop: what ends it stands in a `Drop` implementation, which takes effect
	// only where the owner is dropped.
	inDrop bool
}

// hold says how an expression has the value.
type hold uint8

const (
	Owned  hold = iota // a temporary: dropped where nothing takes it
	place              // a variable, field or static: a method borrows it, all else moves it
	lent               // behind `&mut`, a guard or a cell: can still be taken out
	shared             // behind `&`: can be used, not taken
)

// Held is how an expression has the value, and as which part of a tuple (-1: all).
// Expressions that only look at it have no part in it.
type Held struct {
	How  hold
	Part int
	// raw: a copy of what a symbol points to, which outlives the symbol.
	Raw bool
	// manual: it is in a `ManuallyDrop`, and no scope drops it.
	manual bool
	// at is where it was stored.
	at *analysis.Place
	// field is the field that has it of what is followed, "" for all of that.
	field string
	// local: it is in a variable of the function that made it, of which a clone is another owner.
	local bool
}

// maxFlow bounds the steps spent on one value.
const maxFlow = 600

// maxWalked bounds the source that is looked through for one value, in bytes: a field or
// function whose name stands everywhere leads through the whole crate, each time.
const maxWalked = 512 << 10

// flow follows one value outwards through expressions: it has a method for each sort of
// expression that can hold one.
type flow struct {
	*corpus.Corpus
	crate *names.Crate
	libs  []*workspace.Target // that link the crate
	// ends are the methods and functions that end it.
	ends map[string]bool
	// safe: dropping it ends it, as a runtime waits for its threads.
	Safe  bool
	seen  map[string]bool
	steps *int
	// walked is how much source was looked through; cut: the rest was left out.
	walked int
	cut    bool
	// border: the value is followed within its function; what leaves it is leaked.
	Border bool
	// copies: it is a symbol of a library, of which raw copies can be made.
	Copies bool
	// Makes: calls of the symbol give objects whose code is in the library.
	Makes bool
	// Symbol hears of the paths to the symbols that are taken out of a library.
	Symbol func(path []syntax.Ancestor)
	// Stored: it was put into another variable.
	Stored bool
	// After, if set, is the offset where the library of a symbol is closed: a copy that is
	// used behind it is left.
	After int
}

func New(c *corpus.Corpus, crate *names.Crate, libs []*workspace.Target, safe bool, ends ...string) *flow {
	f := &flow{Corpus: c, crate: crate, libs: libs, ends: map[string]bool{}, Safe: safe, seen: map[string]bool{}, steps: new(int)}
	for _, e := range ends {
		f.ends[e] = true
	}
	return f
}

// From follows the value at the end of a path.
func (f *flow) From(b *syntax.Body, path []syntax.Ancestor, part int) end {
	e := f.Out(b, path, Held{How: Owned, Part: part})
	if at := b.PlaceAt(path[len(path)-1].Expr.Name); at != nil {
		return f.Settled(e, *at)
	}
	return e
}

// Settled is what can be said of a value once it was followed. Where a limit ended that,
// what was not looked at may end the value: nothing is claimed of it, and a finding says so.
func (f *flow) Settled(e end, at analysis.Place) end {
	if e.Is == Ended || *f.steps <= maxFlow && !f.cut {
		return e
	}
	f.Leave(gaps.Cut{File: at.File, At: at.Span, Crate: f.crate, What: "where this value goes is", Limit: "it leads through more code than is followed"})
	return end{Is: Escapes}
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
func (f *flow) bad(e end) bool { return e.Is == Leaked || e.Is == dropped && !f.Safe }

// lost is the outcome of a value that goes out of scope.
func (f *flow) lost(b *syntax.Body, h Held, name string, at rust.Span) end {
	if h.How == lent || h.How == shared {
		return end{}
	}
	if h.manual {
		return f.forgotten(b, "", at)
	}
	return end{Is: dropped, Name: name, At: b.PlaceAt(at)}
}

// better is the outcome of a value that is used in two paths.
func better(a, b end) end {
	if b.Is > a.Is {
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
	case a.Is == Escapes:
		return a
	}
	return b
}

// Out follows the value at the end of a path outwards.
func (f *flow) Out(b *syntax.Body, path []syntax.Ancestor, h Held) end {
	for i := len(path) - 1; i > 0; i-- {
		if *f.steps++; *f.steps > maxFlow {
			return end{Is: Escapes}
		}
		cur, up := path[i].Expr, path[i-1]
		if cur == nil {
			return end{Is: Escapes}
		}
		if up.Block != nil {
			e, tail := f.statement(b, up, cur, path[:i], h)
			switch {
			case !tail:
				return e
			case i-1 == 0:
				return f.returned(b, h)
			}
			i-- // the block's owner has the value
			owner := path[i-1].Expr
			if owner == nil {
				return end{Is: Escapes}
			}
			switch owner.Kind {
			case rust.ExprFor, rust.ExprWhile, rust.ExprLoop:
				return f.lost(b, h, "", cur.Name)
			case rust.ExprMacro:
				return end{Is: Escapes}
			}
			continue
		}
		e, on := f.parent(b, up.Expr, cur, path[:i], &h)
		if !on {
			return e
		}
	}
	return f.returned(b, h)
}

// statement judges a value that stands in a statement. tail: the block hands it on.
func (f *flow) statement(b *syntax.Body, up syntax.Ancestor, cur *rust.Expr, outer []syntax.Ancestor, h Held) (e end, tail bool) {
	st := up.Stmt
	switch st.Kind {
	case rust.StmtLet:
		return f.bound(b, st.Pat, h, outer[:len(outer)-1], up.Block, st), false
	case rust.StmtExpr:
		stmts := up.Block.Statements()
		if st.Semi || len(stmts) == 0 || stmts[len(stmts)-1] != st {
			return f.lost(b, h, "", cur.Name), false
		}
		if len(outer) == 1 && b.Def != nil && b.Def.Item.Fn != nil && b.Def.Item.Fn.Ret == nil {
			return f.lost(b, h, "", cur.Name), false
		}
		return end{}, true
	}
	return end{Is: Escapes}, false
}

// bound follows a value into the variables of a pattern, which live in the block
// behind a statement (nil: in all of it).
func (f *flow) bound(b *syntax.Body, pat *rust.Pat, h Held, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) end {
	if pat == nil {
		return end{Is: Escapes}
	}
	switch pat.Kind {
	case rust.PatWild:
		if h.How != Owned {
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
		if h.Part >= 0 && h.Part < len(pat.Subs) {
			return f.bound(b, pat.Subs[h.Part], Held{How: h.How, Part: -1, Raw: h.Raw, manual: h.manual}, prefix, blk, after)
		}
	case rust.PatTupleStruct: // Ok(h), Some(h)
		if last := syntax.Last(pat); last == "Err" || last == "None" {
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
	return end{Is: Escapes}
}

// variable judges the uses of a variable.
func (f *flow) variable(b *syntax.Body, name string, h Held, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) end {
	if after != nil {
		stmts := blk.Statements()
		blk = rust.BlockOf(stmts[slices.Index(stmts, after)+1:]...)
	}
	uses := Held{How: place, Part: h.Part, Raw: h.Raw, manual: h.manual, field: h.field, local: h.How == Owned}
	if h.How == lent || h.How == shared {
		uses.How = h.How
	}
	out := end{}
	if !h.manual && (h.How == Owned || h.How == place) {
		out = end{Is: dropped, Name: name}
		if after != nil && after.Pat != nil {
			out.At = b.PlaceAt(after.Pat.Span)
		}
	}
	syntax.EachFrom(prefix, blk, func(path []syntax.Ancestor) {
		if out.Is == Ended {
			return
		}
		e := path[len(path)-1].Expr
		if unreadMacro(e, name) {
			out = better(out, end{Is: Escapes})
		}
		if syntax.IsVariable(e, name) {
			if f.After > 0 && h.Raw && e.Span.Start >= f.After {
				out = better(out, end{Is: Leaked, Name: name, At: b.PlaceAt(e.Span)})
			}
			out = better(out, f.Out(b, path, uses))
		}
	})
	if h.manual && out.Is == idle && (h.How == Owned || h.How == place) {
		at := rust.Span{}
		if after != nil && after.Pat != nil {
			at = after.Pat.Span
		}
		return f.forgotten(b, "", at)
	}
	if out.Name == "" && out.Is != Leaked {
		out.Name = name
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
	return words.Contains([]byte(e.Macro.Text()), name)
}
