package lsp

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// chained is a library with what the features speak of.
func chained() map[string]string {
	return map[string]string{
		"Cargo.toml": pluginManifest + "\n[package.metadata.cdylib-ls]\nunload = \"supported\"\n\n[package.metadata.cdylib-ls.rules]\nstd-in-ctor = \"off\"\n",
		"src/lib.rs": text(
			"use ctor::ctor;",
			"",
			"#[ctor]",
			"fn init() {",
			"    greet();",
			"}",
			"",
			"fn greet() {",
			"    println!(\"hello\");",
			"    // cdylib-ls: allow(panic-in-ctor) the table is never empty",
			"    table().unwrap();",
			"}",
			"",
			"fn table() -> Option<u8> { None }",
			"",
		),
	}
}

// openChained opens the library in a client that announces what is given.
func openChained(t *testing.T, abilities string) (e *editor, lib, manifest string) {
	t.Helper()
	dir := crate(t, chained())
	lib, manifest = filepath.Join(dir, "src", "lib.rs"), filepath.Join(dir, "Cargo.toml")
	e = start(t)
	e.initialize(dir, abilities)
	e.open(lib, chained()["src/lib.rs"])
	e.published(0, lib, "diagnostics", func(p *publishParams) bool { return len(p.Diagnostics) > 0 })
	return e, lib, manifest
}

func doc(path string, more ...any) map[string]any {
	out := map[string]any{"textDocument": map[string]any{"uri": uriOf(path)}}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func TestHover(t *testing.T) {
	e, lib, manifest := openChained(t, fullClient)
	for _, tt := range []struct {
		name, path string
		at         protocol.Position
		want       []string
	}{
		{"root", lib, at(3, 4), []string{"`init` runs at load, registered by `ctor::ctor`", "functions run at load", "linked into `plug`", "reaches `println!`"}},
		{"call on a chain", lib, at(4, 5), []string{"`init` runs at load and comes here on the way to `println!`"}},
		{"finding", lib, at(8, 6), []string{"**warning** the host can abort while the library is loaded: `println!`", "`init` runs at load → `greet` → `println!`", "help: ", "[`stdio-in-ctor`](<"}},
		{"suppression", lib, at(9, 20), []string{"`panic-in-ctor` silences 1 finding here"}},
		{"crate type", manifest, at(6, 15), []string{"What closing `plug` does", "| linux-gnu |", "| windows |"}},
		{"key", manifest, at(12, 2), []string{"`unload`: Whether"}},
		{"value", manifest, at(12, 12), []string{"`unload`: Whether"}},
		{"rule in the configuration", manifest, at(15, 3), []string{"`std-in-ctor`:", "by default information"}},
		{"nothing", lib, at(0, 0), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var h *protocol.Hover
			e.call("textDocument/hover", doc(tt.path, "position", tt.at), &h)
			if (h == nil) != (tt.want == nil) {
				t.Fatalf("hover %+v", h)
			}
			if tt.name == "finding" && strings.Count(h.Contents.Value, "\n") > 5 {
				t.Errorf("it pushes other hovers off the screen: %s", h.Contents.Value)
			}
			for _, want := range tt.want {
				if h.Contents.Kind != protocol.Markdown || !strings.Contains(h.Contents.Value, want) {
					t.Errorf("no %q in %s", want, h.Contents.Value)
				}
			}
		})
	}
	e, lib, _ = openChained(t, `{}`)
	var h protocol.Hover
	e.call("textDocument/hover", doc(lib, "position", at(3, 4)), &h)
	if h.Contents.Kind != protocol.PlainText || strings.Contains(h.Contents.Value, "`") {
		t.Errorf("a client without Markdown gets %+v", h.Contents)
	}
}

// TestLensShowsTheWorst puts what is reported as worst first, and counts the rest.
func TestLensShowsTheWorst(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = "#[ctor::ctor]\nfn init() {\n    std::env::var(\"A\").ok();\n    std::env::args();\n    std::time::Instant::now();\n    let v: Option<u8> = std::env::var(\"B\").ok().and_then(|s| s.parse().ok());\n    v.unwrap();\n}\n"
	dir := crate(t, files)
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	e.open(lib, files["src/lib.rs"])
	var lenses []protocol.CodeLens
	e.call("textDocument/codeLens", doc(lib), &lenses)
	if len(lenses) != 1 || !strings.Contains(lenses[0].Command.Title, "reaches Option::unwrap, ") {
		t.Errorf("%+v", lenses)
	}
}

