package rust

import (
	"bytes"
	"slices"
)

// outliner makes the token pass. Bodies of functions are walked too, because
// names may be defined in them, but nothing is allocated per token.
type outliner struct {
	src  []byte
	ts   *tokenSource
	out  *Outline
	lx   lexer
	seen map[outlineName]bool
	prev token // the token before the current one of the scope
}

// outlineName keys a name by the list it goes to.
type outlineName struct {
	list *[]string
	name string
}

// outlineScope is what one run of tokens between braces means.
type outlineScope struct {
	mods *[]*OutlineMod
	cond []*Attr // cfg_if! conditions on everything in here
	item bool    // items may stand here: file, module, cfg_if! branch
}

func outline(src []byte) *Outline {
	s := &outliner{src: src, out: &Outline{}, seen: map[outlineName]bool{}}
	if len(src) > MaxSource {
		return s.out
	}
	s.ts = &tokenSource{text: src, hi: len(src)}
	s.lx.src = src
	s.lx.skipPrologue()
	s.scope(outlineScope{mods: &s.out.Mods, item: true}, 0)
	return s.out
}

func (s *outliner) add(list *[]string, t token) {
	if t.kind != tokIdent {
		return
	}
	name := t.text(s.src)
	if len(name) == 1 && name[0] == '_' {
		return
	}
	if s.seen[outlineName{list, string(name)}] {
		return
	}
	n := string(name)
	s.seen[outlineName{list, n}] = true
	*list = append(*list, n)
}

// scope reads to the closing brace of the scope or the end of the text. Braces
// that are no module or cfg_if! branch only count the depth.
func (s *outliner) scope(sc outlineScope, level int) {
	depth := 0
	attrStart := -1 // of the attributes directly before
	var t token
	for {
		s.prev = t
		t = s.lx.next()
		switch t.kind {
		case tokEOF:
			return
		case tokOpen:
			depth++
		case tokClose:
			if depth == 0 {
				if t.ch == '}' || level == 0 {
					if level > 0 {
						return
					}
				}
				continue
			}
			depth--
		case tokPunct:
			if t.ch == '#' {
				if inner := s.attribute(t, level == 0 && depth == 0); inner {
					attrStart = -1 // what stood here is of what is around
				} else if attrStart < 0 {
					attrStart = t.start
				}
				continue
			}
		case tokIdent:
			at := s.lx.pos
			if s.word(t, sc, depth, level, attrStart) {
				continue // a visibility: attributes stand before it
			}
			// What was read past the word is a name, or a whole item.
			if end := s.lx.pos; end > at {
				t = token{tokClose, '}', end - 1, end}
			}
		}
		attrStart = -1
	}
}

// attribute skips `#[…]`, keeping inner ones of the file. It reports an inner one.
func (s *outliner) attribute(t token, file bool) bool {
	save := s.lx.pos
	n := s.lx.next()
	inner := n.punct('!')
	if inner {
		n = s.lx.next()
	}
	if !n.open('[') {
		s.lx.pos = save
		return false
	}
	if inner && file {
		p := metaParser{ts: s.ts, lx: lexer{src: s.src, pos: t.start}}
		if a, _ := p.attr(); a != nil {
			s.out.Attrs = append(s.out.Attrs, a)
		}
	}
	delimited(&s.lx, n)
	return inner
}

// attrsFrom parses the outer attributes that start at the offset.
func (s *outliner) attrsFrom(at int) (out []*Attr) {
	if at < 0 {
		return nil
	}
	p := metaParser{ts: s.ts, lx: lexer{src: s.src, pos: at}}
	for {
		a, ok := p.attr()
		if !ok {
			return out
		}
		out = append(out, a)
	}
}

