package rust

// cfgBranch is one branch of cfg_if!: the cfg attribute's Meta inputs and the
// body, as offsets of the token source's text.
type cfgBranch struct {
	cond   Span // the `#[cfg(…)]`; empty for the last else
	lo, hi int  // inside the braces
}

// cfgIf reads `if #[cfg(a)] { … } else if #[cfg(b)] { … } else { … }`. The base
// is added to all offsets.
func cfgIf(src []byte, base int) ([]cfgBranch, bool) {
	lx := lexer{src: src}
	t := lx.next()
	var out []cfgBranch
	for t.is(src, "if") {
		var b cfgBranch
		if t = lx.next(); !t.punct('#') {
			return nil, false
		}
		start := t.start
		cond, ok := delimited(&lx, lx.next())
		if !ok {
			return nil, false
		}
		b.cond = Span{base + start, base + cond.End + 1}
		body, ok := delimited(&lx, lx.next())
		if !ok {
			return nil, false
		}
		b.lo, b.hi = base+body.Start, base+body.End
		out = append(out, b)
		if t = lx.next(); !t.is(src, "else") {
			return out, t.kind == tokEOF
		}
		t = lx.next()
	}
	if len(out) == 0 || !t.open('{') {
		return nil, false
	}
	body, ok := delimited(&lx, t)
	if !ok || lx.next().kind != tokEOF {
		return nil, false
	}
	return append(out, cfgBranch{lo: base + body.Start, hi: base + body.End}), true
}

// cfgAttrs makes each branch's condition an attribute `cfg(…)`: its own
// predicate, and the negation of all before it.
func (s *tokenSource) cfgAttrs(branches []cfgBranch) []*Attr {
	out := make([]*Attr, len(branches))
	var before []*Meta
	for i, b := range branches {
		var own *Meta
		at := s.span(b.lo, b.lo)
		if b.cond.End > b.cond.Start {
			at = s.span(b.cond.Start, b.cond.End)
			p := metaParser{ts: s, lx: lexer{src: s.text[:b.cond.End], pos: b.cond.Start}}
			if a, _ := p.attr(); a != nil && a.Meta.Path == "cfg" && len(a.Meta.List) == 1 {
				own = a.Meta.List[0]
			}
		}
		out[i] = branchAttr(at, own, before)
		if own != nil {
			before = append(before[:len(before):len(before)], own)
		}
	}
	return out
}

// branchAttr builds `cfg(own)`, `cfg(all(own, not(any(before))))` or
// `cfg(not(any(before)))`.
func branchAttr(at Span, own *Meta, before []*Meta) *Attr {
	list := func(path string, of ...*Meta) *Meta {
		return &Meta{Path: path, Span: at, PathSpan: at, HasList: true, List: of}
	}
	var pred *Meta
	if len(before) > 0 {
		pred = list("not", list("any", before...))
	}
	switch {
	case own != nil && pred != nil:
		pred = list("all", own, pred)
	case own != nil:
		pred = own
	case pred == nil:
		pred = list("all")
	}
	return &Attr{Span: at, Meta: list("cfg", pred)}
}

// part is a token source for a part of s.
func (s *tokenSource) part(lo, hi int) *tokenSource {
	return &tokenSource{text: s.text, segs: s.segs, lo: lo, hi: hi}
}

func (s *tokenSource) cfgIfItems(branches []cfgBranch) (out []*Item, ok bool) {
	attrs := s.cfgAttrs(branches)
	for i, b := range branches {
		items, readable := s.part(b.lo, b.hi).readItems()
		if !readable {
			continue
		}
		ok = true
		for _, it := range items {
			it.Attrs = append([]*Attr{attrs[i]}, it.Attrs...)
			out = append(out, it)
		}
	}
	return out, ok
}

func (s *tokenSource) cfgIfStmts(branches []cfgBranch) (*Block, bool) {
	attrs := s.cfgAttrs(branches)
	b := &Block{Span: s.span(s.lo, s.hi)}
	ok := false
	for i, br := range branches {
		in, readable := s.part(br.lo, br.hi).readStmts()
		if !readable {
			continue
		}
		ok = true
		for _, st := range in.Statements() {
			st.Attrs = append([]*Attr{attrs[i]}, st.Attrs...)
			if st.Item != nil {
				st.Item.Attrs = append([]*Attr{attrs[i]}, st.Item.Attrs...)
			}
			b.stmts = append(b.stmts, st)
		}
	}
	return b, ok
}
