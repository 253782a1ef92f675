package graph

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// svgStyle colours the picture for light and dark surroundings.
const svgStyle = `
.paper{fill:#fff}text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}
.head{font:600 16px system-ui,sans-serif}.sub,.key{font:12px system-ui,sans-serif;fill:#59636e}.below{font-size:10.5px;fill:#59636e}
.box rect{fill:#fff;stroke:#8c959f}.root rect{fill:#eef1f4;stroke:#424a53;stroke-width:2}.root .name{font-weight:600}
.error rect{fill:#fdecea;stroke:#c62828}.warning rect{fill:#fff4e0;stroke:#b26a00}.information rect{fill:#e8f1fb;stroke:#1565c0}.hint rect,.off rect{fill:#f3f4f6;stroke:#8c959f}
.call{fill:none;stroke:#8c959f;stroke-width:1.3}.likely{stroke-dasharray:5 4}.confirmed{stroke:#1b7f3b;stroke-width:2.4}.refuted{stroke:#c8cdd3}
.tip{fill:#8c959f}.tip.confirmed{fill:#1b7f3b;stroke:none}.tip.refuted{fill:#c8cdd3;stroke:none}.verb{font-size:10px;fill:#59636e;paint-order:stroke;stroke:#fff;stroke-width:3px}.tick{fill:#1b7f3b;font-weight:700}.cross{fill:#6b7280}
@media (prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#e6edf3}.sub,.key,.below,.verb{fill:#9198a1}.verb{stroke:#0d1117}
.box rect{fill:#151b23;stroke:#656c76}.root rect{fill:#262c36;stroke:#b7bdc8}.error rect{fill:#3a1517;stroke:#f85149}.warning rect{fill:#362608;stroke:#d29922}.information rect{fill:#0c2748;stroke:#4493f8}.hint rect,.off rect{fill:#212830;stroke:#656c76}
.call{stroke:#656c76}.tip{fill:#656c76}.confirmed{stroke:#3fb950}.tip.confirmed,.tick{fill:#3fb950}.refuted{stroke:#3d444d}}
`

// Margins of the picture, in pixels.
const (
	margin    = 24.0
	headRoom  = 56.0 // above each drawing, for its title
	keyRoom   = 40.0
	leastWide = 760.0 // the key needs it
)

// writeSVG prints all drawings, one below the other.
func writeSVG(w io.Writer, drawings []*drawing) error {
	var body strings.Builder
	width, y := leastWide, margin
	for _, d := range drawings {
		nodes, dw, dh := layout(d)
		fmt.Fprintf(&body, "<g transform=\"translate(%.0f %.0f)\">\n", margin, y)
		fmt.Fprintf(&body, "<text class=\"head\" x=\"0\" y=\"14\">%s</text>\n", html.EscapeString(d.title()))
		if d.verdict != "" {
			fmt.Fprintf(&body, "<text class=\"sub\" x=\"0\" y=\"33\">dlclose: %s</text>\n", html.EscapeString(d.verdict))
			width = max(width, 2*margin+float64(len(d.verdict)+9)*6.2)
		}
		fmt.Fprintf(&body, "<g transform=\"translate(0 %.0f)\">\n", headRoom)
		drawSVG(&body, d, nodes)
		body.WriteString("</g></g>\n")
		width, y = max(width, dw+2*margin), y+headRoom+dh+margin
	}
	if len(drawings) == 0 {
		fmt.Fprintf(&body, "<text class=\"head\" x=\"%.0f\" y=\"%.0f\">no code runs by itself at load, unload or exit</text>\n", margin, y+14)
		y += headRoom
	}
	key(&body, y)
	_, err := fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%[1]s\" height=\"%[2]s\" viewBox=\"0 0 %[1]s %[2]s\" role=\"img\">\n<title>what runs at load and unload, and what it reaches</title>\n<style>%[3]s</style>\n<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n%[4]s</svg>\n",
		fmt.Sprintf("%.0f", width), fmt.Sprintf("%.0f", y+keyRoom), svgStyle, body.String())
	return err
}

// bareSVG prints one drawing without title, key and colours, for a page that has them.
func bareSVG(d *drawing) string {
	nodes, width, height := layout(d)
	var b strings.Builder
	fmt.Fprintf(&b, "<svg width=\"%[1]s\" height=\"%[2]s\" viewBox=\"-2 -2 %[1]s %[2]s\" role=\"img\"><title>%[3]s</title>\n",
		fmt.Sprintf("%.0f", width+4), fmt.Sprintf("%.0f", height+4), html.EscapeString(d.title()))
	drawSVG(&b, d, nodes)
	b.WriteString("</svg>")
	return b.String()
}

