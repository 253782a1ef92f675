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
		{"root", lib, at(3, 4), []string{"`init` runs at load, registered by `ctor::ctor`", "linked into `plug`", "reaches `println!`"}},
		{"call on a chain", lib, at(4, 5), []string{"`init` runs at load and comes here on the way to `println!`"}},
		{"finding", lib, at(8, 6), []string{"**warning** `println!`", "`init` runs at load → `greet` → `println!`", "help: ", "[`stdio-in-ctor`](<"}},
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

// decodedEdit reads the edit of an action as it came over the wire.
type decodedEdit struct {
	Changes         map[protocol.DocumentURI][]protocol.TextEdit
	DocumentChanges []struct {
		Kind         string
		TextDocument struct{ Version *int32 }
		Edits        []protocol.TextEdit
	}
}

type decodedAction struct {
	Title       string
	Kind        protocol.CodeActionKind
	IsPreferred bool
	Diagnostics []protocol.Diagnostic
	Edit        *decodedEdit
	Command     json.RawMessage
}

func actionsAt(e *editor, path string, at protocol.Position, diagnostics []protocol.Diagnostic, only ...protocol.CodeActionKind) []decodedAction {
	e.t.Helper()
	var out []decodedAction
	e.call("textDocument/codeAction", doc(path, "range", protocol.Range{Start: at, End: at},
		"context", map[string]any{"diagnostics": append([]protocol.Diagnostic{}, diagnostics...), "only": only}), &out)
	return out
}

func titles(actions []decodedAction) []string {
	var out []string
	for _, a := range actions {
		out = append(out, a.Title)
	}
	return out
}

func TestCodeAction(t *testing.T) {
	e, lib, _ := openChained(t, fullClient)
	p, _ := e.published(0, lib, "diagnostics", func(p *publishParams) bool { return len(p.Diagnostics) > 0 })
	actions := actionsAt(e, lib, at(8, 6), p.Diagnostics)
	if got := titles(actions); len(got) < 2 || !slices.Contains(got, "Suppress `stdio-in-ctor` here") || got[len(got)-1] != "Suppress `stdio-in-ctor` here" {
		t.Fatalf("%q", got)
	}
	for _, a := range actions {
		if !strings.HasPrefix(string(a.Kind), string(protocol.QuickFix)) || len(a.Diagnostics) != 1 || a.Diagnostics[0].Code != "stdio-in-ctor" {
			t.Errorf("%s: %s for %v", a.Title, a.Kind, a.Diagnostics)
		}
		if (a.Edit == nil) == (a.Command == nil) {
			t.Errorf("%s has neither edit nor command, or both", a.Title)
		}
		if a.Edit != nil && (len(a.Edit.DocumentChanges) != 1 || *a.Edit.DocumentChanges[0].TextDocument.Version != 1) {
			t.Errorf("%s edits no version: %+v", a.Title, a.Edit)
		}
	}
	if len(actionsAt(e, lib, at(0, 0), nil)) > 0 {
		t.Error("actions where nothing is found")
	}
	if got := actionsAt(e, lib, at(8, 6), nil, "refactor"); len(got) > 0 {
		t.Errorf("asked for refactorings: %q", titles(got))
	}

	// A suppression makes the diagnostic go.
	i := slices.IndexFunc(actions, func(a decodedAction) bool { return strings.HasPrefix(a.Title, "Suppress") })
	edit := actions[i].Edit.DocumentChanges[0].Edits[0]
	from := e.mark()
	e.notify("textDocument/didChange", doc(lib, "textDocument", map[string]any{"uri": uriOf(lib), "version": 2},
		"contentChanges", []any{map[string]any{"range": edit.Range, "text": edit.NewText}}))
	e.published(from, lib, "no diagnostics", has())
}

