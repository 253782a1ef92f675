package graph

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

//go:embed graph.html.tmpl
var graphPage string

// togetherRoots is how many roots one picture can hold and be read; more get a picture each.
const togetherRoots = 6

// openParts is up to how many pictures a page begins unfolded.
const openParts = 12

// graphPart is a drawing on the page: one picture, or one for each root.
type graphPart struct {
	Title, Verdict string
	Roots          []*graphRoot
}

// graphRoot is a picture that folds.
type graphRoot struct {
	ID, Name, Where string
	Words           string // what the search looks in, in lower case
	Tags            []graphTag
	Open            bool
	Picture         template.HTML
}

// graphTag says how many findings of a severity a picture holds.
type graphTag struct{ Class, Text string }

// writeGraphHTML prints a page that needs nothing else: the pictures fold, enlarge, and
// are searched.
func writeGraphHTML(w io.Writer, drawings []*drawing) error {
	page := struct {
		Style template.CSS
		Key   template.HTML
		Parts []*graphPart
	}{Style: svgStyle, Key: template.HTML(keySVG())}
	n := 0
	for _, d := range drawings {
		part := &graphPart{Title: d.title(), Verdict: d.verdict}
		for _, one := range d.apart() {
			n++
			part.Roots = append(part.Roots, newGraphRoot(n, one))
		}
		page.Parts = append(page.Parts, part)
	}
	for _, part := range page.Parts {
		for _, root := range part.Roots {
			root.Open = n <= openParts
		}
	}
	t, err := template.New("graph").Parse(graphPage)
	if err != nil {
		return err
	}
	return t.Execute(w, page)
}

// newGraphRoot draws one picture.
func newGraphRoot(n int, d *drawing) *graphRoot {
	out := &graphRoot{ID: fmt.Sprintf("part-%d", n)}
	words := []string{d.crate}
	counts := map[rules.Severity]int{}
	var names []string
	for _, node := range d.nodes {
		words = append(words, node.name, node.where, node.note)
		if node.rule != nil {
			words = append(words, node.rule.ID)
			counts[node.severity]++
		}
		if node.kind == drawnRoot {
			names = append(names, node.name)
			out.Where = show.Clean(node.where)
		}
	}
	out.Name = strings.Join(names, ", ")
	if len(names) > 1 {
		out.Where = ""
	}
	for _, s := range []rules.Severity{rules.Error, rules.Warning} {
		if counts[s] > 0 {
			out.Tags = append(out.Tags, graphTag{s.String(), show.Plural(counts[s], s.String())})
		}
	}
	if n := counts[rules.Information]; n > 0 { // which has no plural
		out.Tags = append(out.Tags, graphTag{"information", fmt.Sprintf("%d information", n)})
	}
	out.Words = strings.ToLower(show.Clean(strings.Join(words, " ")))
	out.Picture = template.HTML(bareSVG(d)) // which escapes what it draws
	return out
}

// apart is the drawing itself, or one for each root where there are many: what is reached
// from it alone, so that it is seen as it is from there.
func (d *drawing) apart() []*drawing {
	var roots []*drawnNode
	for _, n := range d.nodes {
		if n.kind == drawnRoot {
			roots = append(roots, n)
		}
	}
	if len(roots) <= togetherRoots {
		return []*drawing{d}
	}
	after := map[*drawnNode][]*drawnEdge{}
	for _, e := range d.edges {
		after[e.from] = append(after[e.from], e)
	}
	var out []*drawing
	for _, root := range roots {
		one := &drawing{crate: d.crate, when: d.when}
		copies := map[*drawnNode]*drawnNode{}
		var visit func(n *drawnNode) *drawnNode
		visit = func(n *drawnNode) *drawnNode {
			if c := copies[n]; c != nil {
				return c
			}
			c := *n
			c.id = len(one.nodes)
			copies[n] = &c
			one.nodes = append(one.nodes, &c)
			for _, e := range after[n] {
				edge := *e
				edge.from, edge.to = &c, visit(e.to)
				one.edges = append(one.edges, &edge)
			}
			return &c
		}
		visit(root)
		out = append(out, one)
	}
	return out
}
