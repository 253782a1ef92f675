package lsp

import (
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// places converts places of a snapshot's files, each of which it reads once. It
// belongs to one goroutine.
type places struct {
	snap  *snapshot
	files map[string]*mapper
	// moved is an edit of one file that came after the places were found.
	moved map[string]scan.Edit
}

func (s *snapshot) places() *places { return &places{snap: s, files: map[string]*mapper{}} }

func (p *places) file(path string) *mapper {
	m := p.files[path]
	if m == nil {
		m = p.snap.mapper(path)
		p.files[path] = m
	}
	return m
}

func (p *places) span(at analysis.Place) protocol.Range {
	if e, ok := p.moved[at.File]; ok {
		at.Span.Start, at.Span.End = e.Moved(at.Span.Start), e.Moved(at.Span.End)
	}
	return p.file(at.File).span(at.Span)
}

func (p *places) location(at analysis.Place) protocol.Location {
	return protocol.Location{URI: p.uri(at.File), Range: p.span(at)}
}

// uri is that by which the client opened the file, else the file's own.
func (p *places) uri(path string) protocol.DocumentURI {
	if o := p.snap.fs.documents[path]; o != nil {
		return o.uri
	}
	return uriOf(path)
}

// text is path:line:column for people.
func (p *places) text(at analysis.Place) string {
	start := p.span(at).Start
	return fmt.Sprintf("%s:%d:%d", rules.Visible(at.File), start.Line+1, start.Character+1)
}
