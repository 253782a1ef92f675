package rust

// itemList lowers the children of a file, declaration list or ERROR node as
// items. Expressions between them are ignored except for macro calls.
func (l *lowerer) itemList(n int32) (items []*Item, inner []*Attr) {
	var attrs []*Attr
	first := int32(-1)
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch k := l.nodes[c].kind; {
		case k == kInnerAttributeItem:
			inner = append(inner, l.attr(c))
		case k == kAttributeItem:
			if attrs = append(attrs, l.attr(c)); first < 0 {
				first = l.nodes[c].start
			}
		case trivia[k] || k == kEmptyStatement:
		case k == kError:
			more, in := l.itemList(c)
			items, inner = append(items, more...), append(inner, in...)
			attrs, first = nil, -1
		default:
			if it := l.item(c); it != nil {
				it.Attrs = append(attrs, it.Attrs...)
				items = append(items, it)
				l.unit(first, c)
			} else {
				items = append(items, l.strayItems(c)...)
			}
			attrs, first = nil, -1
		}
	}
	return items, inner
}

// strayItems finds whole items below a node that is none, which happens in
// broken code only.
func (l *lowerer) strayItems(n int32) []*Item {
	if !l.tree.bad || !l.enter() {
		return nil
	}
	defer l.leave()
	items, _ := l.itemList(n)
	return items
}

// unit notes a range that a directive may cover, attributes included.
func (l *lowerer) unit(first, n int32) {
	if l.units == nil {
		return
	}
	start := l.nodes[n].start
	if first >= 0 && first < start {
		start = first
	}
	l.units.add(int(start), int(l.nodes[n].start), int(l.nodes[n].end))
}

// item lowers one item node; nil if n is none.
func (l *lowerer) item(n int32) *Item {
	if !l.enter() {
		return nil
	}
	defer l.leave()
	nd := &l.nodes[n]
	it := &Item{Span: l.span(n)}
	switch nd.kind {
	case kFunctionItem, kFunctionSignatureItem:
		l.fnItem(it, n)
	case kStaticItem, kConstItem:
		l.staticItem(it, n)
	case kStructItem, kUnionItem, kEnumItem:
		l.adtItem(it, n)
	case kTraitItem:
		it.Kind = ItemTrait
		it.Supers = l.bounds(l.child(n, fBounds))
		l.members(it, n)
	case kImplItem:
		l.implItem(it, n)
	case kModItem:
		it.Kind = ItemMod
		it.Mod = &Mod{Inline: l.child(n, fBody) != 0}
		l.members(it, n)
	case kForeignModItem:
		it.Kind = ItemForeignMod
		it.ABI = l.abi(l.childOf(n, kExternModifier))
		l.members(it, n)
	case kUseDeclaration, kExternCrateDeclaration:
		l.useItem(it, n)
	case kTypeItem, kAssociatedType:
		it.Kind = ItemTypeAlias
		it.Alias = l.typeOf(l.child(n, fType))
	case kMacroDefinition:
		l.macroRules(it, n)
	case kMacroInvocation:
		it.Kind = ItemMacroCall
		it.Call = l.macroCall(n)
	case kExpressionStatement:
		c := l.content(n)
		if c == 0 || l.nodes[c].kind != kMacroInvocation {
			return nil
		}
		it.Kind = ItemMacroCall
		it.Call = l.macroCall(c)
	default:
		return nil
	}
	l.head(it, n)
	return it
}

// head fills what all items share.
func (l *lowerer) head(it *Item, n int32) {
	it.Pub = l.childOf(n, kVisibilityModifier) != 0
	at := n
	if c := l.child(n, fName); c != 0 && it.Kind != ItemExternCrate {
		it.Name, it.NameSpan, at = l.text(c), l.span(c), c
	} else if it.Kind == ItemConst { // const _: the underscore is no named node
		if c := l.childToken(n, "_"); c != 0 {
			it.Name, it.NameSpan, at = "_", l.span(c), c
		}
	}
	if it.Kind != ItemMacroRules && it.Kind != ItemMacroCall {
		it.Generics = l.generics(n)
	}
	if it.Origin == nil {
		it.Origin = l.origin(at)
	}
}

// members lowers the body of a module, trait, impl or extern block.
func (l *lowerer) members(it *Item, n int32) {
	if body := l.child(n, fBody); body != 0 {
		it.Items, it.Attrs = l.itemList(body)
	}
}

func (l *lowerer) fnItem(it *Item, n int32) {
	it.Kind = ItemFn
	f := &Fn{}
	it.Fn = f
	if m := l.childOf(n, kFunctionModifiers); m != 0 {
		f.Async = l.hasToken(m, "async")
		f.Unsafe = l.hasToken(m, "unsafe")
		f.Const = l.hasToken(m, "const")
		if e := l.childOf(m, kExternModifier); e != 0 {
			f.Extern = true
			it.ABI = l.abi(e)
		}
	}
	l.params(f, l.child(n, fParameters))
	f.Ret = l.typeOf(l.child(n, fReturnType))
	if body := l.child(n, fBody); body != 0 {
		f.Body, it.Attrs = l.fnBody(body)
	}
}

