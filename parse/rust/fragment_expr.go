package rust

// words that are no operand: what follows them is one.
var exprWords = map[string]bool{
	"as": true, "in": true, "if": true, "else": true, "match": true, "move": true, "return": true,
	"break": true, "continue": true, "loop": true, "while": true, "for": true, "unsafe": true,
	"async": true, "let": true, "mut": true, "const": true, "static": true, "yield": true, "dyn": true,
}

// words that no expression starts with.
var noExprStart = map[string]bool{
	"as": true, "in": true, "else": true, "let": true, "mut": true, "fn": true, "struct": true,
	"enum": true, "use": true, "mod": true, "impl": true, "pub": true, "trait": true, "type": true,
	"where": true, "ref": true, "dyn": true, "extern": true, "_": true,
}

var exprStartOps = map[string]bool{
	"-": true, "*": true, "!": true, "&": true, "&&": true, "|": true, "||": true, "..": true,
	"..=": true, "<": true, "<<": true, "::": true, "#": true,
}

func (m *matcher) startsExpr(i int) bool {
	switch t := m.toks[i]; t.kind {
	case tokPunct:
		return exprStartOps[t.op]
	case tokIdent:
		return !noExprStart[string(m.src[t.start:t.end])]
	case tokClose:
		return false
	}
	return true
}

// expr ends at `=>`, `,`, `;`, or where an operand follows an operand.
func (m *matcher) expr(i, end int) (int, bool) {
	if i >= end || !m.startsExpr(i) {
		return i, false
	}
	start := i
	operand := false // the last token ended an operand
	for i < end {
		t := m.toks[i]
		if t.is("=>") || t.is(",") || t.is(";") || t.is(":") && m.toks[i-1].kind != tokLifetime {
			break
		}
		next, isOperand, ok := m.exprToken(i, end, operand)
		if !ok {
			return i, false
		}
		if next == i {
			break
		}
		i, operand = next, isOperand
	}
	return i, i > start
}

// exprToken steps over one token or group of an expression; it returns i itself
// where the expression has ended.
func (m *matcher) exprToken(i, end int, operand bool) (next int, isOperand, ok bool) {
	t := m.toks[i]
	switch t.kind {
	case tokPunct:
		return m.exprPunct(i, end, operand)
	case tokOpen:
		next, ok = m.tree(i)
		return next, true, ok
	case tokClose:
		return i, false, false
	case tokLifetime:
		return i + 1, false, true
	case tokIdent:
		word := string(m.src[t.start:t.end])
		if word == "as" && operand {
			next, ok = m.ty(min(i+1, end), end, false)
			return next, true, ok
		}
		if exprWords[word] {
			if operand && word != "else" {
				return i, false, true
			}
			return i + 1, false, true
		}
	}
	if operand {
		return i, false, true
	}
	return i + 1, true, true
}

func (m *matcher) exprPunct(i, end int, operand bool) (next int, isOperand, ok bool) {
	t := m.toks[i]
	switch {
	case t.is("::") && i+1 < end && (m.toks[i+1].is("<") || m.toks[i+1].is("<<")):
		next, ok = m.angles(i+1, end)
		return next, true, ok
	case !operand && (t.is("<") || t.is("<<")):
		next, ok = m.angles(i, end)
		return next, true, ok
	case !operand && t.is("|"):
		return m.closureParams(i, end)
	case t.is("?"):
		return i + 1, operand, operand
	case operand && t.is("#"), operand && t.is("$"):
		return i, false, true
	case t.is("#") && i+1 < end && m.toks[i+1].open('['):
		next, ok = m.tree(i + 1)
		return next, false, ok
	case t.is("!") && operand && i+1 < end && m.toks[i+1].kind == tokOpen:
		next, ok = m.tree(i + 1)
		return next, true, ok
	case t.is(".."):
		// An open range may end the expression: the next token decides.
		return i + 1, false, true
	}
	return i + 1, false, true
}

