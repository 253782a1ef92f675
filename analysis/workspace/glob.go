package workspace

import (
	"fmt"
	"path"
	"strings"
)

// Globs are relative, with `/`; `*` and `?` stay within a name, `**` spans names.

func isGlob(s string) bool { return strings.ContainsAny(s, "*?[") }

// checkGlob reports why a pattern cannot be used.
func checkGlob(pattern string) error {
	if pattern == "" {
		return fmt.Errorf("the pattern is empty")
	}
	if len(pattern) > 1024 {
		return fmt.Errorf("the pattern is longer than 1024 bytes")
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("a bracket is not closed or a backslash escapes nothing")
	}
	return nil
}

// matchGlob matches a relative path with `/` against a pattern. A pattern that
// names a folder matches everything below it.
func matchGlob(pattern, name string) bool {
	pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
	return matchParts(strings.Split(pattern, "/"), strings.Split(name, "/"), true)
}

// matchParts goes back to the latest `**` only: an earlier one could not match
// better, so that the work stays within pattern times name.
func matchParts(pattern, name []string, prefix bool) bool {
	i, j, star, mark := 0, 0, -1, 0
	for {
		switch {
		case i < len(pattern) && pattern[i] == "**":
			star, mark = i, j
			i++
			continue
		case i == len(pattern):
			if prefix || j == len(name) {
				return true
			}
		case j < len(name):
			if ok, err := path.Match(pattern[i], name[j]); err == nil && ok {
				i, j = i+1, j+1
				continue
			}
		}
		if star < 0 || mark >= len(name) {
			return false
		}
		mark++
		i, j = star+1, mark
	}
}
