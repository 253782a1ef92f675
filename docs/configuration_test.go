package docs

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

//go:generate go test -run TestConfigurationKeys -update .

const (
	keysBegin = "<!-- keys:begin (go generate ./docs) -->\n"
	keysEnd   = "<!-- keys:end -->"
)

// TestConfigurationKeys keeps the table of keys in step with those that are read.
func TestConfigurationKeys(t *testing.T) {
	const file = "configuration.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), keysBegin)
	kept, tail, ok2 := strings.Cut(rest, keysEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the keys", file)
	}
	if table := keyTable(); table != kept {
		if !*update {
			t.Fatalf("the keys in %s are stale (go generate ./docs)\n--- kept\n%s--- read\n%s", file, kept, table)
		}
		if err := os.WriteFile(file, []byte(head+keysBegin+table+keysEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func keyTable() string {
	kinds := map[workspace.KeyKind]string{
		workspace.KeyText: "string", workspace.KeyTexts: "array of strings", workspace.KeyPaths: "string or array", workspace.KeyLevels: "table",
	}
	var b strings.Builder
	b.WriteString("| key | type | example | meaning |\n|---|---|---|---|\n")
	for _, k := range workspace.Keys {
		kind := kinds[k.Kind]
		if kind == "" {
			kind = "table"
		}
		if len(k.Words) > 0 {
			kind = "`" + strings.Join(k.Words, "`, `") + "`"
		}
		if k.Kind == workspace.KeyStates {
			kind += ", or by platform"
		}
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", k.Name, kind, k.Example, k.Doc)
	}
	return b.String()
}