// drawSVG prints edges, then nodes over them.
func drawSVG(b *strings.Builder, d *drawing, nodes []*placed) {
	for _, e := range d.edges {
		curve(b, e, nodes[e.from.id], nodes[e.to.id])
	}
	for _, n := range nodes {
		class := "box " + string(n.kind)
		if n.kind == drawnEffect {
			class += " " + n.severity.String()
		}
		link := n.rule != nil
		if link {
			fmt.Fprintf(b, "<a href=\"%s\">", html.EscapeString(n.rule.URL()))
		}
		radius := 8
		if n.kind == drawnEffect {
			radius = 2
		}
		lines := n.lines()
		fmt.Fprintf(b, "<g class=\"%s\" transform=\"translate(%.1f %.1f)\"><title>%s</title><rect width=\"%.1f\" height=\"%.0f\" rx=\"%d\"/>",
			class, n.x, n.y, html.EscapeString(n.label("\n")), n.w, n.h, radius)
		for i, part := range []string{"name", "below"} {
			fmt.Fprintf(b, "<text class=\"%s\" x=\"%.0f\" y=\"%d\">%s</text>", part, nodePad, 20+17*i, html.EscapeString(lines[i]))
		}
		switch n.mark {
		case confirmed:
			fmt.Fprintf(b, "<text class=\"tick\" x=\"%.1f\" y=\"16\">✓</text>", n.w-14)
		case refuted:
			fmt.Fprintf(b, "<text class=\"cross\" x=\"%.1f\" y=\"16\">✗</text>", n.w-14)
		}
		b.WriteString("</g>")
		if link {
			b.WriteString("</a>")
		}
		b.WriteString("\n")
	}
}

// curve prints an edge from the right side of a box to the left of another, or
// around both where it leads back.
func curve(b *strings.Builder, e *drawnEdge, from, to *placed) {
	class := "call"
	if !e.certain {
		class += " likely"
	}
	if e.mark != unmarked {
		class += " " + string(e.mark)
	}
	x1, y1, x2, y2 := from.x+from.w, from.y+from.h/2, to.x, to.y+to.h/2
	bend := max(columnGap/2, (x2-x1)/2)
	fmt.Fprintf(b, "<path class=\"%s\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"><title>%s</title></path>", class, x1, y1, x1+bend, y1, x2-bend, y2, x2-6, y2,
		html.EscapeString(e.from.name+" "+e.verb+" "+e.to.name))
	fmt.Fprintf(b, "<path class=\"tip %s\" d=\"M%.1f %.1fl-8 -4v8z\"/>", e.mark, x2, y2)
	if e.verb != "calls" && e.verb != "reaches" {
		fmt.Fprintf(b, "<text class=\"verb\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>", (x1+x2)/2, (y1+y2)/2-4, html.EscapeString(e.verb))
	}
	b.WriteString("\n")
}

// keySVG is the key as a picture of its own.
func keySVG() string {
	var b strings.Builder
	b.WriteString("<svg width=\"960\" height=\"18\" role=\"img\"><title>key</title>\n")
	key(&b, 2)
	b.WriteString("</svg>")
	return b.String()
}

// key explains the picture below it.
func key(b *strings.Builder, y float64) {
	fmt.Fprintf(b, "<g transform=\"translate(%.0f %.0f)\">", margin, y)
	x := 0.0
	box := func(class, label string) {
		fmt.Fprintf(b, "<g class=\"box %s\"><rect x=\"%.0f\" y=\"0\" width=\"18\" height=\"14\" rx=\"3\"/></g><text class=\"key\" x=\"%.0f\" y=\"12\">%s</text>", class, x, x+24, label)
		x += 24 + float64(len(label))*6.4 + 16
	}
	line := func(class, label string) {
		fmt.Fprintf(b, "<path class=\"call %s\" d=\"M%.0f 7h24\"/><text class=\"key\" x=\"%.0f\" y=\"12\">%s</text>", class, x, x+30, label)
		x += 30 + float64(len(label))*6.4 + 16
	}
	box("root", "runs by itself")
	box("function", "called")
	for _, s := range []rules.Severity{rules.Error, rules.Warning, rules.Information} {
		box(s.String(), s.String())
	}
	line("", "call")
	line("likely", "likely call")
	line("confirmed", "seen in the built library")
	b.WriteString("</g>\n")
}
