package main

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// entries are the parts of a page that the search finds: what stands below each heading.
func entries(p *page, tree ast.Node) []entry {
	var out []entry
	add := func(title, id string) {
		url := address(p.path)
		if id != "" {
			url += "#" + id
		}
		out = append(out, entry{Title: title, Page: p.title, URL: url})
	}
	add(p.title, "")
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			if title := plain(h, p.text); h.Level > 1 {
				add(title, identifier(h))
			}
			continue
		}
		last := &out[len(out)-1]
		last.Text = strings.Join(strings.Fields(last.Text+" "+plain(n, p.text)), " ")
	}
	return out
}

func identifier(n ast.Node) string {
	id, _ := n.AttributeString("id")
	text, _ := id.([]byte)
	return string(text)
}

func firstHeading(tree ast.Node) *ast.Heading {
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			return h
		}
	}
	return nil
}

// plain is the text of a node without marks.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				b.Write(line.Value(source))
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}
