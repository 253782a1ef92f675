package graph

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// drawnColors are the lines and fills of effects by the weight of their finding.
var drawnColors = map[rules.Severity]struct{ line, fill string }{
	rules.Error:       {"#c62828", "#fdecea"},
	rules.Warning:     {"#b26a00", "#fff4e0"},
	rules.Information: {"#1565c0", "#e8f1fb"},
	rules.Hint:        {"#6b7280", "#f3f4f6"},
	rules.Off:         {"#6b7280", "#f3f4f6"},
}

const confirmedColor = "#1b7f3b"

// title names a drawing.
func (d *drawing) title() string { return rules.Visible(d.crate + " " + d.when) }

// writeDot prints one digraph with a cluster for each drawing.
func writeDot(w io.Writer, drawings []*drawing) error {
	var b strings.Builder
	b.WriteString("digraph cdylib_ls {\n  rankdir=LR;\n  node [fontname=\"monospace\", fontsize=11, shape=box, style=\"rounded\"];\n  edge [fontname=\"monospace\", fontsize=9];\n")
	for i, d := range drawings {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=%s;\n", i, strconv.Quote(d.title()))
		for _, n := range d.nodes {
			fmt.Fprintf(&b, "    n%d_%d [label=%s%s];\n", i, n.id, strconv.Quote(n.label("\n")), n.dotStyle())
		}
		for _, e := range d.edges {
			fmt.Fprintf(&b, "    n%d_%d -> n%d_%d [%s];\n", i, e.from.id, i, e.to.id, e.dotStyle())
		}
		b.WriteString("  }\n")
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// label is what a node says, with the given line break.
func (n *drawnNode) label(lineBreak string) string {
	lines := []string{n.name}
	if n.where != "" {
		lines = append(lines, n.where)
	}
	switch {
	case n.rule != nil:
		lines = append(lines, n.rule.ID)
	case n.note != "":
		lines = append(lines, n.note)
	}
	if n.mark != unmarked {
		lines[len(lines)-1] += " (" + string(n.mark) + ")"
	}
	return strings.Join(lines, lineBreak)
}

func (n *drawnNode) dotStyle() string {
	switch n.kind {
	case drawnRoot:
		return `, style="rounded,filled,bold", fillcolor="#eceff1"`
	case drawnEffect:
		c := drawnColors[n.severity]
		return fmt.Sprintf(`, style="filled", color="%s", fillcolor="%s"`, c.line, c.fill)
	}
	return ""
}

func (e *drawnEdge) dotStyle() string {
	attrs := []string{"tooltip=" + strconv.Quote(e.verb)}
	if e.verb != "calls" && e.verb != "reaches" {
		attrs = append(attrs, "label="+strconv.Quote(e.verb))
	}
	if !e.certain {
		attrs = append(attrs, "style=dashed")
	}
	switch e.mark {
	case confirmed:
		attrs = append(attrs, "color=\""+confirmedColor+"\"", "penwidth=2")
	case refuted:
		attrs = append(attrs, "color=\"#9ca3af\"")
	}
	return strings.Join(attrs, ", ")
}
