package graph

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// drawFilter says what of a graph is drawn. Empty lists stand for all.
type drawFilter struct {
	Packages, Roots []string // names, or patterns with *, ? and [
	Findings        bool
}

// validate refuses patterns that are none.
func (f *drawFilter) validate() error {
	for _, pattern := range slices.Concat(f.Packages, f.Roots) {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("`%s` is no pattern: %w", pattern, err)
		}
	}
	return nil
}

// matches reports whether a name is wanted. A pattern matches the whole name, or its last
// parts: functions are known by their path in the crate.
func matches(patterns []string, name string) bool {
	if len(patterns) == 0 {
		return true
	}
	for _, pattern := range patterns {
		for rest := name; ; {
			if ok, _ := path.Match(pattern, rest); ok {
				return true
			}
			_, after, more := strings.Cut(rest, "::")
			if !more {
				break
			}
			rest = after
		}
	}
	return false
}

// unmatched is an error for each pattern that matches nothing of what there is.
func (f *drawFilter) unmatched(seen *drawFilter) error {
	missing := func(flag string, patterns, names []string) error {
		for _, pattern := range patterns {
			if slices.ContainsFunc(names, func(name string) bool { return matches([]string{pattern}, name) }) {
				continue
			}
			near := ""
			if n := workspace.Nearest(pattern, names); n != "" {
				near = fmt.Sprintf("; did you mean `%s`?", n)
			}
			return fmt.Errorf("--%s: nothing is called `%s`%s", flag, pattern, near)
		}
		return nil
	}
	return errors.Join(missing("package", f.Packages, seen.Packages), missing("root", f.Roots, seen.Roots))
}