// word handles an identifier; it reports whether pending attributes stay.
func (s *outliner) word(t token, sc outlineScope, depth, level, attrStart int) bool {
	w := s.src[t.start:t.end]
	switch w[0] {
	case 'f':
		if string(w) == "fn" {
			s.name(&s.out.Fns)
		}
	case 'm':
		switch string(w) {
		case "mod":
			if sc.item && depth == 0 {
				s.module(sc, level, attrStart)
			}
		case "macro_rules":
			if n := s.peek(); n.punct('!') {
				s.lx.next()
				s.name(&s.out.Macros)
				if o := s.peek(); o.kind == tokOpen {
					s.lx.next()
					delimited(&s.lx, o)
				}
			}
		}
	case 's', 'c':
		if string(w) == "static" || string(w) == "const" {
			s.static()
		} else if string(w) == "struct" {
			s.name(&s.out.Types)
		}
	case 'e', 't':
		if string(w) == "trait" {
			n := len(s.out.Types)
			s.name(&s.out.Types)
			s.out.Traits = append(s.out.Traits, s.out.Types[n:]...)
			break
		}
		if string(w) == "enum" || string(w) == "type" {
			s.name(&s.out.Types)
		}
	case 'u':
		if string(w) == "union" {
			s.union()
		}
	case 'i':
		if string(w) == "impl" && s.startsItem() {
			s.implHead()
		}
	case 'p':
		if string(w) == "pub" {
			if n := s.peek(); n.open('(') {
				delimited(&s.lx, s.lx.next())
			}
			return true
		}
	}
	if sc.item && depth == 0 {
		s.macroItem(t, sc, level)
	}
	return false
}

// startsItem reports whether an item may start here; `impl` in a type follows
// other tokens.
func (s *outliner) startsItem() bool {
	p := s.prev
	return p.kind == tokEOF || p.kind == tokClose && p.ch != ')' || p.open('{') || p.punct(';') || p.punct('#') ||
		p.is(s.src, "unsafe") || p.is(s.src, "default")
}

func (s *outliner) peek() token {
	save := s.lx.pos
	t := s.lx.next()
	s.lx.pos = save
	return t
}

func (s *outliner) name(list *[]string) {
	if n := s.peek(); n.kind == tokIdent {
		s.lx.next()
		s.add(list, n)
	}
}

// union is a keyword only before a name and a brace, generics or where.
func (s *outliner) union() {
	save := s.lx.pos
	n := s.lx.next()
	if after := s.lx.next(); n.kind == tokIdent && (after.open('{') || after.punct('<') || after.is(s.src, "where")) {
		s.add(&s.out.Types, n)
	}
	s.lx.pos = save
}

// static reads the name after `static [mut]` or `const`; `const fn` and the like
// are left to their own keyword.
func (s *outliner) static() {
	save := s.lx.pos
	n := s.lx.next()
	if n.is(s.src, "mut") || n.is(s.src, "ref") {
		n = s.lx.next()
	}
	if colon := s.lx.next(); n.kind == tokIdent && colon.punct(':') {
		s.add(&s.out.Statics, n)
	}
	s.lx.pos = save
}

func (s *outliner) module(sc outlineScope, level, attrStart int) {
	save := s.lx.pos
	n := s.lx.next()
	after := s.lx.next()
	if n.kind != tokIdent || !after.punct(';') && !after.open('{') {
		s.lx.pos = save
		return
	}
	m := &OutlineMod{Name: string(n.text(s.src)), Span: Span{n.start, n.end}}
	m.Attrs = append(append(m.Attrs, sc.cond...), s.attrsFrom(attrStart)...)
	*sc.mods = append(*sc.mods, m)
	if after.punct(';') {
		return
	}
	m.Inline = true
	m.Body.Start = after.end
	if level < MaxDepth {
		s.scope(outlineScope{mods: &m.Mods, item: true}, level+1)
		m.Body.End = s.lx.pos
	} else {
		delimited(&s.lx, after)
		m.Body.End = s.lx.pos
	}
	if m.Body.End > m.Body.Start && s.src[m.Body.End-1] == '}' {
		m.Body.End--
	}
	m.Attrs = append(m.Attrs, s.innerAttrs(m.Body.Start)...)
}

