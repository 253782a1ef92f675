package rust

import "bytes"

func (u *units) add(start, own, end int) {
	u.all = append(u.all, unit{start: start, end: end, own: own})
}

// resolve sets what each directive covers.
func (u *units) resolve(src []byte) []*Directive {
	for _, d := range u.found {
		switch last, trails := tokenBefore(src, d.Span.Start); {
		case d.WholeFile:
			d.Covers = Span{0, len(src)}
		case trails:
			d.Covers = u.trailed(src, d.Span.Start, last)
		default:
			d.Covers = u.following(src, d.Span.End)
		}
	}
	return u.found
}

// tokenBefore returns the last byte of code before a comment on the same line.
func tokenBefore(src []byte, at int) (int, bool) {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	last := -1
	lx := lexer{src: src[:at], pos: line}
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		last = t.end - 1
	}
	if last < 0 || closesComment(src[line:at]) {
		return 0, false
	}
	return last, true
}

// closesComment reports whether what looks like code on the line is the end of a
// block comment that began on an earlier one.
func closesComment(line []byte) bool {
	line = bytes.TrimSpace(line)
	return bytes.HasSuffix(line, []byte("*/")) && !bytes.Contains(line, []byte("/*"))
}

// following returns the unit whose first token, or first after its attributes,
// is the next one after the comment.
func (u *units) following(src []byte, end int) Span {
	lx := lexer{src: src, pos: end}
	next := lx.next()
	best := Span{}
	for _, x := range u.all {
		if (x.start == next.start || x.own == next.start) && x.end-x.start > best.End-best.Start {
			best = Span{x.start, x.end}
		}
	}
	if best.End > best.Start {
		return best
	}
	return looseUnit(src, next)
}

// looseUnit delimits what follows by its tokens alone: inside macro arguments and
// broken code there is no tree.
func looseUnit(src []byte, first token) Span {
	if first.kind == tokEOF || first.kind == tokClose {
		return Span{first.start, first.start}
	}
	lx := lexer{src: src, pos: first.start}
	end, item := first.start, false
	for {
		t := lx.next()
		switch {
		case t.kind == tokEOF || t.kind == tokClose:
			return Span{first.start, end}
		case t.punct(';'):
			return Span{first.start, t.end}
		case t.kind == tokOpen:
			if _, ok := delimited(&lx, t); !ok {
				return Span{first.start, len(src)}
			}
			end = lx.pos
			if t.ch == '{' && item {
				return Span{first.start, end}
			}
			continue
		case t.kind == tokIdent:
			item = item || bodyWords[string(t.text(src))]
		}
		end = t.end
	}
}

// bodyWords start items that end with their braces.
var bodyWords = map[string]bool{"fn": true, "mod": true, "impl": true, "trait": true, "struct": true,
	"enum": true, "union": true, "macro_rules": true}

// trailed returns the unit that a trailing comment belongs to: one that ends on
// the line (the outermost that ends last), else one that starts on it (the
// innermost), else the innermost that the line lies in.
func (u *units) trailed(src []byte, at, last int) Span {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	var ends, starts, within *unit
	for i := range u.all {
		x := &u.all[i]
		holds := x.start <= last && last < x.end
		// `,` after an arm or field, `;` after an expression stand outside.
		if !holds && x.end <= last && len(bytes.TrimLeft(src[x.end:last+1], " \t,;")) == 0 {
			holds = x.end > line
		}
		switch {
		case !holds:
		case x.end <= at:
			if ends == nil || x.end > ends.end || x.end == ends.end && x.start < ends.start {
				ends = x
			}
		case x.start >= line || x.own >= line:
			if starts == nil || x.start > starts.start {
				starts = x
			}
		default:
			if within == nil || x.start >= within.start && x.end <= within.end {
				within = x
			}
		}
	}
	for _, x := range []*unit{ends, starts, within} {
		if x != nil {
			return Span{x.start, x.end}
		}
	}
	return Span{line, at}
}
