package rust

import (
	"bytes"
	"context"
)

func (c *MacroCall) text() string {
	if c.src == nil {
		return ""
	}
	return string(c.src.bytes())
}

// usable reports whether the tokens can be read as code at all: metavariables
// stand in macro bodies only.
func (s *tokenSource) usable() bool {
	return s != nil && (s.expanded || s.hi-s.lo <= MaxExpansion && bytes.IndexByte(s.bytes(), '$') < 0)
}

func (c *MacroCall) args() ([]*Expr, bool) {
	s := c.src
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.args == nil {
		s.args = &argsResult{}
		if s.usable() {
			s.args.exprs, s.args.ok = s.readArgs()
		}
	}
	return s.args.exprs, s.args.ok
}

func (c *MacroCall) stmts() (*Block, bool) {
	s := c.src
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stmts == nil {
		s.stmts = &stmtsResult{}
		if s.usable() {
			s.stmts.block, s.stmts.ok = s.readStmts()
		}
	}
	return s.stmts.block, s.stmts.ok
}

func (c *MacroCall) itemList() ([]*Item, bool) {
	s := c.src
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.items == nil {
		s.items = &itemsResult{}
		if s.usable() {
			s.items.items, s.items.ok = s.readItems()
		}
	}
	return s.items.items, s.items.ok
}

// argKeys are the keyword arguments of log and tracing macros, `key: value`.
var argKeys = map[string]bool{"target": true, "name": true, "parent": true, "logger": true}

// argsBody copies the tokens with what is no expression overwritten: a `;`
// between arguments becomes a comma, `target:` and tracing's `%`/`?` go. It
// returns the offsets of the commas between arguments.
func (s *tokenSource) argsBody() (body []byte, commas []int) {
	body = bytes.Clone(s.bytes())
	atStart, depth := true, 0
	lx := lexer{src: body}
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		switch {
		case t.kind == tokOpen:
			depth++
		case t.kind == tokClose:
			depth--
		case depth > 0:
		case t.punct(',') || t.punct(';'):
			body[t.start] = ','
			commas = append(commas, t.start)
			atStart = true
			continue
		case atStart && (t.punct('%') || t.punct('?')):
			body[t.start] = ' '
		case atStart && t.kind == tokIdent && argKeys[string(t.text(body))]:
			if n := lx.next(); n.punct(':') && !n.joint(body) {
				blankRange(body, t.start, n.end)
				continue
			}
			lx.pos = t.end
		case t.punct('=') && !t.joint(body):
			atStart = true
			continue
		}
		atStart = false
	}
	return body, commas
}

func blankRange(b []byte, start, end int) {
	for i := start; i < end; i++ {
		b[i] = ' '
	}
}

func (s *tokenSource) readArgs() ([]*Expr, bool) {
	body, commas := s.argsBody()
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, true
	}
	if out, ok := s.parseArgs(body); ok {
		return out, true
	}
	// Later arguments may be patterns (`matches!`) or something else: keep the
	// longest readable prefix.
	tries := 0
	for i := len(commas) - 1; i >= 0 && tries < 8; i-- {
		tries++
		if out, ok := s.parseArgs(body[:commas[i]]); ok && len(out) > 0 {
			return out, true
		}
	}
	return nil, false
}

func (s *tokenSource) parseArgs(body []byte) ([]*Expr, bool) {
	l, root := s.reparse("fn f(){g(", body, ");}")
	if l == nil {
		return nil, false
	}
	defer l.release()
	if l.tree.bad {
		return nil, false
	}
	fn := l.childOf(root, kFunctionItem)
	if fn == 0 {
		return nil, false
	}
	call := l.descend(fn, kBlock, kExpressionStatement, kCallExpression)
	args := l.child(call, fArguments)
	if call == 0 || args == 0 {
		return nil, false
	}
	out := l.list(args)
	for i, e := range out {
		out[i] = namedValue(e)
	}
	return out, true
}

