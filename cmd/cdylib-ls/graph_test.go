package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// examples draws the example plugins.
func exampleDrawings(t *testing.T) []*drawing {
	t.Helper()
	dir, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{stdout: io.Discard, stderr: io.Discard, dir: dir, getenv: func(string) string { return "" }}
	o, err := p.analyse(context.Background(), workspace.Disk{}, &checkFlags{failOn: "never", noArtifact: true}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return draw(o)
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
