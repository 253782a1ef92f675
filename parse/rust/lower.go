package rust

// maxNodes is how deep lowering follows the tree. Delimiters are limited before,
// but a chain of operators or method calls nests without any.
const maxNodes = 3000

// lowerer turns one concrete tree into the types of ast.go.
type lowerer struct {
	ts    *tokenSource
	src   []byte
	tree  *cst
	nodes []node
	async map[int]int
	depth int
	names *names
	units *units // nil unless the file has directives
	clean bool   // the text was read without errors and without repair
	lazy  bool   // large blocks are read on demand
	arena
}

func (l *lowerer) span(n int32) Span {
	return l.ts.span(int(l.nodes[n].start), int(l.nodes[n].end))
}

func (l *lowerer) origin(n int32) *Origin {
	return l.ts.origin(int(l.nodes[n].start), int(l.nodes[n].end))
}

func (l *lowerer) bytes(n int32) []byte {
	return l.src[l.nodes[n].start:l.nodes[n].end]
}

func (l *lowerer) is(n int32, text string) bool { return string(l.bytes(n)) == text }

// text returns the node's text as an identifier, without r#.
func (l *lowerer) text(n int32) string {
	b := l.bytes(n)
	if len(b) > 2 && b[0] == 'r' && b[1] == '#' {
		b = b[2:]
	}
	return l.intern(b)
}

func (l *lowerer) intern(b []byte) string { return l.names.intern(b) }

// release gives back what the lowerer borrowed; what it made stays valid.
func (l *lowerer) release() {
	l.tree.release()
	l.nodes = nil
	namePool.Put(l.names)
	l.names = nil
}

// child returns the first child with the field, or 0.
func (l *lowerer) child(n int32, f field) int32 {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].field == f {
			return c
		}
	}
	return 0
}

// childOf returns the first child of the kind, or 0.
func (l *lowerer) childOf(n int32, k kind) int32 {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == k {
			return c
		}
	}
	return 0
}

// hasToken reports whether n has the keyword or punctuation as a direct child.
func (l *lowerer) hasToken(n int32, text string) bool {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if l.nodes[c].kind == kToken && l.is(c, text) {
			return true
		}
	}
	return false
}

// content returns the first named child that is no comment or attribute, or 0.
func (l *lowerer) content(n int32) int32 {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if !trivia[l.nodes[c].kind] && l.nodes[c].kind != kAttributeItem {
			return c
		}
	}
	return 0
}

// contents returns how many children are neither trivia nor attributes.
func (l *lowerer) contents(n int32) (count int) {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		if !trivia[l.nodes[c].kind] && l.nodes[c].kind != kAttributeItem {
			count++
		}
	}
	return count
}

var trivia = [kindCount]bool{kToken: true, kLineComment: true, kBlockComment: true, kShebang: true}

// enter guards a recursive step; the caller must leave when it returns true.
func (l *lowerer) enter() bool {
	if l.depth >= maxNodes {
		return false
	}
	l.depth++
	return true
}

func (l *lowerer) leave() { l.depth-- }

// file lowers the root as a file.
func (l *lowerer) file() ([]*Item, []*Attr) {
	return l.itemList(0)
}

// errorSpans returns the outermost ranges with an ERROR or MISSING node.
func (l *lowerer) errorSpans() []Span { return l.tree.errorSpans() }

func (t *cst) errorSpans() []Span {
	if !t.bad {
		return nil
	}
	var out []Span
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.kind != kError && !n.missing {
			continue
		}
		s := Span{int(n.start), int(n.end)}
		if k := len(out); k > 0 && s.Start >= out[k-1].Start && s.End <= out[k-1].End {
			continue
		}
		out = append(out, s)
	}
	return out
}