// closureParams steps over `|a, b: T<X, Y>| [-> T]`.
func (m *matcher) closureParams(i, end int) (next int, isOperand, ok bool) {
	for i++; i < end; {
		if m.toks[i].is("|") {
			i++
			if i < end && m.toks[i].is("->") {
				next, ok = m.ty(min(i+1, end), end, false)
				return next, false, ok
			}
			return i, false, true
		}
		if i, ok = m.tree(i); !ok {
			return i, false, false
		}
	}
	return i, false, false
}

// angles steps over a balanced `<…>`; the operators of the lexer may hold two.
func (m *matcher) angles(i, end int) (int, bool) {
	depth := 0
	for i < end {
		t := m.toks[i]
		switch {
		case t.is("<"):
			depth++
		case t.is("<<"):
			depth += 2
		case t.is(">"):
			depth--
		case t.is(">>"):
			depth -= 2
		case t.is(";"), t.is("=>"):
			return i, false
		}
		next, ok := m.tree(i)
		if !ok {
			return i, false
		}
		i = next
		if depth <= 0 {
			return i, depth == 0
		}
	}
	return i, false
}

// typePath reads `[::] a :: b <…> :: c`, with Fn sugar and a qualified self.
func (m *matcher) typePath(i, end int) (int, bool) {
	start := i
	if i < end && m.toks[i].is("::") {
		i++
	}
	for i < end {
		var ok bool
		switch t := m.toks[i]; {
		case t.kind == tokIdent && !t.token.is(m.src, "as"):
			i++
		case i == start && (t.is("<") || t.is("<<")):
			if i, ok = m.angles(i, end); !ok {
				return i, false
			}
		default:
			return i, false
		}
		if i+1 < end && m.toks[i].is("::") && (m.toks[i+1].is("<") || m.toks[i+1].open('(')) {
			i++
		}
		if i < end && (m.toks[i].is("<") || m.toks[i].is("<<")) {
			if i, ok = m.angles(i, end); !ok {
				return i, false
			}
		}
		if i >= end || !m.toks[i].is("::") {
			return i, i > start
		}
		i++
	}
	return i, false
}

// ty reads one type; bounds says whether `A + B` belongs to it.
func (m *matcher) ty(i, end int, bounds bool) (int, bool) {
	for i < end {
		t := m.toks[i]
		word := ""
		if t.kind == tokIdent {
			word = string(m.src[t.start:t.end])
		}
		switch {
		case t.is("&"), t.is("&&"), t.is("*"), t.is("?"), t.kind == tokLifetime && i+1 < end && !m.toks[i+1].is("+"),
			word == "mut", word == "const", word == "dyn", word == "impl", word == "unsafe", word == "extern", t.kind == tokStr:
			i++
			continue
		case word == "for" && i+1 < end && m.toks[i+1].is("<"):
			next, ok := m.angles(i+1, end)
			if !ok {
				return i, false
			}
			i = next
			continue
		}
		next, ok := m.tyCore(i, end, word)
		if !ok {
			return i, false
		}
		i = next
		if bounds && i+1 < end && m.toks[i].is("+") {
			i++
			continue
		}
		return i, true
	}
	return i, false
}

// tyCore reads what is left of a type after its prefixes.
func (m *matcher) tyCore(i, end int, word string) (int, bool) {
	t := m.toks[i]
	var ok bool
	switch {
	case t.is("!"), t.kind == tokLifetime, word == "_":
		return i + 1, true
	case t.open('{'):
		return i, false
	case t.kind == tokOpen:
		return m.tree(i)
	case word == "fn":
		if i++; i >= end || !m.toks[i].open('(') {
			return i, false
		}
		if i, ok = m.tree(i); !ok {
			return i, false
		}
	default:
		if i, ok = m.typePath(i, end); !ok {
			return i, false
		}
		if i+1 < end && m.toks[i].is("!") && m.toks[i+1].kind == tokOpen {
			return m.tree(i + 1)
		}
		if i < end && m.toks[i].open('(') { // Fn(A)
			if i, ok = m.tree(i); !ok {
				return i, false
			}
		}
	}
	if i < end && m.toks[i].is("->") {
		return m.ty(min(i+1, end), end, false)
	}
	return i, true
}
