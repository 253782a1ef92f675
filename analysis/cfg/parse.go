package cfg

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxDepth bounds nesting in a condition of a manifest.
const maxDepth = 64

func sortedTargets() []string { return slices.Sorted(maps.Keys(targets())) }

// Matches evaluates a platform as Cargo writes it in `[target.….dependencies]`
// and in its configuration: a triple, or `cfg(…)`. What cannot be read is an
// error, and Maybe.
func (e *Env) Matches(platform, triple string) (Tri, error) {
	platform = strings.TrimSpace(platform)
	if !strings.HasPrefix(platform, "cfg(") {
		if platform == triple {
			return True, nil
		}
		return False, nil
	}
	cond, err := Parse(platform)
	if err != nil {
		return Maybe, err
	}
	return e.Eval(cond), nil
}

// Parse reads `cfg(condition)` or a bare condition. Spans are offsets in s.
func Parse(s string) (*rust.Meta, error) {
	p := &parser{s: s}
	m, err := p.meta(0)
	if err != nil {
		return nil, err
	}
	if p.blanks(); p.pos < len(s) {
		return nil, fmt.Errorf("condition %q: unexpected %q at offset %d", s, s[p.pos:], p.pos)
	}
	if m.Path == "cfg" && m.HasList {
		if len(m.List) != 1 {
			return nil, fmt.Errorf("condition %q: cfg takes exactly one condition", s)
		}
		return m.List[0], nil
	}
	return m, nil
}

type parser struct {
	s   string
	pos int
}

func (p *parser) blanks() {
	for p.pos < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *parser) eat(c byte) bool {
	p.blanks()
	if p.pos < len(p.s) && p.s[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) word() string {
	p.blanks()
	start := p.pos
	for p.pos < len(p.s) {
		c := p.s[p.pos]
		letter := c == '_' || c == '#' || c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letter {
			break
		}
		p.pos++
	}
	return p.s[start:p.pos]
}

func (p *parser) meta(depth int) (*rust.Meta, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("condition is nested deeper than %d levels", maxDepth)
	}
	p.blanks()
	start := p.pos
	m := &rust.Meta{Path: p.word()}
	if m.Path == "" {
		return nil, fmt.Errorf("condition %q: expected a name at offset %d", p.s, p.pos)
	}
	m.PathSpan = rust.Span{Start: start, End: p.pos}
	switch {
	case p.eat('('):
		m.HasList = true
		for !p.eat(')') {
			sub, err := p.meta(depth + 1)
			if err != nil {
				return nil, err
			}
			m.List = append(m.List, sub)
			if !p.eat(',') {
				if p.eat(')') {
					break
				}
				return nil, fmt.Errorf("condition %q: expected `,` or `)` at offset %d", p.s, p.pos)
			}
		}
	case p.eat('='):
		if !p.eat('"') {
			return nil, fmt.Errorf("condition %q: expected a quoted value at offset %d", p.s, p.pos)
		}
		end := strings.IndexByte(p.s[p.pos:], '"')
		if end < 0 {
			return nil, fmt.Errorf("condition %q: the quoted value does not end", p.s)
		}
		m.Value, m.HasValue = p.s[p.pos:p.pos+end], true
		p.pos += end + 1
	}
	m.Span = rust.Span{Start: start, End: p.pos}
	return m, nil
}
