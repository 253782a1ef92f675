package rust

import "bytes"

// directiveMark starts a directive inside its comment.
const directiveMark = "cdylib-ls:"

// unit is an item, statement, arm, variant or field that a directive can cover.
type unit struct {
	start, end int
	own        int // start without the attributes before it
}

// units collects the ranges that directives of one file may cover.
type units struct {
	found []*Directive
	all   []unit
}

// findDirectives reads the directive comments of the file; nil if there is none,
// so that no ranges are collected for the many files without.
func findDirectives(src []byte) *units {
	if !bytes.Contains(src, []byte(directiveMark)) {
		return nil
	}
	u := &units{}
	lx := lexer{src: src, comments: true}
	lx.skipPrologue()
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		if t.kind != tokComment {
			continue
		}
		if d := readDirective(src, t); d != nil {
			u.found = append(u.found, d)
		}
	}
	if len(u.found) == 0 {
		return nil
	}
	return u
}

// readDirective parses one comment; nil if it does not start like a directive.
func readDirective(src []byte, t token) *Directive {
	start, end := t.start+2, t.end
	if src[t.start+1] == '*' && end-2 >= start && src[end-1] == '/' && src[end-2] == '*' {
		end -= 2
	}
	p := directiveParser{src: src[:end], pos: start}
	p.blanks()
	if !bytes.HasPrefix(p.src[p.pos:], []byte(directiveMark)) {
		return nil
	}
	p.pos += len(directiveMark)
	d := &Directive{Span: Span{t.start, t.end}}
	if src[t.start+1] == '/' {
		d.Span.End = t.start + len(bytes.TrimRight(src[t.start:t.end], "\r"))
	}
	p.directive(d)
	if d.Problem != "" {
		d.Rules = nil
	}
	return d
}

type directiveParser struct {
	src []byte
	pos int
}

func (p *directiveParser) blanks() {
	for p.pos < len(p.src) && classOf[p.src[p.pos]] == clsSpace {
		p.pos++
	}
}

// word reads a rule id or keyword.
func (p *directiveParser) word() Span {
	start := p.pos
	for p.pos < len(p.src) && (isIdentByte(p.src[p.pos]) && p.src[p.pos] < 0x80 || p.src[p.pos] == '-') {
		p.pos++
	}
	return Span{start, p.pos}
}

func (p *directiveParser) take(c byte) bool {
	p.blanks()
	if p.pos < len(p.src) && p.src[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *directiveParser) directive(d *Directive) {
	const expected = "expected `allow(rule-id, …)` or `allow-file(rule-id, …)`"
	p.blanks()
	w := p.word()
	switch string(p.src[w.Start:w.End]) {
	case "allow":
	case "allow-file":
		d.WholeFile = true
	default:
		d.Problem = expected
		return
	}
	if !p.take('(') {
		d.Problem = expected
		return
	}
	for {
		p.blanks()
		id := p.word()
		if id.Start < id.End {
			d.Rules = append(d.Rules, DirectiveRule{ID: string(p.src[id.Start:id.End]), Span: id})
		} else if len(d.Rules) == 0 {
			d.Problem = "expected a rule id after `(`"
			return
		}
		if p.take(')') {
			break
		}
		if id.Start == id.End || !p.take(',') {
			d.Problem = "expected `,` or `)` after a rule id"
			return
		}
	}
	d.Reason = string(bytes.TrimSpace(p.src[p.pos:]))
}
