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

// TestOlderVersion: a text that is older than the open one replaces nothing.
func TestOlderVersion(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	e.open(lib, plugin()["src/lib.rs"])
	e.change(lib, 5, "fn none() {}\n")
	e.change(lib, 3, plugin()["src/lib.rs"])
	e.change(lib, 6, "fn none() {}\n\n")
	p, at := e.published(0, lib, "the newest", func(p *publishParams) bool { return p.Version != nil && *p.Version == 6 })
	if len(p.Diagnostics) > 0 {
		t.Errorf("%q", lines(p.Diagnostics))
	}
	for _, m := range e.sofar()[:at] {
		if m.Method == "textDocument/publishDiagnostics" && strings.Contains(string(m.Params), `"version":3`) {
			t.Errorf("published for the older version: %s", m.Params)
		}
	}
	// A client that counts no versions is followed.
	from := e.mark()
	e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uriOf(lib), "version": nil}, "contentChanges": []any{map[string]any{"text": plugin()["src/lib.rs"]}}})
	e.published(from, lib, "the finding", has("9:5 stdio-in-ctor"))
}

// TestRootPath: a client may name its folder in the oldest way alone, with the newer
// ones null, empty or left out.
func TestRootPath(t *testing.T) {
	for name, params := range map[string]string{"left out": `{}`, "null": `{"rootUri": null, "workspaceFolders": null}`, "empty": `{"rootUri": "", "workspaceFolders": []}`} {
		t.Run(name, func(t *testing.T) {
			dir := crate(t, plugin())
			var p map[string]any
			if err := json.Unmarshal([]byte(params), &p); err != nil {
				t.Fatal(err)
			}
			p["rootPath"], p["capabilities"] = dir, map[string]any{}
			e := start(t)
			e.initializeWith(p)
			e.published(0, filepath.Join(dir, "src", "lib.rs"), "a finding", has("9:5 stdio-in-ctor"))
		})
	}
}

// TestWrongSettings: what is not understood is said once, with what was meant, and other
// programs' settings are none of it.
func TestWrongSettings(t *testing.T) {
	dir := crate(t, plugin())
	e := start(t)
	e.initialize(dir, fullClient)
	wrong := map[string]any{"panic": "all", "panics": "every", "rules": map[string]any{"stdio-in-ctr": "off", "panic-in-ctor": "of"}, "host": "pytho", "server": map[string]any{"path": nil}, "unload": nil}
	from := e.mark()
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"cdylib-ls": wrong, "rust-analyzer": map[string]any{"cargo": 1}}})
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"cdylib-ls": wrong}})
	e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"rust-analyzer": map[string]any{"x": 1}, "gopls": 2}})
	e.request("$/sync", nil)
	var said []string
	for _, m := range e.sofar()[from:] {
		if m.Method == "window/showMessage" {
			var p protocol.ShowMessageParams
			if err := json.Unmarshal(m.Params, &p); err != nil {
				t.Fatal(err)
			}
			said = append(said, p.Message)
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"unknown key `panic` (did you mean `panics`?)", "`panics` is \"every\"", "did you mean `stdio-in-ctor`", "severity of `panic-in-ctor` is \"of\"", "no host is called `pytho`; did you mean"} {
		if strings.Count(all, want) != 1 {
			t.Errorf("%d times %q in\n%s", strings.Count(all, want), want, all)
		}
	}
	if len(said) != 5 {
		t.Errorf("%d messages\n%s", len(said), all)
	}
}

