package rust

func (l *lowerer) ifExpr(e *Expr, n int32) int32 {
	e.Kind = ExprIf
	e.X = l.orErr(e, l.child(n, fCondition))
	e.Block = l.blockOr(e, l.child(n, fConsequence))
	e.Else = l.exprOf(l.child(n, fAlternative))
	return n
}

// orErr lowers an operand that must be there: a missing one is an ExprErr.
func (l *lowerer) orErr(e *Expr, n int32) *Expr {
	if x := l.exprOf(n); x != nil {
		return x
	}
	return &Expr{Kind: ExprErr, Span: e.Span, Name: e.Span}
}

func (l *lowerer) blockOr(e *Expr, n int32) *Block {
	if b := l.block(n); b != nil {
		return b
	}
	return &Block{Span: e.Span}
}

func (l *lowerer) loop(e *Expr, n int32) int32 {
	e.Text = l.label(n)
	e.Block = l.blockOr(e, l.child(n, fBody))
	switch l.nodes[n].kind {
	case kLoopExpression:
		e.Kind = ExprLoop
	case kWhileExpression:
		e.Kind = ExprWhile
		e.X = l.orErr(e, l.child(n, fCondition))
	default:
		e.Kind = ExprFor
		if e.Pat = l.pat(l.child(n, fPattern)); e.Pat == nil {
			e.Pat = &Pat{Kind: PatWild, Span: e.Span}
		}
		e.X = l.orErr(e, l.child(n, fValue))
	}
	return n
}

func (l *lowerer) matchExpr(e *Expr, n int32) int32 {
	l.match(e, n)
	if e.X == nil {
		e.X = l.orErr(e, 0)
	}
	return n
}

func (l *lowerer) letCond(e *Expr, n int32) int32 {
	e.Kind = ExprLet
	if e.Pat = l.pat(l.child(n, fPattern)); e.Pat == nil {
		e.Pat = &Pat{Kind: PatWild, Span: e.Span}
	}
	e.X = l.orErr(e, l.child(n, fValue))
	return n
}

// letChain lowers `a && let P = b && c` as nested ExprBinary.
func (l *lowerer) letChain(e *Expr, n int32) int32 {
	parts := l.list(n)
	if len(parts) == 0 {
		return n
	}
	acc := parts[0]
	for _, p := range parts[1:] {
		s := Span{acc.Span.Start, max(p.Span.End, acc.Span.Start)}
		acc = &Expr{Kind: ExprBinary, Text: "&&", X: acc, Y: p, Span: s, Name: s, Origin: acc.Origin}
	}
	span := e.Span
	*e = *acc
	e.Span = span
	return n
}

func (l *lowerer) paren(e *Expr, n int32) int32 {
	e.Kind = ExprParen
	e.X = l.orErr(e, l.content(n))
	return n
}

func (l *lowerer) ref(e *Expr, n int32) int32 {
	e.Kind = ExprRef
	e.Mut = l.childOf(n, kMutableSpecifier) != 0
	e.X = l.orErr(e, l.child(n, fValue))
	return n
}

func (l *lowerer) unary(e *Expr, n int32) int32 {
	e.X = l.orErr(e, l.content(n))
	if op := l.nodes[n].first; op != 0 {
		e.Text = l.intern(l.bytes(op))
	}
	e.Kind = ExprUnary
	if e.Text == "*" {
		e.Kind = ExprDeref
	}
	return n
}

func (l *lowerer) binary(e *Expr, n int32) int32 {
	e.X = l.orErr(e, l.child(n, fLeft))
	e.Y = l.orErr(e, l.child(n, fRight))
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kToken {
			e.Text = l.intern(l.bytes(c))
			break
		}
	}
	e.Kind = ExprAssign
	if l.nodes[n].kind == kBinaryExpression {
		e.Kind = ExprBinary
	}
	return n
}

func (l *lowerer) cast(e *Expr, n int32) int32 {
	e.Kind = ExprCast
	e.X = l.orErr(e, l.child(n, fValue))
	e.Type = l.typeOf(l.child(n, fType))
	return n
}

func (l *lowerer) postfix(e *Expr, n int32) int32 {
	e.Kind = ExprTry
	if l.nodes[n].kind == kAwaitExpression {
		e.Kind = ExprAwait
	}
	e.X = l.orErr(e, l.content(n))
	// The mark is the place: the operand may be many lines long.
	last := n
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kToken {
			last = c
		}
	}
	return last
}

func (l *lowerer) index(e *Expr, n int32) int32 {
	e.Kind = ExprIndex
	parts := l.list(n)
	if len(parts) > 0 {
		e.X = parts[0]
	} else {
		e.X = l.orErr(e, 0)
	}
	if len(parts) > 1 {
		e.Y = parts[1]
	} else {
		e.Y = l.orErr(e, 0)
	}
	return n
}

func (l *lowerer) rangeExpr(e *Expr, n int32) int32 {
	e.Kind = ExprRange
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch {
		case l.nodes[c].kind == kToken:
			e.Text = l.intern(l.bytes(c))
		case trivia[l.nodes[c].kind]:
		case e.Text == "":
			e.X = l.expr(c)
		default:
			e.Y = l.expr(c)
		}
	}
	return n
}

func (l *lowerer) structExpr(e *Expr, n int32) int32 {
	e.Kind = ExprStruct
	name := l.child(n, fName)
	e.Path = l.path(name)
	body := l.child(n, fBody)
	if body == 0 {
		return n
	}
	for c := l.nodes[body].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kShorthandFieldInitializer:
			if id := l.content(c); id != 0 {
				e.Fields = append(e.Fields, l.text(id))
				e.Args = append(e.Args, l.orErr(e, id))
			}
		case kFieldInitializer:
			f := l.child(c, fField)
			if f == 0 {
				f = l.child(c, fName)
			}
			if f != 0 {
				e.Fields = append(e.Fields, l.text(f))
				e.Args = append(e.Args, l.orErr(e, l.child(c, fValue)))
			}
		case kBaseFieldInitializer:
			e.Y = l.exprOf(l.content(c))
		}
	}
	if name != 0 {
		return name
	}
	return n
}

func (l *lowerer) tuple(e *Expr, n int32) int32 {
	e.Kind = ExprTuple
	e.Args = l.list(n)
	return n
}

func (l *lowerer) array(e *Expr, n int32) int32 {
	e.Kind = ExprArray
	length := l.child(n, fLength)
	e.Args = l.list(n)
	if length != 0 && len(e.Args) > 0 {
		e.Y = e.Args[len(e.Args)-1]
		e.Args = e.Args[:len(e.Args)-1]
	}
	return n
}

func (l *lowerer) jump(e *Expr, n int32) int32 {
	switch l.nodes[n].kind {
	case kReturnExpression:
		e.Kind = ExprReturn
	case kBreakExpression:
		e.Kind = ExprBreak
	case kContinueExpression:
		e.Kind = ExprContinue
	default:
		e.Kind = ExprErr // yield
	}
	e.Text = l.label(n)
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if k := l.nodes[c].kind; !trivia[k] && k != kLabel {
			e.X = l.exprOf(c)
			break
		}
	}
	if e.Kind == ExprErr && e.X != nil {
		e.Args, e.X = []*Expr{e.X}, nil
	}
	return n
}
