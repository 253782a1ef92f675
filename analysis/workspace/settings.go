package workspace

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// Severities are the words a rule may be set to.
var Severities = []string{"off", "hint", "information", "warning", "error"}

const invalid = "invalid-configuration"

var glibcVersion = regexp.MustCompile(`^\d+\.\d+(\.\d+)?$`)

// IsGlibcVersion reports a version as `min-glibc` takes it: "2.17".
func IsGlibcVersion(s string) bool { return glibcVersion.MatchString(s) }

// keyReader puts one key's value into the settings; it reports what is wrong.
type keyReader func(s *Settings, t table, key string, v any)

var keyReaders = map[string]keyReader{
	"min-macos":   systemVersion(nil, "11.0", func(s *Settings) *string { return &s.MinMacOS }),
	"min-windows": systemVersion(windowsNames, "10", func(s *Settings) *string { return &s.MinWindows }),
	"min-glibc": func(s *Settings, t table, key string, v any) {
		text, ok := v.(string)
		if !ok || !IsGlibcVersion(text) {
			hint := "2.17"
			if _, isFloat := v.(float64); isFloat && t.doc != nil {
				at := t.value(key) // the number's text: 2.30 decodes to 2.3
				hint = string(t.doc.Source[at.Start:at.End])
			}
			t.invalid(key, "`min-glibc` must be a version in quotes: write `min-glibc = \"%s\"`", hint)
			return
		}
		s.MinGlibc = text
	},
	"unload": oneOf(func(s *Settings) *string { return &s.Unload }),
	"panics": oneOf(func(s *Settings) *string { return &s.Panics }),
	"host":   text(func(s *Settings) *string { return &s.Host }),
	"target": text(func(s *Settings) *string { return &s.Target }),
	"features": func(s *Settings, t table, key string, v any) {
		s.Features = t.texts(key, v, s.Features)
	},
	"artifact": func(s *Settings, t table, key string, v any) {
		if one, ok := v.(string); ok {
			v = []any{one}
		}
		s.Artifact = t.texts(key, v, s.Artifact)
	},
	"host-libraries": func(s *Settings, t table, key string, v any) {
		s.HostLibraries = t.texts(key, v, s.HostLibraries)
	},
	"host-symbols": func(s *Settings, t table, key string, v any) {
		s.HostSymbols = t.texts(key, v, s.HostSymbols)
	},
	"exclude": func(s *Settings, t table, key string, v any) {
		s.Exclude = nil
		for _, g := range t.texts(key, v, nil) {
			if err := checkGlob(g); err != nil {
				t.invalid(key, "`exclude` holds the pattern `%s` that cannot be used: %s", g, err)
				continue
			}
			s.Exclude = append(s.Exclude, g)
		}
	},
	"expect-unload": readExpected,
	"rules":         readRules,
	"paths":         readPaths,
}

// readExpected reads a word, or one by platform.
func readExpected(s *Settings, t table, key string, v any) {
	words := KeyByName(key).Words
	read := func(t table, key, platform, what string, v any) {
		word, ok := v.(string)
		if !ok || !slices.Contains(words, word) {
			t.invalid(key, "`%s` is %s: use %s%s", what, shown(v), quotedList(words), didYouMean(word, words))
			return
		}
		s.ExpectUnload[platform] = word
	}
	s.ExpectUnload = map[string]string{}
	for _, platform := range Platforms {
		delete(s.Places, key+"."+platform) // of a weaker table
	}
	byPlatform, ok := v.(map[string]any)
	if !ok {
		read(t, key, "", key, v)
		return
	}
	sub := table{doc: t.doc, path: t.at(key), m: byPlatform, sink: t.sink}
	for _, platform := range sub.keys() {
		if !slices.Contains(Platforms, platform) {
			sub.invalid(platform, "`%s` is no platform%s: they are %s", platform, didYouMean(platform, Platforms), quotedList(Platforms))
			continue
		}
		s.place(sub, platform, key+"."+platform)
		read(sub, platform, platform, platform, byPlatform[platform])
	}
}

func readRules(s *Settings, t table, key string, v any) {
	if rules, ok := v.(map[string]any); ok {
		s.level().Rules = s.severities(t.in(key, rules), "rules.")
		return
	}
	t.invalid(key, "`rules` is %s: write a table, `rules = { rule-id = \"off\" }`", typeName(v))
}

// readPaths reads `paths."src/test/**" = { rule = "off" }`.
func readPaths(s *Settings, t table, key string, v any) {
	paths, ok := v.(map[string]any)
	if !ok {
		t.invalid(key, "`paths` is %s: write a table, `paths.\"tests/**\" = { rule-id = \"off\" }`", typeName(v))
		return
	}
	sub := t.in(key, paths)
	for _, glob := range sub.keys() {
		rules, ok := paths[glob].(map[string]any)
		if err := checkGlob(glob); err != nil {
			sub.invalid(glob, "`paths` holds the pattern `%s` that cannot be used: %s", glob, err)
			continue
		} else if !ok {
			sub.invalid(glob, "`paths` sets `%s` to %s: write a table, `{ rule-id = \"off\" }`", glob, typeName(paths[glob]))
			continue
		}
		p := PathLevels{Glob: glob, Rules: s.severities(sub.in(glob, rules), PathRuleKey(glob, ""))}
		if t.doc != nil {
			p.Dir = filepath.Dir(t.doc.Name)
		}
		s.level().Paths = append(s.level().Paths, p)
	}
}

// pathRule divides the pattern from the rule in the keys of Places.
const pathRule = "\x00"

