package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/check"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
	"github.com/cdylib-ls/cdylib-ls/lsp"
	"github.com/cdylib-ls/cdylib-ls/report"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// words are the values of properties that hold one of a few.
var words = map[string][]any{
	"severity": {"error", "warning", "information", "hint"},
	"moment":   {string(analysis.Load), string(analysis.Unload), string(analysis.Exit), string(analysis.ThreadExit), string(analysis.Call)},
	"level":    {rules.Declared, rules.Reachable, rules.Confirmed, rules.Observed, rules.Refuted, rules.Stale},
	"endian":   {"little", "big"},
}

// outputSchema describes what is printed of a type. Strict is for tests; what is
// shipped lets fields be added.
func outputSchema[T any](t *testing.T, title string, strict bool) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.For[T](nil)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(s *jsonschema.Schema)
	walk = func(s *jsonschema.Schema) {
		if slices.Contains(s.Types, "array") { // lists are never null
			s.Type, s.Types = "array", nil
		}
		if len(s.Properties) > 0 && !strict {
			s.AdditionalProperties = nil
		}
		for name, p := range s.Properties {
			if list := words[name]; list != nil && p.Type == "string" {
				p.Enum = list
			}
			walk(p)
		}
		for _, inner := range []*jsonschema.Schema{s.Items, s.AdditionalProperties} {
			if inner != nil {
				walk(inner)
			}
		}
	}
	walk(s)
	s.Title, s.Schema = title, "https://json-schema.org/draft/2020-12/schema"
	return s
}

// outputSchemas describe the JSON of all commands.
func outputSchemas(t *testing.T, strict bool) map[string]*jsonschema.Schema {
	t.Helper()
	stream := outputSchema[report.JSONMessage](t, "a line of cdylib-ls check --format jsonl", strict)
	one := 1
	stream.MinProperties, stream.MaxProperties = &one, &one
	return map[string]*jsonschema.Schema{
		"check":    outputSchema[report.JSONReport](t, "cdylib-ls check --format json", strict),
		"stream":   stream,
		"rules":    outputSchema[[]jsonRule](t, "cdylib-ls rules --format json", strict),
		"hosts":    outputSchema[[]jsonHost](t, "cdylib-ls hosts --format json", strict),
		"inspect":  outputSchema[inspect.Inspection](t, "cdylib-ls inspect --format json", strict),
		"against":  outputSchema[inspect.SnapshotReport](t, "cdylib-ls inspect --against --format json", strict),
		"snapshot": outputSchema[inspect.SnapshotFile](t, "cdylib-ls inspect --snapshot", strict),
		"baseline": outputSchema[check.BaselineFile](t, "cdylib-ls check --write-baseline", strict),
		"trace":    outputSchema[traced.Document](t, "cdylib-ls trace --format json", strict),
		// What the language server answers.
		"lifecycle": outputSchema[lsp.Lifecycle](t, "the result of cdylib-ls/lifecycle", strict),
		"config":    configSchema(t),
	}
}

// configSchema describes [package.metadata.cdylib-ls].
func configSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	known, err := hosts.Load()
	if err != nil {
		t.Fatal(err)
	}
	severities := func() *jsonschema.Schema { // groups and patterns beside the ids
		out := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: enum(workspace.Severities...)}
		for _, r := range rules.All() {
			p := enum(workspace.Severities...)
			p.Description, p.Default = r.Title, json.RawMessage(`"`+r.Severity.String()+`"`)
			out.Properties[r.ID] = p
		}
		return out
	}
	host := enum(known.IDs()...)
	s := &jsonschema.Schema{
		Title: "[package.metadata.cdylib-ls] in Cargo.toml", Schema: "https://json-schema.org/draft/2020-12/schema", Type: "object", AdditionalProperties: nothing(),
		Properties: map[string]*jsonschema.Schema{"host": host, "rules": severities(), "paths": {Type: "object", AdditionalProperties: severities()}},
	}
	for _, key := range workspace.Keys {
		if s.Properties[key.Name] == nil {
			s.Properties[key.Name] = keySchema(key)
		}
		s.Properties[key.Name].Description = key.Doc
	}
	s.Properties["min-glibc"].Pattern = `^\d+\.\d+(\.\d+)?$`
	return s
}

// enum is one of some words.
func enum(values ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, v)
	}
	return s
}

