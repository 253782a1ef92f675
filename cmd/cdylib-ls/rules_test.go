package main

import (
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// TestRulesList finds every rule once in the list, and its severity without
// configuration.
func TestRulesList(t *testing.T) {
	out, code := runIn(t.TempDir(), "rules")
	lines := map[string]string{}
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) > 2 && strings.HasPrefix(line, "  ") {
			lines[f[0]] = f[1]
		}
	}
	for _, r := range rules.All() {
		if lines[r.ID] != r.Severity.String() {
			t.Errorf("%s: the list says %q", r.ID, lines[r.ID])
		}
	}
	if code != 0 || len(lines) != len(rules.All()) {
		t.Errorf("exit %d, %d lines for %d rules", code, len(lines), len(rules.All()))
	}
}
