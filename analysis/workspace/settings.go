package workspace

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
	"rules": readRules,
}

func readRules(s *Settings, t table, key string, v any) {
	rules, ok := v.(map[string]any)
	if !ok {
		t.invalid(key, "`rules` is %s: write a table, `rules = { rule-id = \"off\" }`", typeName(v))
		return
	}
	merged := maps.Clone(s.Rules)
	if merged == nil {
		merged = map[string]string{}
	}
	sub := table{doc: t.doc, path: t.at(key), m: rules, sink: t.sink}
	for _, id := range sub.keys() {
		s.place(sub, id, "rules."+id)
		severity, isString := rules[id].(string)
		if !isString || !slices.Contains(Severities, severity) {
			sub.invalid(id, "severity of `%s` is %s: use %s%s", id, shown(rules[id]), quotedList(Severities), didYouMean(severity, Severities))
			continue
		}
		merged[id] = severity
	}
	s.Rules = merged
}

// apply lays one table of configuration over s. Values that cannot be used are
// reported and leave what was there.
func (s *Settings) apply(t table) {
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

// place notes where a key's value stands.
func (s *Settings) place(t table, key, dotted string) {
	if t.doc == nil {
		delete(s.Places, dotted) // a flag or editor setting decides now
		return
	}
	s.Places[dotted] = Place{File: t.doc.Name, Span: t.value(key)}
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
