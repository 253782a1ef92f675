package lsp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// TestPush: diagnostics come by themselves for all files, with the version of
// open ones, and are cleared when their reason is gone.
func TestPush(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = "mod other;\n" + files["src/lib.rs"]
	files["src/other.rs"] = "#[ctor::ctor]\nfn more() {\n    println!(\"x\");\n}\n"
	dir := crate(t, files)
	lib, other := filepath.Join(dir, "src", "lib.rs"), filepath.Join(dir, "src", "other.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	p, _ := e.published(0, other, "diagnostics of a file that is not open", has("3:5 stdio-in-ctor"))
	if p.Version != nil {
		t.Errorf("a file that is not open has version %d", *p.Version)
	}
	e.published(0, lib, "diagnostics", has("10:5 stdio-in-ctor"))

	from := e.mark()
	e.open(lib, files["src/lib.rs"])
	p, _ = e.published(from, lib, "diagnostics of the open file", has("10:5 stdio-in-ctor"))
	if p.Version == nil || *p.Version != 1 {
		t.Errorf("version %v, want 1", p.Version)
	}
	from = e.mark()
	e.change(lib, 2, "mod other;\n")
	p, _ = e.published(from, lib, "cleared diagnostics", has())
	if p.Version == nil || *p.Version != 2 {
		t.Errorf("version %v, want 2", p.Version)
	}
	from = e.mark()
	e.change(lib, 3, "") // other.rs is no module any more
	e.published(from, other, "cleared diagnostics of another file", has())

	from = e.mark()
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uriOf(lib)}})
	e.published(from, lib, "diagnostics of the disk", has("10:5 stdio-in-ctor"))
	e.published(from, other, "diagnostics of the disk", has("3:5 stdio-in-ctor"))

	from = e.mark()
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(other), "type": 3}}})
	e.published(from, other, "cleared diagnostics of a deleted file", has())
	e.published(from, lib, "missing module", has("1:5 missing-module", "10:5 stdio-in-ctor"))

	from = e.mark()
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": []any{map[string]any{"uri": uriOf(dir), "name": "root"}}}})
	e.published(from, lib, "cleared diagnostics of a removed folder", has())
	from = e.mark()
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{map[string]any{"uri": uriOf(dir), "name": "root"}}, "removed": []any{}}})
	e.published(from, lib, "diagnostics of an added folder", has("1:5 missing-module", "10:5 stdio-in-ctor"))
}

// TestPull: a client that asks is told nothing unasked.
func TestPull(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	init := e.initialize(dir, `{"workspace":{"diagnostics":{"refreshSupport":true}},"textDocument":{"diagnostic":{},"publishDiagnostics":{}}}`)
	if d := init.Capabilities.DiagnosticProvider; d == nil || !d.WorkspaceDiagnostics || !d.InterFileDependencies {
		t.Errorf("diagnosticProvider %+v", d)
	}
	e.open(lib, plugin()["src/lib.rs"])
	var r report
	doc := map[string]any{"textDocument": map[string]any{"uri": uriOf(lib)}}
	e.call("textDocument/diagnostic", doc, &r)
	if r.Kind != "full" || r.ResultID == "" || !slices.Equal(lines(*r.Items), []string{"9:5 stdio-in-ctor"}) {
		t.Errorf("%+v", r)
	}
	var again report
	doc["previousResultId"] = r.ResultID
	e.call("textDocument/diagnostic", doc, &again)
	if again.Kind != "unchanged" || again.ResultID != r.ResultID || again.Items != nil {
		t.Errorf("%+v", again)
	}
	var all workspaceReports
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{map[string]any{"uri": uriOf(lib), "value": r.ResultID}}}, &all)
	if len(all.Items) != 1 || all.Items[0].Kind != "unchanged" || all.Items[0].URI != uriOf(lib) || *all.Items[0].Version != 1 {
		t.Errorf("%+v", all)
	}
	from := e.mark()
	put(t, filepath.Join(dir, "src", "extra.rs"), "")
	put(t, filepath.Join(dir, "Cargo.toml"), strings.Replace(pluginManifest, "cdylib", "lib", 1))
	e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(dir, "Cargo.toml")), "type": 2}}})
	put(t, filepath.Join(dir, "Cargo.toml"), pluginManifest+"[package.metadata.cdylib-ls]\nunload = 1\n")
	e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(dir, "Cargo.toml")), "type": 2}}})
	e.await(from, "refresh", func(m *received) bool { return m.Method == "workspace/diagnostic/refresh" })
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}}, &all)
	if len(all.Items) != 2 {
		t.Errorf("%d files have findings", len(all.Items))
	}
	for _, m := range e.sofar() {
		if m.Method == "textDocument/publishDiagnostics" {
			t.Errorf("pushed %s", m.Params)
		}
	}
}

