package rust

import "bytes"

// tokKind says what a token is. Delimiters and punctuation are one byte each;
// multi-character operators are runs of joint punctuation, as in rustc.
type tokKind uint8

const (
	tokEOF tokKind = iota
	tokIdent
	tokLifetime
	tokNumber
	tokChar // also b'x'
	tokStr  // any string: "", r"", b"", br"", c"", cr""
	tokPunct
	tokOpen
	tokClose
	tokComment // only with lexer.comments
)

// token is one lexical token; ch is the first byte. With more than four fields
// the compiler would keep it in memory, not in registers.
type token struct {
	kind       tokKind
	ch         byte
	start, end int
}

// lexer cuts Rust source into tokens. It never fails: what it cannot read is a
// one-byte punctuation token, and an open string or comment ends at the end of
// the text. Bytes from 0x80 up count as identifier bytes, so that invalid UTF-8
// moves no offset.
type lexer struct {
	src      []byte
	pos      int
	comments bool // deliver comments instead of skipping them
}

const (
	clsOther = iota
	clsSpace
	clsIdent
	clsDigit
	clsPunct
	clsOpen
	clsClose
)

var classOf = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0:
			t[i] = clsSpace
		case c >= '0' && c <= '9':
			t[i] = clsDigit
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80:
			t[i] = clsIdent
		case bytes.IndexByte([]byte("([{"), c) >= 0:
			t[i] = clsOpen
		case bytes.IndexByte([]byte(")]}"), c) >= 0:
			t[i] = clsClose
		case bytes.IndexByte([]byte("!#$%&*+,-./:;<=>?@^|~"), c) >= 0:
			t[i] = clsPunct
		}
	}
	return t
}()

func isIdentByte(c byte) bool { return classOf[c] == clsIdent || classOf[c] == clsDigit }

// skipPrologue moves past a byte order mark and a shebang line, which only the
// start of a file may have.
func (l *lexer) skipPrologue() {
	if bytes.HasPrefix(l.src, []byte("\xef\xbb\xbf")) {
		l.pos = 3
	}
	rest := l.src[l.pos:]
	if !bytes.HasPrefix(rest, []byte("#!")) {
		return
	}
	probe := lexer{src: rest, pos: 2}
	if t := probe.next(); t.kind == tokOpen && t.ch == '[' {
		return
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		l.pos += i
	} else {
		l.pos = len(l.src)
	}
}

func (l *lexer) next() token {
	src := l.src
	i := l.pos
	for i < len(src) {
		c := src[i]
		switch classOf[c] {
		case clsSpace:
			i++
			continue
		case clsIdent:
			return l.identOrPrefix(i)
		case clsDigit:
			return l.number(i)
		case clsOpen:
			l.pos = i + 1
			return token{tokOpen, c, i, i + 1}
		case clsClose:
			l.pos = i + 1
			return token{tokClose, c, i, i + 1}
		case clsPunct:
			if c == '/' && i+1 < len(src) && (src[i+1] == '/' || src[i+1] == '*') {
				end := commentEnd(src, i)
				if l.comments {
					l.pos = end
					return token{tokComment, c, i, end}
				}
				i = end
				continue
			}
			l.pos = i + 1
			return token{tokPunct, c, i, i + 1}
		}
		switch c {
		case '"':
			l.pos = stringEnd(src, i+1)
			return token{tokStr, c, i, l.pos}
		case '\'':
			return l.quote(i, i)
		}
		l.pos = i + 1
		return token{tokPunct, c, i, i + 1}
	}
	l.pos = len(src)
	return token{kind: tokEOF, start: len(src), end: len(src)}
}

func startsComment(src []byte, i int) bool {
	return src[i] == '/' && i+1 < len(src) && (src[i+1] == '/' || src[i+1] == '*')
}

// commentEnd returns the end of the comment at i; block comments nest.
func commentEnd(src []byte, i int) int {
	if src[i+1] == '/' {
		if n := bytes.IndexByte(src[i:], '\n'); n >= 0 {
			return i + n
		}
		return len(src)
	}
	depth := 1
	for i += 2; i < len(src); {
		switch {
		case src[i] == '*' && i+1 < len(src) && src[i+1] == '/':
			i += 2
			if depth--; depth == 0 {
				return i
			}
		case src[i] == '/' && i+1 < len(src) && src[i+1] == '*':
			depth++
			i += 2
		default:
			i++
		}
	}
	return len(src)
}

// stringEnd returns the place after the closing quote of a string whose content
// starts at i.
func stringEnd(src []byte, i int) int {
	for i < len(src) {
		n := bytes.IndexByte(src[i:], '"')
		if n < 0 {
			return len(src)
		}
		b := bytes.IndexByte(src[i:i+n], '\\')
		if b < 0 {
			return i + n + 1
		}
		i += b + 2
	}
	return len(src)
}

// rawEnd returns the end of a raw string whose `#`s or quote start at i, or -1
// if it is none.
func rawEnd(src []byte, i int) int {
	hashes := 0
	for i < len(src) && src[i] == '#' {
		hashes++
		i++
	}
	if i >= len(src) || src[i] != '"' {
		return -1
	}
	for i++; i < len(src); {
		n := bytes.IndexByte(src[i:], '"')
		if n < 0 {
			return len(src)
		}
		i += n + 1
		k := 0
		for k < hashes && i+k < len(src) && src[i+k] == '#' {
			k++
		}
		if k == hashes {
			return i + k
		}
	}
	return len(src)
}

