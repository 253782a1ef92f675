package rust

import (
	"context"
	"sync"
	"sync/atomic"
)

// lazyBlock is the size of a block, in bytes, from which on it is lowered when it
// is first asked for. Most functions of a large workspace are known by their
// signatures only, and a lowered body takes over twenty times its text. Reading
// a small one again would cost more than it takes.
const lazyBlock = 64

// blockPrefix makes a function of a block that is read by itself.
const blockPrefix = "fn f()"

// unread is a block whose statements are not lowered yet.
type unread struct {
	once   sync.Once
	ts     *tokenSource
	lo, hi int // the block in ts.text
	depth  int // of the lowering that left it out
	stmts  []*Stmt
	asked  atomic.Bool // somebody has asked for stmts
}

// BlockOf makes a block of statements.
func BlockOf(stmts ...*Stmt) *Block { return &Block{stmts: stmts} }

// Statements returns the statements. The tail of a block is the last of them: an
// expression statement without semicolon. A large body is read when they are
// first asked for: see Unread.
func (b *Block) Statements() []*Stmt {
	if b.unread == nil {
		return b.stmts
	}
	b.unread.asked.Store(true)
	b.unread.once.Do(b.unread.lower)
	return b.unread.stmts
}

// Unread returns the text of a block whose statements have to be read from it, so
// that a search need not have it read where the text cannot hold what is looked
// for. It reports false for a small block and for what a macro made.
func (b *Block) Unread() ([]byte, bool) {
	if b == nil || b.unread == nil {
		return nil, false
	}
	return b.unread.ts.text[b.unread.lo:b.unread.hi], true
}

// Untouched returns the body of the function around a range of the file, braces
// included, if nobody has asked for its statements: no fact about the file rests
// on more than its text.
func (f *File) Untouched(within Span) (Span, bool) { return untouched(f.Items, within) }

func untouched(items []*Item, within Span) (Span, bool) {
	for _, it := range items {
		if it.Origin != nil || within.Start <= it.Span.Start || within.End >= it.Span.End {
			continue
		}
		if it.Fn == nil {
			return untouched(it.Items, within)
		}
		b := it.Fn.Body
		ok := b != nil && b.unread != nil && !b.unread.asked.Load() && b.Span.Start < within.Start && within.End < b.Span.End
		if !ok {
			return Span{}, false
		}
		return b.Span, true
	}
	return Span{}, false
}

// IsBlock reports whether a text is one block: the brace that begins it is closed
// by the one that ends it, and no string or comment runs over.
func IsBlock(text []byte) bool {
	lx := lexer{src: text}
	depth := 0
	for {
		t := lx.next()
		switch {
		case t.kind == tokEOF:
			return false
		case t.open('{'):
			depth++
		case t.kind == tokClose && t.ch == '}':
			if depth--; depth <= 0 {
				return depth == 0 && t.end == len(text)
			}
		}
	}
}

// postpone leaves the statements of a block for later where that is worth it, and
// where the copy of the tree has left them out. The text must have been read without errors, so that it is read the same way again.
func (l *lowerer) postpone(b *Block, n int32) bool {
	lo, hi := int(l.nodes[n].start), int(l.nodes[n].end)
	if left := l.nodes[n].first == 0; hi-lo < lazyBlock || !l.lazy && !left {
		return false
	}
	b.unread = &unread{ts: l.ts, lo: lo, hi: hi, depth: l.depth}
	return true
}

// lower reads the block's text by itself. The nodes are moved to where they are in
// the whole text, so that what is lowered from them is what it would have been.
func (u *unread) lower() {
	text := append([]byte(blockPrefix), u.ts.text[u.lo:u.hi]...)
	l, err := read(context.Background(), "block", &tokenSource{text: text, hi: len(text)}, false, leaveNone)
	if err != nil {
		return
	}
	defer l.release()
	l.move(u.ts, u.lo-len(blockPrefix))
	l.depth = u.depth
	if n := l.descend(0, kFunctionItem, kBlock); n != 0 && l.enter() {
		var b Block
		l.stmts(&b, n)
		u.stmts = b.stmts
	}
}

// move makes the tree one of another text, which holds the own text at offset by.
func (l *lowerer) move(ts *tokenSource, by int) {
	l.ts, l.src = ts, ts.text
	for i := range l.nodes {
		l.nodes[i].start += int32(by)
		l.nodes[i].end += int32(by)
	}
	var async map[int]int
	for first, at := range l.async {
		if async == nil {
			async = map[int]int{}
		}
		async[first+by] = at + by
	}
	l.async = async
}
