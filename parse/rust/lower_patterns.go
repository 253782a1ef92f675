package rust

// pat lowers a pattern; nil for node 0. One case for each kind of node makes it longer
// than others.
func (l *lowerer) pat(n int32) *Pat {
	if n == 0 {
		return nil
	}
	p := l.pats.one()
	p.Kind, p.Span = PatLit, l.span(n)
	if !l.enter() {
		p.Kind = PatWild
		return p
	}
	defer l.leave()
	switch l.nodes[n].kind {
	case kToken:
		p.Kind = PatWild
		if l.is(n, "..") {
			p.Kind = PatRest
		}
	case kIdentifier, kSelf, kShorthandFieldIdentifier, kMetavariable:
		p.Kind, p.Name = PatBind, l.text(n)
		if l.is(n, "_") {
			p.Kind = PatWild
		}
	case kScopedIdentifier, kScopedTypeIdentifier, kTypeIdentifier, kGenericType, kBracketedType,
		kGenericTypeWithTurbofish, kCrate, kSuper:
		p.Kind, p.Path = PatPath, l.path(n)
	case kTuplePattern:
		p.Kind = PatTuple
		p.Subs = l.subPats(n)
	case kSlicePattern:
		p.Kind = PatSlice
		p.Subs = l.subPats(n)
	case kOrPattern:
		p.Kind = PatOr
		p.Subs = l.subPats(n)
	case kTupleStructPattern:
		p.Kind = PatTupleStruct
		p.Path = l.path(l.child(n, fType))
		p.Subs = l.subPats(n)
	case kStructPattern:
		p.Kind = PatStruct
		p.Path = l.path(l.child(n, fType))
		l.fieldPats(p, n)
	case kRefPattern, kMutPattern:
		return l.bindPat(p, n)
	case kCapturedPattern:
		l.capturedPat(p, n)
	case kReferencePattern:
		p.Kind = PatRef
		p.Subs = l.subPats(n)
	case kRemainingFieldPattern:
		p.Kind = PatRest
	case kMacroInvocation:
		p.Kind = PatMacro
	case kMatchPattern:
		if c := l.firstPat(n); c != 0 {
			return l.pat(c)
		}
		p.Kind = PatWild
	}
	return p
}

// isPat tells pattern children from punctuation; `_` and `..` are tokens.
func (l *lowerer) isPat(c int32) bool {
	switch l.nodes[c].kind {
	case kLineComment, kBlockComment, kMutableSpecifier, kError, kAttributeItem:
		return false
	case kToken:
		return l.is(c, "_") || l.is(c, "..")
	}
	return true
}

func (l *lowerer) firstPat(n int32) int32 {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.isPat(c) {
			return c
		}
	}
	return 0
}

func (l *lowerer) subPats(n int32) (out []*Pat) {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.isPat(c) && l.nodes[c].field != fType {
			out = l.orPats(out, c, l.nodes[n].kind == kOrPattern)
		}
	}
	return out
}

// orPats flattens `a | b | c`, which the grammar nests to the left.
func (l *lowerer) orPats(out []*Pat, c int32, flatten bool) []*Pat {
	p := l.pat(c)
	if flatten && p.Kind == PatOr {
		return append(out, p.Subs...)
	}
	return append(out, p)
}

func (l *lowerer) fieldPats(p *Pat, n int32) {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind != kFieldPattern {
			continue
		}
		name := l.child(c, fName)
		if name == 0 {
			continue
		}
		sub := l.pat(l.child(c, fPattern))
		if sub == nil {
			sub = &Pat{Kind: PatBind, Span: l.span(c), Name: l.text(name), ByRef: l.hasToken(c, "ref")}
			if l.hasToken(c, "_") {
				sub = &Pat{Kind: PatWild, Span: l.span(c)}
			}
		}
		p.Fields = append(p.Fields, l.text(name))
		p.Subs = append(p.Subs, sub)
	}
}

// bindPat lowers `ref x` and `mut x`.
func (l *lowerer) bindPat(p *Pat, n int32) *Pat {
	c := l.firstPat(n)
	if c == 0 {
		p.Kind = PatWild
		return p
	}
	in := l.pat(c)
	if in.Kind == PatBind {
		in.Span = p.Span
		in.ByRef = in.ByRef || l.nodes[n].kind == kRefPattern
		in.Mut = in.Mut || l.nodes[n].kind == kMutPattern
	}
	return in
}

// capturedPat lowers `name @ sub`.
func (l *lowerer) capturedPat(p *Pat, n int32) {
	p.Kind = PatBind
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch {
		case !l.isPat(c):
		case p.Name == "":
			p.Name = l.text(c)
		default:
			p.Subs = append(p.Subs, l.pat(c))
		}
	}
}
