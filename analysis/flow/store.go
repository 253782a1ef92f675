package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// argument judges a value that is handed to a call.
func (f *flow) argument(b *syntax.Body, p, cur *rust.Expr, path []syntax.Ancestor, h *Held) (end, bool) {
	name := syntax.Callee(p)
	if p.Kind == rust.ExprMethodCall {
		if storing[name] && (h.How == Owned || h.How == place) {
			return f.store(b, p.X, path[:len(path)-1], *h), false
		}
		return f.handed(b, p, cur, *h), false
	}
	switch {
	case f.ends[name]:
		return end{Is: Ended, inDrop: b.IsDrop(), At: b.PlaceAt(p.Name)}, false
	case f.Symbol != nil && name == "dlsym" && len(p.Args) > 0 && p.Args[0] == cur:
		f.Symbol(slices.Clone(path))
		return end{}, false
	case h.manual && (name == "drop" || name == "into_inner" || name == "take"):
		if h.manual = false; name == "drop" {
			return end{Is: dropped, At: b.PlaceAt(p.Name)}, false
		}
		h.How = Owned
		return end{}, true
	case name == "new" && isManuallyDrop(p):
		f.move(h)
		h.manual = true
		return end{}, true
	case name == "drop" || name == "drop_in_place":
		return f.lost(b, *h, "", p.Name), false
	case name == "forget":
		if h.How == Owned || h.How == place {
			return f.forgotten(b, "", p.Name), false
		}
		return end{}, false
	case name == "leak":
		return f.forgotten(b, "", p.Name), false
	case name == "into_raw":
		return f.raw(b, p, *h), false
	case (name == "take" || name == "replace") && len(p.Args) > 0 && p.Args[0] == cur:
		h.How = Owned
		return end{}, true
	case f.Copies && (name == "transmute" || name == "transmute_copy"):
		h.How, h.Raw = Owned, true
		return end{}, true
	case name == "new" && f.callee(b, p) != nil: // of a type of the workspace: what it does is read
		return f.handed(b, p, cur, *h), false
	case name == "from_raw", wraps[name], len(p.Args) == 1 && (name == "new" || name == "from" || name == "pin" || name == "const_new" || name == "into_inner"):
		f.move(h)
		return end{}, true
	}
	if name != "" && name[0] >= 'A' && name[0] <= 'Z' { // a tuple struct or variant
		return f.inTuple(b, p, cur, path, *h)
	}
	return f.handed(b, p, cur, *h), false
}

// isManuallyDrop reports a call of `ManuallyDrop::new`.
func isManuallyDrop(p *rust.Expr) bool {
	if p.X == nil || p.X.Path == nil {
		return false
	}
	segs := p.X.Path.Segs
	return len(segs) > 1 && segs[len(segs)-2].Name == "ManuallyDrop"
}

// handed follows a value into the function that is called, if it is known.
func (f *flow) handed(b *syntax.Body, p, cur *rust.Expr, h Held) end {
	if callee := f.callee(b, p); callee != nil {
		i := slices.Index(p.Args, cur)
		fn := callee.Def.Item.Fn
		if p.Kind == rust.ExprCall && fn != nil && fn.Self != "" {
			if i == 0 {
				return f.intoSelf(callee, h)
			}
			i--
		}
		return f.intoParam(callee, i, h)
	}
	if h.How == shared {
		return end{} // nothing can take it
	}
	return end{Is: Escapes}
}

// raw judges `into_raw`: leaked, unless the crate turns pointers back into values.
func (f *flow) raw(b *syntax.Body, p *rust.Expr, h Held) end {
	out := f.forgotten(b, "", p.Name)
	if !f.once("raw") {
		return end{}
	}
	f.bodies(func(c *syntax.Body) {
		c.Each(func(path []syntax.Ancestor) {
			if e := path[len(path)-1].Expr; e.Kind == rust.ExprCall && syntax.Callee(e) == "from_raw" {
				if got := f.Out(c, path, Held{How: Owned, Part: -1}); got.Is == Ended || got.Is == dropped {
					out = end{Is: dropped, At: got.At}
					if got.Is == Ended {
						out = got
					}
				} else if got.Is == Escapes {
					out = end{Is: Escapes}
				}
			}
		})
	}, "from_raw")
	return out
}

// literal judges a value in a field of a struct that is made.
func (f *flow) literal(b *syntax.Body, p, cur *rust.Expr, path []syntax.Ancestor, h Held) end {
	i := slices.Index(p.Args, cur)
	if f.Border {
		return f.Out(b, path, h)
	}
	if i < 0 || i >= len(p.Fields) || h.How == lent || h.How == shared {
		return end{Is: Escapes}
	}
	owner := ""
	if p.Path != nil && len(p.Path.Segs) > 0 {
		owner = b.TypeName(p.Path.Segs[len(p.Path.Segs)-1].Name)
	}
	return f.owned(b, f.field(owner, p.Fields[i]), p.Fields[i], path, p.Span)
}

// inTuple judges a value in a tuple struct or variant.
func (f *flow) inTuple(b *syntax.Body, p, cur *rust.Expr, path []syntax.Ancestor, h Held) (end, bool) {
	if f.Border {
		return end{}, true
	}
	if h.How == lent || h.How == shared {
		return end{Is: Escapes}, false
	}
	name, i := b.TypeName(syntax.Callee(p)), slices.Index(p.Args, cur)
	return f.owned(b, better(f.field(name, strconv.Itoa(i)), f.variant(name, i)), name, path, p.Name), false
}

