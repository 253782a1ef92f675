package lsp

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
)

// quiet is a function that nothing reaches, long enough to be read on demand.
const quiet = "pub fn quiet(values: &[u32]) -> u32 {\n    let mut sum = 0;\n    for v in values {\n        sum += v;\n    }\n    sum\n}\n\n"

// TestMovedFindings: an edit in a body that nothing reaches moves the findings
// behind it, without an analysis; one that matters is analysed.
func TestMovedFindings(t *testing.T) {
	files := plugin()
	text := quiet + files["src/lib.rs"]
	files["src/lib.rs"] = text
	dir := crate(t, files)
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t, slow)
	e.initialize(dir, fullClient)
	e.open(lib, text)
	_, from := e.published(0, lib, "diagnostics", func(p *publishParams) bool { return p.Version != nil && has("17:5 stdio-in-ctor")(p) })
	var looked scan.Edit
	for i, tt := range []struct {
		name, old, now string
		moves          bool
		want           []string
	}{
		{"a line in the quiet body", "    sum\n", "    // a remark (\n    sum\n", true, []string{"18:5 stdio-in-ctor"}},
		{"broken code in it", "sum += v;", "sum += v.foo(", true, []string{"17:5 stdio-in-ctor"}},
		{"a brace that ends it", "sum += v;", "}", false, nil},
		{"a macro in it", "sum += v;", "sum += v; todo!();", false, []string{"17:5 stdio-in-ctor"}},
		{"a static in it", "sum += v;", "static X: u32 = 1; sum += X;", false, []string{"17:5 stdio-in-ctor"}},
		{"a directive in it", "sum += v;", "sum += v; // cdylib-ls: allow(panic-in-ctor) no", false, nil},
		{"a body that is reached", "println!(\"hello\");", "let x = 1;", false, nil},
		{"outside of all bodies", "use ctor::ctor;", "use ctor::ctor;\n", false, []string{"18:5 stdio-in-ctor"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			edited := strings.Replace(text, tt.old, tt.now, 1)
			version := 10 + 2*i
			e.change(lib, version, edited)
			var p *publishParams
			p, from = e.published(from, lib, "diagnostics", func(p *publishParams) bool { return int(*p.Version) == version })
			snap := e.server.session.current()
			var moves bool
			_, looked, moves = snap.moved(lib)
			if moves != tt.moves || moves && looked.New != len(tt.now)-len(tt.old)+looked.Span.End-looked.Span.Start {
				t.Errorf("moves %v by %+v", moves, looked)
			}
			if got := lines(p.Diagnostics); tt.want != nil && !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
			e.change(lib, version+1, text)
			_, from = e.published(from, lib, "diagnostics", func(p *publishParams) bool { return int(*p.Version) == version+1 })
			var r report // makes the exact result of this text the next base
			e.call("textDocument/diagnostic", doc(lib), &r)
		})
	}
}

// TestPushedInTheEnd: whatever was shown meanwhile, in the end what is shown is
// what a fresh run finds.
func TestPushedInTheEnd(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	whole := []rune(quiet + sample)
	e.open(lib, string(whole))
	version, from := 1, 0
	for range 60 {
		text := slices.Clone(whole)
		for range 1 + r.IntN(6) {
			var c map[string]any
			c, text = randomChange(r, text, utf16Units)
			version++
			e.notify("textDocument/didChange", map[string]any{
				"textDocument": map[string]any{"uri": uriOf(lib), "version": version}, "contentChanges": []any{c},
			})
		}
		put(t, filepath.Join(dir, "check", "Cargo.toml"), pluginManifest+"[workspace]\n")
		put(t, filepath.Join(dir, "check", "src", "lib.rs"), string(text))
		var want []string
		m := newMapper([]byte(string(text)), utf16Units)
		for _, f := range checkOnDisk(t, filepath.Join(dir, "check")) {
			if strings.HasSuffix(f.Place.File, "lib.rs") {
				p := m.position(f.Place.Span.Start)
				want = append(want, fmt.Sprintf("%d:%d %s", p.Line+1, p.Character+1, f.Rule))
			}
		}
		_, from = e.published(from, lib, fmt.Sprintf("%v for version %d", want, version), func(p *publishParams) bool {
			return p.Version != nil && int(*p.Version) == version && has(want...)(p)
		})
		version++
		e.change(lib, version, string(whole))
	}
}
