package rust

import (
	"errors"
	"fmt"
)

// Reasons why an expansion fails; Expand wraps them with the macro's name.
var (
	ErrNoArm          = errors.New("no arm matches")
	ErrTooMuch        = errors.New("expansion is larger than 1 MiB")
	ErrMacroForm      = errors.New("macro definition cannot be read")
	errRepeatMismatch = errors.New("repetitions of different length")
)

// maxMatchSteps bounds the work of one match, whose nested repetitions are
// quadratic at worst.
const maxMatchSteps = 1 << 20

func (c *MacroCall) expand(m *Macro) (*Expansion, error) {
	if c.src == nil || m == nil || m.Rules == nil {
		return nil, ErrMacroForm
	}
	if c.src.hi-c.src.lo > MaxExpansion {
		return nil, fmt.Errorf("expand %s!: %w", m.Name, ErrTooMuch)
	}
	input := treeTokens(c.src.text[:c.src.hi], c.src.lo)
	def, arms := m.definition()
	for _, arm := range arms {
		if !arm.within(def) {
			return nil, fmt.Errorf("expand %s!: %w", m.Name, ErrMacroForm)
		}
		pattern, ok := readPattern(def, arm.Pattern)
		if !ok {
			continue
		}
		mt := &matcher{src: c.src.text, def: def, toks: input}
		bound, ok := mt.arm(pattern)
		if !ok {
			continue
		}
		t := &transcriber{m: m, def: def, call: c, bound: bound}
		if err := t.run(arm.Body); err != nil {
			return nil, fmt.Errorf("expand %s!: %w", m.Name, err)
		}
		src := &tokenSource{text: t.out, segs: t.segs, hi: len(t.out), expanded: true}
		return &Expansion{text: string(t.out), src: src, call: c}, nil
	}
	return nil, fmt.Errorf("expand %s!: %w", m.Name, ErrNoArm)
}

// definition returns the macro's arms and the text that holds them.
func (m *Macro) definition() ([]byte, []MacroArm) {
	if r := m.Rules; r.src != nil {
		return r.src.text[:r.src.hi], r.made
	}
	return m.Src, m.Rules.Arms
}

func (a MacroArm) within(src []byte) bool {
	ok := func(s Span) bool { return 0 <= s.Start && s.Start <= s.End && s.End <= len(src) }
	return ok(a.Pattern) && ok(a.Body)
}

func (e *Expansion) block() (*Block, bool) { return (&MacroCall{src: e.src}).stmts() }

func (e *Expansion) items() ([]*Item, bool) { return (&MacroCall{src: e.src}).itemList() }

// transcriber writes an arm's body with the bindings in place. Every byte of its
// output has a segment, so that places survive into what is parsed from it.
type transcriber struct {
	m     *Macro
	def   []byte // the text of the arms
	call  *MacroCall
	bound bindings
	out   []byte
	segs  []segment
}

func (t *transcriber) run(body Span) error {
	toks := treeTokens(t.def[:body.End], body.Start)
	return t.tokens(toks, t.bound, 0)
}

// tokens writes one level of the body.
func (t *transcriber) tokens(toks []treeToken, bound bindings, depth int) error {
	if depth > 64 {
		return ErrMacroForm
	}
	run := -1 // first token of the verbatim run
	flush := func(end int) {
		if run >= 0 && run < end {
			t.verbatim(toks[run].start, toks[end-1].end)
		}
		run = -1
	}
	for i := 0; i < len(toks); i++ {
		if !toks[i].is("$") || i+1 >= len(toks) {
			if run < 0 {
				run = i
			}
			continue
		}
		next := toks[i+1]
		switch {
		case next.kind == tokIdent:
			name := string(next.text(t.def))
			b := bound[name]
			if b == nil && name != "crate" {
				// Of an inner macro_rules definition: stays as written.
				if run < 0 {
					run = i
				}
				i++
				continue
			}
			flush(i)
			if b == nil {
				t.crate(next.token)
			} else if err := t.fragment(b); err != nil {
				return err
			}
			i++
		case next.open('('):
			flush(i)
			n, err := t.repetition(toks[i+1:], bound, depth)
			if err != nil {
				return err
			}
			i += n
		default:
			return ErrMacroForm // ${…}, $$
		}
		if len(t.out) > MaxExpansion {
			return ErrTooMuch
		}
	}
	flush(len(toks))
	if len(t.out) > MaxExpansion {
		return ErrTooMuch
	}
	return nil
}

