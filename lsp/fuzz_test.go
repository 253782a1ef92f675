package lsp

import (
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/mutate"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// CI gives other inputs each time, by count: go's own fuzzing takes an input that needs
// ten seconds on a busy machine for a hang, and knows no better ones here than numbers.
var (
	inputs = flag.Int("inputs", 8, "how many crates to mutate")
	first  = flag.Uint64("first", 0, "the number of the first")
)

// What one input may be: the bytes of its crate, and the steps of work on it.
const maxEdited, maxSteps = 4 << 10, 6

// FuzzEdits opens a mutated crate and edits, closes, saves, creates and deletes its files
// at random. Now and then what the server says is held against a check that starts from
// nothing, and a feature is asked for somewhere: no request may end in an internal error.
//
// fuzz: 120 inputs
func FuzzEdits(f *testing.F) {
	crates, err := mutate.Crates("../rules/testdata/*/*")
	if err != nil || len(crates) < 50 {
		f.Fatalf("%d crates: %v", len(crates), err)
	}
	// Go's fuzzing takes what needs ten seconds on a busy machine for a hang.
	crates = slices.DeleteFunc(crates, func(c mutate.Crate) bool {
		size := 0
		for _, text := range c {
			size += len(text)
		}
		return size > maxEdited
	})
	if len(crates) < 50 {
		f.Fatalf("only %d crates are small", len(crates))
	}
	for seed := range uint64(*inputs) {
		seed += *first
		f.Add(seed, byte(5*seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, steps byte) {
		r := rand.New(rand.NewPCG(seed, 2))
		w := &worked{t: t, r: r, dir: t.TempDir(), crates: crates, disk: mutate.Crate{}, open: map[string]*opened{}}
		for name, text := range crates[r.IntN(len(crates))] {
			w.save(name, text)
		}
		w.e = start(t, slow)
		w.e.initialize(w.dir, pullClient(utf8Units))
		w.compare()
		for range steps % maxSteps {
			w.step()
		}
		w.compare()
		for name, o := range w.open { // in the end what is open is what is on disk
			w.save(name, o.text)
		}
		w.compare()
	})
}

// worked is a crate that somebody works on: what is on disk, and what is open.
type worked struct {
	t      *testing.T
	r      *rand.Rand
	e      *editor
	dir    string
	crates []mutate.Crate
	disk   mutate.Crate
	open   map[string]*opened
	said   []string // what was done, for a failure
}

type opened struct {
	text    string
	version int
}

func (w *worked) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

// save writes a file; the server is not told.
func (w *worked) save(name, text string) {
	w.disk[name] = text
	put(w.t, w.path(name), text)
}

// now is the crate as the editor shows it.
func (w *worked) now() mutate.Crate {
	c := w.disk.Clone()
	for name, o := range w.open {
		c[name] = o.text
	}
	return c
}

// step does one thing.
func (w *worked) step() {
	names := w.now().Names()
	if len(names) == 0 {
		return
	}
	name := names[w.r.IntN(len(names))]
	o := w.open[name]
	_, onDisk := w.disk[name]
	switch n := w.r.IntN(12); {
	case n == 0:
		w.compare()
	case n == 1:
		w.ask(name)
	case n == 2 && o != nil:
		w.note("close", name)
		w.e.notify("textDocument/didClose", doc(w.path(name)))
		delete(w.open, name)
	case n == 3 && o != nil:
		w.note("save", name)
		w.save(name, o.text)
		w.e.notify("textDocument/didSave", doc(w.path(name)))
		w.watched(name)
	case n == 4 && onDisk:
		w.note("delete", name)
		if err := os.Remove(w.path(name)); err != nil {
			w.t.Fatal(err)
		}
		delete(w.disk, name)
		w.watched(name)
	case n == 5:
		other := w.crates[w.r.IntN(len(w.crates))]
		from := other.Names()[w.r.IntN(len(other))]
		w.note("write", from)
		w.save(from, other[from])
		w.watched(from)
	case n == 6:
		text := mutate.Text(w.r, w.disk[name])
		w.note("write a change of", name)
		w.save(name, text)
		w.watched(name)
	case o == nil:
		w.note("open", name)
		w.open[name] = &opened{w.disk[name], 1}
		w.e.open(w.path(name), w.disk[name])
	default:
		w.note("edit", name)
		w.edit(name, o)
	}
}

func (w *worked) note(what, name string) { w.said = append(w.said, what+" "+name) }

func (w *worked) watched(name string) {
	w.e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(w.path(name)), "type": 2}}})
}

