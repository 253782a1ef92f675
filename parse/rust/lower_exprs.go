package rust

// exprOf is expr that gives nil for node 0.
func (l *lowerer) exprOf(n int32) *Expr {
	if n == 0 {
		return nil
	}
	return l.expr(n)
}

// expr lowers one expression node. It is nil for a node that can hold none.
func (l *lowerer) expr(n int32) *Expr {
	e := l.exprs.one()
	e.Span = l.span(n)
	e.Name = e.Span
	if !l.enter() {
		e.Kind = ExprCut
		return e
	}
	defer l.leave()
	if lower := exprLowerers[l.nodes[n].kind]; lower != nil {
		at := lower(l, e, n)
		if at != n {
			e.Name = l.span(at)
		}
		if e.Origin == nil {
			e.Origin = l.origin(at)
		}
		return e
	}
	switch k := l.nodes[n].kind; {
	case trivia[k], k == kMutableSpecifier, k == kLabel, k == kLifetime, k == kVisibilityModifier,
		k == kAttributeItem, k == kInnerAttributeItem, k == kTokenTree:
		return nil
	}
	e.Args = l.exprsIn(n)
	e.Origin = l.origin(n)
	return e
}

// exprsIn lowers whatever expressions stand directly below n.
func (l *lowerer) exprsIn(n int32) (out []*Expr) {
	if !l.enter() {
		return nil
	}
	defer l.leave()
	var b Block
	l.stmts(&b, n)
	for _, s := range b.stmts {
		switch {
		case s.Expr != nil && s.Kind == StmtExpr:
			out = append(out, s.Expr)
		default: // a let or an item inside broken code: keep it as a block
			out = append(out, &Expr{Kind: ExprBlock, Span: s.Span, Name: s.Span, Block: &Block{Span: s.Span, stmts: []*Stmt{s}}})
		}
	}
	return out
}

// list lowers the expressions of an argument list, array or tuple with the
// attributes that stand before each.
func (l *lowerer) list(n int32) (out []*Expr) {
	var attrs []*Attr
	out = l.exprRefs.room(l.contents(n))
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch k := l.nodes[c].kind; {
		case trivia[k]:
		case k == kAttributeItem:
			attrs = append(attrs, l.attr(c))
		default:
			if e := l.expr(c); e != nil {
				e.Attrs = append(e.Attrs, attrs...)
				out = append(out, e)
			}
			attrs = nil
		}
	}
	return out
}

// exprLowerers fill an expression and return the node whose place is its Name.
var exprLowerers [kindCount]func(l *lowerer, e *Expr, n int32) int32

func init() {
	lit := func(l *lowerer, e *Expr, n int32) int32 {
		e.Kind, e.Text = ExprLit, l.intern(l.bytes(n))
		return n
	}
	path := func(l *lowerer, e *Expr, n int32) int32 {
		e.Kind, e.Path = ExprPath, l.path(n)
		return n
	}
	for _, k := range []kind{kStringLiteral, kRawStringLiteral, kCharLiteral, kBooleanLiteral,
		kIntegerLiteral, kFloatLiteral, kNegativeLiteral} {
		exprLowerers[k] = lit
	}
	for _, k := range []kind{kIdentifier, kScopedIdentifier, kSelf, kCrate, kSuper, kMetavariable,
		kGenericFunction, kTypeIdentifier, kScopedTypeIdentifier, kGenericType, kGenericTypeWithTurbofish, kPrimitiveType} {
		exprLowerers[k] = path
	}
	for k, f := range map[kind]func(l *lowerer, e *Expr, n int32) int32{
		kCallExpression: (*lowerer).call, kFieldExpression: (*lowerer).fieldExpr,
		kMacroInvocation: (*lowerer).macroExpr, kClosureExpression: (*lowerer).closure,
		kBlock: (*lowerer).blockExpr, kUnsafeBlock: (*lowerer).blockExpr, kAsyncBlock: (*lowerer).blockExpr,
		kConstBlock: (*lowerer).blockExpr, kTryBlock: (*lowerer).blockExpr,
		kIfExpression: (*lowerer).ifExpr, kElseClause: (*lowerer).inner, kParenthesizedExpression: (*lowerer).paren,
		kMatchExpression: (*lowerer).matchExpr, kLoopExpression: (*lowerer).loop,
		kWhileExpression: (*lowerer).loop, kForExpression: (*lowerer).loop,
		kLetCondition: (*lowerer).letCond, kLetChain: (*lowerer).letChain,
		kReferenceExpression: (*lowerer).ref, kUnaryExpression: (*lowerer).unary,
		kBinaryExpression: (*lowerer).binary, kAssignmentExpression: (*lowerer).binary,
		kCompoundAssignmentExpr: (*lowerer).binary, kTypeCastExpression: (*lowerer).cast,
		kTryExpression: (*lowerer).postfix, kAwaitExpression: (*lowerer).postfix,
		kIndexExpression: (*lowerer).index, kRangeExpression: (*lowerer).rangeExpr,
		kStructExpression: (*lowerer).structExpr, kTupleExpression: (*lowerer).tuple,
		kUnitExpression: (*lowerer).tuple, kArrayExpression: (*lowerer).array,
		kReturnExpression: (*lowerer).jump, kBreakExpression: (*lowerer).jump,
		kContinueExpression: (*lowerer).jump, kYieldExpression: (*lowerer).jump,
		kExpressionStatement: (*lowerer).inner,
	} {
		exprLowerers[k] = f
	}
}