// identOrPrefix reads an identifier, a raw identifier or a prefixed literal.
func (l *lexer) identOrPrefix(i int) token {
	src := l.src
	c := src[i]
	if (c == 'r' || c == 'b' || c == 'c') && i+1 < len(src) {
		if t, ok := l.prefixed(i); ok {
			return t
		}
	}
	j := i + 1
	for j < len(src) && isIdentByte(src[j]) {
		j++
	}
	l.pos = j
	return token{tokIdent, c, i, j}
}

func (l *lexer) prefixed(i int) (token, bool) {
	src := l.src
	c, d := src[i], src[i+1]
	raw := i + 1
	switch {
	case c != 'r' && d == '"':
		l.pos = stringEnd(src, i+2)
		return token{tokStr, c, i, l.pos}, true
	case c == 'b' && d == '\'':
		return l.quote(i, i+1), true
	case c != 'r' && d == 'r':
		raw = i + 2
	case c == 'r' && (d == '"' || d == '#'):
	default:
		return token{}, false
	}
	if end := rawEnd(src, raw); end >= 0 {
		l.pos = end
		return token{tokStr, c, i, end}, true
	}
	if c == 'r' && d == '#' && i+2 < len(src) && classOf[src[i+2]] == clsIdent {
		j := i + 3
		for j < len(src) && isIdentByte(src[j]) {
			j++
		}
		l.pos = j
		return token{tokIdent, src[i+2], i, j}, true
	}
	return token{}, false
}

// quote reads what starts with a single quote at q: a character literal, a
// lifetime, or a lone quote. The token starts at start (before a `b`).
func (l *lexer) quote(start, q int) token {
	src := l.src
	i := q + 1
	if i >= len(src) {
		l.pos = i
		return token{tokPunct, '\'', start, i}
	}
	if src[i] == '\\' {
		return l.escapedChar(start, i)
	}
	n := 1
	if src[i] >= 0x80 {
		for i+n < len(src) && src[i+n]&0xc0 == 0x80 {
			n++
		}
	}
	if i+n < len(src) && src[i+n] == '\'' && src[i] != '\n' && src[i] != '\'' {
		l.pos = i + n + 1
		return token{tokChar, src[start], start, l.pos}
	}
	if classOf[src[i]] == clsIdent {
		for i < len(src) && isIdentByte(src[i]) {
			i++
		}
		if i == q+2 && src[q+1] == 'r' && i+1 < len(src) && src[i] == '#' && classOf[src[i+1]] == clsIdent {
			for i++; i < len(src) && isIdentByte(src[i]); i++ {
			}
		}
		l.pos = i
		return token{tokLifetime, src[start], start, i}
	}
	l.pos = i
	return token{tokPunct, '\'', start, i}
}

func (l *lexer) escapedChar(start, i int) token {
	src := l.src
	for i += 2; i < len(src) && src[i] != '\'' && src[i] != '\n'; i++ {
	}
	if i > len(src) {
		i = len(src)
	}
	if i < len(src) && src[i] == '\'' {
		i++
	}
	l.pos = i
	return token{tokChar, src[start], start, i}
}

// number reads a number. `1..2` and `1.max(2)` keep their dots apart.
func (l *lexer) number(i int) token {
	src := l.src
	j := i + 1
	hex := src[i] == '0' && j < len(src) && (src[j] == 'x' || src[j] == 'X')
	scan := func() {
		for j < len(src) && isIdentByte(src[j]) {
			if e := src[j] | 0x20; e == 'e' && !hex && j+2 < len(src) &&
				(src[j+1] == '+' || src[j+1] == '-') && classOf[src[j+2]] == clsDigit {
				j++
			}
			j++
		}
	}
	scan()
	if j < len(src) && src[j] == '.' && !hex &&
		(j+1 >= len(src) || src[j+1] != '.' && classOf[src[j+1]] != clsIdent) {
		j++
		scan()
	}
	l.pos = j
	return token{tokNumber, src[i], i, j}
}

// text returns the token's text, without r# for a raw identifier.
func (t token) text(src []byte) []byte {
	b := src[t.start:t.end]
	if t.kind == tokIdent && len(b) > 2 && b[0] == 'r' && b[1] == '#' {
		return b[2:]
	}
	return b
}

// is reports whether t is the keyword or identifier word, not a raw one.
func (t token) is(src []byte, word string) bool {
	return t.kind == tokIdent && t.end-t.start == len(word) && string(src[t.start:t.end]) == word
}

// joint reports whether punctuation follows the token directly.
func (t token) joint(src []byte) bool {
	return t.end < len(src) && classOf[src[t.end]] == clsPunct && !startsComment(src, t.end)
}

func (t token) punct(c byte) bool { return t.kind == tokPunct && t.ch == c }
func (t token) open(c byte) bool  { return t.kind == tokOpen && t.ch == c }
func (t token) close(c byte) bool { return t.kind == tokClose && t.ch == c }
