package flow

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func set(words ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// What methods of std's containers do with a value inside them.
var (
	// taking methods give the value itself, also out of what only lends it.
	taking = set("take", "replace", "pop", "pop_front", "pop_back", "remove", "swap_remove", "drain", "into_inner", "split_off", "retain_mut",
		"clear", "truncate", "into_values", "remove_entry", "take_if", "extract_if")
	// lending methods give access to it.
	lending = set("lock", "try_lock", "borrow_mut", "try_borrow_mut", "write", "try_write", "get_mut", "as_mut", "iter_mut", "deref_mut", "as_deref_mut", "values_mut",
		"get_or_insert_with", "last_mut", "first_mut", "get_or_init", "get_or_try_init", "blocking_lock", "blocking_write", "entry")
	// sharing methods give a view of it.
	sharing = set("get", "as_ref", "as_deref", "iter", "borrow", "read", "force", "values", "first", "last", "clone", "deref", "try_read")
	// handing methods give what they are called on, or what it holds.
	handing = set("into_iter", "collect", "rev", "flatten", "chain", "enumerate", "zip", "skip", "step_by", "peekable", "fuse", "into_boxed_slice", "into_values",
		"unwrap_or_default", "unwrap_or", "or", "xor", "filter", "filter_map", "by_ref", "next", "ok_or", "into_vec", "transpose", "boxed", "into_future")
	// applying methods give it to their closure.
	applying = set("map", "and_then", "for_each", "filter_map", "flat_map", "try_for_each", "is_some_and", "is_ok_and", "inspect", "map_or", "map_or_else", "then", "with", "with_borrow_mut", "fold", "try_fold")
	// looking methods neither take nor lend it.
	looking = set("is_ok", "is_err", "is_some", "is_none", "err", "unwrap_err", "expect_err", "thread", "is_finished", "len", "is_empty", "capacity", "reserve", "set",
		"push", "push_back", "push_front", "insert", "extend", "append", "fmt", "eq", "ne", "contains", "contains_key", "any", "all", "find", "position", "count", "is_poisoned", "clear_poison")
	// storing methods put an argument into what they are called on.
	storing = set("push", "push_back", "push_front", "insert", "extend", "append", "set", "replace", "get_or_insert", "try_insert", "store", "swap", "push_within_capacity", "insert_entry", "or_insert", "or_insert_with")
)

// parent judges a value within an expression. on: the expression has the value too. One
// case for each kind of expression makes it longer than others.
func (f *flow) parent(b *syntax.Body, p, cur *rust.Expr, path []syntax.Ancestor, h *Held) (e end, on bool) {
	switch p.Kind {
	case rust.ExprParen, rust.ExprCast, rust.ExprAwait, rust.ExprArray:
		return end{}, true
	case rust.ExprTry:
		f.move(h)
		return end{}, true
	case rust.ExprRef:
		if h.How = shared; p.Mut {
			h.How = lent
		}
		return end{}, true
	case rust.ExprDeref:
		if f.Copies {
			h.How, h.Raw = Owned, true
		} else if h.How == place {
			h.How = lent
		}
		return end{}, true
	case rust.ExprMethodCall:
		if p.X == cur {
			return f.method(b, p, path, h)
		}
		return f.argument(b, p, cur, path, h)
	case rust.ExprCall:
		if p.X == cur {
			if f.Copies && !f.Makes {
				return end{}, false // called
			} else if f.Copies {
				h.How, h.Raw = Owned, true // an object of the library
				return end{}, true
			}
			return end{Is: Escapes}, false
		}
		return f.argument(b, p, cur, path, h)
	case rust.ExprIf:
		return end{}, cur != p.X
	case rust.ExprMatch:
		if cur == p.X {
			return f.matched(b, p, path, *h), false
		}
		return end{}, true
	case rust.ExprLet:
		return f.iflet(b, p, path, *h), false
	case rust.ExprFor:
		return f.bound(b, p.Pat, *h, path, p.Block, nil), false
	case rust.ExprAssign:
		return f.assigned(b, p, cur, path, *h), false
	case rust.ExprStruct:
		return f.literal(b, p, cur, path, *h), false
	case rust.ExprBlock:
		return end{Is: Escapes}, !p.Async
	case rust.ExprClosure:
		return f.closure(b, path, *h), false
	case rust.ExprReturn:
		return f.returns(b, path, *h), false
	case rust.ExprTuple:
		return f.tuple(p, cur, h)
	case rust.ExprField:
		if h.field != "" {
			same := h.field == p.Text
			h.field = ""
			return end{}, same
		}
		if h.Part < 0 || p.Text != string(rune('0'+h.Part)) {
			return end{}, false
		}
		h.Part = -1
		return end{}, true
	case rust.ExprIndex:
		return end{}, cur == p.X
	case rust.ExprMacro:
		return f.inMacro(p, h)
	case rust.ExprBreak, rust.ExprErr:
		return end{Is: Escapes}, false
	}
	return end{}, false // compared, negated, a condition
}

// move makes a value of a place, as a method does that takes its receiver.
func (f *flow) move(h *Held) {
	if h.How == place {
		h.How = Owned
	}
}

func (f *flow) tuple(p, cur *rust.Expr, h *Held) (end, bool) {
	for i, a := range p.Args {
		if a == cur && h.Part < 0 {
			h.Part = i
			return end{}, true
		}
	}
	return end{Is: Escapes}, false
}

func (f *flow) inMacro(p *rust.Expr, h *Held) (end, bool) {
	name := ""
	if p.Macro != nil && p.Macro.Path != nil && len(p.Macro.Path.Segs) > 0 {
		name = p.Macro.Path.Segs[len(p.Macro.Path.Segs)-1].Name
	}
	switch {
	case name == "vec" || name == "dbg":
		return end{}, true
	case h.How == Owned:
		return end{Is: Escapes}, false
	}
	return end{}, false // formatted
}

// method judges a value that a method is called on.
func (f *flow) method(b *syntax.Body, p *rust.Expr, path []syntax.Ancestor, h *Held) (end, bool) {
	name := p.Text
	switch {
	case f.Symbol != nil && symbolMethods[name]:
		f.Symbol(slices.Clone(path))
		return end{}, false
	case f.Copies && (name == "into_raw" || name == "clone" && h.Raw):
		h.How, h.Raw = Owned, true
		return end{}, true
	case f.ends[name]:
		return end{Is: Ended, inDrop: b.IsDrop(), At: b.PlaceAt(p.Name)}, false
	case name == "clone" && f.Safe && h.local && h.How == place:
		h.How, h.local = Owned, false // of an `Arc`: each clone keeps it
		return end{}, true
	case applying[name] && len(p.Args) > 0:
		return f.applied(b, p, path, *h)
	case name == "replace" && f.Safe && len(p.Args) == 1 && !isEmpty(p.Args[0]):
		return end{}, false // another one takes its place
	case taking[name]:
		h.How = Owned
		return end{}, true
	case lending[name]:
		if h.How != shared || name == "lock" || name == "write" || name == "borrow_mut" || name == "try_lock" {
			h.How = lent
		}
		return end{}, true
	case sharing[name]:
		if h.How == Owned && name != "clone" && name != "get" {
			return end{}, true
		}
		h.How = shared
		return end{}, true
	case passes[name], handing[name]:
		f.move(h)
		return end{}, true
	case looking[name]:
		return f.looked(b, p, *h), false
	}
	if callee := f.callee(b, p); callee != nil && callee.Block != nil {
		return f.intoSelf(callee, *h), false
	}
	if f.Safe && h.How != Owned {
		return end{}, false // it works with it
	}
	return end{Is: Escapes}, false
}

func (f *flow) looked(b *syntax.Body, p *rust.Expr, h Held) end {
	if h.How == Owned {
		return f.lost(b, h, "", p.Name)
	}
	return end{}
}

// applied judges a value that is given to a closure or function of a method of Option,
// Result or an iterator. The method's own value is what the closure gives.
func (f *flow) applied(b *syntax.Body, p *rust.Expr, path []syntax.Ancestor, h Held) (end, bool) {
	arg := p.Args[len(p.Args)-1]
	switch arg.Kind {
	case rust.ExprClosure:
		if len(arg.Params) == 0 || arg.X == nil {
			return end{Is: Escapes}, false
		}
		pat := arg.Params[len(arg.Params)-1].Pat
		f.move(&h)
		prefix := append(append([]syntax.Ancestor{}, path...), syntax.Ancestor{Expr: arg})
		inner := rust.BlockOf(&rust.Stmt{Kind: rust.StmtExpr, Expr: arg.X})
		return f.bound(b, pat, h, prefix, inner, nil), false
	case rust.ExprPath:
		if arg.Path != nil && len(arg.Path.Segs) > 0 {
			switch last := arg.Path.Segs[len(arg.Path.Segs)-1].Name; {
			case f.ends[last]:
				return end{Is: Ended, inDrop: b.IsDrop()}, false
			case last == "drop":
				return f.lost(b, h, "", arg.Span), false
			case last == "forget":
				return f.forgotten(b, "", arg.Span), false
			case last == "new" || last == "Some" || last == "Ok" || last == "from":
				f.move(&h)
				return end{}, true
			}
		}
	}
	return end{Is: Escapes}, false
}

func (f *flow) forgotten(b *syntax.Body, name string, at rust.Span) end {
	return end{Is: Leaked, Name: name, At: b.PlaceAt(at)}
}

// matched judges `match value { Ok(h) => …, Err(_) => … }`.
func (f *flow) matched(b *syntax.Body, p *rust.Expr, path []syntax.Ancestor, h Held) end {
	var out end
	if h.How == Owned {
		out.Is = dropped
	}
	for _, arm := range p.Arms {
		if arm.Pat == nil || arm.Body == nil {
			continue
		}
		wrapped := rust.BlockOf(&rust.Stmt{Kind: rust.StmtExpr, Expr: arm.Body})
		e := f.bound(b, arm.Pat, h, path, wrapped, nil)
		if e.Is == Escapes && len(syntax.Bound(arm.Pat)) == 0 {
			continue
		}
		out = better(out, e)
	}
	return out
}

// iflet judges `if let Ok(h) = value { … }` and `while let`.
func (f *flow) iflet(b *syntax.Body, p *rust.Expr, path []syntax.Ancestor, h Held) end {
	for i := len(path) - 1; i >= 0; i-- {
		e := path[i].Expr
		if e == nil {
			break
		}
		if e.Kind == rust.ExprIf || e.Kind == rust.ExprWhile {
			got := f.bound(b, p.Pat, h, path[:i+1], e.Block, nil)
			if got.Is == idle && h.How == Owned {
				got.Is = dropped
			}
			return got
		}
	}
	return end{Is: Escapes}
}

// returns judges `return value`, which within a closure is the closure's.
func (f *flow) returns(b *syntax.Body, path []syntax.Ancestor, h Held) end {
	for i := len(path) - 1; i > 0; i-- {
		if e := path[i].Expr; e != nil && e.Kind == rust.ExprClosure {
			return f.closure(b, path[:i+1], h)
		}
	}
	return f.returned(b, h)
}

// closure judges what a closure gives, or a function that is named in its place: the
// last of the path.
func (f *flow) closure(b *syntax.Body, path []syntax.Ancestor, h Held) end {
	if len(path) >= 2 && path[len(path)-2].Stmt != nil {
		return f.named(b, path, h)
	}
	if len(path) < 2 || path[len(path)-2].Expr == nil {
		return end{Is: Escapes}
	}
	p := path[len(path)-2].Expr
	name := syntax.Callee(p)
	switch {
	case p.Kind == rust.ExprMethodCall && (name == "get_or_init" || name == "get_or_try_init" || name == "get_or_insert_with" || name == "or_insert_with"):
		return f.store(b, p.X, path[:len(path)-2], h)
	case p.Kind == rust.ExprCall && name == "new", name == "catch_unwind":
		return f.Out(b, path[:len(path)-1], h)
	case p.Kind == rust.ExprMethodCall && name == "for_each":
		return f.lost(b, h, "", p.Name)
	case p.Kind == rust.ExprMethodCall && (applying[name] || passes[name] || handing[name] || lending[name]):
		return f.Out(b, path[:len(path)-1], h)
	}
	return end{Is: Escapes}
}

// callee is the function of the workspace that a call certainly calls.
func (f *flow) callee(b *syntax.Body, p *rust.Expr) *syntax.Body {
	if b.Node == nil {
		switch {
		case b.Block != nil:
			b.Node = f.Graph.Node(b.Def)
		case b.Init != nil:
			b.Node = f.Graph.Init(b.Def)
		}
	}
	if e := edgeAt(b.Node, p.Name, 0); e != nil && e.To.Def != nil && e.To.Def.Crate != nil && !e.To.Def.Crate.Stub {
		return syntax.BodyOf(e.To.Def)
	}
	return nil
}

func edgeAt(n *calls.Node, at rust.Span, depth int) *calls.Edge {
	if n == nil || depth > 12 {
		return nil
	}
	for _, e := range n.Edges {
		if e.Span == at && e.Verb == "calls" {
			return e
		}
	}
	for _, w := range n.Within {
		if e := edgeAt(w, at, depth+1); e != nil {
			return e
		}
	}
	return nil
}
