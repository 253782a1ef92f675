package lsp

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
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
	own := false
	if nested, ok := all[source].(map[string]any); ok {
		all, own = nested, true
	}
	var problems []string
	defaults, unknown := map[string]any{}, map[string]any{}
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
		case clientKeys[key]:
		case own || workspace.Nearest(key, keyNames()) != "":
			// Not under a key of our own there may be settings of other programs.
			unknown[key] = value
		}
	}
	problems = append(problems, workspace.CheckSettings(unknown)...)
	problems = append(problems, workspace.CheckSettings(defaults)...)
	problems = append(problems, rules.UnknownNames(defaults)...)
	out.options.Defaults = defaults
	return out, problems
}

// clientKeys are settings of clients, which are none of the server's.
var clientKeys = map[string]bool{"server": true, "trace": true}

func keyNames() []string {
	var out []string
	for _, k := range workspace.Keys {
		out = append(out, k.Name)
	}
	return out
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
	a, _ := json.Marshal([]any{s.options.Defaults, s.options.DefaultsBelow})
	b, _ := json.Marshal([]any{o.options.Defaults, o.options.DefaultsBelow})
	return string(a) == string(b)
}

// applySettings makes the log follow the settings and tells of what is wrong.
func (s *server) applySettings(opts *settings, problems []string) {
	if opts.level != nil {
		s.level.Set(*opts.level)
	}
	for _, p := range problems {
		s.log.Warn("settings: " + p)
		if _, again := s.complained.LoadOrStore(p, true); again || s.complaints.Add(1) > maxComplaints {
			continue
		}
		s.notify("window/showMessage", &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: rules.Visible("cdylib-ls: a setting is not understood and counts for nothing: " + p)})
	}
}

// maxComplaints bounds the messages about settings that a session shows; the log has all.
const maxComplaints = 10