// TestResolveCodeAction leaves edits out for a client that asks for the one it takes.
func TestResolveCodeAction(t *testing.T) {
	abilities := strings.Replace(fullClient, `"codeActionLiteralSupport": {}`, `"codeActionLiteralSupport": {}, "dataSupport": true, "resolveSupport": {"properties": ["edit"]}`, 1)
	e, lib, _ := openChained(t, abilities)
	eager, same, _ := openChained(t, fullClient)
	var raw []json.RawMessage
	e.call("textDocument/codeAction", doc(lib, "range", protocol.Range{Start: at(8, 6), End: at(8, 6)}, "context", map[string]any{"diagnostics": []any{}}), &raw)
	want := actionsAt(eager, same, at(8, 6), nil)
	if len(raw) != len(want) {
		t.Fatalf("%d actions, with their edits %d", len(raw), len(want))
	}
	resolved := 0
	for i := range raw {
		if strings.Contains(string(raw[i]), "newText") {
			t.Errorf("an edit was sent before it was asked for: %s", raw[i])
		}
		var a decodedAction
		e.call("codeAction/resolve", raw[i], &a)
		if a.Title != want[i].Title || (a.Edit == nil) != (want[i].Edit == nil) {
			t.Fatalf("%+v, want %+v", a, want[i])
		}
		if a.Edit != nil {
			resolved++
			if got, all := a.Edit.DocumentChanges[0].Edits, want[i].Edit.DocumentChanges[0].Edits; !slices.Equal(got, all) {
				t.Errorf("%s: %+v, want %+v", a.Title, got, all)
			}
		}
	}
	if resolved == 0 {
		t.Error("no action has an edit")
	}
	// An edit for text that has changed since would go to the wrong place.
	e.notify("textDocument/didChange", doc(lib, "textDocument", map[string]any{"uri": uriOf(lib), "version": 2},
		"contentChanges", []any{map[string]any{"range": protocol.Range{}, "text": "// new\n"}}))
	for i := range raw {
		if want[i].Edit != nil {
			if m := e.request("codeAction/resolve", raw[i]); m.Error == nil {
				t.Errorf("%s was resolved for a newer version", want[i].Title)
			}
		}
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

// TestSafeFixes: fix-all takes the safe fixes of the file and no others.
func TestSafeFixes(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = "#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\nextern \"C\" fn a() {}\n\n" +
		"#[link_section = \".init_array\"]\nstatic B: extern \"C\" fn() = b;\nextern \"C\" fn b() { println!(\"b\"); }\n"
	dir := crate(t, files)
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	e.open(lib, files["src/lib.rs"])
	p, _ := e.published(0, lib, "diagnostics", func(p *publishParams) bool { return p.Version != nil && len(p.Diagnostics) > 0 })
	if got := lines(p.Diagnostics); !slices.Contains(got, "2:8 missing-used") || !slices.Contains(got, "6:8 missing-used") {
		t.Fatalf("%v", got)
	}
	all := actionsAt(e, lib, at(0, 0), nil, "source.fixAll")
	if len(all) != 1 || all[0].Kind != fixAllKind {
		t.Fatalf("%+v", all)
	}
	edits := all[0].Edit.DocumentChanges[0].Edits
	if len(edits) != 2 || !strings.Contains(edits[0].NewText, "#[used]") || !strings.Contains(edits[1].NewText, "#[used]") {
		t.Errorf("%+v", edits)
	}
	quick := actionsAt(e, lib, at(1, 8), nil)
	if len(quick) == 0 || !quick[0].IsPreferred || quick[len(quick)-1].IsPreferred {
		t.Errorf("preferred: %+v", quick)
	}

	// A client with neither document changes nor code actions gets commands that
	// have it apply plain changes.
	e = start(t)
	var applied decodedEdit
	e.answers["workspace/applyEdit"] = func(raw json.RawMessage) any {
		var p struct{ Edit decodedEdit }
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Error(err)
		}
		applied = p.Edit
		return map[string]any{"applied": true}
	}
	e.initialize(dir, `{"workspace":{"applyEdit":true}}`)
	var commands []struct {
		Title, Command string
		Arguments      []json.RawMessage
	}
	e.call("textDocument/codeAction", doc(lib, "range", protocol.Range{Start: at(1, 8), End: at(1, 8)}, "context", map[string]any{"diagnostics": []any{}}), &commands)
	if len(commands) == 0 || commands[0].Command != applyEdit {
		t.Fatalf("%+v", commands)
	}
	e.call("workspace/executeCommand", map[string]any{"command": applyEdit, "arguments": commands[0].Arguments}, nil)
	if len(applied.Changes[uriOf(lib)]) != 1 || applied.DocumentChanges != nil {
		t.Errorf("%+v", applied)
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
