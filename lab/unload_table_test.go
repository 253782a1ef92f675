package lab

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table in README.md")

// row is what README.md says of the case, but its name.
func (c *unloadCase) row(h hosts, s *said) string {
	var rules []string
	for rule, severity := range s.findings {
		rules = append(rules, "`"+rule+"` "+severity[:1])
	}
	slices.Sort(rules)
	says := s.verdict
	if c.differs != "" {
		says += " (" + c.differs + ")"
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s |\n", h.main, h.ended, h.outlives, says, strings.Join(rules, ", "))
}

// table puts cases of which the same is to be said on one line.
func table(cases []unloadCase, rows []string) string {
	var order []string
	names := map[string][]string{}
	for i, row := range rows {
		if names[row] == nil {
			order = append(order, row)
		}
		names[row] = append(names[row], "`"+cases[i].name+"`")
	}
	out := tableHead
	for _, row := range order {
		out += "| " + strings.Join(names[row], ", ") + " | " + row
	}
	return out
}

const (
	tableBegin = "<!-- unload:begin -->\n"
	tableEnd   = "<!-- unload:end -->\n"
	tableHead  = "| library | main thread | thread ended before | thread ends after | verdict | findings |\n|---|---|---|---|---|---|\n"
)

// compareTable holds README.md's table against what was seen.
func compareTable(t *testing.T, table string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), tableBegin)
	kept, tail, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatal("README.md has no table of unloads")
	}
	if table == kept {
		return
	}
	if !*update {
		t.Fatalf("the table in README.md is stale (go test ./lab -run 'TestUnload$' -update)\n%s", table)
	}
	if err := os.WriteFile("README.md", []byte(head+tableBegin+table+tableEnd+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
