package rust

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

func (l *lowerer) useItem(it *Item, n int32) {
	if l.nodes[n].kind == kExternCrateDeclaration {
		it.Kind = ItemExternCrate
		name := l.child(n, fName)
		if name == 0 {
			return
		}
		it.Name, it.NameSpan = l.text(name), l.span(name)
		u := &Use{Path: &Path{Span: l.span(name), Segs: []Seg{{Name: it.Name, Span: l.span(name)}}}, Alias: it.Name, Span: l.span(name)}
		if a := l.child(n, fAlias); a != 0 {
			u.Alias = l.text(a)
		}
		it.Uses = []*Use{u}
		return
	}
	it.Kind = ItemUse
	if arg := l.child(n, fArgument); arg != 0 {
		l.useTree(it, Path{}, arg)
	}
}

// useTree flattens one use tree below the prefix.
func (l *lowerer) useTree(it *Item, prefix Path, n int32) {
	if !l.enter() {
		return
	}
	defer l.leave()
	switch l.nodes[n].kind {
	case kUseAsClause:
		p := l.usePath(prefix, l.child(n, fPath))
		u := &Use{Path: p, Span: l.span(n), Alias: "_"}
		if a := l.child(n, fAlias); a != 0 {
			u.Alias = l.text(a)
		}
		it.Uses = append(it.Uses, u)
	case kUseList:
		l.useList(it, prefix, n)
	case kScopedUseList:
		p := prefix
		if c := l.child(n, fPath); c != 0 {
			p = *l.usePath(prefix, c)
		} else if len(p.Segs) == 0 {
			p.Global = true
		}
		if c := l.child(n, fList); c != 0 {
			l.useList(it, p, c)
		}
	case kUseWildcard:
		p := &prefix
		if c := l.content(n); c != 0 {
			p = l.usePath(prefix, c)
		} else if l.hasToken(n, "::") && len(prefix.Segs) == 0 {
			p.Global = true
		}
		it.Uses = append(it.Uses, &Use{Path: p, Glob: true, Span: l.span(n)})
	default:
		p := l.usePath(prefix, n)
		if len(p.Segs) == 0 {
			return
		}
		it.Uses = append(it.Uses, &Use{Path: p, Alias: p.Segs[len(p.Segs)-1].Name, Span: l.span(n)})
	}
}

func (l *lowerer) useList(it *Item, prefix Path, n int32) {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if k := l.nodes[c].kind; !trivia[k] && k != kError {
			l.useTree(it, prefix, c)
		}
	}
}

// usePath appends the path at n to the prefix. `a::{self}` is `a` itself.
func (l *lowerer) usePath(prefix Path, n int32) *Path {
	p := prefix
	p.Segs = append([]Seg(nil), prefix.Segs...)
	if n == 0 {
		return &p
	}
	own := l.path(n)
	if len(prefix.Segs) == 0 {
		p.Global = p.Global || own.Global
	}
	p.Span = own.Span
	if len(prefix.Segs) > 0 && len(own.Segs) == 1 && own.Segs[0].Name == "self" {
		return &p
	}
	p.Segs = append(p.Segs, own.Segs...)
	return &p
}

func (l *lowerer) macroRules(it *Item, n int32) {
	it.Kind = ItemMacroRules
	it.Rules = &MacroRules{}
	nd := &l.nodes[n]
	lx := lexer{src: l.src[:nd.end], pos: int(nd.start)}
	for t := lx.next(); t.kind != tokOpen && t.kind != tokEOF; t = lx.next() {
		if t.kind == tokIdent && !t.is(l.src, "macro_rules") {
			it.Name = l.intern(t.text(l.src))
			it.NameSpan = l.ts.span(t.start, t.end)
			it.Origin = l.ts.origin(t.start, t.end)
		}
	}
	if l.ts.made(int(nd.start), int(nd.end)) {
		it.Rules.made, it.Rules.src = readArms(lx), l.ts
		return
	}
	it.Rules.Arms = readArms(lx)
	for i, a := range it.Rules.Arms {
		it.Rules.Arms[i] = MacroArm{Pattern: l.inside(a.Pattern), Body: l.inside(a.Body)}
	}
}

// readArms reads arms up to the first that is none.
func readArms(lx lexer) (arms []MacroArm) {
	for {
		pat, ok := delimited(&lx, lx.next())
		if !ok {
			return arms
		}
		t := lx.next()
		for t.kind == tokPunct {
			t = lx.next()
		}
		body, ok := delimited(&lx, t)
		if !ok {
			return arms
		}
		arms = append(arms, MacroArm{Pattern: pat, Body: body})
		if t = lx.next(); !t.punct(';') {
			return arms
		}
	}
}

// inside maps a range between delimiters, which may be empty, to the file.
func (l *lowerer) inside(s Span) Span {
	at := l.ts.span(s.Start-1, s.End+1) // with its delimiters
	return Span{at.Start + 1, max(at.End-1, at.Start+1)}
}

// delimited reads a token tree that starts with t and returns its inside.
func delimited(lx *lexer, t token) (Span, bool) {
	if t.kind != tokOpen {
		return Span{}, false
	}
	depth := 1
	for {
		u := lx.next()
		switch u.kind {
		case tokOpen:
			depth++
		case tokClose:
			if depth--; depth == 0 {
				return Span{t.end, u.start}, true
			}
		case tokEOF:
			return Span{}, false
		}
	}
}

// macroCall lowers a macro invocation. The tokens are found with the lexer.
func (l *lowerer) macroCall(n int32) *MacroCall {
	nd := &l.nodes[n]
	c := &MacroCall{Span: l.span(n)}
	nameEnd := nd.start
	if m := l.child(n, fMacro); m != 0 {
		c.Path = l.path(m)
		nameEnd = l.nodes[m].end
		c.Origin = l.origin(l.lastToken(m))
	} else {
		c.Path = &Path{Span: c.Span}
	}
	lo, hi := int(nd.end), int(nd.end)
	if t := l.childOf(n, kTokenTree); t != 0 {
		tn := &l.nodes[t]
		c.Delim = l.src[tn.start]
		lo, hi = int(tn.start)+1, int(tn.end)
		if hi > lo && classOf[l.src[hi-1]] == clsClose && !tn.missing {
			hi--
		}
		hi = max(lo, hi)
	}
	if b := l.childToken(n, "!"); b != 0 {
		nameEnd = l.nodes[b].end
	}
	c.Name = l.ts.span(int(nd.start), int(nameEnd))
	c.Tokens = l.ts.span(lo, hi)
	if lo == hi {
		c.Tokens.End = c.Tokens.Start
	}
	text := l.ts.text
	if segs := c.Path.Segs; len(segs) > 0 && segs[len(segs)-1].Name == "paste" {
		text = pasted(text, lo, hi)
	}
	c.src = &tokenSource{text: text, segs: l.ts.segs, lo: lo, hi: hi}
	return c
}

func (l *lowerer) childToken(n int32, text string) int32 {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kToken && l.is(c, text) {
			return c
		}
	}
	return 0
}

// lastToken returns the name node of a path, which decides where it came from.
func (l *lowerer) lastToken(n int32) int32 {
	if c := l.child(n, fName); c != 0 {
		return c
	}
	return n
}
