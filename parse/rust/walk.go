package rust

// Children calls f with each direct subexpression of e, blocks' statements
// included, in source order. Items within blocks are left out: see Blocks.
func (e *Expr) Children(f func(*Expr)) { e.children(f, nil) }

func (e *Expr) children(f func(*Expr), may mayHold) {
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
	e.Block.exprs(f, may)
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

// mayHold says from the text of an unread block whether to look into it; nil for
// every block.
type mayHold func(text []byte) bool

func (may mayHold) skips(b *Block) bool {
	if may == nil {
		return false
	}
	text, ok := b.Unread()
	return ok && !may(text)
}

func (b *Block) exprs(f func(*Expr), may mayHold) {
	if b == nil || may.skips(b) {
		return
	}
	for _, st := range b.Statements() {
		if st.Expr != nil {
			f(st.Expr)
		}
		st.Else.exprs(f, may)
	}
}

// Blocks calls f with b and every block below it, closures and async blocks
// included, but not with those of nested items. Large blocks that are not read
// yet are left out where may, called with their text, says that it cannot hold
// what the caller looks for; nil takes them all.
func (b *Block) Blocks(may func(text []byte) bool, f func(*Block)) {
	if b == nil || mayHold(may).skips(b) {
		return
	}
	f(b)
	b.exprs(func(e *Expr) { e.Blocks(may, f) }, may)
	for _, st := range b.Statements() {
		st.Else.Blocks(may, f)
	}
}

// Blocks calls f with every block within e, as Block.Blocks does.
func (e *Expr) Blocks(may func(text []byte) bool, f func(*Block)) { e.blocks(may, f, 0) }

func (e *Expr) blocks(may mayHold, f func(*Block), depth int) {
	if e == nil || depth > 3000 {
		return
	}
	if e.Block != nil && !may.skips(e.Block) {
		f(e.Block)
		for _, st := range e.Block.Statements() {
			if st.Else != nil {
				st.Else.Blocks(may, f)
			}
		}
	}
	e.children(func(x *Expr) { x.blocks(may, f, depth+1) }, may)
}