// TestPartialResults: a client that gives a token gets files as they come.
func TestPartialResults(t *testing.T) {
	files := map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"c*\"]\n"}
	for i := range partSize + 3 {
		name := "c" + itoa(i)
		files[name+"/Cargo.toml"] = strings.Replace(pluginManifest, "plug", name, 1)
		files[name+"/src/lib.rs"] = plugin()["src/lib.rs"]
	}
	dir := crate(t, files)
	e := start(t)
	e.initialize(dir, `{"textDocument":{"diagnostic":{}}}`)
	from := e.mark()
	var rest workspaceReports
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}, "partialResultToken": "part"}, &rest)
	m, _ := e.await(from, "partial result", func(m *received) bool { return m.Method == "$/progress" })
	var part struct {
		Token string
		Value workspaceReports
	}
	if err := json.Unmarshal(m.Params, &part); err != nil {
		t.Fatal(err)
	}
	if part.Token != "part" || len(part.Value.Items) != partSize || len(rest.Items) != 3 {
		t.Errorf("%d files for %q, then %d", len(part.Value.Items), part.Token, len(rest.Items))
	}
}

// TestDiagnostic looks at all parts of one diagnostic, for a client that shows
// all and for one that shows nothing but text.
func TestDiagnostic(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	p, _ := e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
	d := p.Diagnostics[0]
	var steps []string
	for _, r := range d.RelatedInformation {
		steps = append(steps, itoa(int(r.Location.Range.Start.Line)+1)+" "+r.Message)
	}
	want := []string{"4 `init` runs at load", "5 `init` calls `greet`", "9 `greet` reaches `println!`"}
	if !slices.Equal(steps, want) {
		t.Errorf("related %q, want %q", steps, want)
	}
	if d.Severity != protocol.DiagnosticSeverityWarning || d.Source != "cdylib-ls" || strings.Contains(d.Message, "`init` calls") {
		t.Errorf("%+v", d)
	}
	path, ok := pathOf(protocol.DocumentURI(d.CodeDescription.Href))
	page, err := os.ReadFile(path)
	if !ok || err != nil || !strings.Contains(string(page), "stdio-in-ctor") {
		t.Errorf("%s does not hold the page: %v", d.CodeDescription.Href, err)
	}
	data, _ := d.Data.(map[string]any)
	if data["rule"] != "stdio-in-ctor" || data["evidence"] != "reachable" {
		t.Errorf("data %v", data)
	}

	e = start(t)
	e.initialize(dir, `{}`)
	p, _ = e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
	d = p.Diagnostics[0]
	if len(d.RelatedInformation) > 0 || d.CodeDescription != nil || d.Data != nil || p.Version != nil {
		t.Errorf("more than the client understands: %+v", d)
	}
	if !strings.Contains(d.Message, "lib.rs:5:5: `init` calls `greet`") {
		t.Errorf("no chain in %q", d.Message)
	}
}

