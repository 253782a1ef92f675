package rust

// Children calls f with each direct subexpression of e, blocks' statements
// included, in source order. Items within blocks are left out: see Blocks.
func (e *Expr) Children(f func(*Expr)) {
	if e == nil {
		return
	}
	for _, x := range []*Expr{e.X, e.Y} {
		if x != nil {
			f(x)
		}
	}
	for _, x := range e.Args {
		if x != nil {
			f(x)
		}
	}
	e.Block.exprs(f)
	if e.Else != nil {
		f(e.Else)
	}
	for _, a := range e.Arms {
		if a.Guard != nil {
			f(a.Guard)
		}
		if a.Body != nil {
			f(a.Body)
		}
	}
}

func (b *Block) exprs(f func(*Expr)) {
	if b == nil {
		return
	}
	for _, st := range b.Stmts {
		if st.Expr != nil {
			f(st.Expr)
		}
		st.Else.exprs(f)
	}
}

// Blocks calls f with b and every block below it, closures and async blocks
// included, but not with those of nested items.
func (b *Block) Blocks(f func(*Block)) {
	if b == nil {
		return
	}
	f(b)
	b.exprs(func(e *Expr) { e.Blocks(f) })
	for _, st := range b.Stmts {
		st.Else.Blocks(f)
	}
}

// Blocks calls f with every block within e.
func (e *Expr) Blocks(f func(*Block)) { e.blocks(f, 0) }

func (e *Expr) blocks(f func(*Block), depth int) {
	if e == nil || depth > 3000 {
		return
	}
	if e.Block != nil {
		f(e.Block)
		for _, st := range e.Block.Stmts {
			if st.Else != nil {
				st.Else.Blocks(f)
			}
		}
	}
	e.Children(func(x *Expr) { x.blocks(f, depth+1) })
}