// PathRuleKey is the key of Places for what a path sets a rule to.
func PathRuleKey(glob, rule string) string { return "paths." + glob + pathRule + rule }

// RuleNamed is the rule, group or pattern that a key of Places is about.
func RuleNamed(key string) (string, bool) {
	if id, ok := strings.CutPrefix(key, "rules."); ok {
		return id, true
	}
	if !strings.HasPrefix(key, "paths.") {
		return "", false
	}
	_, id, ok := strings.Cut(key, pathRule)
	return id, ok
}

// severities reads one table from names to severities; prefix is for their places.
func (s *Settings) severities(t table, prefix string) map[string]string {
	out := map[string]string{}
	for _, id := range t.keys() {
		s.place(t, id, prefix+id)
		severity, isString := t.m[id].(string)
		if !isString || !slices.Contains(Severities, severity) {
			t.invalid(id, "severity of `%s` is %s: use %s%s", id, shown(t.m[id]), quotedList(Severities), didYouMean(severity, Severities))
			continue
		}
		out[id] = severity
	}
	return out
}

// level is the table of severities that is being read.
func (s *Settings) level() *Levels { return &s.Levels[len(s.Levels)-1] }

// in is a table within this one.
func (t table) in(key string, m map[string]any) table {
	return table{doc: t.doc, path: t.at(key), m: m, sink: t.sink}
}

// apply lays one table of configuration over s. Values that cannot be used are
// reported and leave what was there.
func (s *Settings) apply(t table) {
	s.Levels = append(slices.Clip(s.Levels), Levels{})
	defer func() {
		if l := s.level(); len(l.Rules) == 0 && len(l.Paths) == 0 {
			s.Levels = s.Levels[:len(s.Levels)-1]
		}
	}()
	for _, key := range t.keys() {
		read, known := keyReaders[key]
		if !known {
			t.sinkAt(t.key(key), "unknown key `%s`%s: the keys are %s", key, didYouMean(key, keyNames()), strings.Join(keyNames(), ", "))
			continue
		}
		s.place(t, key, key)
		read(s, t, key, t.m[key])
	}
}

// CheckSettings says in one line each what of an editor's settings is not understood, with
// what was probably meant. Such values count for nothing.
func CheckSettings(m map[string]any) []string {
	var found problems
	(&Settings{Places: map[string]vfs.Place{}}).apply(table{m: m, sink: &found})
	var out []string
	for _, p := range found.list {
		out = append(out, strings.TrimPrefix(p.Message, "setting "))
	}
	return out
}

// place notes where a key's value stands.
func (s *Settings) place(t table, key, dotted string) {
	if t.doc == nil {
		delete(s.Places, dotted) // a flag or editor setting decides now
		return
	}
	s.Places[dotted] = vfs.Place{File: t.doc.Name, Span: t.value(key)}
}

// clone returns a copy that apply may change.
func (s *Settings) clone() *Settings {
	c := *s
	c.Places = maps.Clone(s.Places)
	return &c
}

// Excluded reports whether the `exclude` globs hide a file or folder. They are
// relative to root, the folder of the manifest (or workspace) they stand in.
func (s *Settings) Excluded(root, path string) bool {
	if s == nil || len(s.Exclude) == 0 {
		return false
	}
	if at, ok := s.Places["exclude"]; ok {
		root = filepath.Dir(at.File)
	}
	rel, err := filepath.Rel(root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return false
	}
	for _, g := range s.Exclude {
		if matchGlob(g, filepath.ToSlash(rel)) {
			return true
		}
	}
	return false
}

func text(field func(*Settings) *string) keyReader {
	return func(s *Settings, t table, key string, v any) {
		str, ok := v.(string)
		if !ok || str == "" {
			t.invalid(key, "`%s` is %s: write a name in quotes", key, shown(v))
			return
		}
		*field(s) = str
	}
}

// oneOf reads one of the key's words.
func oneOf(field func(*Settings) *string) keyReader {
	return func(s *Settings, t table, key string, v any) {
		allowed := KeyByName(key).Words
		str, ok := v.(string)
		if !ok || !slices.Contains(allowed, str) {
			t.invalid(key, "`%s` is %s: use %s%s", key, shown(v), quotedList(allowed), didYouMean(str, allowed))
			return
		}
		*field(s) = str
	}
}

// texts reads an array of strings; fallback where it is none.
func (t table) texts(key string, v any, fallback []string) []string {
	var out []string
	switch list := v.(type) {
	case []string: // from flags
		return list
	case []any:
		for _, e := range list {
			s, ok := e.(string)
			if !ok {
				t.invalid(key, "`%s` holds %s: write an array of strings", key, typeName(e))
				return fallback
			}
			out = append(out, s)
		}
		return out
	}
	t.invalid(key, "`%s` is %s: write an array of strings", key, typeName(v))
	return fallback
}

func (t table) invalid(key, format string, args ...any) {
	if t.doc == nil {
		t.sinkAt(spanStart, "setting "+format, args...)
		return
	}
	t.sinkAt(t.value(key), format, args...)
}

func shown(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", s)
	}
	return typeName(v)
}

func quotedList(words []string) string {
	var q []string
	for _, w := range words {
		q = append(q, fmt.Sprintf("%q", w))
	}
	return strings.Join(q[:len(q)-1], ", ") + " or " + q[len(q)-1]
}

// didYouMean names the nearest of the known words, if one is near.
func didYouMean(word string, known []string) string {
	near := Nearest(word, known)
	if near == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean `%s`?)", near)
}
