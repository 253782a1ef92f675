package lsp

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// TestUnknownHost: the question for the host offers its answers, and the one that is taken
// weighs the findings in other files before anything is saved.
func TestUnknownHost(t *testing.T) {
	dir := crate(t, map[string]string{
		"Cargo.toml": "[package]\nname = \"nginx-names\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
		"src/lib.rs": "#[no_mangle]\npub extern \"C\" fn names_id() -> bool {\n    std::thread::current().name().is_some()\n}\n",
	})
	lib, manifest := filepath.Join(dir, "src", "lib.rs"), filepath.Join(dir, "Cargo.toml")
	e := start(t)
	e.initialize(dir, fullClient)
	of := func(s protocol.DiagnosticSeverity) func(*publishParams) bool {
		return func(p *publishParams) bool {
			return len(p.Diagnostics) == 1 && p.Diagnostics[0].Code == "current-thread-dangles" && p.Diagnostics[0].Severity == s
		}
	}
	e.published(0, lib, "a warning", of(protocol.DiagnosticSeverityWarning))
	text := "[package]\nname = \"nginx-names\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
	e.open(manifest, text)
	p, _ := e.published(0, manifest, "the question", has("5:15 unknown-host"))
	if d := p.Diagnostics[0]; d.Severity != protocol.DiagnosticSeverityInformation || !strings.Contains(d.Message, "1 finding rests on the answer") {
		t.Errorf("%+v", d)
	}
	actions := actionsAt(e, manifest, at(4, 16), p.Diagnostics, protocol.QuickFix)
	answers := []struct {
		title string
		want  func(*publishParams) bool
	}{
		{"The host unloads the library: `unload = \"supported\"`", of(protocol.DiagnosticSeverityError)},
		{"The host never unloads the library: `unload = \"never\"`", of(protocol.DiagnosticSeverityInformation)},
		{"The host is nginx: `host = \"nginx\"`", of(protocol.DiagnosticSeverityError)},
	}
	version := 1
	for _, answer := range answers {
		i := slices.IndexFunc(actions, func(a decodedAction) bool { return a.Title == answer.title })
		if i < 0 {
			t.Fatalf("no action %q among %q", answer.title, titles(actions))
		}
		if actions[i].IsPreferred {
			t.Errorf("%s is preferred: nobody but the author knows", answer.title)
		}
		edit := actions[i].Edit.DocumentChanges[0].Edits[0]
		from := e.mark()
		version++
		e.change(manifest, version, text+edit.NewText)
		e.published(from, lib, answer.title, answer.want)
		e.published(from, manifest, "no question any more", has())
		from = e.mark()
		version++
		e.change(manifest, version, text)
		e.published(from, manifest, "the question again", has("5:15 unknown-host"))
	}
}
