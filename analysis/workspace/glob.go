package workspace

import (
	"fmt"
	"path"
	"path/filepath"
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

// expandGlob lists the folders that a member pattern of a workspace names.
func (l *loader) expandGlob(base, pattern string) []string {
	dirs := []string{base}
	for part := range strings.SplitSeq(filepath.ToSlash(pattern), "/") {
		var next []string
		for _, dir := range dirs {
			switch {
			case part == "" || part == ".":
				next = append(next, dir)
			case part == "**":
				next = append(next, l.below(dir, 0)...)
			case isGlob(part):
				next = append(next, l.children(dir, part)...)
			default:
				next = append(next, filepath.Join(dir, part))
			}
		}
		dirs = next
		if len(dirs) > maxMembers {
			dirs = dirs[:maxMembers]
		}
	}
	return dirs
}

const maxMembers = 10_000

func (l *loader) children(dir, pattern string) []string {
	entries, err := l.fs.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if ok, _ := path.Match(pattern, e.Name); ok && e.IsDir {
			out = append(out, filepath.Join(dir, e.Name))
		}
	}
	return out
}

// below lists dir and the folders under it; links are not followed, they loop.
func (l *loader) below(dir string, depth int) []string {
	out := []string{dir}
	if depth > 32 {
		return out
	}
	entries, err := l.fs.ReadDir(dir)
	if err != nil {
		return out
	}
	for _, e := range entries {
		if e.IsDir && !e.Symlink && e.Name != "target" && !strings.HasPrefix(e.Name, ".") {
			out = append(out, l.below(filepath.Join(dir, e.Name), depth+1)...)
		}
	}
	return out
}
