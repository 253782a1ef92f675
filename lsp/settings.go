package lsp

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// settings are what the editor asks for. The configuration of the manifests is
// stronger, so that editor and CI agree.
type settings struct {
	// started: the client has said what it wants, and the work may begin.
	started bool
	options workspace.Options
	// level of the log; nil leaves it as the command line says.
	level *slog.Level
}

// readSettings reads an editor's settings: the keys of the manifests' tables and
// `log.level`. What cannot be understood is left out and told of.
func readSettings(v any) (*settings, []string) {
	out := &settings{}
	all, _ := v.(map[string]any)
	if nested, ok := all[source].(map[string]any); ok {
		all = nested
	}
	var problems []string
	defaults := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := all[key]
		switch {
		case value == nil:
		case workspace.KeyByName(key) != nil:
			defaults[key] = value
		case key == "log":
			table, _ := value.(map[string]any)
			word, ok := table["level"].(string)
			if !ok {
				continue
			}
			level, err := ParseLevel(word)
			if err != nil {
				problems = append(problems, "log.level: "+err.Error())
				continue
			}
			out.level = &level
		}
	}
	out.options.Defaults = defaults
	return out, problems
}

// ParseLevel reads a level of the log.
func ParseLevel(word string) (slog.Level, error) {
	for level, name := range map[slog.Level]string{slog.LevelError: "error", slog.LevelWarn: "warn", slog.LevelInfo: "info", slog.LevelDebug: "debug"} {
		if word == name {
			return level, nil
		}
	}
	return 0, fmt.Errorf("%q is none of error, warn, info, debug", word)
}

// same reports whether two settings ask for the same work.
func (s *settings) same(o *settings) bool {
	a, _ := json.Marshal(s.options.Defaults)
	b, _ := json.Marshal(o.options.Defaults)
	return string(a) == string(b)
}

// applySettings makes the log follow the settings and tells of what is wrong.
func (s *server) applySettings(opts *settings, problems []string) {
	if opts.level != nil {
		s.level.Set(*opts.level)
	}
	for _, p := range problems {
		s.log.Warn("settings: " + p)
	}
}
