package lsp

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// hostile is what a name may hold: a title for the terminal's window (OSC), a C1 control
// sequence, DEL, an override of direction, links, images, HTML, and what ends a code span
// or a cell of a table.
const hostile = "e\x1b]0;title\x07\u009b31m\x7f\u202e[click](command:x)<script>alert(1)</script>![i](http://h.invalid/i)\n# h <http://h.invalid> ``x`|"

// hostileCrate is a folder in which as much as possible has a hostile name, and its
// source file.
func hostileCrate(t *testing.T) (dir, lib string) {
	t.Helper()
	file := "hostile"
	if runtime.GOOS != "windows" {
		file = strings.NewReplacer("/", "", "\n", "").Replace(hostile)
	}
	quote := func(s string) string {
		text, err := json.Marshal(s) // TOML knows these escapes too
		if err != nil {
			t.Fatal(err)
		}
		return strings.NewReplacer("\u009b", `\u009b`, "\u202e", `\u202e`, "\x7f", `\u007f`).Replace(string(text))
	}
	dir = filepath.Join(t.TempDir(), file)
	lib = filepath.Join(dir, "src", file+".rs")
	name, path := quote(hostile), quote("src/"+file+".rs")
	put(t, filepath.Join(dir, "Cargo.toml"), "[package]\nname = "+name+"\nedition = \"2021\"\n[lib]\nname = "+name+"\npath = "+path+"\ncrate-type = [\"cdylib\"]\n"+
		"[[bin]]\nname = "+name+"\npath = "+path+"\n[dependencies]\nctor = \"0.2\"\n"+name+" = { path = "+path+" }\n"+
		"[package.metadata.cdylib-ls]\nhost = "+name+"\nartifact = "+name+"\n[package.metadata.cdylib-ls.rules]\n"+name+" = \"off\"\n")
	put(t, lib, "#[path = "+quote("none"+hostile)+"] mod none;\n#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\n"+
		"#[used]\n#[link_section = \".init_array\"]\nstatic B: extern \"C\" fn() = a;\n"+
		"extern \"C\" fn a() { println!(\"\x1b]0;x\x07\u202e\"); helper(); }\nfn helper() { std::process::exit(1) }\n"+
		"#[ctor::ctor]\nfn init() { helper(); None::<u8>.expect(\"\x1b]0;x\x07\u202e[click](command:x)\"); }\n"+
		"// \x1b[31m \u009b31m \x7f\n// cdylib-ls: allow(\x1b[31m[click](command:x)) \u202e\nfn x() {}\n"+
		"core::arch::global_asm!(\".section .init_array\", \".quad [click](command:x)<script>\");\n"+
		"#[export_name = \"\x1b]0;x\x07<script>alert(1)</script>[click](command:x)\"]\npub extern \"C\" fn entry() { thread_local!(static T: String = String::new()); T.with(|t| drop(t.clone())); std::thread::current(); }\n")
	return dir, lib
}

// carriers are the fields that carry text of the workspace as it is: it is put into a
// file or handed back, and not shown.
var carriers = map[string]bool{"uri": true, "newText": true, "arguments": true, "data": true, "changes": true, "edit": true}

// shown calls f for every text of a message that an editor shows, with the field's name,
// and says whether it is Markdown.
func shown(field string, v any, markdown bool, f func(field, text string, markdown bool)) {
	switch v := v.(type) {
	case string:
		f(field, v, markdown)
	case []any:
		for _, x := range v {
			shown(field, x, markdown, f)
		}
	case map[string]any:
		markdown = v["kind"] == string(protocol.Markdown)
		for name, x := range v {
			if !carriers[name] {
				shown(name, x, markdown, f)
			}
		}
	}
}

// alive is what a Markdown renderer would follow, fetch or run of a hostile name: its
// code spans and what is escaped do nothing.
func alive(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			i += 2
		case text[i] == '`':
			n := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			fence, rest := text[i:i+n], text[i+n:]
			if end := closing(rest, fence); end >= 0 {
				i += n + end + n
				continue
			}
			i += n
		default:
			out.WriteByte(text[i])
			i++
		}
	}
	for _, bad := range []string{"](command:", "<script", "](http://h.invalid", "<http://h.invalid", "http://h.invalid", "\n# h"} {
		if strings.Contains(out.String(), bad) {
			return bad
		}
	}
	return ""
}

// closing finds the run of backticks that is exactly the fence.
func closing(text, fence string) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		n := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if n == len(fence) {
			return i
		}
		i += n
	}
	return -1
}

// steers finds what steers a terminal or turns the text.
func steers(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
	})
}

