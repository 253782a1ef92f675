package workspace

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// ignoreRule is one line of a .gitignore: the common subset of gitignore(5),
// that is negation, anchoring, folder-only patterns, `*`, `?`, brackets and `**`.
type ignoreRule struct {
	base     string // folder of the file, with a separator at its end
	parts    []string
	plain    bool // without wildcards
	negate   bool
	dirOnly  bool
	anchored bool
}

// ignoreRules are those of all files from the repository's root down, in order.
type ignoreRules []ignoreRule

// with returns the rules that hold inside dir. A repository of its own starts anew.
func (r ignoreRules) with(l *loader, dir string, names map[string]bool) ignoreRules {
	if names[".git"] {
		r = nil
	}
	if !names[".gitignore"] {
		return r
	}
	data, err := l.fs.ReadFile(filepath.Join(dir, ".gitignore"), 1<<20)
	if err != nil {
		return r
	}
	out := r[:len(r):len(r)]
	for line := range strings.Lines(string(data)) {
		if rule, ok := parseIgnore(dir, line); ok {
			out = append(out, rule)
		}
	}
	return out
}

func parseIgnore(base, line string) (ignoreRule, bool) {
	line = strings.TrimRight(line, "\r\n")
	if !strings.HasSuffix(line, `\ `) {
		line = strings.TrimRight(line, " \t")
	}
	if line == "" || line[0] == '#' {
		return ignoreRule{}, false
	}
	rule := ignoreRule{base: strings.TrimSuffix(base, string(filepath.Separator)) + string(filepath.Separator)}
	if line[0] == '!' {
		rule.negate, line = true, line[1:]
	}
	line = strings.TrimPrefix(line, `\`)
	if rest, ok := strings.CutSuffix(line, "/"); ok {
		rule.dirOnly, line = true, rest
	}
	rule.anchored = strings.Contains(line, "/")
	rule.parts = strings.Split(strings.TrimPrefix(line, "/"), "/")
	rule.plain = !strings.ContainsAny(line, `*?[\`)
	for _, p := range rule.parts {
		if _, err := path.Match(p, ""); err != nil || p == "" {
			return ignoreRule{}, false
		}
	}
	return rule, true
}

// ignored reports whether the last rule that matches a folder or file hides it.
func (r ignoreRules) ignored(file string, isDir bool) bool {
	for i := len(r) - 1; i >= 0; i-- {
		rule := r[i]
		if rule.dirOnly && !isDir {
			continue
		}
		rel, below := strings.CutPrefix(file, rule.base)
		if !below {
			continue
		}
		matched := false
		switch {
		case !rule.anchored && rule.plain: // most lines of most files
			matched = rule.parts[0] == filepath.Base(file)
		case !rule.anchored:
			matched = matchParts(rule.parts, []string{filepath.Base(file)}, false)
		default:
			matched = matchParts(rule.parts, strings.Split(filepath.ToSlash(rel), "/"), false)
		}
		if matched {
			return !rule.negate
		}
	}
	return false
}

// Ignored reports a file that the repository's .gitignore files leave out: one that is
// made on each machine anew.
func Ignored(files vfs.FS, path string) bool {
	l := &loader{fs: files}
	dir := filepath.Dir(path)
	_, err := files.Stat(filepath.Join(dir, ".gitignore"))
	return l.ignoresAbove(dir).with(l, dir, map[string]bool{".gitignore": err == nil}).ignored(path, false)
}

// ignoresAbove gathers the rules that the folders above dir lay on it.
func (l *loader) ignoresAbove(dir string) ignoreRules {
	var chain []string
	for d := dir; ; d = filepath.Dir(d) {
		chain = append(chain, d)
		if _, err := l.fs.Stat(filepath.Join(d, ".git")); err == nil {
			break
		}
		if filepath.Dir(d) == d {
			return nil // no repository: git would not read the files either
		}
	}
	var rules ignoreRules
	for i := len(chain) - 1; i > 0; i-- { // walk reads dir's own
		_, err := l.fs.Stat(filepath.Join(chain[i], ".gitignore"))
		rules = rules.with(l, chain[i], map[string]bool{".gitignore": err == nil})
	}
	return rules
}
