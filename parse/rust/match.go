package rust

// binding is what a metavariable matched: a range of the call's text, or one
// binding for each round of a repetition.
type binding struct {
	lo, hi int
	group  bool // an expression of more than one token
	reps   []*binding
	depth  int // repetitions around it; > 0 with no reps means none
}

type bindings map[string]*binding

// at returns the bindings of round k of a repetition.
func (b bindings) at(k int) bindings {
	out := make(bindings, len(b))
	for name, x := range b {
		if x.depth > 0 {
			if k < len(x.reps) {
				out[name] = x.reps[k]
			}
			continue
		}
		out[name] = x
	}
	return out
}

// repeats returns how often a repetition with this body runs.
func (b bindings) repeats(body []treeToken, src []byte) (int, error) {
	count := -1
	for i := 0; i+1 < len(body); i++ {
		if !body[i].is("$") || body[i+1].kind != tokIdent {
			continue
		}
		x := b[string(body[i+1].text(src))]
		if x == nil || x.depth == 0 {
			continue
		}
		if count >= 0 && count != len(x.reps) {
			return 0, errRepeatMismatch
		}
		count = len(x.reps)
	}
	if count < 0 {
		return 0, ErrMacroForm
	}
	return count, nil
}

// matcher matches one arm against the call's tokens.
type matcher struct {
	src, def []byte
	toks     []treeToken
	steps    int
}

func (m *matcher) arm(pattern []patElem) (bindings, bool) {
	b := bindings{}
	end, ok := m.seq(pattern, 0, len(m.toks), b)
	return b, ok && end == len(m.toks)
}

// seq matches elements against toks[i:end] and returns where it stopped.
func (m *matcher) seq(pattern []patElem, i, end int, b bindings) (int, bool) {
	for _, e := range pattern {
		if m.steps++; m.steps > maxMatchSteps {
			return i, false
		}
		next, ok := m.elem(e, i, end, b)
		if !ok {
			return i, false
		}
		i = next
	}
	return i, true
}

func (m *matcher) elem(e patElem, i, end int, b bindings) (int, bool) {
	switch e.kind {
	case patGroup:
		if i >= end || !m.toks[i].open(e.tok.ch) || m.toks[i].match == 0 {
			return i, false
		}
		closing := i + m.toks[i].match
		stop, ok := m.seq(e.sub, i+1, closing, b)
		return closing + 1, ok && stop == closing
	case patVar:
		stop, ok := m.fragment(e.frag, i, end)
		if !ok {
			return i, false
		}
		x := &binding{}
		if stop > i {
			x.lo, x.hi = m.toks[i].start, m.toks[stop-1].end
			multi := stop-i > 1 && !(m.toks[i].kind == tokOpen && m.toks[i].match == stop-i-1)
			x.group = multi && (e.frag == "expr" || e.frag == "expr_2021")
		}
		b[e.name] = x
		return stop, true
	case patRepeat:
		return m.repeat(e, i, end, b)
	}
	return i + 1, i < end && m.same(e.tok, m.toks[i])
}

// same compares a literal token of the pattern with one of the call.
func (m *matcher) same(p, t treeToken) bool {
	if p.kind != t.kind {
		return false
	}
	if p.kind == tokPunct {
		return p.op == t.op
	}
	return string(p.text(m.def)) == string(t.text(m.src))
}

// repeat matches as many rounds as there are. A round that fails is undone with
// the separator before it, so that `$(…),* $(,)?` takes a trailing comma.
func (m *matcher) repeat(e patElem, i, end int, b bindings) (int, bool) {
	declare(e.sub, b)
	rounds := 0
	for i < end && (e.op != '?' || rounds == 0) {
		if m.steps++; m.steps > maxMatchSteps {
			return i, false
		}
		at := i
		if rounds > 0 && e.tok.kind != tokEOF {
			if !m.same(e.tok, m.toks[at]) {
				break
			}
			at++
		}
		round := bindings{}
		stop, ok := m.seq(e.sub, at, end, round)
		if !ok || stop == i {
			break
		}
		for name, x := range round {
			b[name].reps = append(b[name].reps, x)
		}
		rounds++
		i = stop
	}
	return i, rounds > 0 || e.op != '+'
}

// declare makes the bindings of a repetition, so that none at all is known too.
func declare(sub []patElem, b bindings) {
	var walk func(sub []patElem)
	walk = func(sub []patElem) {
		for _, e := range sub {
			if e.kind == patVar {
				b[e.name] = &binding{depth: 1}
			}
			walk(e.sub)
		}
	}
	walk(sub)
}
