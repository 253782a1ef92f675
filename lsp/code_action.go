package lsp

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// fixAllKind is the kind of the action that applies all safe fixes.
const fixAllKind protocol.CodeActionKind = "source.fixAll.cdylib-ls"

// suppressKind is the kind of the comments that silence a finding, so that clients
// can ask for these alone.
const suppressKind protocol.CodeActionKind = protocol.QuickFix + ".suppress"

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
	a := &actions{snap: snap, found: c, places: snap.places(), path: path, out: []codeAction{}}
	if wantsKind(p.Context.Only, protocol.QuickFix) || wantsKind(p.Context.Only, suppressKind) {
		a.fixes(p.Range, p.Context)
	}
	if wantsKind(p.Context.Only, fixAllKind) {
		a.fixAll()
	}
	// What silences a finding comes last: it mends nothing.
	slices.SortStableFunc(a.out, func(x, y codeAction) int { return rank(x) - rank(y) })
	if s.client.TextDocument.CodeAction.CodeActionLiteralSupport == nil {
		return a.asCommands(), nil
	}
	if s.client.resolvesEdits() {
		for kind, all := range a.edits() {
			for i, action := range all {
				action.Edit = nil
				action.Data = &actionData{URI: p.TextDocument.URI, Version: snap.version(path), Range: p.Range, Kind: kind, Index: i}
			}
		}
	}
	return a.out, nil
}

// edits are the actions that have an edit, by their kinds.
func (a *actions) edits() map[protocol.CodeActionKind][]*codeAction {
	out := map[protocol.CodeActionKind][]*codeAction{}
	for i := range a.out {
		if a.out[i].Edit != nil {
			out[a.out[i].Kind] = append(out[a.out[i].Kind], &a.out[i])
		}
	}
	return out
}

func rank(a codeAction) int {
	if a.Kind == suppressKind {
		return 1
	}
	return 0
}

// resolveCodeAction adds the edit to an action that the client has chosen.
func (s *server) resolveCodeAction(ctx context.Context, snap *snapshot, p *codeAction) (any, error) {
	if p.Data == nil {
		return p, nil
	}
	path, ok := pathOf(p.Data.URI)
	if !ok {
		return nil, fmt.Errorf("%s is no file", p.Data.URI)
	}
	if now := snap.version(path); now == nil != (p.Data.Version == nil) || now != nil && *now != *p.Data.Version {
		return nil, jsonrpc2.NewError(codeContentModified, "the document has changed since this was offered; ask again")
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	a := &actions{snap: snap, found: c, places: snap.places(), path: path}
	if p.Data.Kind == fixAllKind {
		a.fixAll()
	} else {
		a.fixes(p.Data.Range, protocol.CodeActionContext{Only: []protocol.CodeActionKind{p.Data.Kind}})
	}
	if all := a.edits()[p.Data.Kind]; p.Data.Index >= 0 && p.Data.Index < len(all) && all[p.Data.Index].Title == p.Title {
		p.Edit = all[p.Data.Index].Edit
		return p, nil
	}
	return nil, jsonrpc2.NewError(codeContentModified, "what this fixes is no longer found; ask again")
}

// actions gathers the code actions for one file.
type actions struct {
	snap   *snapshot
	found  *checked
	places *places
	path   string
	out    []codeAction
}

// fixes offers the fixes of the findings in a range, the last of which silences
// the finding, and the rule's page.
func (a *actions) fixes(in protocol.Range, asked protocol.CodeActionContext) {
	here := slices.DeleteFunc(slices.Clone(a.found.findings[a.path]), func(f *rules.Finding) bool {
		return !overlaps(a.places.span(f.Place), in)
	})
	explained := map[string]bool{}
	for _, f := range rules.WithSuppressions(a.found.results, here) {
		of := a.shown(f, asked.Diagnostics)
		for i := range f.Fixes {
			fix := &f.Fixes[i]
			kind := protocol.QuickFix
			if fix.Suppresses {
				kind = suppressKind
			}
			if !wantsKind(asked.Only, kind) {
				continue
			}
			name := title(rules.Visible(fix.Title))
			if edit := a.snap.edit(a.places, name, fix.Edits); edit != nil {
				a.out = append(a.out, codeAction{
					Title: name, Kind: kind, Diagnostics: of, Edit: edit,
					IsPreferred: i == 0 && !fix.Suppresses && !fix.Answers && oneFile(fix.Edits) && a.snap.server.client.TextDocument.CodeAction.IsPreferredSupport,
				})
			}
		}
		if !explained[f.Rule] && wantsKind(asked.Only, protocol.QuickFix) {
			explained[f.Rule] = true
			explain := explainCommand(f.Rule)
			a.out = append(a.out, codeAction{Title: explain.Title, Kind: protocol.QuickFix, Diagnostics: of, Command: explain})
		}
	}
}

// oneFile reports that edits stay in one file: what goes further is not for a client to
// choose by itself.
func oneFile(edits []rules.Edit) bool {
	return !slices.ContainsFunc(edits, func(e rules.Edit) bool { return e.File != edits[0].File })
}

// shown picks the client's diagnostics that stand for a finding.
func (a *actions) shown(f *rules.Finding, shown []protocol.Diagnostic) []protocol.Diagnostic {
	at := a.places.span(f.Place)
	return slices.DeleteFunc(slices.Clone(shown), func(d protocol.Diagnostic) bool { return d.Code != f.Rule || d.Range != at })
}

// fixAll offers the safe fixes of the whole file as one edit. Of fixes that
// overlap the first is taken.
func (a *actions) fixAll() {
	planned, _ := rules.Plan(a.found.findings[a.path], false)
	var edits []rules.Edit
	for _, file := range slices.Sorted(maps.Keys(planned)) {
		edits = append(edits, planned[file]...)
	}
	if len(edits) == 0 {
		return
	}
	const name = "Apply all safe fixes of cdylib-ls"
	if edit := a.snap.edit(a.places, name, edits); edit != nil {
		a.out = append(a.out, codeAction{Title: name, Kind: fixAllKind, Edit: edit})
	}
}

// asCommands is for clients that take commands only: applying an edit is one.
func (a *actions) asCommands() []protocol.Command {
	out := []protocol.Command{}
	for _, x := range a.out {
		switch {
		case x.Command != nil:
			out = append(out, *x.Command)
		case a.snap.server.client.Workspace.ApplyEdit:
			out = append(out, protocol.Command{Title: x.Title, Command: applyEdit, Arguments: []any{x.Title, x.Edit}})
		}
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
