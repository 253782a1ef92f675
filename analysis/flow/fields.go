package flow

import (
	"strconv"

	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// field judges what the crate does with a field, by its name. `self.name` in an impl
// of another type is another field; owner may be "".
func (f *flow) field(owner, name string) end {
	if !f.once("field " + owner + "." + name) {
		return end{}
	}
	var out end
	f.bodies(func(b *syntax.Body) {
		b.Each(func(path []syntax.Ancestor) {
			if out.Is == Ended {
				return
			}
			e := path[len(path)-1].Expr
			switch {
			case e.Kind == rust.ExprField && e.Text == name:
				self := b.TypeName("Self")
				if owner != "" && syntax.IsVariable(e.X, "self") && self != "Self" && self != owner {
					return
				}
				if _, number := strconv.Atoi(name); number == nil && !(syntax.IsVariable(e.X, "self") && self == owner) {
					return // any tuple has such a field
				}
				out = better(out, f.Out(b, path, Held{How: place, Part: -1}))
			default:
				f.patterns(path, func(p *rust.Pat, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) {
					out = better(out, f.fieldOf(b, p, name, prefix, blk, after))
				})
			}
		})
	}, name)
	return out
}

// fieldOf judges the variable that a struct pattern binds a field to.
func (f *flow) fieldOf(b *syntax.Body, p *rust.Pat, name string, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) end {
	var out end
	if p.Kind == rust.PatStruct {
		for i, n := range p.Fields {
			if n == name && i < len(p.Subs) {
				return f.bound(b, p.Subs[i], Held{How: place, Part: -1}, prefix, blk, after)
			}
		}
	}
	for _, s := range p.Subs {
		out = better(out, f.fieldOf(b, s, name, prefix, blk, after))
	}
	return out
}

// variant judges what patterns do with a field of a tuple struct or variant.
func (f *flow) variant(name string, i int) end {
	if !f.once("variant " + name + strconv.Itoa(i)) {
		return end{}
	}
	var out end
	f.bodies(func(b *syntax.Body) {
		b.Each(func(path []syntax.Ancestor) {
			f.patterns(path, func(p *rust.Pat, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) {
				out = better(out, f.variantOf(b, p, name, i, prefix, blk, after))
			})
		})
	}, name)
	return out
}

func (f *flow) variantOf(b *syntax.Body, p *rust.Pat, name string, i int, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt) end {
	if p.Kind == rust.PatTupleStruct && b.TypeName(syntax.Last(p)) == name && i < len(p.Subs) {
		return f.bound(b, p.Subs[i], Held{How: place, Part: -1}, prefix, blk, after)
	}
	var out end
	for _, s := range p.Subs {
		out = better(out, f.variantOf(b, s, name, i, prefix, blk, after))
	}
	return out
}

// patterns calls see with the patterns at the end of a path, and of a `let` whose
// value it is, each with the block in which its variables live.
func (f *flow) patterns(path []syntax.Ancestor, see func(p *rust.Pat, prefix []syntax.Ancestor, blk *rust.Block, after *rust.Stmt)) {
	e := path[len(path)-1].Expr
	if n := len(path); n > 1 && path[n-2].Block != nil {
		if st := path[n-2].Stmt; st.Kind == rust.StmtLet && st.Expr == e && st.Pat != nil {
			see(st.Pat, path[:n-2], path[n-2].Block, st)
		}
	}
	switch e.Kind {
	case rust.ExprMatch:
		for _, arm := range e.Arms {
			if arm.Pat != nil && arm.Body != nil {
				see(arm.Pat, path, rust.BlockOf(&rust.Stmt{Kind: rust.StmtExpr, Expr: arm.Body}), nil)
			}
		}
	case rust.ExprLet:
		for i := len(path) - 1; i >= 0 && path[i].Expr != nil; i-- {
			if up := path[i].Expr; (up.Kind == rust.ExprIf || up.Kind == rust.ExprWhile) && e.Pat != nil {
				see(e.Pat, path[:i+1], up.Block, nil)
				return
			}
		}
	}
}
