package graph

import (
	"fmt"
	"io"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// mermaidText is a label between quotes: Mermaid reads entities in it.
var mermaidText = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;")

// writeMermaid prints one flowchart with a subgraph for each drawing.
func writeMermaid(w io.Writer, drawings []*drawing) error {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	used := map[rules.Severity]bool{}
	for i, d := range drawings {
		fmt.Fprintf(&b, "  subgraph g%d[\"%s\"]\n", i, mermaidText.Replace(d.title()))
		for _, n := range d.nodes {
			open, closing := "[", "]"
			if n.kind == drawnRoot {
				open, closing = "([", "])"
			}
			lines := strings.Split(n.label("\n"), "\n")
			for j := range lines {
				lines[j] = mermaidText.Replace(lines[j])
			}
			fmt.Fprintf(&b, "    n%d_%d%s\"%s\"%s", i, n.id, open, strings.Join(lines, "<br>"), closing)
			if n.kind == drawnEffect {
				used[n.severity] = true
				b.WriteString(":::" + n.severity.String())
			}
			b.WriteString("\n")
		}
		for _, e := range d.edges {
			arrow := "-->"
			switch {
			case e.mark == confirmed:
				arrow = "==>"
			case !e.certain:
				arrow = "-.->"
			}
			if e.verb != "calls" && e.verb != "reaches" {
				arrow += "|" + e.verb + "|"
			}
			fmt.Fprintf(&b, "    n%d_%d %s n%d_%d\n", i, e.from.id, arrow, i, e.to.id)
		}
		b.WriteString("  end\n")
	}
	for _, s := range []rules.Severity{rules.Error, rules.Warning, rules.Information, rules.Hint, rules.Off} {
		if used[s] {
			c := drawnColors[s]
			fmt.Fprintf(&b, "  classDef %s stroke:%s,fill:%s,color:#111\n", s, c.line, c.fill)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
