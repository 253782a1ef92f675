package rust

import (
	"bytes"
	"context"
)

// Anchors says for each offset of a file where a directive can be inserted on a
// line of its own so that it covers the code there: the start of the innermost
// item, statement, arm, variant or field that begins its line, attributes
// included, or follows a `;`; where none does, of the outermost that holds the offset. It is -1 where nothing does.
func Anchors(ctx context.Context, src []byte, offsets []int) ([]int, error) {
	lw, err := readFile(ctx, "source", src, leaveNone)
	if err != nil {
		return nil, err
	}
	defer lw.release()
	lw.units = &units{}
	lw.file()
	out := make([]int, len(offsets))
	for i, at := range offsets {
		out[i] = lw.units.anchor(src, at)
	}
	return out, nil
}

// anchor prefers a unit that begins a line: the comment then needs no line break
// in front, and what it covers is what a reader expects. Only a further statement
// on a line is worth a break: what holds it can be a whole function.
func (u *units) anchor(src []byte, at int) int {
	var inner, outer, line *unit
	for i := range u.all {
		x := &u.all[i]
		if at < x.start || at >= x.end {
			continue
		}
		if inner == nil || x.end-x.start < inner.end-inner.start {
			inner = x
		}
		if outer == nil || x.end-x.start > outer.end-outer.start {
			outer = x
		}
		if (beginsLine(src, x.start) || bytes.HasSuffix(bytes.TrimRight(src[:x.start], " \t"), []byte(";"))) && (line == nil || x.end-x.start < line.end-line.start) {
			line = x
		}
	}
	if inner == nil {
		return -1
	}
	if loose := looseAnchor(src, inner, at); loose >= 0 {
		return loose
	}
	if line != nil {
		return line.start
	}
	return outer.start
}

// looseAnchor finds the statement or item within the arguments of a macro call,
// of which there is no tree: in `thread_local!` a directive on the whole call
// would silence its other statics too.
func looseAnchor(src []byte, u *unit, at int) int {
	type level struct {
		macro bool // within the arguments of a macro
		brace bool
		first token // of the statement that is open
		fresh bool  // the next token starts one
	}
	stack := []level{{}}
	best := -1
	var before [2]token // to tell `name!` in front of a delimiter
	lx := lexer{src: src, pos: u.start}
	for t := lx.next(); t.kind != tokEOF && t.start <= at; t = lx.next() {
		top := &stack[len(stack)-1]
		if top.fresh && t.kind != tokClose {
			top.first, top.fresh = t, false
		}
		switch {
		case t.kind == tokOpen:
			called := before[1].punct('!') && before[0].kind == tokIdent
			in := top.macro || called
			stack = append(stack, level{macro: in, brace: t.ch == '{' || called, fresh: true})
		case t.kind == tokClose:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
			stack[len(stack)-1].fresh = t.ch == '}' && stack[len(stack)-1].brace
		case t.punct(';'):
			top.fresh = true
		}
		before[0], before[1] = before[1], t
	}
	for _, l := range stack {
		if l.macro && l.brace && !l.fresh && l.first.end > 0 && beginsLine(src, l.first.start) && looseUnit(src, l.first).Contains(at) {
			best = l.first.start
		}
	}
	return best
}

// beginsLine reports whether only blanks stand before an offset on its line.
func beginsLine(src []byte, at int) bool {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	return len(bytes.TrimLeft(src[line:at], " \t")) == 0
}
