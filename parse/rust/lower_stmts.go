package rust

// block lowers a block node; nil for node 0.
func (l *lowerer) block(n int32) *Block {
	if n == 0 {
		return nil
	}
	b := l.blocks.one()
	b.Span = l.span(n)
	if l.enter() {
		if !l.postpone(b, n) {
			l.stmts(b, n)
		}
		l.leave()
	} else {
		b.Cut = true
	}
	return b
}

// stmts appends the statements below n, also those inside ERROR nodes.
func (l *lowerer) stmts(b *Block, n int32) {
	var attrs []*Attr
	first := int32(-1)
	if b.stmts == nil {
		b.stmts = l.stmtRefs.room(l.contents(n))
	}
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		k := l.nodes[c].kind
		switch {
		case k == kAttributeItem:
			if attrs = append(attrs, l.attr(c)); first < 0 {
				first = l.nodes[c].start
			}
			continue
		case trivia[k], k == kInnerAttributeItem, k == kLabel:
			continue
		case k == kEmptyStatement:
			if i := len(b.stmts); i > 0 && b.stmts[i-1].Kind == StmtExpr {
				b.stmts[i-1].Semi = true
			}
			continue
		case k == kError:
			if l.enter() {
				l.stmts(b, c)
				l.leave()
			}
		default:
			if s := l.stmt(c); s != nil {
				s.Attrs = append(attrs, s.Attrs...)
				if s.Item != nil {
					s.Item.Attrs = append(attrs[:len(attrs):len(attrs)], s.Item.Attrs...)
				}
				b.stmts = append(b.stmts, s)
				l.unit(first, c)
			}
		}
		attrs, first = nil, -1
	}
}

func (l *lowerer) stmt(n int32) *Stmt {
	s := l.stmtSlab.one()
	s.Span = l.span(n)
	switch k := l.nodes[n].kind; {
	case k == kLetDeclaration:
		s.Kind = StmtLet
		s.Pat = l.pat(l.child(n, fPattern))
		if s.Pat == nil {
			s.Pat = &Pat{Kind: PatWild, Span: l.span(n)}
		}
		s.Pat.Mut = s.Pat.Mut || l.childOf(n, kMutableSpecifier) != 0
		s.Type = l.typeOf(l.child(n, fType))
		s.Expr = l.exprOf(l.child(n, fValue))
		s.Else = l.block(l.child(n, fAlternative))
	case k == kExpressionStatement:
		c := l.content(n)
		if c == 0 {
			return nil
		}
		s.Expr = l.expr(c)
		s.Semi = l.hasToken(n, ";")
		s.Attrs = l.blockAttrs(c)
	case k == kMacroInvocation:
		s.Expr = l.expr(n)
	case itemKinds[k]:
		s.Kind = StmtItem
		if s.Item = l.item(n); s.Item == nil {
			return nil
		}
	default:
		if s.Expr = l.expr(n); s.Expr == nil {
			return nil
		}
		s.Attrs = l.blockAttrs(n)
	}
	return s
}

// blockAttrs are the inner attributes of an expression that stands as a statement: of a
// block, of a loop's body, of a match. They are the statement's own. The body may be
// left for later, so they are read from its text.
func (l *lowerer) blockAttrs(n int32) (out []*Attr) {
	body := n
	if l.nodes[n].kind != kBlock {
		if body = l.child(n, fBody); body == 0 {
			body = l.childOf(n, kBlock)
		}
	}
	at := int(l.nodes[body].start)
	if body == 0 || at >= len(l.src) || l.src[at] != '{' {
		return nil
	}
	p := metaParser{ts: l.ts, lx: lexer{src: l.src, pos: at + 1}}
	for {
		a, ok := p.attr()
		if !ok || !a.Inner {
			return out
		}
		out = append(out, a)
	}
}

var itemKinds = [kindCount]bool{
	kFunctionItem: true, kFunctionSignatureItem: true, kStaticItem: true, kConstItem: true,
	kStructItem: true, kUnionItem: true, kEnumItem: true, kTraitItem: true, kImplItem: true,
	kModItem: true, kForeignModItem: true, kUseDeclaration: true, kExternCrateDeclaration: true,
	kTypeItem: true, kAssociatedType: true, kMacroDefinition: true,
}

func (l *lowerer) match(e *Expr, n int32) {
	e.Kind = ExprMatch
	e.X = l.exprOf(l.child(n, fValue))
	body := l.child(n, fBody)
	if body == 0 {
		return
	}
	for c := l.nodes[body].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kMatchArm {
			e.Arms = append(e.Arms, l.arm(c))
			l.unit(-1, c)
		} else if l.nodes[c].kind == kError {
			e.Args = append(e.Args, l.exprsIn(c)...)
		}
	}
}

func (l *lowerer) arm(n int32) *Arm {
	a := &Arm{Span: l.span(n)}
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if k := l.nodes[c].kind; k == kAttributeItem || k == kInnerAttributeItem {
			a.Attrs = append(a.Attrs, l.attr(c))
		}
	}
	if p := l.child(n, fPattern); p != 0 {
		a.Pat = l.pat(p)
		a.Guard = l.exprOf(l.child(p, fCondition))
	}
	if a.Pat == nil {
		a.Pat = &Pat{Kind: PatWild, Span: a.Span}
	}
	if a.Body = l.exprOf(l.child(n, fValue)); a.Body == nil {
		a.Body = &Expr{Kind: ExprErr, Span: a.Span, Name: a.Span}
	}
	return a
}
