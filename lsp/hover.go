package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// hoverAt is where a hover is asked for.
type hoverAt struct {
	snap   *snapshot
	found  *checked
	places *places
	path   string
	offset int
}

// hover explains what stands at a position. Everything that has something to say
// adds a section.
func (s *server) hover(ctx context.Context, snap *snapshot, p *protocol.HoverParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	h := &hoverAt{snap: snap, found: c, places: snap.places(), path: path}
	h.offset = h.places.file(path).offset(p.Position)
	var sections []string
	var at *analysis.Place
	for _, part := range []func() (string, *analysis.Place){h.root, h.call, h.crateType, h.suppression, h.key, h.finding} {
		if text, place := part(); text != "" {
			sections = append(sections, text)
			if at == nil {
				at = place
			}
		}
	}
	if len(sections) == 0 {
		return nil, nil
	}
	out := &protocol.Hover{Contents: protocol.MarkupContent{Kind: protocol.Markdown, Value: strings.Join(sections, "\n\n---\n\n")}}
	if !s.client.markdown() {
		out.Contents = protocol.MarkupContent{Kind: protocol.PlainText, Value: plain(unmarked.Replace(out.Contents.Value))}
	}
	if at != nil {
		r := h.places.span(*at)
		out.Range = &r
	}
	return out, nil
}

// on reports whether the hover is on a place.
func (h *hoverAt) on(at analysis.Place) bool { return covers(at, h.path, h.offset) }

// finding shows the pages of the rules that report something here, with what the
// finding rests on.
func (h *hoverAt) finding() (string, *analysis.Place) {
	var at *analysis.Place
	var pages []string
	seen := map[string]bool{}
	for _, f := range h.found.findings[h.path] {
		rule := rules.ByID(f.Rule)
		if !h.on(f.Place) || rule == nil || seen[f.Rule] {
			continue
		}
		seen[f.Rule] = true
		at = &f.Place
		pages = append(pages, evidenceText(f)+strings.TrimSpace(rule.Doc))
	}
	return strings.Join(pages, "\n\n---\n\n"), at
}

// evidenceText says how far a finding is proven.
func evidenceText(f *rules.Finding) string {
	if f.Evidence.Artifact == "" && len(f.Evidence.Details) == 0 {
		return ""
	}
	out := "**" + prose(f.Evidence.Level) + "**"
	if f.Evidence.Artifact != "" {
		out += " by " + code(f.Evidence.Artifact)
	}
	for _, d := range f.Evidence.Details {
		out += "\n- " + prose(d)
	}
	return out + "\n\n"
}