// inner stands for its only content (else clause, stray statement).
func (l *lowerer) inner(e *Expr, n int32) int32 {
	c := l.content(n)
	if c == 0 {
		return n
	}
	in := l.expr(c)
	if in == nil {
		return n
	}
	*e = *in
	return c
}

func (l *lowerer) call(e *Expr, n int32) int32 {
	fn, args := l.child(n, fFunction), l.child(n, fArguments)
	if args != 0 {
		e.Args = l.list(args)
	}
	e.Kind = ExprCall
	if fn == 0 {
		return n
	}
	method, generics := fn, int32(0)
	if l.nodes[fn].kind == kGenericFunction {
		method, generics = l.child(fn, fFunction), l.child(fn, fTypeArguments)
	}
	if method != 0 && l.nodes[method].kind == kFieldExpression {
		name := l.child(method, fField)
		if name != 0 {
			e.Kind = ExprMethodCall
			e.X = l.exprOf(l.child(method, fValue))
			e.Text = l.text(name)
			if generics != 0 {
				var s Seg
				l.typeArgs(&s, generics)
				e.Generics = s.Args
			}
			return name
		}
	}
	e.X = l.expr(fn)
	if e.X == nil || e.X.Kind != ExprPath {
		return fn
	}
	// Without generic arguments the range is the bare path; `a::<T>::b` stays whole.
	if method != 0 {
		e.Name = l.span(method)
		e.Origin = l.origin(l.lastToken(method))
	}
	return n
}

func (l *lowerer) fieldExpr(e *Expr, n int32) int32 {
	e.Kind = ExprField
	e.X = l.exprOf(l.child(n, fValue))
	name := l.child(n, fField)
	if name == 0 {
		return n
	}
	e.Text = l.text(name)
	return name
}

func (l *lowerer) macroExpr(e *Expr, n int32) int32 {
	e.Kind = ExprMacro
	e.Macro = l.macroCall(n)
	e.Name = e.Macro.Name
	e.Origin = e.Macro.Origin
	return n
}

func (l *lowerer) closure(e *Expr, n int32) int32 {
	e.Kind = ExprClosure
	e.Move = l.hasToken(n, "move")
	e.Async = l.hasToken(n, "async")
	if at, ok := l.async[int(l.nodes[n].start)]; ok {
		e.Async = true
		e.Span = l.ts.span(at, int(l.nodes[n].end))
		e.Name = e.Span
	}
	if ps := l.child(n, fParameters); ps != 0 {
		for c := l.nodes[ps].first; c != 0; c = l.nodes[c].next {
			switch {
			case l.nodes[c].kind == kParameter:
				e.Params = append(e.Params, &Param{Pat: l.pat(l.child(c, fPattern)), Type: l.typeOf(l.child(c, fType))})
			case l.isPat(c):
				e.Params = append(e.Params, &Param{Pat: l.pat(c)})
			}
		}
	}
	e.Type = l.typeOf(l.child(n, fReturnType))
	if e.X = l.exprOf(l.child(n, fBody)); e.X == nil {
		e.X = &Expr{Kind: ExprErr, Span: e.Span, Name: e.Name}
	}
	return n
}

func (l *lowerer) blockExpr(e *Expr, n int32) int32 {
	e.Kind = ExprBlock
	b := n
	switch l.nodes[n].kind {
	case kUnsafeBlock:
		e.Unsafe = true
	case kAsyncBlock:
		e.Async = true
		e.Move = l.hasToken(n, "move")
	case kConstBlock:
		e.Const = true
	}
	if l.nodes[n].kind != kBlock {
		b = l.childOf(n, kBlock)
	}
	e.Text = l.label(b)
	if e.Block = l.block(b); e.Block == nil {
		e.Block = &Block{Span: e.Span}
	}
	return n
}

// label returns the label of a loop, block or jump without its quote.
func (l *lowerer) label(n int32) string {
	if n == 0 {
		return ""
	}
	c := l.childOf(n, kLabel)
	if c == 0 {
		return ""
	}
	b := l.bytes(c)
	if len(b) > 0 && b[0] == '\'' {
		b = b[1:]
	}
	return l.intern(b)
}