// namedValue takes the value of a format argument `name = value`.
func namedValue(e *Expr) *Expr {
	if e.Kind == ExprAssign && e.Text == "=" && (e.X.Kind == ExprPath || e.X.Kind == ExprField) {
		return e.Y
	}
	return e
}

// reparse parses body between prefix and suffix; nil if it cannot be parsed. The
// caller releases the lowerer.
func (s *tokenSource) reparse(prefix string, body []byte, suffix string) (*lowerer, int32) {
	w := s.wrap(prefix, body, suffix)
	l, err := read(context.Background(), "macro arguments", w, false, leaveNone)
	if err != nil {
		return nil, 0
	}
	return l, 0
}

// descend follows the first child of each kind; 0 if one is missing.
func (l *lowerer) descend(n int32, kinds ...kind) int32 {
	for _, k := range kinds {
		if n = l.childOf(n, k); n == 0 {
			return 0
		}
	}
	return n
}

// brokenAtTop reports whether an ERROR or MISSING node stands anywhere but inside
// a function body below the given depth of blocks: broken code in there costs
// only itself, elsewhere it means that the tokens are no code.
func (l *lowerer) brokenAtTop(n int32, blocks int) bool {
	for c := l.nodes[n].first; c != 0; c = l.nodes[c].next {
		nd := &l.nodes[c]
		if nd.kind == kError || nd.missing {
			return true
		}
		inner := blocks
		if nd.kind == kBlock {
			if inner--; inner < 0 {
				continue
			}
		}
		if nd.first != 0 && l.enter() {
			bad := l.brokenAtTop(c, inner)
			l.leave()
			if bad {
				return true
			}
		}
	}
	return false
}

func (s *tokenSource) readStmts() (*Block, bool) {
	if branches, ok := cfgIf(s.bytes(), s.lo); ok {
		return s.cfgIfStmts(branches)
	}
	l, root := s.reparse("fn f(){", s.bytes(), "\n}")
	if l == nil {
		return nil, false
	}
	defer l.release()
	fn := l.childOf(root, kFunctionItem)
	block := l.descend(max(fn, 0), kBlock)
	if fn == 0 || block == 0 || l.nodes[fn].next != 0 || l.tree.bad && l.brokenAtTop(root, 1) {
		return nil, false
	}
	b := l.block(block)
	b.Span = s.span(s.lo, s.hi)
	return b, true
}

func (s *tokenSource) readItems() ([]*Item, bool) {
	if branches, ok := cfgIf(s.bytes(), s.lo); ok {
		return s.cfgIfItems(branches)
	}
	body := bytes.Clone(s.bytes())
	blankStaticRef(body)
	if out, ok := s.parseItems(body, ""); ok {
		return out, true
	}
	// thread_local! takes its last static without a semicolon.
	if t := bytes.TrimSpace(body); len(t) > 0 && t[len(t)-1] != ';' {
		return s.parseItems(body, "\n;")
	}
	return nil, false
}

// blankStaticRef overwrites the `ref` of lazy_static!'s `static ref`.
func blankStaticRef(body []byte) {
	lx := lexer{src: body}
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		if !t.is(body, "static") {
			continue
		}
		if n := lx.next(); n.is(body, "ref") {
			blankRange(body, n.start, n.end)
		} else {
			lx.pos = t.end
		}
	}
}

func (s *tokenSource) parseItems(body []byte, suffix string) ([]*Item, bool) {
	l, root := s.reparse("", body, suffix)
	if l == nil {
		return nil, false
	}
	defer l.release()
	if l.tree.bad && l.brokenAtTop(root, 0) {
		return nil, false
	}
	for c := l.nodes[root].first; c != 0; c = l.nodes[c].next {
		switch k := l.nodes[c].kind; {
		case itemKinds[k], trivia[k], k == kAttributeItem, k == kInnerAttributeItem,
			k == kEmptyStatement, k == kMacroInvocation:
		case k == kExpressionStatement && l.childOf(c, kMacroInvocation) != 0:
		default:
			return nil, false
		}
	}
	l.lazy = l.clean
	items, _ := l.itemList(root)
	return items, true
}
