package lsp

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

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

// TestWideFixIsConfirmed: what changes several files says so and is shown first, and one
// library can be taken alone.
func TestWideFixIsConfirmed(t *testing.T) {
	files := map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"fw\", \"p1\", \"p2\", \"p3\"]\n",
		"fw/Cargo.toml": "[package]\nname = \"fw\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
		"fw/src/lib.rs": "pub fn f() { std::thread::current(); }\n",
	}
	for _, p := range []string{"p1", "p2", "p3"} {
		files[p+"/Cargo.toml"] = "[package]\nname = \"" + p + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nfw = { path = \"../fw\" }\n"
		files[p+"/src/lib.rs"] = "#[no_mangle]\npub extern \"C\" fn go() { fw::f(); }\n"
	}
	dir := crate(t, files)
	lib := filepath.Join(dir, "fw", "src", "lib.rs")
	abilities := strings.Replace(fullClient, `"documentChanges": true`, `"documentChanges": true, "changeAnnotationSupport": {"groupsOnLabel": true}`, 1)
	for name, tt := range map[string]struct {
		abilities string
		asks      bool
	}{"asks": {abilities, true}, "cannot ask": {fullClient, false}} {
		t.Run(name, func(t *testing.T) {
			e := start(t)
			e.initialize(dir, tt.abilities)
			e.open(lib, files["fw/src/lib.rs"])
			p, _ := e.published(0, lib, "a finding", func(p *publishParams) bool { return len(p.Diagnostics) > 0 })
			var all []struct {
				Title       string
				IsPreferred bool
				Edit        *workspaceEdit
			}
			e.call("textDocument/codeAction", doc(lib, "range", p.Diagnostics[0].Range, "context", map[string]any{"diagnostics": []any{}}), &all)
			wide, alone := all[0], all[1]
			if !strings.Contains(wide.Title, "3 libraries") || !strings.Contains(wide.Title, "3 files") || wide.IsPreferred || !strings.Contains(alone.Title, "this library only") {
				t.Fatalf("%q, %q", wide.Title, alone.Title)
			}
			text, err := json.Marshal(wide.Edit)
			if err != nil {
				t.Fatal(err)
			}
			asked := strings.Count(string(text), `"annotationId":"wide"`)
			if tt.asks && (asked != 6 || !wide.Edit.ChangeAnnotations["wide"].NeedsConfirmation || wide.Edit.ChangeAnnotations["wide"].Description != "changes 3 files") || !tt.asks && asked > 0 {
				t.Errorf("%d annotations in %s", asked, text)
			}
		})
	}
}

// TestFixWorkspace: the safe fixes of all files come as one edit, which the user is asked
// about.
func TestFixWorkspace(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = "mod more;\n#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\nextern \"C\" fn a() {}\n"
	files["src/more.rs"] = "#[link_section = \".init_array\"]\nstatic B: extern \"C\" fn() = b;\nextern \"C\" fn b() {}\n"
	dir := crate(t, files)
	e := start(t)
	var asked workspaceEdit
	e.answers["workspace/applyEdit"] = func(raw json.RawMessage) any {
		var p struct{ Edit workspaceEdit }
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Error(err)
		}
		asked = p.Edit
		return map[string]any{"applied": true}
	}
	e.initialize(dir, strings.Replace(fullClient, `"documentChanges": true`, `"documentChanges": true, "changeAnnotationSupport": {}`, 1))
	e.call("workspace/executeCommand", map[string]any{"command": fixWorkspace, "arguments": []any{}}, nil)
	text, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	if len(asked.DocumentChanges) != 2 || !asked.ChangeAnnotations[wide].NeedsConfirmation || strings.Count(string(text), "used") != 2 {
		t.Errorf("%s", text)
	}
	put(t, filepath.Join(dir, "src", "lib.rs"), "fn none() {}\n")
	e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(dir, "src", "lib.rs")), "type": 2}}})
	if m := e.request("workspace/executeCommand", map[string]any{"command": fixWorkspace}); m.Error == nil || !strings.Contains(m.Error.Message, "no finding here") {
		t.Errorf("%+v", m.Error)
	}
}
