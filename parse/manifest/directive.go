package manifest

import (
	"bytes"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Directives returns the `# cdylib-ls: allow(rule) reason` comments in source
// order. One that trails a key covers that key with its value; one on a line of
// its own covers the key or the whole table that follows.
func (d *Document) Directives() []*rust.Directive {
	if !strings.Contains(string(d.Source), "cdylib-ls:") {
		return nil // nearly every file: no syntax tree is needed
	}
	var out []*rust.Directive
	for _, c := range d.index().comments {
		if dir := readDirective(string(d.Source), c); dir != nil {
			dir.Covers = d.covers(c)
			if dir.WholeFile {
				dir.Covers = rust.Span{Start: 0, End: len(d.Source)}
			}
			out = append(out, dir)
		}
	}
	return out
}

const malformed = "expected `# cdylib-ls: allow(rule-id, …) reason`"

// readDirective returns nil for a comment that does not start like a directive.
func readDirective(src string, c rust.Span) *rust.Directive {
	at := c.Start
	text := func() string { return src[at:c.End] }
	blanks := func() { at = c.End - len(strings.TrimLeft(text(), " \t#")) }
	blanks()
	rest, ok := strings.CutPrefix(text(), "cdylib-ls:")
	if !ok {
		return nil
	}
	dir := &rust.Directive{Span: c}
	at = c.End - len(rest)
	blanks()
	switch {
	case strings.HasPrefix(text(), "allow-file("):
		dir.WholeFile = true
		at += len("allow-file(")
	case strings.HasPrefix(text(), "allow("):
		at += len("allow(")
	default:
		dir.Problem = malformed
		return dir
	}
	list, reason, closed := strings.Cut(text(), ")")
	if !closed {
		dir.Problem = malformed
		return dir
	}
	for item := range strings.SplitSeq(list, ",") {
		id := strings.TrimSpace(item)
		start := at + strings.Index(item, id)
		at += len(item) + 1
		if id == "" {
			continue
		}
		dir.Rules = append(dir.Rules, rust.DirectiveRule{ID: id, Span: rust.Span{Start: start, End: start + len(id)}})
	}
	if len(dir.Rules) == 0 {
		dir.Problem = malformed
		return dir
	}
	dir.Reason = strings.TrimSpace(reason)
	return dir
}

// covers finds what the comment stands at.
func (d *Document) covers(c rust.Span) rust.Span {
	src := string(d.Source)
	line := strings.LastIndexByte(src[:c.Start], '\n') + 1
	var best, none rust.Span
	if strings.TrimSpace(src[line:c.Start]) != "" {
		for _, b := range d.index().blocks { // the innermost that ends on this line before it
			if b.Start < c.Start && b.End > line && (best == none || b.Start >= best.Start) {
				best = b
			}
		}
		return best
	}
	for _, b := range d.index().blocks {
		if b.Start >= c.End && (best == none || b.Start < best.Start) {
			best = b
		} else if b.Start < c.Start && b.End > c.End && d.within(b, c) {
			best = b // inside a value that spans lines: that key
		}
	}
	return best
}

// within reports whether c lies inside the value of the pair b, not in a table.
func (d *Document) within(b, c rust.Span) bool {
	return d.Source[b.Start] != '[' && c.End < b.End
}

// Anchor is where a directive on a line of its own can stand so that it covers
// the key or table around an offset, -1 if there is none.
func (d *Document) Anchor(at int) int {
	best := rust.Span{Start: -1}
	for _, b := range d.index().blocks {
		if b.Start > at || at >= max(b.End, b.Start+1) || b.Start <= best.Start {
			continue
		}
		line := bytes.LastIndexByte(d.Source[:b.Start], '\n') + 1
		if len(bytes.TrimSpace(d.Source[line:b.Start])) == 0 {
			best = b
		}
	}
	return best.Start
}