// edit changes a document, as a whole or where it differs.
func (w *worked) edit(name string, o *opened) {
	text := mutate.Text(w.r, o.text)
	o.version++
	if w.r.IntN(3) == 0 {
		w.e.change(w.path(name), o.version, text)
		o.text = text
		return
	}
	start := 0
	for start < min(len(text), len(o.text)) && text[start] == o.text[start] {
		start++
	}
	for start > 0 && start < len(o.text) && !utf8.RuneStart(o.text[start]) || start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	end := 0
	for end < min(len(text), len(o.text))-start && text[len(text)-1-end] == o.text[len(o.text)-1-end] {
		end++
	}
	for end > 0 && !utf8.RuneStart(o.text[len(o.text)-end]) {
		end--
	}
	m := newMapper([]byte(o.text), utf8Units)
	w.e.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uriOf(w.path(name)), "version": o.version},
		"contentChanges": []any{map[string]any{
			"range": map[string]any{"start": m.position(start), "end": m.position(len(o.text) - end)}, "text": text[start : len(text)-end],
		}},
	})
	o.text = text
}

// ask wants something of the server at some place.
func (w *worked) ask(name string) {
	methods := []string{"textDocument/hover", "textDocument/codeLens", "textDocument/documentSymbol", "textDocument/completion", "textDocument/codeAction", "textDocument/prepareCallHierarchy", "textDocument/diagnostic"}
	method := methods[w.r.IntN(len(methods))]
	text := w.now()[name]
	at := newMapper([]byte(text), utf8Units).position(w.r.IntN(len(text) + 1))
	answer := w.e.request(method, map[string]any{
		"textDocument": map[string]any{"uri": uriOf(w.path(name))}, "position": at, "range": map[string]any{"start": at, "end": at}, "context": map[string]any{"diagnostics": []any{}},
	})
	if answer.Error != nil && answer.Error.Code == -32603 {
		w.t.Fatalf("%s: %s\nafter %q", method, answer.Error.Message, w.said)
	}
}

// compare holds the server's diagnostics against those of a check of the same texts. A
// manifest that cannot be read now counts with its last readable text: there they differ
// on purpose.
func (w *worked) compare() {
	var all workspaceReports
	w.e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}}, &all)
	if len(w.e.server.session.current().broken) > 0 {
		return
	}
	got, want := all.lines(), w.fresh()
	if slices.Equal(got, want) {
		return
	}
	var texts strings.Builder
	now := w.now()
	for _, name := range now.Names() {
		texts.WriteString("-- " + name + " --\n" + now[name] + "\n")
	}
	w.t.Fatalf("the server says\n%s\na fresh check\n%s\nafter %q\nopen %q\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), w.said, slices.Sorted(maps.Keys(w.open)), texts.String())
}

// fresh is what a check says that knows nothing of before.
func (w *worked) fresh() []string {
	documents := map[string]*document{}
	for name, o := range w.open {
		documents[w.path(name)] = &document{path: w.path(name), text: []byte(o.text), stamp: 1}
	}
	fs := newFiles(vfs.Disk{}, documents)
	ctx := w.t.Context()
	set, err := workspace.Load(ctx, fs, []string{w.dir}, workspace.Options{CargoHome: "/nowhere", Target: "x86_64-unknown-linux-gnu"})
	if err != nil {
		return nil
	}
	results, err := pipeline.AnalyzeAll(ctx, fs, set, pipeline.Options{}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	findings, _ := rules.CheckAll(results, set.Problems, rules.Config{})
	return diagnosticsOf(findings, func(path string) []byte {
		text, err := fs.ReadFile(path, maxText)
		if err != nil {
			return nil
		}
		return text
	})
}
