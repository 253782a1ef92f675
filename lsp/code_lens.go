package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// maxReached bounds what a lens lists.
const maxReached = 3

// codeLens shows above a root when it runs and what it reaches, and above a crate
// type what closing the library does.
func (s *server) codeLens(ctx context.Context, snap *snapshot, p *protocol.CodeLensParams) (any, error) {
	out := []protocol.CodeLens{}
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return out, nil
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	for _, res := range c.results {
		for _, r := range res.Roots {
			if r.Place.File != path || r.Moment == analysis.Call {
				continue
			}
			at := places.span(r.Place)
			out = append(out, protocol.CodeLens{Range: at, Command: &protocol.Command{
				Title: rules.Visible(c.lensText(res, r)), Command: showChain, Arguments: []any{p.TextDocument.URI, at.Start},
			}})
		}
	}
	for _, l := range c.libraries(path) {
		at := places.span(analysis.Place{File: path, Span: l.target.CrateTypeSpan})
		out = append(out, protocol.CodeLens{Range: at, Command: &protocol.Command{
			Title: rules.Visible(l.target.Name) + ": " + verdictText(rules.UnloadVerdicts(l.res, l.target, c.evidence)), Command: explainRule, Arguments: []any{"dtor-in-unloadable-cdylib"},
		}})
	}
	return out, nil
}

// lensText is "runs at load · slot .init_array[2] · reaches println!".
func (c *checked) lensText(res *analysis.Result, r *analysis.Root) string {
	parts := []string{moments[r.Moment]}
	if slot := c.slotText(r); slot != "" {
		parts = append(parts, slot)
	}
	reached := c.reachedBy(res, r)
	if len(reached) > 0 {
		text := "reaches " + strings.Join(reached[:min(len(reached), maxReached)], ", ")
		if n := len(reached) - maxReached; n > 0 {
			text += fmt.Sprintf(" and %d more", n)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

// verdictText joins the platforms that share a verdict.
func verdictText(verdicts map[unload.Platform]*unload.Verdict) string {
	var order []string
	on := map[string][]string{}
	for _, p := range unload.Platforms {
		v := verdicts[p]
		if v == nil {
			continue
		}
		words := v.Words()
		if !slices.Contains(order, words) {
			order = append(order, words)
		}
		on[words] = append(on[words], string(p))
	}
	var parts []string
	for _, words := range order {
		parts = append(parts, words+" on "+strings.Join(on[words], ", "))
	}
	return strings.Join(parts, " · ")
}
