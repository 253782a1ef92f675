package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// didChangeConfiguration takes the settings that came along, or asks for them.
func (s *server) didChangeConfiguration(_ context.Context, p *struct {
	Settings any `json:"settings"`
}) (any, error) {
	if s.client.Workspace.Configuration {
		s.wantSettings()
		return nil, nil
	}
	s.useSettings(p.Settings, nil)
	return nil, nil
}

// wantSettings has the client asked for its settings: once more where it is being
// asked already, however often they change meanwhile.
func (s *server) wantSettings() {
	if s.settingsWanted.Add(1) > 1 {
		return
	}
	s.spawn(func() {
		for {
			wanted := s.settingsWanted.Load()
			s.fetchSettings()
			if s.ctx.Err() != nil || s.settingsWanted.CompareAndSwap(wanted, 0) {
				return
			}
		}
	})
}

// fetchSettings asks the client for its settings. A client that has none leaves
// those of initialize.
func (s *server) fetchSettings() {
	var answers []any
	// The first are those of no folder in particular.
	params := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: source}}}
	folders := s.session.current().folders
	for _, folder := range folders {
		params.Items = append(params.Items, protocol.ConfigurationItem{ScopeURI: uriOf(folder), Section: source})
	}
	ctx, done := context.WithTimeout(s.ctx, clientTimeout)
	defer done()
	if err := s.ask(ctx, "workspace/configuration", params, &answers); err != nil && s.ctx.Err() == nil {
		s.log.Warn("the client tells no settings", "error", err.Error())
	}
	if len(answers) > 0 && answers[0] != nil {
		below := map[string]any{}
		for i, folder := range folders {
			if i+1 < len(answers) && answers[i+1] != nil {
				below[folder] = answers[i+1]
			}
		}
		s.useSettings(sectioned(answers[0]), below)
		return
	}
	s.session.modify("settings", func(d *draft) { d.ready() })
}

// sectioned marks settings as those of our own section.
func sectioned(v any) any { return map[string]any{source: v} }

// useSettings makes settings those of the session; below are those of some folders.
func (s *server) useSettings(v any, below map[string]any) {
	next, problems := readSettings(v)
	for folder, of := range below {
		own, more := readSettings(sectioned(of))
		if next.options.DefaultsBelow == nil {
			next.options.DefaultsBelow = map[string]map[string]any{}
		}
		next.options.DefaultsBelow[folder] = own.options.Defaults
		problems = append(problems, more...)
	}
	s.session.modify("settings", func(d *draft) {
		d.anew = d.anew || !next.same(d.settings)
		next.started = d.settings.started
		d.settings = next
		d.ready()
	})
	s.applySettings(next, problems)
}

// ready lets the work begin.
func (d *draft) ready() {
	if d.settings.started {
		return
	}
	started := *d.settings
	started.started = true
	d.settings, d.anew = &started, true
}
