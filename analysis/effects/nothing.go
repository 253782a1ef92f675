package effects

import (
	"fmt"
	"slices"
	"strings"
)

// NothingLeft names crates whose code leaves nothing behind in the process that loads
// it: no thread-local that needs drop, no thread, key, handler or exit callback. Their
// sources need not be read for a verdict.
type NothingLeft struct {
	// Crates are package names, with '-' or '_'.
	Crates []string `toml:"crates"`
	// Source is where it was seen.
	Source string `toml:"source"`
}

// LeavesNothing reports whether the data says that a package leaves nothing behind.
func (t *Table) LeavesNothing(pkg string) bool {
	name := strings.ReplaceAll(pkg, "-", "_")
	return slices.ContainsFunc(t.nothing, func(n NothingLeft) bool {
		return slices.ContainsFunc(n.Crates, func(c string) bool { return strings.ReplaceAll(c, "-", "_") == name })
	})
}

func (n *NothingLeft) check(file string) error {
	if len(n.Crates) == 0 || n.Source == "" {
		return fmt.Errorf("%s: nothing-left needs crates and source: %q", file, n.Crates)
	}
	return nil
}
