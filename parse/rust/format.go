package rust

// FormatCall reads the macro call whose path with `!` is name: the span up to its
// closing delimiter, and the only argument where that is a string literal, empty
// where there is none. plain is false where the arguments are anything else.
func FormatCall(src []byte, name Span) (call, text Span, plain bool) {
	lx := lexer{src: src, pos: name.End}
	open := lx.next()
	if open.kind != tokOpen {
		return Span{}, Span{}, false
	}
	call.Start, plain = name.Start, true
	depth := 1
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		switch {
		case t.kind == tokOpen:
			depth++
		case t.kind == tokClose:
			if depth--; depth == 0 {
				call.End = t.end
				return call, text, plain
			}
		case depth == 1 && t.kind == tokStr && text.End == 0 && (t.ch == '"' || t.ch == 'r'):
			text = Span{t.start, t.end}
			continue
		case depth == 1 && t.punct(',') && text.End > 0:
			continue // a trailing one; what follows it is no literal
		}
		plain = false
	}
	return Span{}, Span{}, false
}

// StartsStatement reports whether a statement can begin at an offset: behind
// `;` or a brace, comments passed over.
func StartsStatement(src []byte, at int) bool {
	var last token
	lx := lexer{src: src}
	lx.skipPrologue()
	for t := lx.next(); t.kind != tokEOF && t.start < at; t = lx.next() {
		last = t
	}
	return last.punct(';') || last.ch == '{' && last.kind == tokOpen || last.ch == '}' && last.kind == tokClose
}
