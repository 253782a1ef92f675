package main

import (
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewRule makes a rule in an empty repository: its files, its line in the changelog
// and its place in the registry.
func TestNewRule(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("VERSION", "1.2.3\n")
	write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- `old-rule`: what it finds,\n  and more.\n\n## 0.1.0\n\n- `oldest-rule`: x.\n")
	write("rules/old_rule.go", "package rules\n\nvar oldRule = &Rule{\n\tID: \"old-rule\",\n\tCategory: Unload,\n}\n")
	if err := newRule(root, []string{"-category", "registration", "-title", "what is new", "new-rule"}); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := read("CHANGELOG.md"); !strings.Contains(got, "  and more.\n- `new-rule`: what is new.\n\n## 0.1.0") {
		t.Errorf("changelog:\n%s", got)
	}
	if got := read("rules/catalogue.go"); !strings.HasSuffix(got, "{\n\tnewRule,\n\toldRule,\n}\n") {
		t.Errorf("registry:\n%s", got)
	}
	source := read("rules/new_rule.go")
	if got, err := format.Source([]byte(source)); err != nil || string(got) != source {
		t.Errorf("the rule is not formatted: %v\n%s", err, source)
	}
	if !strings.Contains(source, `Since:    "1.2.3"`) {
		t.Errorf("the rule is not of this version:\n%s", source)
	}
	if page := read("rules/pages/new-rule.md"); !strings.HasPrefix(page, "# new-rule\n") {
		t.Errorf("page:\n%s", page)
	}
	for _, args := range [][]string{{"new-rule"}, {"Bad"}, {"-category", "none", "other-rule"}} {
		if newRule(root, args) == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
