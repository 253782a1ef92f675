package console

import (
	"fmt"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The words that several commands take.
var (
	TwoFormats = []string{"text", "json"}
	ColorModes = []string{"auto", "always", "never"}
)

// OneOf checks a flag's value against the words it takes.
func OneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if value == w {
			return nil
		}
	}
	near := ""
	if n := workspace.Nearest(value, words); n != "" {
		near = fmt.Sprintf("; did you mean `%s`?", n)
	}
	return fmt.Errorf("--%s takes %s, not `%s`%s", flag, strings.Join(words, ", "), value, near)
}

// RuleIDs checks that every name of a flag fits a rule.
func RuleIDs(flag string, ids []string) error {
	for _, id := range ids {
		if wrong := rules.UnknownName(id); wrong != "" {
			return fmt.Errorf("--%s: %s", flag, wrong)
		}
	}
	return nil
}
