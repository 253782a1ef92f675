package lsp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"go.lsp.dev/protocol"
)

// documentDiagnosticParams are those of textDocument/diagnostic.
type documentDiagnosticParams struct {
	TextDocument     protocol.TextDocumentIdentifier `json:"textDocument"`
	PreviousResultID string                          `json:"previousResultId"`
}

// workspaceDiagnosticParams are those of workspace/diagnostic.
type workspaceDiagnosticParams struct {
	PreviousResultIDs []struct {
		URI   protocol.DocumentURI `json:"uri"`
		Value string               `json:"value"`
	} `json:"previousResultIds"`
	PartialResultToken json.RawMessage `json:"partialResultToken"`
}

// report is a document's diagnostics, or that they are as they were. URI and
// Version belong to reports of the workspace alone.
type report struct {
	Kind     string                 `json:"kind"` // full or unchanged
	ResultID string                 `json:"resultId"`
	Items    *[]protocol.Diagnostic `json:"items,omitempty"`
	URI      protocol.DocumentURI   `json:"uri,omitempty"`
}

// workspaceReport adds what the protocol wants there even where it is null.
type workspaceReport struct {
	report
	Version *int32 `json:"version"`
}

type workspaceReports struct {
	Items []workspaceReport `json:"items"`
}

// reportOf is full, or unchanged where the client has these diagnostics already.
func reportOf(diagnostics []protocol.Diagnostic, previous string) (report, error) {
	text, err := marshal(diagnostics)
	if err != nil {
		return report{}, err
	}
	sum := sha256.Sum256(text)
	r := report{Kind: "full", ResultID: hex.EncodeToString(sum[:8]), Items: &diagnostics}
	if r.ResultID == previous {
		r.Kind, r.Items = "unchanged", nil
	}
	return r, nil
}

// documentDiagnostic answers for one document.
func (s *server) documentDiagnostic(ctx context.Context, snap *snapshot, p *documentDiagnosticParams) (any, error) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return reportOf([]protocol.Diagnostic{}, p.PreviousResultID)
	}
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	diagnostics := snap.diagnostics(c, path)
	s.session.push.publish(snap, path, false, diagnostics) // notes what the client has
	return reportOf(diagnostics, p.PreviousResultID)
}

// partSize is how many files go into one partial result.
const partSize = 20

// workspaceDiagnostic answers for all files with findings, and for those of which
// the client has some still. A client that takes partial results asks again as soon as it
// has its answer; where it has everything, it gets one when something has changed.
func (s *server) workspaceDiagnostic(ctx context.Context, snap *snapshot, p *workspaceDiagnosticParams) (any, error) {
	previous := map[string]string{}
	for _, r := range p.PreviousResultIDs {
		if path, ok := pathOf(r.URI); ok {
			previous[path] = r.Value
		}
	}
	for {
		turned := s.session.turned()
		all, news, err := s.workspaceReports(ctx, snap, previous)
		if err != nil {
			return nil, err
		}
		if news || len(p.PartialResultToken) == 0 {
			return s.inParts(p.PartialResultToken, all), nil
		}
		select {
		case <-turned:
			snap = s.session.current()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// workspaceReports are those of all files, and whether the client lacks some.
func (s *server) workspaceReports(ctx context.Context, snap *snapshot, previous map[string]string) (all []workspaceReport, news bool, err error) {
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, false, err
	}
	files := append(slices.Collect(maps.Keys(c.findings)), slices.Collect(maps.Keys(previous))...)
	slices.Sort(files)
	places := snap.places()
	all = []workspaceReport{}
	for _, path := range slices.Compact(files) {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		r, err := reportOf(snap.diagnostics(c, path), previous[path])
		if err != nil {
			return nil, false, err
		}
		r.URI = places.uri(path)
		news = news || r.Kind == "full"
		all = append(all, workspaceReport{r, snap.version(path)})
	}
	return all, news, nil
}

// inParts sends reports as partial results but for the last ones, which it returns.
func (s *server) inParts(token json.RawMessage, all []workspaceReport) workspaceReports {
	for len(token) > 0 && len(all) > partSize {
		s.notify("$/progress", map[string]any{"token": token, "value": workspaceReports{Items: all[:partSize]}})
		all = all[partSize:]
	}
	return workspaceReports{Items: all}
}

// refreshClient asks a client that pulls to ask again, as what it has may be old.
func (s *server) refreshClient(ctx context.Context) {
	for method, supported := range map[string]bool{
		"workspace/diagnostic/refresh": s.client.pulls,
		"workspace/codeLens/refresh":   s.client.Workspace.CodeLens.RefreshSupport,
	} {
		if !supported {
			continue
		}
		if err := s.ask(ctx, method, struct{}{}, nil); err != nil && ctx.Err() == nil {
			s.log.Info("the client does not refresh", "method", method, "error", err.Error())
		}
	}
}
