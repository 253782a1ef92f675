package lsp

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/leak"
)

// TestNothingIsLeft opens, edits and closes everything again and again: memory
// does not grow, and at the end no goroutine and no document is left.
func TestNothingIsLeft(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	files := plugin()
	files["src/lib.rs"] += "mod a;\nmod b;\n"
	for _, name := range []string{"a", "b"} {
		files["src/"+name+".rs"] = strings.Repeat("pub fn f() { println!(\"x\"); }\n", 300)
	}
	dir := crate(t, files)
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	_, from := e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
	round := func() {
		for name, text := range files {
			path := filepath.Join(dir, filepath.FromSlash(name))
			e.open(path, text)
			for version := range 8 {
				e.change(path, version+2, text+strings.Repeat("\n", version))
			}
			e.change(path, 10, "")
		}
		_, from = e.published(from, lib, "cleared diagnostics", has())
		for name := range files {
			e.notify("textDocument/didClose", doc(filepath.Join(dir, filepath.FromSlash(name))))
		}
		_, from = e.published(from, lib, "diagnostics of the disk", has("9:5 stdio-in-ctor"))
		e.mu.Lock() // what the client keeps is not the server's
		e.messages, from = nil, 0
		e.mu.Unlock()
	}
	heap := func() uint64 {
		e.request("$/sync", nil)
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for range 5 {
		round()
	}
	before := heap()
	for range 40 {
		round()
	}
	const slack = 4 << 20
	if after := heap(); after > before+slack {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	snap := e.server.session.current()
	if n := len(snap.fs.documents); n > 0 {
		t.Errorf("%d documents are open", n)
	}
	e.request("shutdown", nil)
	e.notify("exit", nil)
	e.waitEnd()
	e.await(0, "end", func(m *received) bool { return m.Method == "end" })
	leak.Check(t, goroutines)
}
