package rust

import (
	"bytes"
	"unicode/utf8"
)

func (b *blanker) punct(t token, lx lexer) {
	switch t.ch {
	case '|':
		b.closureBar(t)
	case '=':
		if !t.joint {
			b.constDefault(t, lx)
		}
	case '.':
		if t.joint && !(b.prev[0].punct('.') && b.prev[0].end == t.start) {
			b.halfOpenPattern(t, lx)
		}
	}
}

// closureBinder erases `for<'a>` before a closure's bars.
func (b *blanker) closureBinder(t token, lx lexer) {
	if n := lx.next(); !n.punct('<') {
		return
	}
	for {
		n := lx.next()
		if n.punct('>') {
			break
		}
		if n.kind != tokLifetime && !n.punct(',') {
			return
		}
	}
	end := lx.pos
	n := lx.next()
	if n.is(b.src, "async") {
		n = lx.next()
	}
	if n.is(b.src, "move") {
		n = lx.next()
	}
	if n.punct('|') {
		b.erase(t.start, end)
	}
}

// preciseCapture erases `+ use<…>` among bounds.
func (b *blanker) preciseCapture(t token, lx lexer) {
	if n := lx.next(); !n.punct('<') {
		return
	}
	for {
		n := lx.next()
		if n.punct('>') {
			break
		}
		if n.kind != tokLifetime && n.kind != tokIdent && !n.punct(',') {
			return
		}
	}
	start := t.start
	if b.prev[0].punct('+') {
		start = b.prev[0].start
	}
	b.erase(start, lx.pos)
}

// constDefault erases `= 3` of a const generic parameter.
func (b *blanker) constDefault(t token, lx lexer) {
	p := &b.prev
	if !(p[0].kind == tokIdent && p[1].punct(':') && p[2].kind == tokIdent && p[3].is(b.src, "const") &&
		(p[4].punct('<') || p[4].punct(','))) {
		return
	}
	n := lx.next()
	switch {
	case n.punct('-'):
		lx.next()
	case n.open('{'):
		if _, ok := delimited(&lx, n); !ok {
			return
		}
	case n.kind != tokNumber && n.kind != tokIdent && n.kind != tokChar:
		return
	}
	end := lx.pos
	if n = lx.next(); n.punct(',') || n.punct('>') {
		b.erase(t.start, end)
	}
}

// halfOpenPattern erases the dots of the patterns `..5` and `..=5`, told from an
// expression by the `=>` that follows.
func (b *blanker) halfOpenPattern(t token, lx lexer) {
	if p := b.prev[0]; !p.open('{') && !p.close('}') && !p.punct(',') && !p.punct('|') {
		return
	}
	if n := lx.next(); !n.punct('.') {
		return
	}
	end := lx.pos
	n := lx.next()
	if n.punct('=') {
		end = lx.pos
		n = lx.next()
	}
	if n.punct('-') {
		n = lx.next()
	}
	if n.kind != tokNumber && n.kind != tokIdent && n.kind != tokChar {
		return
	}
	for n = lx.next(); n.punct(':') || n.kind == tokIdent && !n.is(b.src, "if"); {
		n = lx.next()
	}
	arrow := n.punct('=') && n.joint && n.end < len(b.src) && b.src[n.end] == '>'
	if arrow || n.is(b.src, "if") {
		b.erase(t.start, end)
	}
}

// eraseUnreadable overwrites NUL bytes and invalid UTF-8, on which tree-sitter's
// lexer stops.
func (b *blanker) eraseUnreadable() {
	for i := 0; ; {
		n := bytes.IndexByte(b.src[i:], 0)
		if n < 0 {
			break
		}
		b.erase(i+n, i+n+1)
		i += n + 1
	}
	if utf8.Valid(b.src) {
		return
	}
	for i := 0; i < len(b.src); {
		r, n := utf8.DecodeRune(b.src[i:])
		if r == utf8.RuneError && n == 1 {
			b.erase(i, i+1)
		}
		i += n
	}
}

// repair erases attributes on which the grammar failed (it has none on the
// fields of struct patterns). It reports whether a second run is worthwhile.
func repair(src, text []byte, bad []Span) ([]byte, bool) {
	var out []byte
	for _, s := range bad {
		if !bytes.HasPrefix(text[s.Start:], []byte("#[")) {
			continue
		}
		lx := lexer{src: src, pos: s.Start + 1}
		if _, ok := delimited(&lx, lx.next()); !ok {
			continue
		}
		if out == nil {
			out = bytes.Clone(text)
		}
		blankRange(out, s.Start, lx.pos)
	}
	return out, out != nil
}