// innerAttrs parses the `#![…]` at the start of an inline module.
func (s *outliner) innerAttrs(at int) (out []*Attr) {
	p := metaParser{ts: s.ts, lx: lexer{src: s.src, pos: at}}
	for {
		a, ok := p.attr()
		if !ok || !a.Inner {
			return out
		}
		out = append(out, a)
	}
}

// macroItem notes `path!` in item position and looks into cfg_if!.
func (s *outliner) macroItem(t token, sc outlineScope, level int) {
	save := s.lx.pos
	bang := s.lx.next()
	if !bang.punct('!') || bang.joint(s.src) {
		s.lx.pos = save
		return
	}
	open := s.lx.next()
	if open.kind != tokOpen {
		s.lx.pos = save
		return
	}
	s.add(&s.out.MacroItems, t)
	if t.is(s.src, "cfg_if") && level < MaxDepth {
		s.cfgIf(open, sc, level)
		return
	}
	s.lx.pos = open.start
}

func (s *outliner) cfgIf(open token, sc outlineScope, level int) {
	probe := s.lx
	body, ok := delimited(&probe, open)
	if !ok {
		s.lx.pos = open.start
		return
	}
	branches, ok := cfgIf(s.src[body.Start:body.End], body.Start)
	if !ok || bytes.IndexByte(s.src[body.Start:body.End], '$') >= 0 {
		s.lx.pos = open.start
		return
	}
	attrs := s.ts.cfgAttrs(branches)
	for i, b := range branches {
		in := *s
		in.lx = lexer{src: s.src[:b.hi], pos: b.lo}
		cond := append(sc.cond[:len(sc.cond):len(sc.cond)], attrs[i])
		in.scope(outlineScope{mods: sc.mods, cond: cond, item: true}, max(level, 1))
	}
	s.lx.pos = probe.pos
}

// implHead reads `impl<…> [!]Trait for Self`, keeping last path segments.
func (s *outliner) implHead() {
	save := s.lx.pos
	defer func() { s.lx.pos = save }()
	var im OutlineImpl
	var params []string // of `impl<…>`
	last, angle, path, result := "", 0, true, false
	prev := token{}
	for {
		t := s.lx.next()
		switch {
		case t.kind == tokEOF || t.punct(';'):
			return
		case t.punct('<'):
			angle++
		case t.punct('>') && !(prev.punct('-') && prev.end == t.start):
			if angle--; angle < 0 {
				return // `impl Trait` inside generic arguments
			}
		case angle > 0:
			if t.kind == tokOpen {
				delimited(&s.lx, t)
			} else if angle == 1 && last == "" && t.kind == tokIdent && (prev.punct('<') || prev.punct(',')) {
				params = append(params, string(t.text(s.src)))
			}
		case t.open('{') || t.is(s.src, "where"):
			if path {
				im.Self = last
			}
			im.Generic = slices.Contains(params, im.Self)
			if im.Trait != "" || im.Self != "" {
				s.out.Impls = append(s.out.Impls, im)
			}
			return
		case t.is(s.src, "for"):
			if n := s.peek(); n.punct('<') {
				break // for<'a>
			}
			im.Trait, last, path, result = last, "", true, false
		case t.kind == tokOpen:
			if last == "" || t.ch == '[' {
				path = false
			}
			delimited(&s.lx, t)
		case t.kind == tokClose || t.punct(',') || t.punct('='):
			return // `impl Trait` in type position
		case t.punct('&') || t.punct('*') || t.punct('+'):
			path = false
		case t.is(s.src, "dyn") || result:
		case t.punct('-') && t.joint(s.src): // Fn(A) -> B
			result = true
		case t.kind == tokIdent && !t.is(s.src, "mut") && !t.is(s.src, "const") && !t.is(s.src, "unsafe"):
			last = string(t.text(s.src))
		}
		prev = t
	}
}
