package rules

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// site is where a call stands in the syntax: in a statement of a block of a
// function, whose neighbours are items.
type site struct {
	items []*rust.Item
	fn    *rust.Item
	block *rust.Block
	stmt  *rust.Stmt
	call  *rust.Expr
}

// isFunction reports a function of a name that is written out in the source and has a body.
func isFunction(it *rust.Item, name string) bool {
	return it.Kind == rust.ItemFn && it.Name == name && it.Fn != nil && it.Fn.Body != nil && it.Origin == nil
}

// siteOf finds the call whose callee is written at a span; nil where a macro
// wrote it.
func siteOf(items []*rust.Item, name rust.Span) *site {
	for _, it := range items {
		if name.Start < it.Span.Start || name.End > it.Span.End {
			continue
		}
		if it.Kind == rust.ItemFn && it.Fn != nil && it.Origin == nil {
			if s := siteIn(it.Fn.Body, name); s != nil {
				if s.fn == nil {
					s.items, s.fn = items, it
				}
				return s
			}
		}
		if s := siteOf(it.Items, name); s != nil {
			return s
		}
	}
	return nil
}

func siteIn(body *rust.Block, name rust.Span) *site {
	var found *site
	body.Blocks(nil, func(b *rust.Block) {
		for _, st := range b.Statements() {
			if st.Item != nil && found == nil {
				found = siteOf([]*rust.Item{st.Item}, name)
			}
			// Blocks come outside in: the innermost statement wins.
			if call := callIn(st.Expr, name); call != nil {
				found = &site{block: b, stmt: st, call: call}
			}
		}
	})
	return found
}

func callIn(e *rust.Expr, name rust.Span) *rust.Expr {
	if e == nil || name.Start < e.Span.Start || name.End > e.Span.End {
		return nil
	}
	if e.Kind == rust.ExprCall && e.Name == name && e.Origin == nil {
		return e
	}
	var found *rust.Expr
	e.Children(func(x *rust.Expr) {
		if found == nil {
			found = callIn(x, name)
		}
	})
	return found
}

// indentAt is the white space that begins the line of an offset.
func indentAt(text []byte, at int) string {
	line := text[bytes.LastIndexByte(text[:at], '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// cut is the text of a span.
func cut(text []byte, s rust.Span) string { return string(text[s.Start:s.End]) }