func TestCommands(t *testing.T) {
	dir := crate(t, chained())
	lib := filepath.Join(dir, "src", "lib.rs")
	var shown []string
	e := start(t, func(o *Options) {
		o.Inspect = func(path string) (string, error) { return "slots of " + filepath.Base(path), nil }
	})
	e.answers["window/showDocument"] = func(raw json.RawMessage) any {
		var p protocol.ShowDocumentParams
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Error(err)
		}
		shown = append(shown, filepath.Base(string(p.URI)))
		return map[string]any{"success": true}
	}
	e.initialize(dir, `{"window":{"showDocument":{"support":true}}}`)
	run := func(command string, arguments ...any) commandResult {
		t.Helper()
		var r commandResult
		e.call("workspace/executeCommand", map[string]any{"command": command, "arguments": arguments}, &r)
		return r
	}
	if r := run(explainRule, "stdio-in-ctor"); !strings.Contains(r.Text, "stdio-in-ctor") {
		t.Errorf("%+v", r)
	}
	if r := run(inspectLibrary, string(uriOf("/x/libplug.so"))); r.Text != "slots of libplug.so" {
		t.Errorf("%+v", r)
	}
	r := run(showChain, string(uriOf(lib)), at(3, 4))
	for _, want := range []string{"init runs at load, and reaches println!", "lib.rs:5:5: init calls greet", "lib.rs:9:5: greet reaches println!"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in %s", want, r.Text)
		}
	}
	if want := []string{"stdio-in-ctor.md", "libplug.so.txt", "chain.txt"}; !slices.Equal(shown, want) {
		t.Errorf("shown %q, want %q", shown, want)
	}
	for _, bad := range []map[string]any{
		{"command": "no.such"}, {"command": explainRule}, {"command": explainRule, "arguments": []any{"no-such-rule"}},
		{"command": explainRule, "arguments": []any{1}}, {"command": inspectLibrary, "arguments": []any{"relative.so"}},
		{"command": showChain, "arguments": []any{string(uriOf(lib)), at(1, 0)}},
	} {
		if m := e.request("workspace/executeCommand", bad); m.Error == nil {
			t.Errorf("%v succeeds", bad)
		}
	}
}

func TestCodeLens(t *testing.T) {
	e, lib, manifest := openChained(t, fullClient)
	var lenses []protocol.CodeLens
	e.call("textDocument/codeLens", doc(lib), &lenses)
	if len(lenses) != 1 || lenses[0].Range.Start != at(3, 3) || lenses[0].Command.Title != "runs at load · reaches println!, Option::unwrap" {
		t.Errorf("%+v", lenses)
	}
	e.call("textDocument/codeLens", doc(manifest), &lenses)
	if len(lenses) != 1 || lenses[0].Range.Start.Line != 6 || !strings.Contains(lenses[0].Command.Title, "on linux-gnu") {
		t.Errorf("%+v", lenses)
	}
}

func TestDocumentSymbol(t *testing.T) {
	e, lib, _ := openChained(t, fullClient)
	var symbols []protocol.DocumentSymbol
	e.call("textDocument/documentSymbol", doc(lib), &symbols)
	if len(symbols) != 1 || symbols[0].Name != "init" || symbols[0].Detail != "runs at load (ctor::ctor)" ||
		symbols[0].SelectionRange.Start != at(3, 3) || symbols[0].Range.End != at(5, 1) {
		t.Errorf("%+v", symbols)
	}
	e, lib, _ = openChained(t, `{}`)
	var flat []protocol.SymbolInformation
	e.call("textDocument/documentSymbol", doc(lib), &flat)
	if len(flat) != 1 || flat[0].Name != "init" || flat[0].Location.URI != uriOf(lib) {
		t.Errorf("%+v", flat)
	}
}

func TestCallHierarchy(t *testing.T) {
	e, lib, _ := openChained(t, fullClient)
	prepare := func(p protocol.Position) protocol.CallHierarchyItem {
		t.Helper()
		var items []protocol.CallHierarchyItem
		e.call("textDocument/prepareCallHierarchy", doc(lib, "position", p), &items)
		if len(items) != 1 {
			t.Fatalf("%v: %+v", p, items)
		}
		return items[0]
	}
	var out []protocol.CallHierarchyOutgoingCall
	e.call("callHierarchy/outgoingCalls", map[string]any{"item": prepare(at(3, 4))}, &out)
	if len(out) != 1 || out[0].To.Name != "greet" || out[0].To.SelectionRange.Start != at(7, 3) || out[0].FromRanges[0].Start != at(4, 4) {
		t.Fatalf("%+v", out)
	}
	e.call("callHierarchy/outgoingCalls", map[string]any{"item": out[0].To}, &out)
	if len(out) != 2 || out[0].To.Name != "println!" || out[0].To.Kind != protocol.SymbolKindEvent {
		t.Errorf("%+v", out)
	}
	var in []protocol.CallHierarchyIncomingCall
	e.call("callHierarchy/incomingCalls", map[string]any{"item": prepare(at(8, 5))}, &in)
	if len(in) != 1 || in[0].From.Name != "greet" {
		t.Fatalf("%+v", in)
	}
	e.call("callHierarchy/incomingCalls", map[string]any{"item": in[0].From}, &in)
	if len(in) != 1 || in[0].From.Name != "init" {
		t.Errorf("%+v", in)
	}
	if m := e.request("textDocument/prepareCallHierarchy", doc(lib, "position", at(13, 5))); string(m.Result) != "null" {
		t.Errorf("a function that no root reaches gives %s", m.Result)
	}
}

