package lsp

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// slow keeps the second phase out of a test that is about documents.
func slow(o *Options) { o.Delay = time.Hour }

// pullClient asks for diagnostics in an encoding.
func pullClient(enc encoding) string {
	return fmt.Sprintf(`{"general":{"positionEncodings":[%q]},"textDocument":{"diagnostic":{}}}`, enc)
}

// sample is text with all that makes positions hard.
const sample = "use ctor::ctor;\r\n\n// é 𝒳 ﷽\n#[ctor]\nfn init() {\r\n    let s = \"𝒳é\"; println!(\"{s}\");\n}\n"

// pieces are what a random edit inserts.
var pieces = []string{"", "x", "é", "𝒳", "\n", "\r\n", "{", "}", "\"", "// ", "fn g() { panic!() }\n", "#[ctor::ctor]\nfn h() { println!(); }\n", "𝒳𝒳\r\n\r\n"}

// clientPosition counts as a client does, without the code under test.
func clientPosition(text []rune, index int, enc encoding) map[string]any {
	line, char := 0, 0
	for i := 0; i < index; i++ {
		switch {
		case text[i] == '\n', text[i] == '\r' && (i+1 >= len(text) || text[i+1] != '\n'):
			line, char = line+1, 0
		case text[i] == '\r':
		case enc == utf8Units:
			char += len(string(text[i]))
		case enc == utf16Units:
			char += len(utf16.Encode(text[i : i+1]))
		default:
			char++
		}
	}
	return map[string]any{"line": line, "character": char}
}

// splits reports whether a place stands inside a line's end, where no position does.
func splits(text []rune, index int) bool {
	return index > 0 && index < len(text) && text[index-1] == '\r' && text[index] == '\n'
}

// TestEdits makes random edits in each encoding. The server has the client's text
// after each batch, and its diagnostics are those of a fresh run over it.
func TestEdits(t *testing.T) {
	for n, enc := range []encoding{utf8Units, utf16Units, utf32Units} {
		t.Run(string(enc), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(n), 7))
			dir := crate(t, plugin())
			path := filepath.Join(dir, "src", "lib.rs")
			e := start(t, slow)
			e.initialize(dir, pullClient(enc))
			text := []rune(sample)
			e.open(path, sample)
			version := 1
			for batch := range 300 {
				for range 8 { // of one or two changes each: 3000 and more
					var changes []any
					for range 1 + r.IntN(2) {
						var c map[string]any
						c, text = randomChange(r, text, enc)
						changes = append(changes, c)
					}
					version++
					e.notify("textDocument/didChange", map[string]any{
						"textDocument": map[string]any{"uri": uriOf(path), "version": version}, "contentChanges": changes,
					})
				}
				e.request("$/sync", nil) // refused, but in order
				if got := string(e.server.session.current().document(uriOf(path)).text); got != string(text) {
					t.Fatalf("batch %d: the server has\n%q, not\n%q", batch, got, string(text))
				}
				if batch%10 == 0 {
					compareFresh(t, e, dir, path, string(text))
				}
				if len(text) > 2000 {
					text = []rune(sample)
				}
				if batch%25 == 24 {
					version++
					text = []rune(sample)
					e.change(path, version, sample)
				}
			}
		})
	}
}

// randomChange is an edit of a range, or now and then of the whole text.
func randomChange(r *rand.Rand, text []rune, enc encoding) (map[string]any, []rune) {
	piece := pieces[r.IntN(len(pieces))]
	if r.IntN(60) == 0 {
		whole := piece + sample
		return map[string]any{"text": whole}, []rune(whole)
	}
	start := r.IntN(len(text) + 1)
	end := min(len(text), start+r.IntN(4)*r.IntN(6))
	if splits(text, start) {
		start--
	}
	if splits(text, end) {
		end++
	}
	c := map[string]any{"text": piece, "range": map[string]any{"start": clientPosition(text, start, enc), "end": clientPosition(text, end, enc)}}
	return c, slices.Concat(text[:start], []rune(piece), text[end:])
}

