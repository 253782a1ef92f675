package leftovers

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func (u *unloader) print(b *syntax.Body, n *calls.Node, s *calls.Site) {
	if b.Block == nil {
		return
	}
	path := b.PathTo(func(e *rust.Expr) bool { return e.Kind == rust.ExprMacro && e.Name == s.Span })
	if path == nil {
		return
	}
	m := path[len(path)-1].Expr.Macro
	if endsLine(m) || flushesAfter(b, path) || u.printsAfter(n, s.Span.Start) {
		return
	}
	if sp, fresh := u.spot("print", b, n, s); fresh {
		u.out.Prints = append(u.out.Prints, &analysis.Print{Spot: sp, Effect: &analysis.Effect{Kind: analysis.Stdio, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}})
	}
}

// endsLine reports a print whose text holds a line end (the line writer then
// writes all before it), or whose text is not known.
func endsLine(m *rust.MacroCall) bool {
	if m == nil {
		return true
	}
	args, ok := m.Args()
	if !ok || len(args) == 0 || args[0].Kind != rust.ExprLit {
		return true
	}
	text := strings.TrimRight(args[0].Text, `"#`)
	// what a placeholder at the end writes is not known
	return text == "" || strings.HasSuffix(text, "}") || strings.Contains(text, `\n`) || strings.Contains(text, "\n")
}

// printsAfter reports whether a later call of the body reaches a print.
func (u *unloader) printsAfter(n *calls.Node, at int) bool {
	for _, e := range n.Edges {
		if e.Span.Start > at && u.reachesPrint(e.To, 0) {
			return true
		}
	}
	return false
}

func (u *unloader) reachesPrint(n *calls.Node, depth int) bool {
	if depth > 4 {
		return true
	}
	u.Graph.Finish(n)
	for _, s := range n.Sites {
		if s.What == "println!" || s.What == "print!" || s.What == "io::stdout" {
			return true
		}
	}
	for _, e := range n.Edges {
		if u.reachesPrint(e.To, depth+1) {
			return true
		}
	}
	return false
}

// flushesAfter reports whether a later part of the body, or any part of a loop
// around the print, writes a line to stdout or flushes.
func flushesAfter(b *syntax.Body, path []syntax.Ancestor) bool {
	at := path[len(path)-1].Expr.Span.Start
	for _, c := range path {
		if c.Expr != nil && (c.Expr.Kind == rust.ExprLoop || c.Expr.Kind == rust.ExprWhile || c.Expr.Kind == rust.ExprFor) {
			at = min(at, c.Expr.Span.Start)
		}
	}
	found := false
	syntax.Each(b.Block, func(w []syntax.Ancestor) {
		e := w[len(w)-1].Expr
		if e.Span.Start <= at {
			return
		}
		switch {
		case e.Kind == rust.ExprMethodCall && e.Text == "flush":
			found = true
		case e.Kind == rust.ExprMacro && e.Macro != nil && e.Macro.Path != nil && len(e.Macro.Path.Segs) > 0:
			last := e.Macro.Path.Segs[len(e.Macro.Path.Segs)-1].Name
			found = found || last == "println" || last == "writeln" || last == "print" && endsLine(e.Macro)
		}
	})
	return found
}
