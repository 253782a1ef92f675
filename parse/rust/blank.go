package rust

import "bytes"

// blanked is source text in which every token that the grammar of 2024-08 does
// not know is overwritten with spaces. Offsets are those of the original.
type blanked struct {
	text []byte
	// asyncClosures maps the first token of a closure after a blanked `async` to
	// the place of that `async`.
	asyncClosures map[int]int
	depth         int // deepest nesting of delimiters
}

// blankFrame is one open delimiter.
type blankFrame struct {
	ch      byte // the opening delimiter
	foreign bool // the braces of an extern block
	erase   bool // its closing delimiter goes, as the opening one did
	bars    bool // between the bars of a closure's parameters
	args    int  // where a macro's arguments start, 0 for anything else
}

type blanker struct {
	src   []byte
	out   []byte   // nil until the first change
	prev  [6]token // the tokens before, nearest first
	stack []blankFrame
	bars  bool // as blankFrame.bars, outside of all delimiters
	// inArgs says that a frame has args: those of nested calls go with it, or
	// deep nesting would be blanked once for each level.
	inArgs bool
	res    blanked
}

// blank makes the length-preserving pass. It works on tokens, so strings,
// comments and identifiers that merely look like a keyword stay as they are.
func blank(src []byte, file bool) blanked {
	b := &blanker{src: src}
	lx := lexer{src: src}
	if file {
		if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
			b.erase(0, 3)
		}
		lx.skipPrologue()
	}
	for {
		t := lx.next()
		if t.kind == tokEOF {
			break
		}
		b.token(t, lx)
		copy(b.prev[1:], b.prev[:5])
		b.prev[0] = t
	}
	b.eraseUnreadable()
	b.res.text = b.out
	if b.out == nil {
		b.res.text = src
	}
	return b.res
}

func (b *blanker) erase(start, end int) {
	if b.out == nil {
		b.out = bytes.Clone(b.src)
	}
	for i := start; i < end; i++ {
		b.out[i] = ' '
	}
}

func (b *blanker) token(t token, lx lexer) {
	switch t.kind {
	case tokOpen:
		b.openDelim(t)
		f := blankFrame{ch: t.ch, args: b.macroArgs(t), foreign: t.ch == '{' && b.afterExtern()}
		if t.ch == '(' && b.prev[0].is(b.src, "dyn") {
			b.erase(t.start, t.end) // dyn (Fn() -> A) + B
			f.erase = true
		}
		b.stack = append(b.stack, f)
		b.res.depth = max(b.res.depth, len(b.stack))
	case tokClose:
		if n := len(b.stack); n > 0 {
			f := b.stack[n-1]
			if f.erase {
				b.erase(t.start, t.end)
			}
			if f.args > 0 {
				b.inArgs = false
				if pairs(f.ch, t.ch) {
					b.erase(f.args, t.start)
				}
			}
			b.stack = b.stack[:n-1]
		}
	case tokPunct:
		b.punct(t, lx)
	case tokLifetime:
		// dyn 'static + A
		if n := lx.next(); n.punct('+') && b.prev[0].is(b.src, "dyn") {
			b.erase(t.start, n.end)
		}
	case tokIdent:
		b.ident(t, lx)
	}
}

// afterExtern reports whether the tokens before are `extern` with an optional ABI.
func (b *blanker) afterExtern() bool {
	return b.prev[0].is(b.src, "extern") || b.prev[0].kind == tokStr && b.prev[1].is(b.src, "extern")
}

func (b *blanker) openDelim(t token) {
	if t.ch != '{' {
		return
	}
	if b.afterExtern() {
		before := b.prev[1]
		if b.prev[0].kind == tokStr {
			before = b.prev[2]
		}
		if before.is(b.src, "unsafe") {
			b.erase(before.start, before.end)
		}
		return
	}
	// `gen {` may also be a struct literal or the condition of an `if`; only after
	// these tokens can it be nothing but a generator.
	if g := b.prev[0]; g.is(b.src, "gen") || g.is(b.src, "move") && b.prev[1].is(b.src, "gen") {
		before := b.prev[1]
		if g.is(b.src, "move") {
			g, before = b.prev[1], b.prev[2]
		}
		plainAssign := before.punct('=') && !(b.prev[2].kind == tokPunct && b.prev[2].joint(b.src))
		if plainAssign || before.open('(') || before.is(b.src, "return") || before.is(b.src, "async") || b.prev[0].is(b.src, "move") {
			b.erase(g.start, b.prev[0].end)
		}
	}
}

func (b *blanker) closureBar(t token) {
	a, first := b.prev[0], t
	if a.is(b.src, "move") {
		first, a = a, b.prev[1]
	}
	if !a.is(b.src, "async") {
		return
	}
	b.erase(a.start, a.end)
	if b.res.asyncClosures == nil {
		b.res.asyncClosures = map[int]int{}
	}
	b.res.asyncClosures[first.start] = a.start
}

func (b *blanker) ident(t token, lx lexer) {
	p := b.prev[0]
	switch {
	case t.is(b.src, "use"):
		b.preciseCapture(t, lx)
	case t.is(b.src, "for"):
		b.closureBinder(t, lx)
	}
	if p.kind != tokIdent {
		return
	}
	switch {
	case p.is(b.src, "raw") && b.prev[1].punct('&'):
		if t.is(b.src, "const") {
			b.erase(p.start, t.end)
		} else if t.is(b.src, "mut") {
			b.erase(p.start, p.end)
		}
	case t.is(b.src, "static"):
		if len(b.stack) > 0 && b.stack[len(b.stack)-1].foreign && (p.is(b.src, "unsafe") || p.is(b.src, "safe")) {
			b.erase(p.start, p.end)
		}
	case t.is(b.src, "fn"):
		if p.is(b.src, "safe") {
			b.erase(p.start, p.end)
		}
	case t.is(b.src, "const") && p.is(b.src, "impl"):
		b.erase(t.start, t.end)
	case t.is(b.src, "impl") && p.is(b.src, "default"):
		b.erase(p.start, p.end)
	case t.is(b.src, "type") && p.is(b.src, "pub"):
		if len(b.stack) > 0 && b.stack[len(b.stack)-1].foreign {
			b.erase(p.start, p.end)
		}
	}
}