// TestHostileNames asks for everything that the server can show of a hostile crate, at
// every place of its files, as each kind of client, and looks at all that it says.
func TestHostileNames(t *testing.T) {
	progress := strings.Replace(fullClient, `"workspace":`, `"window": {"workDoneProgress": true, "showDocument": {"support": true}}, "workspace":`, 1)
	for name, abilities := range map[string]string{"full": progress, "pull": pullClient(utf16Units), "plain": `{}`} {
		t.Run(name, func(t *testing.T) {
			dir, lib := hostileCrate(t)
			e := start(t, func(o *Options) { o.Inspect = func(path string) (string, error) { return "library\n", nil } })
			e.initializeWith(map[string]any{
				"rootUri": uriOf(dir), "capabilities": json.RawMessage(abilities), "initializationOptions": map[string]any{hostile: hostile, "log": "debug"},
			})
			e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"cdylib-ls": map[string]any{"target": hostile, "host": hostile, hostile: 1}}})
			e.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"cdylib-ls": map[string]any{}}})
			for _, path := range []string{lib, filepath.Join(dir, "Cargo.toml")} {
				askAll(t, e, path)
			}
			e.request("workspace/executeCommand", map[string]any{"command": explainRule, "arguments": []any{hostile}})
			e.request("workspace/executeCommand", map[string]any{"command": hostile, "arguments": []any{hostile}})
			e.request("workspace/executeCommand", map[string]any{"command": inspectLibrary, "arguments": []any{hostile}})
			e.request("workspace/executeCommand", map[string]any{"command": inspectLibrary, "arguments": []any{filepath.Join(dir, hostile)}})
			e.request("workspace/diagnostic", map[string]any{"previousResultIds": []any{}})
			e.request(hostile, nil)
			if name == "full" { // what the second phase shows
				e.await(0, "progress", func(m *received) bool { return m.Method == "$/progress" && strings.Contains(string(m.Params), `"end"`) })
			}
			kinds := map[string]bool{}
			for _, m := range e.sofar() {
				look(t, m, kinds)
			}
			for _, want := range map[string][]string{
				"full": {"message", "title", "value", "name", "detail", "label"}, "pull": {"message", "title"}, "plain": {"message", "title", "value"},
			}[name] {
				if !kinds[want] {
					t.Errorf("nothing was shown as %s", want)
				}
			}
		})
	}
}

// look judges all that one message shows, and notes which fields held some of it.
func look(t *testing.T, m received, fields map[string]bool) {
	t.Helper()
	whole, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(whole, &v); err != nil {
		t.Fatal(err)
	}
	shown("", v, false, func(field, text string, markdown bool) {
		fields[field] = true
		if steers(text) {
			t.Fatalf("%s %s: %q", m.Method, field, text)
		}
		if bad := alive(text); markdown && bad != "" {
			t.Fatalf("%s %s: %s of a name is alive in %q", m.Method, field, bad, text)
		}
	})
}

// askAll asks for every feature at every seventh column of a file.
func askAll(t *testing.T, e *editor, path string) {
	t.Helper()
	e.open(path, readText(t, path))
	uri := uriOf(path)
	document := map[string]any{"textDocument": map[string]any{"uri": uri}}
	e.request("textDocument/documentSymbol", document)
	e.request("textDocument/codeLens", document)
	e.request("textDocument/diagnostic", document)
	e.request(lifecycleMethod, nil)
	for line, text := range strings.Split(readText(t, path), "\n") {
		for column := 0; column <= len(text); column += 7 {
			at := protocol.Position{Line: uint32(line), Character: uint32(column)}
			there := map[string]any{"textDocument": map[string]any{"uri": uri}, "position": at}
			e.request("textDocument/hover", there)
			if column%21 == 0 {
				e.request("textDocument/completion", there)
			}
			e.request("textDocument/codeAction", map[string]any{
				"textDocument": map[string]any{"uri": uri}, "range": protocol.Range{Start: at, End: at}, "context": map[string]any{"diagnostics": []any{}},
			})
			e.request("workspace/executeCommand", map[string]any{"command": showChain, "arguments": []any{uri, at}})
			var items []protocol.CallHierarchyItem
			e.call("textDocument/prepareCallHierarchy", there, &items)
			for _, item := range items {
				e.request("callHierarchy/incomingCalls", map[string]any{"item": item})
				e.request("callHierarchy/outgoingCalls", map[string]any{"item": item})
			}
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := newFiles(newDisk(), nil).ReadFile(path, maxText)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestHostileLibrary holds what hovers say of a built library whose symbols have such
// names.
func TestHostileLibrary(t *testing.T) {
	text := evidenceText(&rules.Finding{Evidence: rules.Evidence{Level: rules.Confirmed, Artifact: hostile, Details: []string{hostile, "`" + hostile + "`", fmt.Sprintf("slot 1 is `%s`", hostile)}}})
	if bad := alive(text); bad != "" || steers(text) {
		t.Errorf("%q in %q", bad, text)
	}
}