func TestCompletion(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string // the cursor is at the end
		has              string // an item and what it inserts, "" for no items
		lacks            string
	}{
		{"directive", "src/lib.rs", "fn f() {} // cdylib-ls: ", "allow|allow(", ""},
		{"first rule", "src/lib.rs", "// cdylib-ls: allow(", "stdio-in-ctor|", ""},
		{"second rule", "src/lib.rs", "// cdylib-ls: allow(stdio-in-ctor, pan", "panic-in-ctor|", "stdio-in-ctor"},
		{"in TOML", "Cargo.toml", "# cdylib-ls: allow-file(", "static-crt|", ""},
		{"behind the directive", "src/lib.rs", "// cdylib-ls: allow(stdio-in-ctor) pan", "", ""},
		{"code", "src/lib.rs", "fn f() { pan", "", ""},
		{"key", "Cargo.toml", "[package.metadata.cdylib-ls]\n", "min-glibc|min-glibc = \"\"", ""},
		{"key of the workspace", "Cargo.toml", "[workspace . metadata.\"cdylib-ls\"]\nunl", "unload|unload = \"\"", ""},
		{"value", "Cargo.toml", "[package.metadata.cdylib-ls]\nunload = ", "never|\"never\"", ""},
		{"value in quotes", "Cargo.toml", "[package.metadata.cdylib-ls]\nhost = \"", "clap|clap", ""},
		{"value without words", "Cargo.toml", "[package.metadata.cdylib-ls]\ntarget = \"", "", ""},
		{"rule id", "Cargo.toml", "[package.metadata.cdylib-ls.rules]\n", "stdio-in-ctor|stdio-in-ctor = ", ""},
		{"severity", "Cargo.toml", "[package.metadata.cdylib-ls.rules]\nstdio-in-ctor = ", "hint|\"hint\"", ""},
		{"inline rule", "Cargo.toml", "[package.metadata.cdylib-ls]\nrules = { stdio-in-ctor = \"off\", ", "panic-in-ctor|panic-in-ctor = ", ""},
		{"inline severity", "Cargo.toml", "[package.metadata.cdylib-ls]\nrules = { stdio-in-ctor = ", "off|\"off\"", ""},
		{"another table", "Cargo.toml", "[package.metadata.cdylib-ls]\n[package]\n", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := crate(t, plugin())
			path := filepath.Join(dir, filepath.FromSlash(tt.file))
			e := start(t)
			e.initialize(dir, `{}`)
			e.open(path, tt.text)
			var list protocol.CompletionList
			end := newMapper([]byte(tt.text), utf16Units).position(len(tt.text))
			e.call("textDocument/completion", doc(path, "position", end), &list)
			found := false
			for _, item := range list.Items {
				found = found || item.Label+"|"+item.InsertText == tt.has
				if item.Label == tt.lacks && tt.lacks != "" {
					t.Errorf("%s is offered", item.Label)
				}
			}
			if found != (tt.has != "") || tt.has == "" && len(list.Items) > 0 {
				t.Errorf("%d items: %+v", len(list.Items), list.Items[:min(3, len(list.Items))])
			}
		})
	}
}

// TestProgress: the first scan shows where it is, and can be stopped.
func TestProgress(t *testing.T) {
	e := start(t)
	dir := crate(t, plugin())
	e.initialize(dir, `{"window":{"workDoneProgress":true}}`)
	begin, at := e.await(0, "begin", func(m *received) bool {
		return m.Method == "$/progress" && strings.Contains(string(m.Params), `"begin"`) && strings.Contains(string(m.Params), "Checking crates")
	})
	var p struct{ Token string }
	if err := json.Unmarshal(begin.Params, &p); err != nil {
		t.Fatal(err)
	}
	e.await(at, "end", func(m *received) bool {
		return m.Method == "$/progress" && strings.Contains(string(m.Params), `"end"`) && strings.Contains(string(m.Params), p.Token)
	})
	e.notify("window/workDoneProgress/cancel", map[string]any{"token": p.Token}) // too late, and harmless
	e.notify("window/workDoneProgress/cancel", map[string]any{"token": 3})
	wantCode(t, e.request("no/such/method", nil), -32601)
}
