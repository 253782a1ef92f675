package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// documentSymbol lists the roots of a file: what runs without being called.
func (s *server) documentSymbol(ctx context.Context, snap *snapshot, p *protocol.DocumentSymbolParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return []protocol.DocumentSymbol{}, nil
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	symbols, flat := []protocol.DocumentSymbol{}, []protocol.SymbolInformation{}
	for _, res := range c.results {
		for _, r := range res.Roots {
			if r.Place.File != path {
				continue
			}
			whole := r.Place
			if r.Item != nil && r.Item.Span.Start <= r.Place.Span.Start && r.Place.Span.End <= r.Item.Span.End {
				whole.Span = r.Item.Span
			}
			symbols = append(symbols, protocol.DocumentSymbol{
				Name: rules.Visible(r.Name), Detail: rules.Visible(detail(r)), Kind: protocol.SymbolKindEvent, Range: places.span(whole), SelectionRange: places.span(r.Place),
			})
			flat = append(flat, protocol.SymbolInformation{
				Name: rules.Visible(r.Name), Kind: protocol.SymbolKindEvent, ContainerName: moments[r.Moment],
				Location: protocol.Location{URI: places.uri(path), Range: places.span(whole)},
			})
		}
	}
	if !s.client.TextDocument.DocumentSymbol.Hierarchical {
		return flat, nil
	}
	return symbols, nil
}

// detail is "runs at load (ctor::ctor)".
func detail(r *analysis.Root) string { return moments[r.Moment] + " (" + r.Registration + ")" }
