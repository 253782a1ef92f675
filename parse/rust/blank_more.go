package rust

import (
	"bytes"
	"unicode/utf8"
)

func (b *blanker) punct(t token, lx lexer) {
	switch t.ch {
	case '|':
		b.closureBar(t)
		b.closureParams(t)
	case ',':
		if bars := b.inBars(); *bars {
			if n := lx.next(); n.punct('|') {
				b.erase(t.start, t.end)
			}
		}
	case ';':
		*b.inBars() = false
	case '<':
		b.castCompare(t)
	case '=':
		if t.joint(b.src) && t.end < len(b.src) && b.src[t.end] == '>' {
			*b.inBars() = false // a match arm: the bar was that of a pattern
		}
		if !t.joint(b.src) {
			b.constDefault(t, lx)
		}
	case '.':
		if t.joint(b.src) && !(b.prev[0].punct('.') && b.prev[0].end == t.start) {
			b.halfOpenPattern(t, lx)
		}
	}
}

// macroArgs returns where the arguments of a macro call start if t opens them,
// else 0. They are blanked once their end is known: lowering reads them from the
// source, and their tokens are a tenth of what the grammar would work on.
func (b *blanker) macroArgs(t token) int {
	name := b.prev[1]
	if b.inArgs || !b.prev[0].punct('!') || name.kind != tokIdent || b.prev[0].start != name.end || beforeOperand[string(b.src[name.start:name.end])] {
		return 0
	}
	b.inArgs = true
	return t.end
}

// beforeOperand are the words after which `!` negates.
var beforeOperand = map[string]bool{
	"as": true, "box": true, "break": true, "else": true, "for": true, "if": true, "impl": true, "in": true, "let": true,
	"match": true, "move": true, "return": true, "unsafe": true, "while": true, "yield": true,
}

// pairs reports whether the delimiters belong together.
func pairs(open, closing byte) bool {
	return open == '(' && closing == ')' || open != '(' && closing == open+2
}

func (b *blanker) inBars() *bool {
	if n := len(b.stack); n > 0 {
		return &b.stack[n-1].bars
	}
	return &b.bars
}

// closureParams notes whether the tokens after the bar are a closure's
// parameters, among which the grammar takes no trailing comma.
func (b *blanker) closureParams(t token) {
	bars := b.inBars()
	p := b.prev[0]
	*bars = !*bars && !(p.punct('|') && p.joint(b.src) && p.end == t.start) && b.startsOperand()
}

// startsOperand reports whether an operand, not an operator, stands after the
// tokens before. Where that is open it says no.
func (b *blanker) startsOperand() bool {
	switch p := b.prev[0]; p.kind {
	case tokEOF, tokOpen:
		return true
	case tokPunct:
		return p.ch != '?' && (p.ch != '>' || b.prev[1].punct('=') && b.prev[1].joint(b.src))
	case tokIdent:
		return p.is(b.src, "move") || p.is(b.src, "async") || p.is(b.src, "return") || p.is(b.src, "static")
	}
	return false
}

// castCompare writes the `<=` of `x as T <= y`, which the grammar takes for
// generic arguments of T, as `>=`: a comparison of the same length and rank.
// Lowering reads the operator from the source.
func (b *blanker) castCompare(t token) {
	if !t.joint(b.src) || t.end >= len(b.src) || b.src[t.end] != '=' || b.prev[0].kind != tokIdent {
		return
	}
	p := b.prev[1:]
	for len(p) >= 3 && p[0].punct(':') && p[1].punct(':') && p[2].kind == tokIdent {
		p = p[3:]
	}
	if len(p) >= 2 && (p[0].is(b.src, "const") || p[0].is(b.src, "mut")) {
		p = p[2:]
	}
	if len(p) > 0 && p[0].is(b.src, "as") {
		b.erase(t.start, t.end)
		b.out[t.start] = '>'
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
	arrow := n.punct('=') && n.joint(b.src) && n.end < len(b.src) && b.src[n.end] == '>'
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

// repair erases what the grammar failed on and does not know: attributes on the
// fields of struct patterns, and `::<T>` before the braces of one. It reports
// whether a second run is worthwhile.
func repair(src, text []byte, bad []Span) ([]byte, bool) {
	var out []byte
	erase := func(start, end int) {
		if out == nil {
			out = bytes.Clone(text)
		}
		blankRange(out, start, end)
	}
	for _, s := range bad {
		if bytes.HasPrefix(text[s.Start:], []byte("#[")) {
			lx := lexer{src: src, pos: s.Start + 1}
			if _, ok := delimited(&lx, lx.next()); ok {
				erase(s.Start, lx.pos)
			}
			continue
		}
		if i := bytes.Index(text[s.Start:s.End], []byte("::<")); i >= 0 {
			if end := turbofishEnd(text, s.Start+i); end == s.End {
				erase(s.Start+i, end)
			}
		}
	}
	return out, out != nil
}

// maxTurbofish bounds the search for its end in broken code.
const maxTurbofish = 4 << 10

// turbofishEnd returns the end of the `::<…>` at the offset if a brace follows,
// else -1.
func turbofishEnd(src []byte, at int) int {
	lx := lexer{src: src[:min(len(src), at+maxTurbofish)], pos: at + 2}
	for depth := 0; ; {
		switch t := lx.next(); {
		case t.kind == tokEOF || t.punct(';') || t.kind == tokOpen && t.ch == '{':
			return -1
		case t.punct('<'):
			depth++
		case t.punct('>'):
			if depth--; depth > 0 {
				continue
			}
			if end := lx.pos; lx.next().open('{') {
				return end
			}
			return -1
		}
	}
}
