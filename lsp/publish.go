package lsp

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
)

// publisher pushes diagnostics to clients that do not ask for them, and knows
// what it sent.
type publisher struct {
	session *session

	mu    sync.Mutex // guards files, and is held while sending: order counts
	files map[string]*published
	// view is what the client has of the lifecycle view; nil where it has not asked, or has
	// been told that it is old.
	view []byte
}

// published is what a client has of one file.
type published struct {
	seq   uint64
	final bool
	sent  []byte    // the diagnostics as sent
	doc   *document // the document they were sent for, nil for none
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

// publish sends the diagnostics of one file, unless they are of an older snapshot
// than those sent last, or are the same for the same version: a client may wait
// for those of each. To a client that pulls nothing is sent. It reports whether
// they are others.
func (p *publisher) publish(snap *snapshot, path string, final bool, diagnostics []protocol.Diagnostic) (changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, o := p.files[path], snap.fs.documents[path]
	if f == nil {
		if len(diagnostics) == 0 && o == nil {
			return false
		}
		f = &published{sent: []byte("[]")}
	}
	if snap.seq < f.seq || snap.seq == f.seq && f.final {
		return false
	}
	sent, err := marshal(diagnostics)
	if err != nil {
		p.session.server.log.Error("cannot encode diagnostics", "file", path, "error", err.Error())
		return false
	}
	same, shown := bytes.Equal(sent, f.sent), f.doc == o
	*f = published{snap.seq, final, sent, o}
	if len(diagnostics) == 0 && o == nil {
		delete(p.files, path)
	} else {
		p.files[path] = f
	}
	if same && shown || p.session.server.client.pulls {
		return !same
	}
	params := &publishParams{URI: uriOf(path), Diagnostics: diagnostics}
	if o != nil {
		params.URI = o.uri
		if p.session.server.client.shows.VersionSupport {
			params.Version = &o.version
		}
	}
	p.session.server.notify("textDocument/publishDiagnostics", params)
	return !same
}

// diagnose is the first phase: the documents that changed.
func (s *snapshot) diagnose(ctx context.Context, paths []string) {
	if s.server.client.pulls {
		return // it asks
	}
	if len(paths) == 1 {
		if c, e, ok := s.moved(paths[0]); ok {
			places := s.places()
			places.moved = map[string]scan.Edit{paths[0]: e}
			s.server.session.push.publish(s, paths[0], false, s.diagnosticsAt(places, c, paths[0]))
			return
		}
	}
	c, err := s.analyseQuick(ctx)
	if err != nil {
		s.failed(ctx, err)
		return
	}
	for _, path := range paths {
		s.server.session.push.publish(s, path, false, s.diagnostics(c, path))
	}
}

// diagnoseAll is the second phase: all files, and those that had diagnostics.
func (s *snapshot) diagnoseAll(ctx context.Context) {
	ss := s.server.session
	ss.lookAgain("disk", nil)
	if ctx.Err() != nil {
		return // something is another: the next snapshot has begun
	}
	c, err := s.scan(ctx)
	if err != nil {
		s.failed(ctx, err)
		return
	}
	if m, ok := s.model.ready(); ok {
		ss.watcher.follow(m)
		ss.prune(m)
	}
	fits := s.evidence.fits(c.results, ss.builds.Load())
	if fits || s.evidence == nil { // else what is shown holds until the libraries were read
		s.tell(ctx, c)
		s.tellView(c)
		ss.settle()
	}
	if !fits {
		ss.gather(ctx, s, c)
	}
}

// scan analyses, and shows the first time how far it is.
func (s *snapshot) scan(ctx context.Context) (*checked, error) {
	ss := s.server.session
	ss.mu.Lock()
	first := !ss.scanned
	ss.mu.Unlock()
	if !first {
		return s.analyse(ctx)
	}
	ctx, shown := s.server.tasks.begin(ctx, "Checking crates")
	defer shown.end()
	c, err := s.analyseShown(ctx, shown)
	if err == nil {
		ss.mu.Lock()
		ss.scanned = true
		ss.mu.Unlock()
	}
	return c, err
}

// tell gives the client the diagnostics of all files, or has it ask again where
// those of a file have changed that it does not ask for by itself.
func (s *snapshot) tell(ctx context.Context, c *checked) {
	push := s.server.session.push
	// Open files count where nothing is found as well: edits may have come before the
	// first phase of each, and a client waits for the diagnostics of its last version.
	files := slices.Concat(push.known(), slices.Collect(maps.Keys(c.findings)), slices.Collect(maps.Keys(s.fs.documents)))
	slices.Sort(files)
	changed := s.server.session.lately(s.evidence)
	for _, path := range slices.Compact(files) {
		if ctx.Err() != nil {
			return
		}
		if push.publish(s, path, true, s.diagnostics(c, path)) {
			changed = true
		}
	}
	if changed {
		s.server.refreshClient(ctx)
	}
}

// lately reports whether the evidence is another than at the last call.
func (ss *session) lately(e *evidenceOf) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	old := ss.told
	ss.told = e
	return old != e
}

// failed logs why a diagnosis ended early, unless a newer one took its place.
func (s *snapshot) failed(ctx context.Context, err error) {
	if ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		s.server.log.Error("analysis failed", "error", err.Error())
	}
}