// repetition writes `$( … ) sep op`, where toks starts at the parenthesis. It
// returns how many tokens it took.
func (t *transcriber) repetition(toks []treeToken, bound bindings, depth int) (int, error) {
	closing := toks[0].match
	if closing <= 0 || closing >= len(toks) {
		return 0, ErrMacroForm
	}
	op, sep, used, ok := repetitionTail(toks[closing+1:])
	if !ok {
		return 0, ErrMacroForm
	}
	body := toks[1:closing]
	count, err := bound.repeats(body, t.def)
	if err != nil {
		return 0, err
	}
	if op == '?' {
		count = min(count, 1)
	}
	for k := range count {
		if k > 0 && sep.kind != tokEOF {
			t.verbatim(sep.start, sep.end)
		}
		if err := t.tokens(body, bound.at(k), depth+1); err != nil {
			return 0, err
		}
	}
	return closing + 1 + used, nil
}

// space keeps pieces of different origin from becoming one token.
func (t *transcriber) space() {
	if n := len(t.out); n > 0 && t.out[n-1] != ' ' {
		t.out = append(t.out, ' ')
	}
}

func (t *transcriber) verbatim(start, end int) {
	t.space()
	at := len(t.out)
	t.out = append(t.out, t.def[start:end]...)
	t.fixed(at, start, end)
}

// fixed maps what was written from offset at on to the call, and for its origin
// to the range of the definition it is taken from.
func (t *transcriber) fixed(at, start, end int) {
	g := segment{start: at, end: len(t.out), pos: t.call.Name.Start, posEnd: t.call.Name.End, macro: t.m, body: start}
	from := t.m.Rules.src
	if from == nil {
		t.segs = append(t.segs, g)
		return
	}
	// The definition was made by an expansion: name the places it was made from.
	for _, made := range from.slice(start, end, at) {
		g.start, g.end, g.macro, g.body = made.start, made.end, t.m, made.pos
		if made.macro != nil {
			g.macro, g.body = &Macro{Name: t.m.Name, File: made.macro.File}, made.body
		}
		t.segs = append(t.segs, g)
	}
}

func (t *transcriber) crate(tok token) {
	t.space()
	at := len(t.out)
	t.out = append(t.out, t.m.Crate...)
	if t.m.Crate == "" {
		t.out = append(t.out, "crate"...)
	}
	t.segs = append(t.segs, segment{start: at, end: len(t.out), pos: t.call.Name.Start, posEnd: t.call.Name.End, macro: t.m, body: tok.start})
}

// fragment writes what a metavariable is bound to. An expression of several
// tokens stays one operand, as rustc's invisible group keeps it.
func (t *transcriber) fragment(b *binding) error {
	if b.reps != nil || b.depth > 0 {
		return errRepeatMismatch
	}
	if b.lo == b.hi {
		return nil
	}
	t.space()
	src := t.call.src
	if b.group {
		t.bracket('(', src.slice(b.lo, b.lo+1, 0), false)
	}
	t.segs = append(t.segs, src.slice(b.lo, b.hi, len(t.out))...)
	t.out = append(t.out, src.text[b.lo:b.hi]...)
	if b.group {
		t.bracket(')', src.slice(b.hi-1, b.hi, 0), true)
	}
	return nil
}

// bracket writes a parenthesis that stands where the neighbouring token does.
func (t *transcriber) bracket(c byte, neighbour []segment, after bool) {
	at := len(t.out)
	t.out = append(t.out, c)
	if len(neighbour) == 0 {
		return
	}
	g := neighbour[0]
	g.start, g.end = at, at+1
	if g.macro == nil {
		g.point = true
		if after {
			g.pos++
		}
	}
	t.segs = append(t.segs, g)
}
