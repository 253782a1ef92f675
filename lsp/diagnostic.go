package lsp

import (
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// source names this program in diagnostics.
const source = "cdylib-ls"

// diagnosticData travels with a diagnostic and comes back with a code action.
type diagnosticData struct {
	Rule     string `json:"rule"`
	Evidence string `json:"evidence"`
	Version  *int32 `json:"version"` // of the document; null where it is not open
}

// diagnostics converts the findings of one file. It is never nil.
func (s *snapshot) diagnostics(c *checked, path string) []protocol.Diagnostic {
	return s.diagnosticsAt(s.places(), c, path)
}

func (s *snapshot) diagnosticsAt(places *places, c *checked, path string) []protocol.Diagnostic {
	out := []protocol.Diagnostic{}
	spoken := map[*rules.Finding]*rules.Finding{}
	for _, f := range c.findings[path] {
		cause := c.causes[f]
		if cause == nil || len(cause.Places()) == 1 {
			out = append(out, s.diagnostic(places, f, nil, nil))
			continue
		}
		out = append(out, s.diagnostic(places, f, cause.Places(), spoken[cause]))
		if spoken[cause] == nil {
			spoken[cause] = f
		}
	}
	return out
}

// diagnostic converts one finding. Of the sites of one cause the first in a file speaks,
// with the others related; each further one there is a hint that leads back to it.
func (s *snapshot) diagnostic(places *places, f *rules.Finding, sites []*rules.Finding, spoken *rules.Finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range: places.span(f.Place), Severity: severity(f.Severity), Code: f.Rule, Source: source, Message: proven[f.Evidence.Level] + rules.Visible(f.Message),
	}
	if f.Help != "" {
		d.Message += "\nhelp: " + rules.Visible(f.Help)
	}
	shows := &s.server.client.shows
	steps := related(f)
	if spoken != nil {
		d.Severity = severity(rules.Hint)
		steps = append([]analysis.Step{{Message: "reported there, with its other places", Place: spoken.Place}}, steps...)
		sites = nil
	}
	for _, site := range sites {
		if site != f && len(steps) < maxRelated {
			steps = append(steps, analysis.Step{Message: "here too", Place: site.Place})
		}
	}
	if shows.RelatedInformation {
		for _, step := range steps {
			d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
				Location: places.location(step.Place), Message: rules.Visible(step.Message),
			})
		}
	} else {
		for _, step := range steps {
			d.Message += "\n" + rules.Visible(places.text(step.Place)+": "+step.Message)
		}
	}
	if shows.CodeDescriptionSupport {
		if href := s.server.pages.href(f.Rule); href != "" {
			d.CodeDescription = &protocol.CodeDescription{Href: href}
		}
	}
	if shows.TagSupport != nil && f.Rule == "unused-suppression" {
		d.Tags = []protocol.DiagnosticTag{protocol.DiagnosticTagUnnecessary}
	}
	if shows.DataSupport {
		d.Data = diagnosticData{Rule: f.Rule, Evidence: f.Evidence.Level, Version: s.version(f.Place.File)}
	}
	return d
}

// proven begins the messages of what a built library or a trace shows: lists cut what
// stands at the end.
var proven = map[string]string{rules.Confirmed: "confirmed: ", rules.Observed: "observed: "}

// related are the places beside the finding's own: the chain from the first root,
// the other roots, and what the rule adds.
func related(f *rules.Finding) []analysis.Step {
	var out []analysis.Step
	for i, p := range f.Paths {
		if i == 0 {
			out = append(out, analysis.Step{Message: rootText(p.Root), Place: p.Root.Place})
			out = append(out, p.Chain...)
			continue
		}
		out = append(out, analysis.Step{Message: "also reached from " + rootText(p.Root), Place: p.Root.Place})
	}
	out = append(out, f.Related...)
	if n := len(out); n > maxRelated {
		out = out[:maxRelated]
	}
	return out
}

// maxRelated bounds what is sent with one diagnostic.
const maxRelated = 40

// rootText names a root and says when it runs.
func rootText(r *analysis.Root) string {
	return "`" + r.Name + "` " + moments[r.Moment]
}

var moments = map[analysis.Moment]string{
	analysis.Load: "runs at load", analysis.Unload: "runs at unload", analysis.Exit: "runs at exit",
	analysis.ThreadStart: "runs when a thread starts",
	analysis.ThreadExit:  "runs when a thread exits", analysis.Call: "is called by the host",
}

func severity(s rules.Severity) protocol.DiagnosticSeverity {
	switch s {
	case rules.Error:
		return protocol.DiagnosticSeverityError
	case rules.Warning:
		return protocol.DiagnosticSeverityWarning
	case rules.Information:
		return protocol.DiagnosticSeverityInformation
	}
	return protocol.DiagnosticSeverityHint
}

// version is that of an open document, nil for other files.
func (s *snapshot) version(path string) *int32 {
	if o := s.fs.documents[path]; o != nil {
		return &o.version
	}
	return nil
}

// plain takes the marks of Markdown code out of a message.
func plain(text string) string { return rules.VisibleLines(strings.ReplaceAll(text, "`", "")) }