func (l *lowerer) fnBody(n int32) (*Block, []*Attr) {
	var inner []*Attr
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kInnerAttributeItem {
			inner = append(inner, l.attr(c))
		}
	}
	return l.block(n), inner
}

func (l *lowerer) params(f *Fn, n int32) {
	if n == 0 {
		return
	}
	var attrs []*Attr
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kAttributeItem:
			attrs = append(attrs, l.attr(c))
			continue
		case kToken, kLineComment, kBlockComment:
			if l.is(c, "_") {
				f.Params = append(f.Params, &Param{Pat: &Pat{Kind: PatWild, Span: l.span(c)}})
			}
			continue
		case kSelfParameter:
			f.Self = l.receiver(c)
		case kVariadicParameter:
			f.Variadic = true
		case kParameter:
			p := l.child(c, fPattern)
			if p != 0 && l.nodes[p].kind == kSelf {
				if t := l.child(c, fType); t != 0 {
					f.Self = string(l.bytes(t))
				}
				break
			}
			f.Params = append(f.Params, &Param{Pat: l.pat(p), Type: l.typeOf(l.child(c, fType)), Attrs: attrs})
		case kError:
		default: // a trait method of edition 2015 may leave the pattern out
			f.Params = append(f.Params, &Param{Pat: &Pat{Kind: PatWild, Span: l.span(c)}, Type: l.typeOf(c), Attrs: attrs})
		}
		attrs = nil
	}
}

func (l *lowerer) receiver(n int32) string {
	switch ref, mut := l.hasToken(n, "&"), l.childOf(n, kMutableSpecifier) != 0; {
	case ref && mut:
		return "&mut self"
	case ref:
		return "&self"
	}
	return "self"
}

func (l *lowerer) abi(n int32) string {
	if n == 0 {
		return ""
	}
	nd := &l.nodes[n]
	lx := lexer{src: l.src[:nd.end], pos: int(nd.start)}
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		if t.kind == tokStr {
			return literalValue(l.src[t.start:t.end], tokStr)
		}
	}
	return "C"
}

func (l *lowerer) staticItem(it *Item, n int32) {
	it.Kind = ItemStatic
	if l.nodes[n].kind == kConstItem {
		it.Kind = ItemConst
	}
	it.Static = &Static{
		Mut:  l.childOf(n, kMutableSpecifier) != 0,
		Type: l.typeOf(l.child(n, fType)),
		Init: l.exprOf(l.child(n, fValue)),
	}
}

func (l *lowerer) implItem(it *Item, n int32) {
	it.Kind = ItemImpl
	it.Impl = &Impl{Negative: l.hasToken(n, "!"), Self: l.typeOf(l.child(n, fType))}
	if t := l.child(n, fTrait); t != 0 {
		it.Impl.Trait = l.typePath(t)
	}
	l.members(it, n)
}

func (l *lowerer) adtItem(it *Item, n int32) {
	it.Adt = &Adt{}
	body := l.child(n, fBody)
	switch l.nodes[n].kind {
	case kStructItem:
		it.Kind = ItemStruct
	case kUnionItem:
		it.Kind = ItemUnion
	default:
		it.Kind = ItemEnum
		if body != 0 {
			it.Adt.Variants = l.variants(body)
		}
		return
	}
	v := &Variant{Span: l.span(n)}
	l.fields(v, body)
	it.Adt.Variants = []*Variant{v}
}

func (l *lowerer) variants(n int32) (out []*Variant) {
	var attrs []*Attr
	first := int32(-1)
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		switch l.nodes[c].kind {
		case kAttributeItem:
			if attrs = append(attrs, l.attr(c)); first < 0 {
				first = l.nodes[c].start
			}
		case kEnumVariant:
			v := &Variant{Span: l.span(c), Attrs: attrs}
			if name := l.child(c, fName); name != 0 {
				v.Name = l.text(name)
			}
			l.fields(v, l.child(c, fBody))
			out = append(out, v)
			l.unit(first, c)
			attrs, first = nil, -1
		}
	}
	return out
}

func (l *lowerer) fields(v *Variant, n int32) {
	if n == 0 {
		return
	}
	v.Tuple = l.nodes[n].kind == kOrderedFieldDeclarationList
	var attrs []*Attr
	first := int32(-1)
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		k := l.nodes[c].kind
		switch {
		case k == kAttributeItem:
			if attrs = append(attrs, l.attr(c)); first < 0 {
				first = l.nodes[c].start
			}
			continue
		case k == kFieldDeclaration:
			f := &Field{Span: l.span(c), Type: l.typeOf(l.child(c, fType)), Attrs: attrs}
			if name := l.child(c, fName); name != 0 {
				f.Name = l.text(name)
			}
			v.Fields = append(v.Fields, f)
		case v.Tuple && l.nodes[c].field == fType && !trivia[k]:
			v.Fields = append(v.Fields, &Field{Name: itoa(len(v.Fields)), Span: l.span(c), Type: l.typeOf(c), Attrs: attrs})
		default:
			continue
		}
		l.unit(first, c)
		attrs, first = nil, -1
	}
}
