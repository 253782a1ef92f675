package editors

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

var update = flag.Bool("update", false, "rewrite the settings in vscode/package.json and in Neovim's help")

//go:generate go test -run TestVSCodeSettings|TestNeovimHelp -update .

// property is one setting as package.json describes it, the fields in its usual order.
type property struct {
	Scope       string               `json:"scope,omitempty"`
	Type        any                  `json:"type"`
	Items       *property            `json:"items,omitempty"`
	Properties  map[string]*property `json:"properties,omitempty"`
	Additional  *bool                `json:"additionalProperties,omitempty"`
	Enum        []string             `json:"enum,omitempty"`
	Examples    []string             `json:"examples,omitempty"`
	Default     json.RawMessage      `json:"default,omitempty"`
	Description string               `json:"markdownDescription,omitempty"`
}

// unset is the value of a setting that nobody wrote: the server tells it from those
// that somebody did.
var unset = json.RawMessage("null")

func raw(word string) json.RawMessage { return json.RawMessage(`"` + word + `"`) }

// settings are the client's own settings and one for each configuration key.
func settings(t *testing.T) map[string]*property {
	all := map[string]*property{
		"cdylib-ls.server.path": {Scope: "machine-overridable", Type: []string{"string", "null"}, Default: unset,
			Description: "Server to start, as an absolute path (`~/` stands for the home folder). Without it the bundled server is started, or else `cdylib-ls` of `PATH`."},
		"cdylib-ls.server.args": {Scope: "machine", Type: "array", Items: &property{Type: "string"}, Default: json.RawMessage("[]"),
			Description: "Further arguments of `cdylib-ls serve`."},
		"cdylib-ls.log.level": {Scope: "window", Type: "string", Enum: []string{"debug", "info", "warn", "error"}, Default: raw("warn"),
			Description: "What the server writes to the output channel."},
		"cdylib-ls.trace.server": {Scope: "window", Type: "string", Enum: []string{"off", "messages", "verbose"}, Default: raw("off"),
			Description: "Write the messages between editor and server to the output channel."},
	}
	for _, k := range workspace.Keys {
		p := &property{Scope: "resource", Default: unset, Description: k.Doc + fmt.Sprintf(" `%s` under `[package.metadata.cdylib-ls]` in `Cargo.toml` is stronger.", k.Name)}
		switch k.Kind {
		case workspace.KeyTexts:
			p.Type, p.Items = []string{"array", "null"}, &property{Type: "string"}
		case workspace.KeyPaths:
			p.Scope = "machine-overridable"
			p.Type, p.Items = []string{"string", "array", "null"}, &property{Type: "string"}
		case workspace.KeyStates:
			p.Type, p.Examples = []string{"string", "object", "null"}, k.Words
		case workspace.KeyLevels:
			p.Type, p.Properties = []string{"object", "null"}, levels()
		case workspace.KeyPathLevels:
			p.Type = []string{"object", "null"}
		default:
			p.Type = []string{"string", "null"}
			if len(k.Words) > 0 {
				p.Type, p.Enum, p.Default = "string", k.Words, raw(k.Words[0])
			}
			if k.Name == "host" {
				p.Examples = hostIDs(t)
			}
		}
		all["cdylib-ls."+k.Name] = p
	}
	return all
}

// levels describes a severity for each rule.
func levels() map[string]*property {
	all := map[string]*property{}
	for _, r := range rules.All() {
		all[r.ID] = &property{Type: "string", Enum: workspace.Severities, Description: r.Title + fmt.Sprintf(" (%s)", r.Severity)}
	}
	return all
}

func hostIDs(t *testing.T) []string {
	table, err := hosts.Load()
	if err != nil {
		t.Fatal(err)
	}
	return table.IDs()
}

// TestVSCodeSettings keeps the extension's settings in step with the configuration keys
// and the rules.
func TestVSCodeSettings(t *testing.T) {
	const file = "vscode/package.json"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	configuration := struct {
		Title      string               `json:"title"`
		Properties map[string]*property `json:"properties"`
	}{"cdylib-ls", settings(t)}
	b := &bytes.Buffer{}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("    ", "  ")
	if err := e.Encode(configuration); err != nil {
		t.Fatal(err)
	}
	start, end := valueAt(t, text, "contributes", "configuration")
	compare(t, file, text, start, end, bytes.TrimSpace(b.Bytes()))
}

// valueAt finds the value at a path of object keys: [start, end) in text.
func valueAt(t *testing.T, text []byte, path ...string) (start, end int) {
	d := json.NewDecoder(bytes.NewReader(text))
	for _, name := range path {
		if open, err := d.Token(); err != nil || open != json.Delim('{') {
			t.Fatalf("no object holds %s (%v)", name, err)
		}
		for key := any(nil); key != name; {
			var skipped json.RawMessage
			if key != nil {
				if err := d.Decode(&skipped); err != nil {
					t.Fatal(err)
				}
			}
			var err error
			if key, err = d.Token(); err != nil || key == json.Delim('}') {
				t.Fatalf("no %s (%v)", name, err)
			}
		}
	}
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	end = int(d.InputOffset())
	return end - len(value), end
}

// TestNeovimHelp keeps the list of settings in Neovim's help in step.
func TestNeovimHelp(t *testing.T) {
	const file = "neovim/doc/cdylib-ls.txt"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const before = "Keys of `settings['cdylib-ls']`:\n"
	start := bytes.Index(text, []byte(before)) + len(before)
	length := bytes.Index(text[max(start, 0):], []byte("\n====="))
	if start < len(before) || length < 0 {
		t.Fatalf("%s has no list of settings", file)
	}
	var b strings.Builder
	for _, k := range workspace.Keys {
		fmt.Fprintf(&b, "\n%-46s*cdylib-ls-%s*\n", k.Name, k.Name)
		for _, line := range wrap(k.Doc, 70) {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	compare(t, file, text, start, start+length, []byte(b.String()))
}

// wrap breaks text into lines of at most width bytes.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) > width:
			lines = append(lines, word)
		default:
			*last += " " + word
		}
	}
	return lines
}

// compare asks that text[start:end] is want, or writes it there.
func compare(t *testing.T, file string, text []byte, start, end int, want []byte) {
	if bytes.Equal(text[start:end], want) {
		return
	}
	if !*update {
		t.Fatalf("%s is stale; run `go generate ./editors`", file)
	}
	if err := os.WriteFile(file, bytes.Join([][]byte{text[:start], want, text[end:]}, nil), 0o644); err != nil {
		t.Fatal(err)
	}
}