// keySchema is what a key takes by its kind.
func keySchema(key workspace.Key) *jsonschema.Schema {
	text := func() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }
	list := &jsonschema.Schema{Type: "array", Items: text()}
	switch {
	case key.Kind == workspace.KeyTexts:
		return list
	case key.Kind == workspace.KeyPaths:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{text(), list}}
	case key.Kind == workspace.KeyStates:
		by := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: nothing()}
		for _, p := range workspace.Platforms {
			by.Properties[p] = enum(key.Words...)
		}
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{enum(key.Words...), by}}
	case len(key.Words) > 0:
		return enum(key.Words...)
	}
	one := 1
	s := text()
	s.MinLength = &one
	return s
}

func nothing() *jsonschema.Schema { return &jsonschema.Schema{Not: &jsonschema.Schema{}} }

// schemaFiles prints the schemas that are shipped.
func schemaFiles(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, s := range outputSchemas(t, false) {
		var b bytes.Buffer
		if err := show.JSON(&b, s); err != nil {
			t.Fatal(err)
		}
		files["schemas/"+name+".schema.json"] = b.Bytes()
	}
}

// TestOutputSchemas validates what commands print against the schemas, by another
// validator than the library that made them.
func TestOutputSchemas(t *testing.T) {
	dir := t.TempDir()
	schemas := map[string]string{}
	for name, s := range outputSchemas(t, true) {
		var b bytes.Buffer
		if err := show.JSON(&b, s); err != nil {
			t.Fatal(err)
		}
		schemas[name] = filepath.Join(dir, name)
		writeFiles(t, map[string]string{schemas[name]: b.String()})
	}
	for _, folder := range formatFolders {
		validate(t, schema(t, schemas["check"]), formatted(t, "json", folder))
		stream := schema(t, schemas["stream"])
		for line := range strings.Lines(formatted(t, "jsonl", folder)) {
			validate(t, stream, line)
		}
	}
	out, _ := runIn(dir, "rules", "--format", "json")
	validate(t, schema(t, schemas["rules"]), out)
	out, _ = runIn(dir, "hosts", "--format", "json")
	validate(t, schema(t, schemas["hosts"]), out)
	lib := sharedObject(t, plugin)
	out, _ = runIn(filepath.Dir(lib), "inspect", "--format", "json", "lib.so")
	validate(t, schema(t, schemas["inspect"]), out)
	runIn(filepath.Dir(lib), "inspect", "--snapshot", "s.json", "lib.so")
	validate(t, schema(t, schemas["snapshot"]), read(t, filepath.Join(filepath.Dir(lib), "s.json")))
	out, _ = runIn(filepath.Dir(lib), "inspect", "--against", "s.json", "--format", "json", "lib.so")
	validate(t, schema(t, schemas["against"]), out)
	lost, _ := lostCrate(t)
	runIn(lost, "check", "--write-baseline", "b.json")
	validate(t, schema(t, schemas["baseline"]), read(t, filepath.Join(lost, "b.json")))
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestConfigSchema holds the configurations of fixtures against the schema: it says
// no where the tool reports one as invalid, and only there.
func TestConfigSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("checks one project many times over")
	}
	s, err := configSchema(t).Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../rules/testdata/*/*/Cargo.toml")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../../rules/testdata/*/*/*/Cargo.toml")
	if err != nil {
		t.Fatal(err)
	}
	valid, invalid := 0, 0
	for _, file := range append(files, more...) {
		var manifest struct {
			Package, Workspace struct {
				Metadata map[string]any
			}
		}
		if _, err := toml.DecodeFile(file, &manifest); err != nil {
			continue // another rule's fixture
		}
		out, _ := runIn(filepath.Dir(file), "check", "--quiet", "--no-artifact", "Cargo.toml")
		reported := strings.Contains(out, "Cargo.toml:") && strings.Contains(out, "[invalid-configuration]")
		refused := false
		for _, m := range []map[string]any{manifest.Package.Metadata, manifest.Workspace.Metadata} {
			if own, ok := m["cdylib-ls"]; ok {
				valid++
				refused = refused || s.Validate(own) != nil
			}
		}
		if refused {
			invalid++
		}
		if refused && !reported {
			t.Errorf("%s: the schema refuses it, and the tool does not:\n%s", file, out)
		}
	}
	if invalid == 0 || valid-invalid < 3 {
		t.Errorf("%d configurations, %d of them invalid: too few to tell", valid, invalid)
	}
}
