package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The call hierarchy shows the functions on the way from roots to effects, and no
// others: it answers what a root reaches, and how something is reached.

// call is one step from a function to another, or to an effect.
type callStep struct {
	from, to analysis.Place // names of the functions; to is the site of an effect
	fromName string
	toName   string
	effect   bool
	site     analysis.Place
}

// steps lists all steps of all chains, each once.
func (c *checked) steps() []callStep {
	var out []callStep
	seen := map[callStep]bool{}
	for _, res := range c.results {
		for _, r := range res.Reaches {
			for _, p := range r.Paths {
				at, name := p.Root.Place, p.Root.Name
				for _, s := range p.Chain {
					step := callStep{from: at, fromName: name, to: s.ToPlace, toName: s.To, site: s.Place}
					if s.ToPlace == (analysis.Place{}) {
						step.to, step.toName, step.effect = s.Place, r.Effect.What, true
					}
					if !seen[step] {
						seen[step] = true
						out = append(out, step)
					}
					at, name = step.to, step.toName
				}
			}
		}
	}
	return out
}

// prepareCallHierarchy names the function at a position.
func (s *server) prepareCallHierarchy(ctx context.Context, snap *snapshot, p *protocol.CallHierarchyPrepareParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	offset := places.file(path).offset(p.Position)
	for _, res := range c.results {
		for _, r := range res.Roots {
			if covers(r.Place, path, offset) {
				return []protocol.CallHierarchyItem{places.item(r.Name, r.Place, false, detail(r))}, nil
			}
		}
	}
	for _, step := range c.steps() {
		switch {
		case covers(step.to, path, offset), covers(step.site, path, offset):
			return []protocol.CallHierarchyItem{places.item(step.toName, step.to, step.effect, "")}, nil
		case covers(step.from, path, offset):
			return []protocol.CallHierarchyItem{places.item(step.fromName, step.from, false, "")}, nil
		}
	}
	return nil, nil
}

func (p *places) item(name string, at analysis.Place, effect bool, detail string) protocol.CallHierarchyItem {
	kind := protocol.SymbolKindFunction
	if effect {
		kind = protocol.SymbolKindEvent
	}
	span := p.span(at)
	return protocol.CallHierarchyItem{Name: rules.Visible(name), Kind: kind, Detail: rules.Visible(detail), URI: p.uri(at.File), Range: span, SelectionRange: span}
}

// is reports whether an item stands for a place.
func (p *places) is(item *protocol.CallHierarchyItem, at analysis.Place) bool {
	return item.URI == p.uri(at.File) && item.SelectionRange == p.span(at)
}

// outgoingCalls lists what a function calls on the way to effects.
func (s *server) outgoingCalls(ctx context.Context, snap *snapshot, p *protocol.CallHierarchyOutgoingCallsParams) (any, error) {
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	out := []protocol.CallHierarchyOutgoingCall{}
	index := map[analysis.Place]int{}
	for _, step := range c.steps() {
		if !places.is(&p.Item, step.from) {
			continue
		}
		i, known := index[step.to]
		if !known {
			i = len(out)
			index[step.to] = i
			out = append(out, protocol.CallHierarchyOutgoingCall{To: places.item(step.toName, step.to, step.effect, "")})
		}
		out[i].FromRanges = append(out[i].FromRanges, places.span(step.site))
	}
	return out, nil
}

// incomingCalls lists who calls a function, or has an effect, on the way from roots.
func (s *server) incomingCalls(ctx context.Context, snap *snapshot, p *protocol.CallHierarchyIncomingCallsParams) (any, error) {
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	out := []protocol.CallHierarchyIncomingCall{}
	index := map[analysis.Place]int{}
	for _, step := range c.steps() {
		if !places.is(&p.Item, step.to) {
			continue
		}
		i, known := index[step.from]
		if !known {
			i = len(out)
			index[step.from] = i
			out = append(out, protocol.CallHierarchyIncomingCall{From: places.item(step.fromName, step.from, false, "")})
		}
		out[i].FromRanges = append(out[i].FromRanges, places.span(step.site))
	}
	return out, nil
}
