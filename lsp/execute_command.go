package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The commands that the server executes. Their names differ from those that
// clients give their own.
const (
	explainRule    = "cdylib-ls.server.explainRule"    // rule id
	inspectLibrary = "cdylib-ls.server.inspectLibrary" // path or URI of a built library
	showChain      = "cdylib-ls.server.showChain"      // URI, position
	applyEdit      = "cdylib-ls.server.applyEdit"      // title, workspace edit
	fixWorkspace   = "cdylib-ls.server.fixWorkspace"   // no arguments
)

// commandResult is what a command gives: text to show, and the file that holds
// it where there is one.
type commandResult struct {
	Text string       `json:"text"`
	URI  protocol.URI `json:"uri,omitempty"`
}

// executeCommandParams leave the arguments for each command to read.
type executeCommandParams struct {
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

// executeCommand runs one of the commands. Those that give text open it in
// clients that can show a document; others get it as a message.
func (s *server) executeCommand(ctx context.Context, snap *snapshot, p *executeCommandParams) (any, error) {
	switch p.Command {
	case explainRule:
		var id string
		if err := arguments(p, &id); err != nil {
			return nil, err
		}
		rule := rules.ByID(id)
		if rule == nil {
			return nil, fmt.Errorf("no rule is called %q", id)
		}
		return s.show(ctx, commandResult{rule.Doc, s.pages.href(id)})
	case inspectLibrary:
		var library string
		if err := arguments(p, &library); err != nil {
			return nil, err
		}
		return s.inspect(ctx, library)
	case showChain:
		var uri protocol.DocumentURI
		var at protocol.Position
		if err := arguments(p, &uri, &at); err != nil {
			return nil, err
		}
		return s.chains(ctx, snap, uri, at)
	case applyEdit:
		var label string
		var edit workspaceEdit
		if err := arguments(p, &label, &edit); err != nil {
			return nil, err
		}
		return nil, s.applied(ctx, label, &edit)
	case fixWorkspace:
		return nil, s.fixAllFiles(ctx, snap)
	}
	return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "no command is called %q", p.Command)
}

// applied has the client apply an edit.
func (s *server) applied(ctx context.Context, label string, edit *workspaceEdit) error {
	var answer protocol.ApplyWorkspaceEditResponse
	if err := s.ask(ctx, "workspace/applyEdit", map[string]any{"label": label, "edit": edit}, &answer); err != nil {
		return err
	}
	if !answer.Applied {
		return fmt.Errorf("the editor did not apply it: %s", answer.FailureReason)
	}
	return nil
}

// fixAllFiles has the client apply the safe fixes of all files, and show them before if it
// can. Of fixes that overlap the first is taken.
func (s *server) fixAllFiles(ctx context.Context, snap *snapshot) error {
	if !s.client.Workspace.ApplyEdit {
		return errors.New("this editor applies no edits that are not asked for with a code action")
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return err
	}
	var all []*rules.Finding
	for _, path := range slices.Sorted(maps.Keys(c.findings)) {
		all = append(all, c.findings[path]...)
	}
	planned, _ := rules.Plan(all, false)
	var edits []rules.Edit
	for _, file := range slices.Sorted(maps.Keys(planned)) {
		if snap.inWorkspace(file) {
			edits = append(edits, planned[file]...)
		}
	}
	if len(edits) == 0 {
		return errors.New("no finding here has a fix that is safe to apply unseen")
	}
	const name = "Apply all safe fixes of cdylib-ls"
	edit := snap.edited(snap.places(), name, edits, true)
	if edit == nil {
		return errors.New("the editor cannot apply these fixes")
	}
	return s.applied(ctx, name, edit)
}

// arguments reads a command's arguments in order.
func arguments(p *executeCommandParams, into ...any) error {
	if len(p.Arguments) != len(into) {
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s takes %d arguments, not %d", p.Command, len(into), len(p.Arguments))
	}
	for i, v := range into {
		if err := json.Unmarshal(p.Arguments[i], v); err != nil {
			return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s: argument %d: %v", p.Command, i+1, err)
		}
	}
	return nil
}

// explainCommand is the command that opens a rule's page.
func explainCommand(rule string) *protocol.Command {
	return &protocol.Command{Title: "Explain " + rule, Command: explainRule, Arguments: []any{rule}}
}

// inspect reads a built library. It runs none of its code.
func (s *server) inspect(ctx context.Context, library string) (any, error) {
	if path, ok := pathOf(protocol.DocumentURI(library)); ok {
		library = path
	}
	switch {
	case s.opts.Inspect == nil:
		return nil, errors.New("this server cannot inspect libraries")
	case !filepath.IsAbs(library):
		return nil, fmt.Errorf("%q is no absolute path", library)
	}
	text, err := s.opts.Inspect(library)
	if err != nil {
		return nil, err
	}
	return s.show(ctx, s.asFile(filepath.Base(library)+".txt", text))
}

// chains shows how the roots reach what stands at a position.
func (s *server) chains(ctx context.Context, snap *snapshot, uri protocol.DocumentURI, at protocol.Position) (any, error) {
	path, ok := pathOf(uri)
	if !ok {
		return nil, fmt.Errorf("%s is no file", uri)
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	places := snap.places()
	offset := places.file(path).offset(at)
	var out strings.Builder
	for _, res := range c.results {
		for _, r := range res.Reaches {
			for i := range r.Paths {
				root := r.Paths[i].Root
				if covers(r.Place, path, offset) || covers(root.Place, path, offset) {
					writeChain(&out, places, r, &r.Paths[i])
				}
			}
		}
	}
	if out.Len() == 0 {
		return nil, errors.New("nothing here is reached from a root, or reaches anything")
	}
	return s.show(ctx, s.asFile("chain.txt", out.String()))
}

func writeChain(out *strings.Builder, places *places, r *analysis.Reach, p *analysis.RootPath) {
	fmt.Fprintf(out, "%s, and reaches %s\n", plain(rootText(p.Root)), plain(r.Effect.What))
	fmt.Fprintf(out, "  %s: registered by %s\n", places.text(p.Root.Place), plain(p.Root.Registration))
	for _, step := range p.Chain {
		fmt.Fprintf(out, "  %s: %s\n", places.text(step.Place), plain(step.Message))
	}
	if !p.Certain {
		out.WriteString("  a step of it is a guess by name or trait\n")
	}
	out.WriteString("\n")
}

// covers reports whether a place of a file holds an offset, its end included.
func covers(at analysis.Place, path string, offset int) bool {
	return at.File == path && at.Span.Start <= offset && offset <= at.Span.End
}

// asFile writes a report where an editor can open it, as far as that is possible.
func (s *server) asFile(name, text string) commandResult {
	out := commandResult{Text: text}
	if path, err := s.pages.put(filepath.Join("reports", name), text); err == nil && path != "" {
		out.URI = protocol.URI(uriOf(path))
	}
	return out
}

// show opens a result in the editor.
func (s *server) show(ctx context.Context, r commandResult) (any, error) {
	if s.client.Window.ShowDocument.Support && r.URI != "" {
		var answer protocol.ShowDocumentResult
		if err := s.ask(ctx, "window/showDocument", &protocol.ShowDocumentParams{URI: r.URI, TakeFocus: true}, &answer); err != nil {
			s.log.Info("the client shows no document", "error", err.Error())
		}
	}
	return r, nil
}
