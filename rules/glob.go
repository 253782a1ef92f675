package rules

import (
	"path"
	"strings"
)

// glob is one `exclude` pattern, as in a .gitignore: `*` and `?` stay within a
// folder, `**` crosses folders, a pattern without `/` matches at any depth, and
// a folder covers what lies in it.
type glob struct{ segs []string }

func newGlob(pattern string) glob {
	anchored := strings.Contains(strings.TrimSuffix(pattern, "/"), "/")
	segs := strings.Split(strings.Trim(strings.TrimPrefix(pattern, "./"), "/"), "/")
	if !anchored {
		segs = append([]string{"**"}, segs...)
	}
	return glob{segs}
}

// match reports whether the pattern covers a slash-separated relative path.
func (g glob) match(rel string) bool { return matchSegs(g.segs, strings.Split(rel, "/")) }

func matchSegs(pat, segs []string) bool {
	for len(pat) > 0 {
		if pat[0] == "**" {
			for i := range len(segs) + 1 {
				if matchSegs(pat[1:], segs[i:]) {
					return true
				}
			}
			return false
		}
		if len(segs) == 0 {
			return false
		}
		if ok, err := path.Match(pat[0], segs[0]); err != nil || !ok {
			return false
		}
		pat, segs = pat[1:], segs[1:]
	}
	return true // what is left of segs lies within the matched folder
}