// compareFresh holds the server's diagnostics against those of a check of the
// same text on disk.
func compareFresh(t *testing.T, e *editor, dir, path, text string) {
	t.Helper()
	var r report
	e.call("textDocument/diagnostic", map[string]any{"textDocument": map[string]any{"uri": uriOf(path)}}, &r)
	other := crate(t, plugin())
	put(t, filepath.Join(other, "src", "lib.rs"), text)
	var want []string
	m := newMapper([]byte(text), e.server.client.encoding)
	for _, f := range checkOnDisk(t, other) {
		if strings.HasSuffix(f.Place.File, "lib.rs") {
			p := m.position(f.Place.Span.Start)
			want = append(want, fmt.Sprintf("%d:%d %s", p.Line+1, p.Character+1, f.Rule))
		}
	}
	if got := lines(*r.Items); !slices.Equal(got, want) {
		t.Fatalf("diagnostics %v, a fresh run %v, of\n%s", got, want, text)
	}
}

// checkOnDisk is what `check` finds in a folder.
func checkOnDisk(t testing.TB, dir string) []*rules.Finding {
	t.Helper()
	ctx := context.Background()
	set, err := workspace.Load(ctx, vfs.Disk{}, []string{dir}, workspace.Options{CargoHome: "/nowhere", Target: "x86_64-unknown-linux-gnu"})
	if err != nil {
		t.Fatal(err)
	}
	results, err := pipeline.AnalyzeAll(ctx, vfs.Disk{}, set, pipeline.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	findings, _ := rules.CheckAll(results, set.Problems, rules.Config{})
	return findings
}

// TestWholeText: a change without range replaces all, whatever came before it.
func TestWholeText(t *testing.T) {
	dir := crate(t, plugin())
	path := filepath.Join(dir, "src", "lib.rs")
	e := start(t, slow)
	e.initialize(dir, fullClient)
	e.open(path, "old text\n")
	e.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uriOf(path), "version": 2}, "contentChanges": []any{
			map[string]any{"range": map[string]any{"start": at(0, 0), "end": at(0, 3)}, "text": "new"},
			map[string]any{"text": "all\nelse"},
			map[string]any{"range": map[string]any{"start": at(9, 0), "end": at(9, 9)}, "text": "!"}, // beyond the end
		},
	})
	e.request("$/sync", nil)
	if got := string(e.server.session.current().document(uriOf(path)).text); got != "all\nelse!" {
		t.Errorf("%q", got)
	}
}

// TestUntitled: documents that are no files are kept apart and harm nothing.
func TestUntitled(t *testing.T) {
	e := start(t)
	e.initialize(crate(t, plugin()), fullClient)
	for _, uri := range []string{"untitled:Untitled-1", "file:///a%zz", "vscode-notebook-cell:/x#1"} {
		doc := map[string]any{"uri": uri, "languageId": "rust", "version": 1, "text": "#[ctor]\nfn f() {}"}
		e.notify("textDocument/didOpen", map[string]any{"textDocument": doc})
		e.notify("textDocument/didChange", map[string]any{"textDocument": doc, "contentChanges": []any{map[string]any{"text": "x"}}})
		e.notify("textDocument/didSave", map[string]any{"textDocument": doc})
		for _, method := range []string{"textDocument/hover", "textDocument/completion", "textDocument/prepareCallHierarchy", "textDocument/codeLens",
			"textDocument/documentSymbol", "textDocument/codeAction", "textDocument/diagnostic"} {
			m := e.request(method, map[string]any{"textDocument": doc, "position": at(0, 0), "range": map[string]any{}, "context": map[string]any{"diagnostics": []any{}}})
			if m.Error != nil {
				t.Errorf("%s of %s: %s", method, uri, m.Error.Message)
			}
		}
		e.notify("textDocument/didClose", map[string]any{"textDocument": doc})
	}
	e.request("$/sync", nil)
	if n := len(e.server.session.current().untitled); n != 0 {
		t.Errorf("%d documents are left", n)
	}
}
