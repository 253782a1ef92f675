package lsp

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"go.lsp.dev/protocol"
)

// publisher pushes diagnostics to clients that do not ask for them, and knows
// what it sent.
type publisher struct {
	session *session

	mu    sync.Mutex // guards files, and is held while sending: order counts
	files map[string]*published
}

// published is what a client has of one file.
type published struct {
	seq   uint64
	final bool
	sent  []byte // the diagnostics as sent; nil for none
}

func newPublisher(s *session) *publisher {
	return &publisher{session: s, files: map[string]*published{}}
}

// known lists the files that the client has diagnostics of.
func (p *publisher) known() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(maps.Keys(p.files))
}

// publish sends the diagnostics of one file, unless they are of an older
// snapshot than those sent last, or are the same. again sends them all the same.
func (p *publisher) publish(snap *snapshot, path string, final, again bool, diagnostics []protocol.Diagnostic) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.files[path]
	if f == nil {
		if len(diagnostics) == 0 && !again {
			return
		}
		f = &published{}
	}
	if snap.seq < f.seq || snap.seq == f.seq && f.final {
		return
	}
	sent, err := marshal(diagnostics)
	if err != nil {
		p.session.server.log.Error("cannot encode diagnostics", "file", path, "error", err.Error())
		return
	}
	f.seq, f.final = snap.seq, final
	o := snap.fs.overlays[path]
	same := bytes.Equal(sent, f.sent)
	f.sent = sent
	if len(diagnostics) == 0 && o == nil {
		delete(p.files, path)
	} else {
		p.files[path] = f
	}
	if same && !again {
		return
	}
	params := &publishParams{URI: uriOf(path), Diagnostics: diagnostics}
	if o != nil {
		params.URI = o.uri
		if p.session.server.client.shows.VersionSupport {
			params.Version = &o.version
		}
	}
	p.session.server.notify("textDocument/publishDiagnostics", params)
}

// diagnose is the first phase: the documents that changed.
func (s *snapshot) diagnose(ctx context.Context, paths []string) {
	if s.server.client.pulls {
		return // it asks
	}
	c, err := s.glance(ctx)
	if err != nil {
		s.failed(ctx, err)
		return
	}
	for _, path := range paths {
		s.server.session.push.publish(s, path, false, true, s.diagnostics(c, path))
	}
}

// diagnoseAll is the second phase: all files, and those that had diagnostics.
func (s *snapshot) diagnoseAll(ctx context.Context) {
	c, err := s.analyse(ctx)
	if err != nil {
		s.failed(ctx, err)
		return
	}
	if s.server.client.pulls {
		return
	}
	push := s.server.session.push
	files := append(push.known(), slices.Collect(maps.Keys(c.findings))...)
	slices.Sort(files)
	for _, path := range slices.Compact(files) {
		if ctx.Err() != nil {
			return
		}
		push.publish(s, path, true, false, s.diagnostics(c, path))
	}
}

// failed logs why a diagnosis ended early, unless a newer one took its place.
func (s *snapshot) failed(ctx context.Context, err error) {
	if ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		s.server.log.Error("analysis failed", "error", err.Error())
	}
}
