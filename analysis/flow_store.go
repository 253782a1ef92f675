package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// argument judges a value that is handed to a call.
func (f *flow) argument(b *body, p, cur *rust.Expr, way []crumb, h *held) (end, bool) {
	name := calleeName(p)
	if p.Kind == rust.ExprMethodCall {
		if storing[name] && (h.how == owned || h.how == place) {
			return f.store(b, p.X, way[:len(way)-1], *h), false
		}
		return f.handed(b, p, cur, *h), false
	}
	switch {
	case f.ends[name]:
		return end{is: ended, inDrop: b.isDrop(), at: b.placeAt(p.Name)}, false
	case h.manual && (name == "drop" || name == "into_inner" || name == "take"):
		if h.manual = false; name == "drop" {
			return end{is: dropped, at: b.placeAt(p.Name)}, false
		}
		h.how = owned
		return end{}, true
	case name == "new" && isManuallyDrop(p):
		f.move(h)
		h.manual = true
		return end{}, true
	case name == "drop" || name == "drop_in_place":
		return f.lost(b, *h, "", p.Name), false
	case name == "forget":
		if h.how == owned || h.how == place {
			return f.forgotten(b, "", p.Name), false
		}
		return end{}, false
	case name == "leak":
		return f.forgotten(b, "", p.Name), false
	case name == "into_raw":
		return f.raw(b, p, *h), false
	case (name == "take" || name == "replace") && len(p.Args) > 0 && p.Args[0] == cur:
		h.how = owned
		return end{}, true
	case f.copies && (name == "transmute" || name == "transmute_copy"):
		h.how, h.raw = owned, true
		return end{}, true
	case name == "new" && f.callee(b, p) != nil: // of a type of the workspace: what it does is read
		return f.handed(b, p, cur, *h), false
	case name == "from_raw", wraps[name], len(p.Args) == 1 && (name == "new" || name == "from" || name == "pin" || name == "const_new" || name == "into_inner"):
		f.move(h)
		return end{}, true
	}
	if name != "" && name[0] >= 'A' && name[0] <= 'Z' { // a tuple struct or variant
		return f.inTuple(b, p, cur, way, *h)
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
func (f *flow) handed(b *body, p, cur *rust.Expr, h held) end {
	if callee := f.callee(b, p); callee != nil {
		i := slices.Index(p.Args, cur)
		fn := callee.def.Item.Fn
		if p.Kind == rust.ExprCall && fn != nil && fn.Self != "" {
			if i == 0 {
				return f.intoSelf(callee, h)
			}
			i--
		}
		return f.intoParam(callee, i, h)
	}
	if h.how == shared {
		return end{} // nothing can take it
	}
	return end{is: escapes}
}

// raw judges `into_raw`: leaked, unless the crate turns pointers back into values.
func (f *flow) raw(b *body, p *rust.Expr, h held) end {
	out := f.forgotten(b, "", p.Name)
	if !f.once("raw") {
		return end{}
	}
	f.bodies(func(c *body) {
		c.each(func(way []crumb) {
			if e := way[len(way)-1].expr; e.Kind == rust.ExprCall && calleeName(e) == "from_raw" {
				if got := f.out(c, way, held{how: owned, part: -1}); got.is == ended || got.is == dropped {
					out = end{is: dropped, at: got.at}
					if got.is == ended {
						out = got
					}
				} else if got.is == escapes {
					out = end{is: escapes}
				}
			}
		})
	}, "from_raw")
	return out
}

// literal judges a value in a field of a struct that is made.
func (f *flow) literal(b *body, p, cur *rust.Expr, way []crumb, h held) end {
	i := slices.Index(p.Args, cur)
	if f.border {
		return f.out(b, way, h)
	}
	if i < 0 || i >= len(p.Fields) || h.how == lent || h.how == shared {
		return end{is: escapes}
	}
	owner := ""
	if p.Path != nil && len(p.Path.Segs) > 0 {
		owner = b.typeName(p.Path.Segs[len(p.Path.Segs)-1].Name)
	}
	return f.owned(b, f.field(owner, p.Fields[i]), p.Fields[i], way, p.Span)
}

// inTuple judges a value in a tuple struct or variant.
func (f *flow) inTuple(b *body, p, cur *rust.Expr, way []crumb, h held) (end, bool) {
	if f.border {
		return end{}, true
	}
	if h.how == lent || h.how == shared {
		return end{is: escapes}, false
	}
	name, i := b.typeName(calleeName(p)), slices.Index(p.Args, cur)
	return f.owned(b, better(f.field(name, strconv.Itoa(i)), f.variant(name, i)), name, way, p.Name), false
}

// owned judges a value whose owner, the last crumb, was made: by what is done with its
// field, and where that matters by what becomes of the owner.
func (f *flow) owned(b *body, uses end, name string, way []crumb, at rust.Span) end {
	switch {
	case uses.is == ended && !uses.inDrop, uses.is == escapes, uses.is == leaked:
		return uses
	case uses.is == ended: // where the owner is dropped
		of := *f
		of.safe = true
		got := of.out(b, way, held{how: owned, part: -1})
		if got.is == dropped {
			return uses
		}
		return got
	case !f.safe:
		return end{is: dropped, name: name, at: b.placeAt(at)}
	}
	return f.out(b, way, held{how: owned, part: -1})
}

// assigned judges `x = value`, and a place that is overwritten.
func (f *flow) assigned(b *body, p, cur *rust.Expr, way []crumb, h held) end {
	if p.X == cur {
		if p.Text == "=" && h.how != shared && (local(p.Y, "None") || p.Y != nil && calleeName(p.Y) == "default") {
			return end{is: dropped, at: b.placeAt(cur.Name)}
		}
		return end{}
	}
	if h.how == lent || h.how == shared {
		return end{is: escapes}
	}
	if local(p.X, "_") {
		return f.lost(b, h, "", p.X.Span)
	}
	return f.store(b, p.X, way, h)
}

// store judges a value that is put into what an expression names.
func (f *flow) store(b *body, into *rust.Expr, way []crumb, h held) end {
	switch r := f.root(b, into, 0); {
	case f.border && r.static+r.field != "":
		h.at = b.placeAt(into.Span)
		return f.left(b, h, r.static+r.field)
	case r.static != "":
		return f.inStatic(r.static, h.part)
	case r.field != "":
		e := f.field(r.owner, r.field)
		if e.is == ended && e.inDrop || f.safe && (e.is == idle || e.is == dropped) {
			return end{is: escapes} // its owner is not at hand
		}
		if e.is == idle || e.is == dropped {
			e.is, e.name = dropped, r.field
		}
		return e
	case r.local != "" && b.block != nil:
		if !f.once("local " + r.local + placeKey(Place{Span: b.block.Span})) {
			return end{}
		}
		return f.variable(b, r.local, held{how: owned, part: h.part, raw: h.raw}, nil, b.block, nil)
	}
	return end{is: escapes}
}

// inStatic judges a value that a static holds, as which part of a tuple: by what the
// crate takes out of it.
func (f *flow) inStatic(name string, part int) end {
	out := end{is: leaked, name: name}
	if !f.once("static " + name + strconv.Itoa(part)) {
		return out
	}
	f.bodies(func(b *body) {
		b.each(func(way []crumb) {
			e := way[len(way)-1].expr
			if out.is == ended || e.Kind != rust.ExprPath || static(e) != name {
				return
			}
			switch got := f.out(b, way, held{how: place, part: part}); {
			case got.is == ended, got.is == dropped && f.safe:
				out = end{is: ended, at: got.at}
			case got.is == escapes:
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
func (f *flow) root(b *body, e *rust.Expr, depth int) rooted {
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
			r := rooted{field: e.Text}
			if local(e.X, "self") {
				r.owner = b.typeName("Self")
			}
			return r
		case rust.ExprPath:
			if s := static(e); s != "" {
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
func (f *flow) guard(b *body, name string) *rust.Expr {
	var found *rust.Expr
	b.each(func(way []crumb) {
		if found != nil {
			return
		}
		init := way[len(way)-1].expr
		if init.Kind == rust.ExprLet || init.Kind == rust.ExprMatch {
			init = init.X
		}
		f.patterns(way, func(p *rust.Pat, _ []crumb, _ *rust.Block, _ *rust.Stmt) {
			if slices.Contains(bound(p), name) && lends(init) {
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