// TestSettingsOfFolders: each folder of a client has its own.
func TestSettingsOfFolders(t *testing.T) {
	quiet, loud := crate(t, plugin()), crate(t, plugin())
	e := start(t)
	e.answers["workspace/configuration"] = func(raw json.RawMessage) any {
		var p protocol.ConfigurationParams
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Error(err)
		}
		var out []any
		for _, item := range p.Items {
			of := map[string]any{}
			if string(item.ScopeURI) == string(uriOf(quiet)) {
				of["rules"] = map[string]any{"stdio-in-ctor": "off"}
			}
			out = append(out, of)
		}
		return out
	}
	e.initializeWith(map[string]any{
		"workspaceFolders": []any{map[string]any{"uri": uriOf(quiet), "name": "a"}, map[string]any{"uri": uriOf(loud), "name": "b"}},
		"capabilities":     map[string]any{"workspace": map[string]any{"configuration": true}},
	})
	_, at := e.published(0, filepath.Join(loud, "src", "lib.rs"), "a finding", has("9:5 stdio-in-ctor"))
	lib := filepath.Join(quiet, "src", "lib.rs")
	e.open(lib, plugin()["src/lib.rs"])
	e.published(at, lib, "nothing where the rule is off", has())
	for _, m := range e.sofar() {
		if m.Method == "textDocument/publishDiagnostics" && strings.Contains(string(m.Params), quiet) && strings.Contains(string(m.Params), "stdio-in-ctor") {
			t.Errorf("%s", m.Params)
		}
	}
}

// TestPullIsHeld: a client that takes partial results and has everything gets its answer
// when something has changed.
func TestPullIsHeld(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, pullClient(utf16Units))
	e.open(lib, plugin()["src/lib.rs"])
	var first workspaceReports
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}, "partialResultToken": "t"}, &first)
	if len(first.Items) != 1 {
		t.Fatalf("%+v", first)
	}
	known := []any{map[string]any{"uri": first.Items[0].URI, "value": first.Items[0].ResultID}}
	e.send(map[string]any{"id": "held", "method": "workspace/diagnostic", "params": map[string]any{"previousResultIds": known, "partialResultToken": "t"}})
	answered := func(m *received) bool { return m.Method == "" && string(m.ID) == `"held"` }
	e.change(lib, 2, plugin()["src/lib.rs"]+"\n") // nothing is another by that
	var same workspaceReports
	e.call("workspace/diagnostic", map[string]any{"previousResultIds": known}, &same)
	if len(same.Items) != 1 || same.Items[0].Kind != "unchanged" {
		t.Errorf("without partial results: %+v", same)
	}
	if slices.ContainsFunc(e.sofar(), func(m received) bool { return answered(&m) }) {
		t.Error("answered though nothing is another")
	}
	from := e.mark()
	e.change(lib, 3, "fn none() {}\n")
	m, _ := e.await(from, "the answer", answered)
	var news workspaceReports
	if err := json.Unmarshal(m.Result, &news); err != nil {
		t.Fatal(err)
	}
	if len(news.Items) != 1 || news.Items[0].Kind != "full" || len(*news.Items[0].Items) != 0 {
		t.Errorf("%s", m.Result)
	}
	e.send(map[string]any{"id": "cancelled", "method": "workspace/diagnostic", "params": map[string]any{
		"previousResultIds": []any{map[string]any{"uri": news.Items[0].URI, "value": news.Items[0].ResultID}}, "partialResultToken": "t"}})
	from = e.mark()
	e.notify("$/cancelRequest", map[string]any{"id": "cancelled"})
	m, _ = e.await(from, "the end of a cancelled one", func(m *received) bool { return m.Method == "" && string(m.ID) == `"cancelled"` })
	if m.Error == nil || m.Error.Code != int(codeRequestCancelled) {
		t.Errorf("%+v", m)
	}
}

// TestFirstBuildElsewhere: a target directory that is not there yet, nor the folder that it
// will be in, is watched from its first build on.
func TestFirstBuildElsewhere(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "cache", "cargo", "target")
	files := plugin()
	files[".cargo/config.toml"] = "[build]\ntarget-dir = " + quoted(elsewhere) + "\n"
	e := start(t)
	dir := crate(t, files)
	e.initialize(dir, fullClient)
	e.watching(filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(elsewhere))), "cache"))
	if err := os.MkdirAll(filepath.Join(elsewhere, "release"), 0o755); err != nil {
		t.Fatal(err)
	}
	e.watching(filepath.Join(elsewhere, "release", "libplug.so"))
}

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
