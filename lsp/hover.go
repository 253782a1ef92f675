package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
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
	for _, part := range []func() (string, *analysis.Place){h.finding, h.root, h.call, h.crateType, h.suppression, h.key} {
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

// finding says in a few lines what is reported here: the consequence, how the code comes
// to it, what to do, how far it is proven, and where the rule's page is.
func (h *hoverAt) finding() (string, *analysis.Place) {
	var at *analysis.Place
	var parts []string
	seen := map[string]bool{}
	for _, f := range h.found.findings[h.path] {
		if !h.on(f.Place) || rules.ByID(f.Rule) == nil || seen[f.Rule] {
			continue
		}
		seen[f.Rule] = true
		at = &f.Place
		parts = append(parts, h.findingText(f))
	}
	return strings.Join(parts, "\n\n"), at
}

func (h *hoverAt) findingText(f *rules.Finding) string {
	lines := []string{"**" + f.Severity.String() + "** " + prose(f.Message)}
	if chain := chainText(f); chain != "" {
		lines = append(lines, chain)
	}
	if f.Help != "" {
		lines = append(lines, "help: "+prose(f.Help))
	}
	if text := evidenceText(f); text != "" {
		lines = append(lines, text)
	}
	page := code(f.Rule)
	if href := h.snap.server.pages.href(f.Rule); href != "" {
		page = "[" + page + "](<" + string(href) + ">)"
	}
	return strings.Join(append(lines, page), "  \n")
}

// maxChainSteps bounds the functions that a chain names.
const maxChainSteps = 4

// chainText is the way from the first root in one line, its middle left out where it is
// long: "`init` runs at load → `greet` → `println!`".
func chainText(f *rules.Finding) string {
	if len(f.Paths) == 0 {
		return ""
	}
	p := f.Paths[0]
	steps := p.Chain
	cut := len(steps) > maxChainSteps
	if cut {
		steps = append(slices.Clone(steps[:maxChainSteps-1]), steps[len(steps)-1])
	}
	parts := []string{prose(rootText(p.Root))}
	for i, step := range steps {
		if cut && i == maxChainSteps-1 {
			parts = append(parts, "…")
		}
		parts = append(parts, prose(stepTarget(step.Message)))
	}
	text := strings.Join(parts, " → ")
	if n := len(f.Paths) - 1; n > 0 {
		text += ", and from " + count(n, "other root")
	}
	return text
}

// stepTarget is where a step leads, without where it comes from, which the step before
// it names.
func stepTarget(message string) string {
	for _, verb := range []string{" calls ", " reaches "} {
		if _, to, ok := strings.Cut(message, verb); ok {
			return to
		}
	}
	return message
}

// maxDetails bounds what a hover lists of the evidence.
const maxDetails = 2

// evidenceText says how far a finding is proven.
func evidenceText(f *rules.Finding) string {
	if f.Evidence.Artifact == "" && len(f.Evidence.Details) == 0 {
		return ""
	}
	out := "**" + prose(f.Evidence.Level) + "**"
	if f.Evidence.Artifact != "" {
		out += " by " + code(filepath.Base(f.Evidence.Artifact))
	}
	for i, d := range f.Evidence.Details {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		if i == maxDetails {
			return out + fmt.Sprintf("%s%d more", sep, len(f.Evidence.Details)-i)
		}
		out += sep + prose(d)
	}
	return out
}