// TestUnusedSuppression is tagged as unnecessary code.
func TestUnusedSuppression(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = "// cdylib-ls: allow(panic-in-ctor) nothing panics\nfn f() {}\n"
	dir := crate(t, files)
	e := start(t)
	e.initialize(dir, fullClient)
	p, _ := e.published(0, filepath.Join(dir, "src", "lib.rs"), "diagnostics", func(p *publishParams) bool { return len(p.Diagnostics) == 1 })
	if d := p.Diagnostics[0]; d.Code != "unused-suppression" || !slices.Equal(d.Tags, []protocol.DiagnosticTag{protocol.DiagnosticTagUnnecessary}) {
		t.Errorf("%+v", d)
	}
}

// TestBrokenManifest: while a manifest cannot be read, the last one that could be
// holds, and the manifest says so.
func TestBrokenManifest(t *testing.T) {
	dir := crate(t, plugin())
	lib, manifest := filepath.Join(dir, "src", "lib.rs"), filepath.Join(dir, "Cargo.toml")
	e := start(t)
	e.initialize(dir, fullClient)
	e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
	e.open(manifest, pluginManifest)
	from := e.mark()
	e.change(manifest, 2, pluginManifest+"[broken\n")
	p, _ := e.published(from, manifest, "broken-manifest", has("11:7 broken-manifest"))
	if !strings.Contains(p.Diagnostics[0].Message, "last readable text") {
		t.Errorf("%q", p.Diagnostics[0].Message)
	}
	from = e.mark()
	e.open(lib, plugin()["src/lib.rs"]+"\n")
	e.published(from, lib, "diagnostics from the last good manifest", has("9:5 stdio-in-ctor"))
	from = e.mark()
	e.change(manifest, 3, pluginManifest+"[package.metadata.cdylib-ls.rules]\nstdio-in-ctor = \"off\"\n")
	e.published(from, manifest, "a manifest without findings", has())
	e.published(from, lib, "a rule that is switched off", has())
}

// TestSettings: the client's settings hold where manifests say nothing, and
// changes of them at once.
func TestSettings(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	severity := "error"
	e.answers["workspace/configuration"] = func(json.RawMessage) any {
		return []any{map[string]any{"rules": map[string]any{"stdio-in-ctor": severity}, "log": map[string]any{"level": "loud"}, "trace": map[string]any{"server": "off"}}}
	}
	e.initialize(dir, `{"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true}}}`)
	e.await(0, "registration", func(m *received) bool {
		return m.Method == "client/registerCapability" && strings.Contains(string(m.Params), "workspace/didChangeConfiguration")
	})
	of := func(s protocol.DiagnosticSeverity) func(*publishParams) bool {
		return func(p *publishParams) bool { return len(p.Diagnostics) == 1 && p.Diagnostics[0].Severity == s }
	}
	e.published(0, lib, "an error", of(protocol.DiagnosticSeverityError))
	e.await(0, "complaint about the level", func(m *received) bool {
		return m.Method == "window/logMessage" && strings.Contains(string(m.Params), "loud")
	})
	e.mu.Lock()
	severity = "hint"
	e.mu.Unlock()
	from := e.mark()
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
	e.published(from, lib, "a hint", of(protocol.DiagnosticSeverityHint))

	e = start(t)
	e.initializeWith(map[string]any{"rootPath": dir, "capabilities": map[string]any{}, "initializationOptions": map[string]any{"rules": map[string]any{"stdio-in-ctor": "information"}}})
	e.published(0, lib, "information", of(protocol.DiagnosticSeverityInformation))
	from = e.mark()
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"cdylib-ls": map[string]any{"rules": map[string]any{"stdio-in-ctor": "off"}}}})
	e.published(from, lib, "nothing", has())
}

// TestSingleFile: a document outside of all folders is looked at with its crate.
func TestSingleFile(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initializeWith(map[string]any{"processId": nil, "rootUri": nil, "workspaceFolders": nil, "capabilities": json.RawMessage(fullClient)})
	e.open(lib, plugin()["src/lib.rs"])
	e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
}
