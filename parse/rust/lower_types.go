package rust

// path lowers any node that is a path in expression, type, use or macro position.
func (l *lowerer) path(n int32) *Path {
	p := l.paths.one()
	if n != 0 {
		p.Segs = l.segs.room(l.segments(n))
		l.pathInto(p, n)
		p.Span = l.span(n)
	}
	return p
}

// segments returns how many segments a plain path has; generic arguments in the
// middle of one end the count.
func (l *lowerer) segments(n int32) int {
	for count := 1; ; count++ {
		if k := l.nodes[n].kind; k != kScopedIdentifier && k != kScopedTypeIdentifier {
			return count
		}
		if n = l.child(n, fPath); n == 0 {
			return count
		}
	}
}

// pathInto appends the segments of n.
func (l *lowerer) pathInto(p *Path, n int32) {
	if !l.enter() {
		return
	}
	defer l.leave()
	switch l.nodes[n].kind {
	case kScopedIdentifier, kScopedTypeIdentifier:
		if q := l.child(n, fPath); q != 0 {
			l.pathInto(p, q)
		} else {
			p.Global = true
		}
		if c := l.child(n, fName); c != 0 {
			p.Segs = append(p.Segs, Seg{Name: l.text(c), Span: l.span(c)})
		}
	case kGenericType, kGenericTypeWithTurbofish, kGenericFunction:
		c := l.child(n, fType)
		if c == 0 {
			c = l.child(n, fFunction)
		}
		if c == 0 {
			return
		}
		l.pathInto(p, c)
		if k := len(p.Segs); k > 0 {
			l.typeArgs(&p.Segs[k-1], l.child(n, fTypeArguments))
		}
	case kFunctionType: // Fn(A) -> B
		if t := l.child(n, fTrait); t != 0 {
			l.pathInto(p, t)
		}
		if k := len(p.Segs); k > 0 {
			s := &p.Segs[k-1]
			s.Sugar = true
			s.Args = l.fnTypeParams(l.child(n, fParameters))
			s.Ret = l.typeOf(l.child(n, fReturnType))
		}
	case kHigherRankedTraitBound, kRemovedTraitBound, kForLifetimes:
		if t := l.child(n, fType); t != 0 {
			l.pathInto(p, t)
		} else if t := l.content(n); t != 0 {
			l.pathInto(p, t)
		}
	case kBracketedType:
		l.qself(p, n)
	case kError, kToken, kLineComment, kBlockComment, kLifetime:
	default:
		p.Segs = append(p.Segs, Seg{Name: l.text(n), Span: l.span(n)})
	}
}

// qself reads `<T>` or `<T as Trait>` at the head of a path.
func (l *lowerer) qself(p *Path, n int32) {
	c := l.content(n)
	if c == 0 {
		return
	}
	if l.nodes[c].kind == kQualifiedType {
		p.QSelf = l.typeOf(l.child(c, fType))
		if t := l.child(c, fAlias); t != 0 {
			p.QTrait = l.typePath(t)
		}
		return
	}
	p.QSelf = l.typeOf(c)
}

func (l *lowerer) typeArgs(s *Seg, n int32) {
	if n == 0 {
		return
	}
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kToken, kLineComment, kBlockComment, kLifetime, kError, kTraitBounds, kAttributeItem:
		case kTypeBinding:
			if name := l.child(c, fName); name != 0 {
				s.Assoc = append(s.Assoc, AssocArg{Name: l.text(name), Type: l.typeOf(l.child(c, fType))})
			}
		default:
			s.Args = append(s.Args, l.typeOf(c))
		}
	}
}

// typePath lowers a node in trait position.
func (l *lowerer) typePath(n int32) *Path { return l.path(n) }

// typeOf lowers a type; nil for node 0.
func (l *lowerer) typeOf(n int32) *Type {
	if n == 0 {
		return nil
	}
	t := l.typeSlab.one()
	t.Span = l.span(n)
	if !l.enter() {
		t.Kind = TypeInfer
		return t
	}
	defer l.leave()
	switch l.nodes[n].kind {
	case kReferenceType, kPointerType:
		t.Kind = TypeRef
		if l.nodes[n].kind == kPointerType {
			t.Kind = TypePtr
		}
		t.Mut = l.childOf(n, kMutableSpecifier) != 0
		t.Elem = l.typeOf(l.child(n, fType))
	case kTupleType, kUnitType:
		t.Kind = TypeTuple
		for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
			if k := l.nodes[c].kind; !trivia[k] && k != kError {
				t.Elems = append(t.Elems, l.typeOf(c))
			}
		}
	case kArrayType:
		t.Kind = TypeSlice
		if l.child(n, fLength) != 0 {
			t.Kind = TypeArray
		}
		t.Elem = l.typeOf(l.child(n, fElement))
	case kFunctionType:
		l.fnType(t, n)
	case kDynamicType, kAbstractType:
		t.Kind = TypeDyn
		if l.nodes[n].kind == kAbstractType {
			t.Kind = TypeImpl
		}
		if b := l.child(n, fTrait); b != 0 {
			t.Bounds = l.bound(t.Bounds, b)
		}
	case kBoundedType:
		l.boundedType(t, n)
	case kNeverType:
		t.Kind = TypeNever
	case kMacroInvocation:
		t.Kind = TypeMacro
	case kQualifiedType, kHigherRankedTraitBound, kRemovedTraitBound:
		t.Path = l.path(n)
	default:
		if l.is(n, "_") {
			t.Kind = TypeInfer
			return t
		}
		t.Path = l.path(n)
	}
	return t
}

