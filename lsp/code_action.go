package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// fixAllKind is the kind of the action that applies all safe fixes.
const fixAllKind protocol.CodeActionKind = "source.fixAll.cdylib-ls"

// codeAction offers the fixes of the findings in a range. They were found
// before; nothing is analysed for it but what is still under way.
func (s *server) codeAction(ctx context.Context, snap *snapshot, p *protocol.CodeActionParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return []codeAction{}, nil
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	out := []codeAction{}
	if wantsKind(p.Context.Only, protocol.QuickFix) {
		here := slices.DeleteFunc(slices.Clone(c.findings[path]), func(f *rules.Finding) bool {
			return !overlaps(places.span(f.Place), p.Range)
		})
		for _, f := range rules.WithSuppressions(c.results, here) {
			out = append(out, snap.fixes(places, f, p.Context.Diagnostics)...)
		}
	}
	return out, nil
}

// fixes are the actions for one finding: its fixes, the last of which silences it.
func (s *snapshot) fixes(places *places, f *rules.Finding, shown []protocol.Diagnostic) []codeAction {
	var out []codeAction
	var of []protocol.Diagnostic
	at := places.span(f.Place)
	for _, d := range shown {
		if d.Code == f.Rule && d.Range == at {
			of = append(of, d)
		}
	}
	for i := range f.Fixes {
		fix := &f.Fixes[i]
		edit := s.edit(places, fix.Edits)
		if edit == nil {
			continue
		}
		out = append(out, codeAction{
			Title: title(fix.Title), Kind: protocol.QuickFix, Diagnostics: of, Edit: edit,
			IsPreferred: i == 0 && !fix.Suppresses && s.server.client.TextDocument.CodeAction.IsPreferredSupport,
		})
	}
	return out
}

// title begins with a capital, as editors show it.
func title(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// wantsKind reports whether a client that asks for some kinds wants this one: a
// kind stands for those below it.
func wantsKind(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool {
		return k == "" || k == kind || strings.HasPrefix(string(kind), string(k)+".")
	})
}

// overlaps reports whether two ranges touch.
func overlaps(a, b protocol.Range) bool { return !before(a.End, b.Start) && !before(b.End, a.Start) }

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
