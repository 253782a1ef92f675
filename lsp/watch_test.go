package lsp

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// TestWatchSources: for a client that watches no files, the server does.
func TestWatchSources(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, fullClient)
	e.published(0, lib, "diagnostics", has("9:5 stdio-in-ctor"))
	e.watching(lib)
	from := e.mark()
	put(t, lib, "mod more;\n"+plugin()["src/lib.rs"])
	e.published(from, lib, "a missing module", has("1:5 missing-module", "10:5 stdio-in-ctor"))
	from = e.mark()
	put(t, filepath.Join(dir, "src", "more.rs"), "#[ctor::ctor]\nfn more() { println!(\"more\"); }\n")
	e.published(from, lib, "the module that came", has("10:5 stdio-in-ctor"))
	e.published(from, filepath.Join(dir, "src", "more.rs"), "findings in it", has("2:13 stdio-in-ctor"))
}

// watching waits until the folder of a file is watched: the second phase ends
// with that.
func (e *editor) watching(path string) {
	e.t.Helper()
	w := e.server.session.watcher
	from := 0
	for {
		w.mu.Lock()
		ok := w.folders[filepath.Dir(path)]
		w.mu.Unlock()
		if ok {
			return
		}
		_, from = e.await(from, "message while folders come to be watched", func(*received) bool { return true })
		from++
		e.request("$/sync", nil)
	}
}

// TestBuild: when cargo has built a library, findings become confirmed without a
// key stroke, the lens has the slot, and an edit makes them stale.
func TestBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with cargo")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the libraries that are read are those of Linux")
	}
	dir := crate(t, map[string]string{
		"Cargo.toml": "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n",
		"src/lib.rs": "#[used]\n#[link_section = \".init_array\"]\nstatic INIT: extern \"C\" fn() = init;\n\nextern \"C\" fn init() {\n    println!(\"hello from init\");\n}\n",
	})
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t, func(o *Options) { o.Target = "" })
	e.initialize(dir, fullClient)
	level := func(want string) func(*publishParams) bool {
		return func(p *publishParams) bool {
			for _, d := range p.Diagnostics {
				data, _ := d.Data.(map[string]any)
				if d.Code == "stdio-in-ctor" && data["evidence"] == want {
					return true
				}
			}
			return false
		}
	}
	e.published(0, lib, "a finding in source", level("reachable"))
	e.watching(filepath.Join(dir, "Cargo.toml"))
	from := e.mark()
	build := exec.Command("cargo", "build", "--release", "--offline", "--quiet")
	build.Dir = dir
	build.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Join(dir, "target"))
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p, _ := e.published(from, lib, "a confirmed finding", level("confirmed"))
	if !strings.Contains(p.Diagnostics[0].Message, "libplug.so") {
		t.Errorf("%q does not name the library", p.Diagnostics[0].Message)
	}
	var lenses []protocol.CodeLens
	e.call("textDocument/codeLens", doc(lib), &lenses)
	if len(lenses) != 1 || !strings.Contains(lenses[0].Command.Title, "· slot ") {
		t.Errorf("%+v", lenses)
	}

	text, err := os.ReadFile(lib)
	if err != nil {
		t.Fatal(err)
	}
	from = e.mark()
	e.open(lib, string(text))
	e.published(from, lib, "a confirmed finding in the open file", level("confirmed"))
	from = e.mark()
	e.change(lib, 2, string(text)+"\n")
	e.published(from, lib, "a stale finding", level("stale"))
	from = e.mark()
	e.change(lib, 3, string(text))
	e.published(from, lib, "a confirmed finding again", level("confirmed"))
}

// TestNewFolder makes a crate below a folder that was not there when its parent was
// listed: one notification about its manifest is enough, however deep it lies.
func TestNewFolder(t *testing.T) {
	for _, deep := range []string{"new", "new/er", "a/b/c"} {
		files := plugin()
		files["Cargo.toml"] += "[workspace]\nmembers = [\"**\"]\n"
		dir := crate(t, files)
		e := start(t, slow)
		e.initialize(dir, pullClient(utf8Units))
		var all workspaceReports
		e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}}, &all)
		before := len(all.Items)
		at := filepath.Join(dir, filepath.FromSlash(deep))
		put(t, filepath.Join(at, "src", "lib.rs"), plugin()["src/lib.rs"])
		put(t, filepath.Join(at, "Cargo.toml"), strings.Replace(pluginManifest, "plug", "other", 1))
		e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(at, "Cargo.toml")), "type": 1}}})
		e.call("workspace/diagnostic", map[string]any{"previousResultIds": []any{}}, &all)
		if len(all.Items) <= before {
			t.Errorf("%s: findings in %d files, %d before", deep, len(all.Items), before)
		}
	}
}