// owned judges a value whose owner, at the end of the path, was made: by what is done with its
// field, and where that matters by what becomes of the owner.
func (f *flow) owned(b *syntax.Body, uses end, name string, path []syntax.Ancestor, at rust.Span) end {
	switch {
	case uses.Is == Ended && !uses.inDrop, uses.Is == Escapes, uses.Is == Leaked:
		return uses
	case uses.Is == Ended: // where the owner is dropped
		of := *f
		of.Safe = true
		got := of.Out(b, path, Held{How: Owned, Part: -1})
		if got.Is == dropped {
			return uses
		}
		return got
	case !f.Safe:
		return end{Is: dropped, Name: name, At: b.PlaceAt(at)}
	}
	return f.Out(b, path, Held{How: Owned, Part: -1})
}

// assigned judges `x = value`, and a place that is overwritten.
func (f *flow) assigned(b *syntax.Body, p, cur *rust.Expr, path []syntax.Ancestor, h Held) end {
	if p.X == cur {
		if p.Text == "=" && h.How != shared && (syntax.IsVariable(p.Y, "None") || p.Y != nil && syntax.Callee(p.Y) == "default") {
			return end{Is: dropped, At: b.PlaceAt(cur.Name)}
		}
		return end{}
	}
	if h.How == lent || h.How == shared {
		return end{Is: Escapes}
	}
	if syntax.IsVariable(p.X, "_") {
		return f.lost(b, h, "", p.X.Span)
	}
	return f.store(b, p.X, path, h)
}

// store judges a value that is put into what an expression names.
func (f *flow) store(b *syntax.Body, into *rust.Expr, path []syntax.Ancestor, h Held) end {
	switch r := f.root(b, into, 0); {
	case f.Border && r.static+r.field != "":
		h.at = b.PlaceAt(into.Span)
		return f.left(b, h, r.static+r.field)
	case r.static != "":
		return f.InStatic(r.static, r.field, h.Part)
	case r.field != "":
		e := f.field(r.owner, r.field)
		if e.Is == Ended && e.inDrop || f.Safe && (e.Is == idle || e.Is == dropped) {
			return end{Is: Escapes} // its owner is not at hand
		}
		if e.Is == idle || e.Is == dropped {
			e.Is, e.Name = dropped, r.field
		}
		return e
	case r.local != "" && b.Block != nil:
		f.Stored = true
		if !f.once("local " + r.local + syntax.PlaceKey(analysis.Place{Span: b.Block.Span})) {
			return end{}
		}
		return f.variable(b, r.local, Held{How: Owned, Part: h.Part, Raw: h.Raw}, nil, b.Block, nil)
	}
	return end{Is: Escapes}
}

// InStatic judges a value that a static holds, in which field or as which part of a tuple:
// by what the crate takes out of it.
func (f *flow) InStatic(name, field string, part int) end {
	out := end{Is: Leaked, Name: name}
	if !f.once("static " + name + "." + field + strconv.Itoa(part)) {
		return out
	}
	f.bodies(func(b *syntax.Body) {
		b.Each(func(path []syntax.Ancestor) {
			e := path[len(path)-1].Expr
			if out.Is == Ended || e.Kind != rust.ExprPath || syntax.Static(e) != name {
				return
			}
			switch got := f.Out(b, path, Held{How: place, Part: part, field: field}); {
			case got.Is == Ended, got.Is == dropped && f.Safe:
				out = end{Is: Ended, At: got.At}
			case got.Is == Escapes:
				out = got
			}
		})
	}, name)
	return out
}

// rooted is what a place expression begins with.
type rooted struct{ static, field, owner, local string }

// root finds the static, field or variable that a place belongs to, through guards
// that were bound to a variable before.
func (f *flow) root(b *syntax.Body, e *rust.Expr, depth int) rooted {
	for e != nil && depth < 40 {
		depth++
		switch e.Kind {
		case rust.ExprParen, rust.ExprDeref, rust.ExprRef, rust.ExprTry, rust.ExprIndex, rust.ExprAwait:
			e = e.X
			continue
		case rust.ExprMethodCall:
			e = e.X
			continue
		case rust.ExprField:
			if s := syntax.Static(e.X); s != "" {
				return rooted{static: s, field: e.Text}
			}
			r := rooted{field: e.Text}
			if syntax.IsVariable(e.X, "self") {
				r.owner = b.TypeName("Self")
			}
			return r
		case rust.ExprPath:
			if s := syntax.Static(e); s != "" {
				return rooted{static: s}
			}
			if e.Path == nil || len(e.Path.Segs) != 1 {
				return rooted{}
			}
			name := e.Path.Segs[0].Name
			if init := f.guard(b, name); init != nil {
				return f.root(b, init, depth)
			}
			return rooted{local: name}
		}
		break
	}
	return rooted{}
}

// guard is the expression that a variable borrows from: `let mut g = STATE.lock()`.
func (f *flow) guard(b *syntax.Body, name string) *rust.Expr {
	var found *rust.Expr
	b.Each(func(path []syntax.Ancestor) {
		if found != nil {
			return
		}
		init := path[len(path)-1].Expr
		if init.Kind == rust.ExprLet || init.Kind == rust.ExprMatch {
			init = init.X
		}
		f.patterns(path, func(p *rust.Pat, _ []syntax.Ancestor, _ *rust.Block, _ *rust.Stmt) {
			if slices.Contains(syntax.Bound(p), name) && lends(init) {
				found = init
			}
		})
	})
	return found
}

// lends reports an expression whose value is a guard or a reference.
func lends(e *rust.Expr) bool {
	for e != nil {
		switch e.Kind {
		case rust.ExprParen, rust.ExprTry, rust.ExprAwait:
			e = e.X
		case rust.ExprRef:
			return true
		case rust.ExprMethodCall:
			if lending[e.Text] || strings.HasSuffix(e.Text, "_mut") {
				return true
			}
			e = e.X
		default:
			return false
		}
	}
	return false
}
