package graph

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// analysedExamples is what is known of the example plugins.
func analysedExamples(t *testing.T) *scene {
	t.Helper()
	dir, err := filepath.Abs("../../../../examples")
	if err != nil {
		t.Fatal(err)
	}
	r, err := cdylibls.Check(context.Background(), []string{dir}, cdylibls.Options{NoArtifact: true})
	if err != nil {
		t.Fatal(err)
	}
	return &scene{r, dir, show.NewSources(vfs.Disk{})}
}

// exampleDrawings draws the example plugins.
func exampleDrawings(t *testing.T) []*drawing {
	t.Helper()
	o := analysedExamples(t)
	drawings, err := draw(o, &drawFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return drawings
}

// TestLayoutOfDrawings asks that calls go right, and that boxes do not overlap and are
// wide enough for their text.
func TestLayoutOfDrawings(t *testing.T) {
	drawings := exampleDrawings(t)
	if len(drawings) < 4 {
		t.Fatalf("%d drawings of three plugins that run code at load and unload", len(drawings))
	}
	for _, d := range drawings {
		nodes, width, height := layout(d)
		for _, e := range d.edges {
			if from, to := nodes[e.from.id], nodes[e.to.id]; from.x+from.w >= to.x {
				t.Errorf("%s: %s does not stand right of %s", d.title(), to.name, from.name)
			}
		}
		for i, a := range nodes {
			if a.x < 0 || a.y < 0 || a.x+a.w > width || a.y+a.h > height {
				t.Errorf("%s: %s leaves the picture", d.title(), a.name)
			}
			if need := float64(len([]rune(a.lines()[0]))) * charWidth; need > a.w {
				t.Errorf("%s: %s needs %.0f pixels and has %.0f", d.title(), a.name, need, a.w)
			}
			for _, b := range nodes[i+1:] {
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Errorf("%s: %s and %s overlap", d.title(), a.name, b.name)
				}
			}
		}
	}
}

// TestLayoutOfCycles draws chains that go round together.
func TestLayoutOfCycles(t *testing.T) {
	d := &drawing{}
	for i := range 4 {
		d.nodes = append(d.nodes, &drawnNode{id: i, kind: drawnFunction, name: fmt.Sprint("f", i)})
	}
	for _, e := range [][2]int{{0, 1}, {1, 2}, {2, 1}, {2, 3}, {3, 0}} {
		d.edges = append(d.edges, &drawnEdge{from: d.nodes[e[0]], to: d.nodes[e[1]]})
	}
	nodes, _, _ := layout(d)
	for i, n := range nodes {
		if n.column != i {
			t.Errorf("f%d stands in column %d", i, n.column)
		}
	}
}

// TestGraphFormats draws the examples in each format: all name the same nodes, and
// the picture is well-formed XML whose links lead to pages.
func TestGraphFormats(t *testing.T) {
	drawings := exampleDrawings(t)
	for _, f := range graphFormats {
		var b strings.Builder
		if err := f.write(&b, drawings); err != nil {
			t.Fatal(err)
		}
		for _, d := range drawings {
			for _, n := range d.nodes {
				name := n.name
				if f.name == "svg" || f.name == "html" {
					name = shortened(name)
				}
				if !strings.Contains(b.String(), name) {
					t.Errorf("%s does not name %s", f.name, n.name)
				}
			}
		}
		if f.name != "svg" {
			continue
		}
		links, dec := 0, xml.NewDecoder(strings.NewReader(b.String()))
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, b.String())
			}
			if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "a" && strings.HasPrefix(e.Attr[0].Value, "https://") {
				links++
			}
		}
		if links == 0 {
			t.Error("no effect links its rule")
		}
	}
}

// TestGraphOfManyRoots draws 500 roots: each has a picture of its own, folded, with what it
// reaches alone, and the page stays small.
func TestGraphOfManyRoots(t *testing.T) {
	const n = 500
	d := &drawing{crate: "many", when: "at load"}
	node := func(kind drawnKind, name string) *drawnNode {
		out := &drawnNode{id: len(d.nodes), kind: kind, name: name, where: "src/lib.rs:1"}
		d.nodes = append(d.nodes, out)
		return out
	}
	shared := node(drawnEffect, "println!")
	for i := range n {
		root, helper := node(drawnRoot, fmt.Sprintf("root_%03d", i)), node(drawnFunction, fmt.Sprintf("helper_%03d", i))
		d.edges = append(d.edges, &drawnEdge{from: root, to: helper, verb: "calls"}, &drawnEdge{from: helper, to: shared, verb: "reaches"}, &drawnEdge{from: helper, to: root, verb: "calls"})
	}
	parts := d.apart()
	if len(parts) != n {
		t.Fatalf("%d pictures of %d roots", len(parts), n)
	}
	for _, p := range parts {
		if nodes, width, height := layout(p); len(nodes) != 3 || width > 1000 || height > 200 {
			t.Fatalf("%d boxes, %.0f by %.0f pixels", len(nodes), width, height)
		}
	}
	var page strings.Builder
	if err := writeGraphHTML(&page, []*drawing{d}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(page.String(), "<details "); got != n || strings.Contains(page.String(), " open>") {
		t.Errorf("%d pictures to fold; all must begin folded", got)
	}
	if page.Len() > 3<<20 {
		t.Errorf("the page has %d bytes", page.Len())
	}
}

// TestGraphFilter draws less, and refuses names of what is not there.
func TestGraphFilter(t *testing.T) {
	o := analysedExamples(t)
	for _, tt := range []struct {
		only  drawFilter
		crate string
		root  string
	}{
		{drawFilter{Packages: []string{"chorus"}}, "chorus", ""},
		{drawFilter{Packages: []string{"hot*"}, Roots: []string{"module_l*"}}, "hot-module", "module_loaded"},
		{drawFilter{Roots: []string{"fini"}}, "preload-shim", "fini"},
	} {
		drawings, err := draw(o, &tt.only)
		if err != nil || len(drawings) == 0 {
			t.Errorf("%+v: %d drawings, %v", tt.only, len(drawings), err)
		}
		for _, d := range drawings {
			if d.crate != tt.crate {
				t.Errorf("%+v draws %s", tt.only, d.crate)
			}
			for _, n := range d.nodes {
				if n.kind == drawnRoot && tt.root != "" && n.name != tt.root {
					t.Errorf("%+v draws %s", tt.only, n.name)
				}
			}
		}
	}
	findings, err := draw(o, &drawFilter{Findings: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range findings {
		for _, n := range d.nodes {
			if n.kind == drawnEffect && n.rule == nil {
				t.Errorf("%s at %s is no finding", n.name, n.where)
			}
		}
	}
	for _, only := range []drawFilter{{Packages: []string{"chours"}}, {Roots: []string{"nosuch"}}} {
		if _, err := draw(o, &only); err == nil {
			t.Errorf("%+v names nothing and is taken", only)
		}
	}
}
