package elf

import (
	"cmp"
	"debug/dwarf"
	"slices"
)

// origin is what copies of a function share.
type origin struct {
	linkage, name string
	decl          Place
}

// readSpans reads the functions of a unit and what is inlined into them.
func (d *debugState) readSpans(u *Unit) {
	r := d.data.Reader()
	r.Seek(u.entry.Offset)
	open := []int{} // the entries around: the span that holds each, or -1
	for {
		e, err := r.Next()
		if e == nil || err != nil || e.Offset >= u.end {
			return
		}
		if e.Tag == 0 {
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				return
			}
			continue
		}
		inside := -1
		if len(open) > 0 {
			inside = open[len(open)-1]
		}
		switch {
		case e.Tag == dwarf.TagSubprogram:
			inside = d.span(u, e, -1)
		case e.Tag == dwarf.TagInlinedSubroutine && inside >= 0:
			inside = d.span(u, e, inside)
		}
		if e.Children {
			open = append(open, inside)
		} else if len(open) == 0 {
			return
		}
	}
}

// span adds the code of an entry and returns its index, or -1 where it has none.
func (d *debugState) span(u *Unit, e *dwarf.Entry, parent int) int {
	ranges := d.rangesOf(e)
	if len(ranges) == 0 {
		return -1
	}
	o := d.origin(e, 0)
	s := Span{Ranges: ranges, Parent: parent, Decl: o.decl, symbol: cmp.Or(o.linkage, o.name)}
	if parent >= 0 {
		s.Call = d.place(u, e, dwarf.AttrCallFile, dwarf.AttrCallLine)
		s.Call.Column = number(e, dwarf.AttrCallColumn)
	}
	u.Spans = append(u.Spans, s)
	return len(u.Spans) - 1
}

// place reads a file and line.
func (d *debugState) place(u *Unit, e *dwarf.Entry, file, line dwarf.Attr) Place {
	names := d.names(u)
	i, ok := e.Val(file).(int64)
	if !ok || i < 0 || i >= int64(len(names)) {
		return Place{}
	}
	return Place{File: names[i], Line: number(e, line)}
}

func number(e *dwarf.Entry, a dwarf.Attr) int32 {
	n, _ := e.Val(a).(int64)
	return int32(n)
}

// origin follows an entry to what it is a copy of: an abstract instance, then the
// declaration in a type.
func (d *debugState) origin(e *dwarf.Entry, depth int) origin {
	const deepest = 4
	var o origin
	u := d.unitOf(e.Offset)
	if u == nil || depth > deepest {
		return o
	}
	o.linkage, _ = e.Val(dwarf.AttrLinkageName).(string)
	o.name, _ = e.Val(dwarf.AttrName).(string)
	o.decl = d.place(u, e, dwarf.AttrDeclFile, dwarf.AttrDeclLine)
	to, ok := e.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset)
	if !ok {
		to, ok = e.Val(dwarf.AttrSpecification).(dwarf.Offset)
	}
	if !ok {
		return o
	}
	from, known := d.origins[to]
	if !known {
		r := d.data.Reader()
		r.Seek(to)
		if next, err := r.Next(); err == nil && next != nil {
			from = d.origin(next, depth+1)
		}
		d.origins[to] = from
	}
	if o.decl.File == "" {
		o.decl = from.decl
	}
	return origin{cmp.Or(o.linkage, from.linkage), cmp.Or(o.name, from.name), o.decl}
}

// flatten cuts the code of nested spans into pieces that belong to one each.
func flatten(spans []Span) []segment {
	type piece struct {
		low, high uint64
		span      int
	}
	var pieces []piece
	for i := range spans {
		for _, r := range spans[i].Ranges {
			pieces = append(pieces, piece{r[0], r[1], i})
		}
	}
	// What is inlined has a higher index than what it is inlined into.
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.span, b.span)) })
	var out []segment
	var open []piece
	closeUntil := func(addr uint64) {
		for len(open) > 0 && open[len(open)-1].high <= addr {
			high := open[len(open)-1].high
			open = open[:len(open)-1]
			outer := -1
			if len(open) > 0 {
				outer = open[len(open)-1].span
			}
			out = append(out, segment{high, outer})
		}
	}
	for _, p := range pieces {
		closeUntil(p.low)
		if len(open) > 0 { // no further than what is around it
			p.high = min(p.high, open[len(open)-1].high)
		}
		open = append(open, p)
		out = append(out, segment{p.low, p.span})
	}
	closeUntil(^uint64(0))
	return out
}
