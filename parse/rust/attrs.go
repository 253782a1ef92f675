package rust

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// attr reads an attribute node with the lexer.
func (l *lowerer) attr(n int32) *Attr {
	nd := &l.nodes[n]
	p := metaParser{ts: l.ts, lx: lexer{src: l.src[:nd.end], pos: int(nd.start)}}
	a, _ := p.attr()
	if a == nil {
		a = &Attr{Meta: &Meta{Span: l.span(n), PathSpan: l.span(n)}}
	}
	a.Span = l.span(n)
	a.Inner = nd.kind == kInnerAttributeItem
	return a
}

// metaParser reads attributes from tokens. It stands on tok, the token not yet
// consumed.
type metaParser struct {
	ts  *tokenSource
	lx  lexer
	tok token
	end int // of the last consumed token
}

func (p *metaParser) advance() {
	p.end = p.tok.end
	p.tok = p.lx.next()
}

// attr reads `#[…]` or `#![…]` from the lexer's place; nil if there is none.
func (p *metaParser) attr() (*Attr, bool) {
	p.tok = p.lx.next()
	return p.attrHere()
}

func (p *metaParser) attrHere() (*Attr, bool) {
	if !p.tok.punct('#') {
		return nil, false
	}
	start, inner := p.tok.start, false
	p.advance()
	if p.tok.punct('!') {
		inner = true
		p.advance()
	}
	if !p.tok.open('[') {
		return nil, false
	}
	p.advance()
	m := p.meta(0)
	for depth := 1; p.tok.kind != tokEOF; {
		if p.tok.kind == tokOpen {
			depth++
		} else if p.tok.kind == tokClose {
			if depth--; depth == 0 {
				break
			}
		}
		p.advance()
	}
	// The closing bracket is not consumed: the next token may need other care.
	p.end = p.tok.end
	return &Attr{Span: p.ts.span(start, p.end), Inner: inner, Meta: m}, true
}

// maxMetaDepth bounds the nesting of lists in an attribute.
const maxMetaDepth = 64

// meta reads one element up to, but not including, `,` or a closing delimiter.
func (p *metaParser) meta(depth int) *Meta {
	m := &Meta{}
	start := p.tok.start
	if p.tok.kind == tokStr || p.tok.kind == tokNumber || p.tok.kind == tokChar || p.tok.punct('-') {
		p.value(m)
		m.Span = p.ts.span(start, p.end)
		m.PathSpan = m.Span
		return m
	}
	p.path(m)
	switch {
	case p.tok.punct('='):
		p.advance()
		p.value(m)
	case p.tok.kind == tokOpen && depth < maxMetaDepth:
		m.HasList = true
		p.list(m, depth)
	case p.tok.kind == tokOpen: // what it says is not known, as of an element without a name
		m.Path = ""
	}
	p.skipElement()
	m.Span = p.ts.span(start, max(p.end, start))
	return m
}

func (p *metaParser) path(m *Meta) {
	start := p.tok.start
	end := start
	var sb []byte
	for p.tok.kind == tokIdent || p.tok.punct(':') || p.tok.punct('$') {
		sb = append(sb, p.tok.text(p.lx.src)...)
		end = p.tok.end
		p.advance()
	}
	m.Path = string(sb)
	m.PathSpan = p.ts.span(start, end)
}

func (p *metaParser) list(m *Meta, depth int) {
	p.advance()
	for p.tok.kind != tokEOF && p.tok.kind != tokClose {
		if p.tok.punct(',') {
			p.advance()
			continue
		}
		before := p.tok.start
		e := p.meta(depth + 1)
		m.List = append(m.List, e)
		if p.tok.start == before && p.tok.kind != tokClose {
			p.advance()
		}
	}
	if p.tok.kind == tokClose {
		p.advance()
	}
}

// skipElement moves to the next `,` or closing delimiter of this level.
func (p *metaParser) skipElement() {
	for depth := 0; p.tok.kind != tokEOF; p.advance() {
		switch {
		case p.tok.kind == tokOpen:
			depth++
		case p.tok.kind == tokClose:
			if depth == 0 {
				return
			}
			depth--
		case depth == 0 && p.tok.punct(','):
			return
		}
	}
}

// value reads a literal, or keeps any other expression as source text.
func (p *metaParser) value(m *Meta) {
	m.HasValue = true
	start, first := p.tok.start, p.tok
	if p.tok.kind != tokClose && !p.tok.punct(',') {
		p.skipElement()
	}
	end := max(p.end, start)
	raw := p.lx.src[start:min(end, len(p.lx.src))]
	if first.end == end {
		m.Value = literalValue(raw, first.kind)
		return
	}
	m.Value = string(raw)
}

// literalValue returns what a literal token says: strings and characters
// without quotes and with their escapes resolved, anything else as it is.
func literalValue(raw []byte, k tokKind) string {
	if k != tokStr && k != tokChar || len(raw) == 0 {
		return string(raw)
	}
	i := bytes.IndexAny(raw, "\"'#")
	if i < 0 {
		return string(raw)
	}
	if bytes.IndexByte(raw[:i], 'r') >= 0 {
		body := bytes.Trim(raw[i:], "#")
		return string(bytes.TrimSuffix(bytes.TrimPrefix(body, []byte{'"'}), []byte{'"'}))
	}
	body := raw[i+1:]
	if n := len(body); n > 0 && body[n-1] == raw[i] {
		body = body[:n-1]
	}
	if bytes.IndexByte(body, '\\') < 0 {
		return string(body)
	}
	return unescape(body)
}

func unescape(b []byte) string {
	var sb strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 == len(b) {
			sb.WriteByte(b[i])
			continue
		}
		i++
		switch b[i] {
		case 'n':
			sb.WriteByte('\n')
		case 't':
			sb.WriteByte('\t')
		case 'r':
			sb.WriteByte('\r')
		case '0':
			sb.WriteByte(0)
		case '\n', '\r':
			for i+1 < len(b) && classOf[b[i+1]] == clsSpace && b[i+1] != 0 {
				i++
			}
		case 'x':
			if i+2 < len(b) {
				if v, err := strconv.ParseUint(string(b[i+1:i+3]), 16, 8); err == nil {
					sb.WriteByte(byte(v))
				}
				i += 2
			}
		case 'u':
			i += unescapeUnicode(&sb, b[i:])
		default:
			sb.WriteByte(b[i])
		}
	}
	return sb.String()
}

// unescapeUnicode writes the character of `u{…}` and returns how many bytes
// after the `u` it took.
func unescapeUnicode(sb *strings.Builder, b []byte) int {
	end := bytes.IndexByte(b, '}')
	if len(b) < 3 || b[1] != '{' || end < 0 {
		return 0
	}
	hex := strings.ReplaceAll(string(b[2:end]), "_", "")
	if v, err := strconv.ParseUint(hex, 16, 32); err == nil && v <= utf8.MaxRune {
		sb.WriteRune(rune(v))
	}
	return end
}

// ParseMeta reads text as the content of an attribute (`cfg(unix)`), nil where
// it is none.
func ParseMeta(text string) *Meta {
	src := []byte("#[" + text + "]")
	p := metaParser{ts: &tokenSource{text: src, hi: len(src)}, lx: lexer{src: src}}
	a, ok := p.attr()
	if !ok {
		return nil
	}
	return a.Meta
}
