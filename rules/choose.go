package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// What flags and configuration name instead of one rule: a group, or a pattern over ids.

// allRules is the group that holds every rule.
const allRules = "all"

// groups are the categories as flags and configuration name them.
var groups = map[string]Category{
	"outside-main": LifeOutsideMain, "registration": Registration, "unload": Unload, "load-link": LoadAndLink, "housekeeping": Housekeeping,
}

// Groups are the names that stand for several rules, sorted.
func Groups() []string { return append([]string{allRules}, sortedKeys(groups)...) }

// How well a name fits a rule, in rising order; a pattern adds its length.
const (
	byAll   = 1
	byGroup = 2
	byGlob  = 3
	byID    = 1 << 20
)

// fits says how well a name of flags or configuration fits a rule; 0 for not at all. Its
// own id fits best, then the longest pattern, then its group.
func (r *Rule) fits(name string) int {
	switch {
	case name == r.ID:
		return byID
	case name == allRules:
		return byAll
	case groups[name] == r.Category:
		return byGroup
	case strings.ContainsAny(name, "*?["):
		if ok, err := path.Match(name, r.ID); err == nil && ok {
			return byGlob + len(name)
		}
	}
	return 0
}

// named reports whether one of the names of a flag fits the rule.
func named(names []string, id string) bool {
	r := ByID(id)
	return r != nil && slices.ContainsFunc(names, func(n string) bool { return r.fits(n) > 0 })
}

// UnknownName says in one line that a name fits no rule, and what was meant; "" where it
// fits some.
func UnknownName(name string) string {
	if slices.ContainsFunc(all, func(r *Rule) bool { return r.fits(name) > 0 }) {
		return ""
	}
	if strings.ContainsAny(name, "*?[") {
		if _, err := path.Match(name, ""); err != nil {
			return fmt.Sprintf("`%s` is no pattern: a bracket is not closed or a backslash escapes nothing", name)
		}
		return fmt.Sprintf("no rule's name fits `%s`; `cdylib-ls rules` lists them", name)
	}
	if near := workspace.Nearest(name, append(Groups(), ids()...)); near != "" {
		return fmt.Sprintf("no rule is called `%s`; did you mean `%s`", name, near)
	}
	return fmt.Sprintf("no rule is called `%s`; `cdylib-ls rules` lists them", name)
}

// UnknownNames says what of an editor's settings names a rule or a host that there is not,
// one line each.
func UnknownNames(settings map[string]any) []string {
	var out []string
	tables := []any{settings["rules"]}
	if paths, ok := settings["paths"].(map[string]any); ok {
		for _, glob := range sortedKeys(paths) {
			tables = append(tables, paths[glob])
		}
	}
	for _, t := range tables {
		names, _ := t.(map[string]any)
		for _, name := range sortedKeys(names) {
			if problem := UnknownName(name); problem != "" {
				out = append(out, problem)
			}
		}
	}
	if host, ok := settings["host"].(string); ok && host != "" {
		if problem := noSuchHost(host); problem != "" {
			out = append(out, problem)
		}
	}
	return out
}

// unknownRule is the message for an id that no rule has, where groups do not count.
func unknownRule(id string) string {
	if near := Nearest(id); near != "" {
		return fmt.Sprintf("no rule is called `%s`; did you mean `%s`", id, near)
	}
	return fmt.Sprintf("no rule is called `%s`; `cdylib-ls rules` lists them", id)
}

func ids() []string {
	out := make([]string, len(all))
	for i, r := range all {
		out[i] = r.ID
	}
	return out
}

// Configured is what a configuration sets a rule to in a file, and the key of
// Settings.Places that says so; false where it says nothing. root is the folder that
// patterns are relative to which stand in no manifest.
func Configured(s *workspace.Settings, id, root, file string) (Severity, string, bool) {
	l, ok := levelOf(s, id, root, file)
	if !ok {
		return Off, "", false
	}
	if l.glob != "" {
		return l.severity, workspace.PathRuleKey(l.glob, l.name), true
	}
	return l.severity, "rules." + l.name, true
}

// level is what configuration sets a rule to, and the name by which it does.
type level struct {
	severity Severity
	name     string // as written
	glob     string // of the path that it is for, "" for all
}

// levelOf is what the tables of a configuration set a rule to in a file: what a path says
// comes before what holds everywhere, the package before the workspace, the longer pattern
// before the shorter. root is where patterns without a manifest begin.
func levelOf(s *workspace.Settings, id, root, file string) (level, bool) {
	r := ByID(id)
	if r == nil {
		return level{}, false
	}
	for _, t := range slices.Backward(s.Levels) {
		best, longest := level{}, -1
		for i := range t.Paths {
			p := &t.Paths[i]
			if len(p.Glob) <= longest || !p.Holds(root, file) {
				continue
			}
			if word, name := r.among(p.Rules); name != "" {
				sev, _ := ParseSeverity(word)
				best, longest = level{sev, name, p.Glob}, len(p.Glob)
			}
		}
		if longest >= 0 {
			return best, true
		}
	}
	for _, t := range slices.Backward(s.Levels) {
		if word, name := r.among(t.Rules); name != "" {
			sev, _ := ParseSeverity(word)
			return level{sev, name, ""}, true
		}
	}
	return level{}, false
}

// among finds the name of a table that fits the rule best, with what it is set to.
func (r *Rule) among(table map[string]string) (word, name string) {
	best := 0
	for _, n := range sortedKeys(table) {
		if fit := r.fits(n); fit > best {
			word, name, best = table[n], n, fit
		}
	}
	return word, name
}
