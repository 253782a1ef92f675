package main

import (
	"strings"
	"testing"
)

// TestExplainSeverity: text and JSON tell each step, and nothing of it unless asked.
func TestExplainSeverity(t *testing.T) {
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{
		"Cargo.toml": "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n" +
			"[package.metadata.cdylib-ls]\nhost = \"cpython\"\n[package.metadata.cdylib-ls.rules]\nthread-local-in-cdylib = \"error\"\n",
		"src/lib.rs": "thread_local! { static S: std::cell::RefCell<String> = Default::default(); }\n#[no_mangle]\npub extern \"C\" fn f() { S.with(|s| s.borrow().len()); }\n",
	})
	check := func(args ...string) string {
		out, _, _ := separately(dir, append([]string{"check", "--no-artifact", "--no-cache", "--fail-on", "never"}, args...)...)
		return out
	}
	for _, want := range []string{
		"severity: warning: the rule's own severity", "severity: information: CPython never unloads the library", "severity: error: the configuration",
	} {
		if out := check("--explain-severity"); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := check("--explain-severity", "--format", "json"); strings.Count(out, `"because": "`) != 3 {
		t.Errorf("JSON: %s", out)
	}
	if out := check() + check("--format", "json"); strings.Contains(out, "rule's own severity") {
		t.Errorf("not asked for: %s", out)
	}
}
