package rust

// fragment returns where a fragment that starts at token i ends. The extent is
// decided on tokens alone, by what may follow the fragment; this is exact for
// definitions that rustc accepts, whose follow sets it enforces.
func (m *matcher) fragment(frag string, i, end int) (int, bool) {
	if frag == "vis" {
		return m.vis(i, end), true
	}
	if i >= end {
		return i, false
	}
	t := m.toks[i]
	switch frag {
	case "ident":
		return i + 1, t.kind == tokIdent && !t.token.is(m.src, "_")
	case "lifetime":
		return i + 1, t.kind == tokLifetime
	case "tt":
		return m.tree(i)
	case "block":
		if !t.open('{') {
			return i, false
		}
		return m.tree(i)
	case "literal":
		if t.is("-") {
			return i + 2, i+1 < end && m.toks[i+1].kind == tokNumber
		}
		return i + 1, t.kind == tokNumber || t.kind == tokStr || t.kind == tokChar ||
			t.token.is(m.src, "true") || t.token.is(m.src, "false")
	case "expr", "expr_2021":
		return m.expr(i, end)
	case "stmt":
		return m.stmt(i, end)
	case "item":
		return m.item(i, end)
	case "ty":
		return m.ty(i, end, true)
	case "path":
		if t.kind != tokIdent && !t.is("::") && !t.is("<") && !t.is("<<") {
			return i, false
		}
		return m.typePath(i, end)
	case "pat":
		return m.pat(i, end, true)
	case "pat_param":
		return m.pat(i, end, false)
	case "meta":
		return m.meta(i, end)
	}
	return i, false
}

// tree is one token tree.
func (m *matcher) tree(i int) (int, bool) {
	switch t := m.toks[i]; t.kind {
	case tokOpen:
		return i + t.match + 1, t.match > 0
	case tokClose:
		return i, false
	}
	return i + 1, true
}

func (m *matcher) vis(i, end int) int {
	if i >= end || !m.toks[i].token.is(m.src, "pub") {
		return i
	}
	i++
	if i+1 < end && m.toks[i].open('(') && m.toks[i].match > 0 {
		switch string(m.toks[i+1].text(m.src)) {
		case "crate", "self", "super", "in":
			return i + m.toks[i].match + 1
		}
	}
	return i
}

func (m *matcher) meta(i, end int) (int, bool) {
	if m.toks[i].token.is(m.src, "unsafe") && i+1 < end && m.toks[i+1].open('(') {
		return m.tree(i + 1)
	}
	i, ok := m.typePath(i, end)
	if !ok || i >= end {
		return i, ok
	}
	if m.toks[i].kind == tokOpen {
		return m.tree(i)
	}
	if m.toks[i].is("=") {
		if i+1 >= end {
			return i, false
		}
		return m.expr(i+1, end)
	}
	return i, true
}

// pat ends at `=>`, `,`, `=`, `if`, `in`, and pat_param at `|` too.
func (m *matcher) pat(i, end int, or bool) (int, bool) {
	start := i
	for i < end {
		t := m.toks[i]
		switch {
		case t.is("=>") || t.is(",") || t.is("=") || t.is(";") || t.is(":"),
			t.is("|") && !or, t.token.is(m.src, "if") || t.token.is(m.src, "in"):
			return i, i > start
		case t.kind == tokClose:
			return i, false
		case t.is("::") && i+1 < end && m.toks[i+1].is("<"):
			next, ok := m.angles(i+1, end)
			if !ok {
				return i, false
			}
			i = next
			continue
		}
		next, ok := m.tree(i)
		if !ok {
			return i, false
		}
		i = next
	}
	return i, i > start
}

var itemWords = map[string]bool{
	"fn": true, "mod": true, "struct": true, "enum": true, "union": true, "trait": true, "impl": true,
	"static": true, "const": true, "use": true, "type": true, "extern": true, "macro_rules": true,
	"unsafe": true, "async": true, "pub": true,
}

// item reads attributes, visibility and one item to its `;` or body.
func (m *matcher) item(i, end int) (int, bool) {
	for i+1 < end && m.toks[i].is("#") && m.toks[i+1].open('[') {
		next, ok := m.tree(i + 1)
		if !ok {
			return i, false
		}
		i = next
	}
	i = m.vis(i, end)
	if i >= end || m.toks[i].kind != tokIdent || !itemWords[string(m.toks[i].text(m.src))] {
		return i, false
	}
	word := string(m.toks[i].text(m.src))
	toSemi := word == "static" || word == "use" || word == "type"
	if word == "const" && i+2 < end && (m.toks[i+2].is(":") || m.toks[i+1].token.is(m.src, "_")) {
		toSemi = true
	}
	for i < end {
		if m.toks[i].is(";") {
			return i + 1, true
		}
		body := m.toks[i].open('{')
		next, ok := m.tree(i)
		if !ok {
			return i, false
		}
		i = next
		if body && !toSemi {
			return i, true
		}
	}
	return i, false
}

func (m *matcher) stmt(i, end int) (int, bool) {
	t := m.toks[i]
	if t.token.is(m.src, "let") {
		return m.let(i, end)
	}
	if t.kind == tokIdent && itemWords[string(t.text(m.src))] || t.is("#") {
		if stop, ok := m.item(i, end); ok {
			return stop, true
		}
	}
	return m.expr(i, end)
}

// let reads `let pat: ty = expr` without the semicolon.
func (m *matcher) let(i, end int) (int, bool) {
	i, ok := m.pat(i+1, end, true)
	if !ok {
		return i, false
	}
	if i < end && m.toks[i].is(":") {
		if i, ok = m.ty(i+1, end, true); !ok {
			return i, false
		}
	}
	if i < end && m.toks[i].is("=") {
		if i+1 >= end {
			return i, false
		}
		return m.expr(i+1, end)
	}
	return i, true
}