func (l *lowerer) fnType(t *Type, n int32) {
	if l.child(n, fTrait) != 0 {
		t.Path = l.path(n)
		return
	}
	t.Kind = TypeFn
	if m := l.childOf(n, kFunctionModifiers); m != 0 {
		t.ABI = l.abi(l.childOf(m, kExternModifier))
	}
	t.Elems = l.fnTypeParams(l.child(n, fParameters))
	t.Ret = l.typeOf(l.child(n, fReturnType))
}

func (l *lowerer) fnTypeParams(n int32) (out []*Type) {
	if n == 0 {
		return nil
	}
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kToken, kLineComment, kBlockComment, kError, kAttributeItem, kVariadicParameter:
		case kParameter:
			out = append(out, l.typeOf(l.child(c, fType)))
		default:
			out = append(out, l.typeOf(c))
		}
	}
	return out
}

// boundedType is `impl A + B`, `dyn A + B` or a bare `A + B`; the grammar nests
// the kind of type in the first of the bounds.
func (l *lowerer) boundedType(t *Type, n int32) {
	t.Kind = TypeDyn
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kToken, kLineComment, kBlockComment, kLifetime, kError:
		case kAbstractType, kDynamicType, kBoundedType:
			in := l.typeOf(c)
			t.Kind = in.Kind
			t.Bounds = append(t.Bounds, in.Bounds...)
		default:
			t.Bounds = l.bound(t.Bounds, c)
		}
	}
}

// bounds lowers a trait_bounds node.
func (l *lowerer) bounds(n int32) (out []*Bound) {
	if n == 0 {
		return nil
	}
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		out = l.bound(out, c)
	}
	return out
}

func (l *lowerer) bound(out []*Bound, n int32) []*Bound {
	switch l.nodes[n].kind {
	case kToken, kLineComment, kBlockComment, kLifetime, kError, kOther:
		return out
	case kBoundedType:
		for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
			out = l.bound(out, c)
		}
		return out
	case kRemovedTraitBound:
		return append(out, &Bound{Path: l.typePath(n), Maybe: true})
	case kTupleType: // (Trait)
		if c := l.content(n); c != 0 {
			return l.bound(out, c)
		}
		return out
	}
	return append(out, &Bound{Path: l.typePath(n)})
}

func (l *lowerer) generics(n int32) *Generics {
	params, where := l.child(n, fTypeParameters), l.childOf(n, kWhereClause)
	if params == 0 && where == 0 {
		return nil
	}
	g := &Generics{}
	if params != 0 {
		for c := l.nodes[params].first; c != 0; c = l.nodes[c].next {
			if p := l.genericParam(c); p != nil {
				g.Params = append(g.Params, p)
			}
		}
	}
	for ; where != 0; where = l.nodes[where].next {
		if l.nodes[where].kind != kWhereClause {
			continue
		}
		for c := l.nodes[where].first; c != 0; c = l.nodes[c].next {
			left := l.child(c, fLeft)
			if l.nodes[c].kind == kWherePredicate && left != 0 && l.nodes[left].kind != kLifetime {
				g.Where = append(g.Where, &WherePred{Type: l.typeOf(left), Bounds: l.bounds(l.child(c, fBounds))})
			}
		}
	}
	return g
}

func (l *lowerer) genericParam(n int32) *GenericParam {
	switch l.nodes[n].kind {
	case kTypeIdentifier, kMetavariable:
		return &GenericParam{Name: l.text(n)}
	case kConstrainedTypeParameter:
		left := l.child(n, fLeft)
		if left == 0 || l.nodes[left].kind == kLifetime {
			return nil
		}
		return &GenericParam{Name: l.text(left), Bounds: l.bounds(l.child(n, fBounds))}
	case kOptionalTypeParameter:
		name := l.child(n, fName)
		if name == 0 {
			return nil
		}
		p := l.genericParam(name)
		if p != nil {
			p.Default = l.typeOf(l.child(n, fDefaultType))
		}
		return p
	case kConstParameter:
		if name := l.child(n, fName); name != 0 {
			return &GenericParam{Name: l.text(name), Const: true}
		}
	}
	return nil
}
