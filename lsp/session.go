package lsp

import (
	"context"
	"maps"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// session is the state of a connection. It changes through modify alone.
type session struct {
	server *server
	disk   *disk
	cache  *workspace.Cache // of manifests
	// sources keeps what was read of source files.
	sources *scan.Cache
	push    *publisher
	watcher *watcher
	stamps  atomic.Uint64
	// libraries keeps what was read of built libraries; reading holds a token
	// while some are read; builds counts the times at which they changed.
	libraries *evidence.Cache
	reading   chan struct{}
	builds    atomic.Uint64
	returned  sync.Once // memory to the system

	mu     sync.Mutex // guards all below
	latest *snapshot
	stop   context.CancelFunc // of the diagnosis that is under way
	timer  *time.Timer        // starts the second phase
	// scanned: everything was looked at once.
	scanned bool
	told    *evidenceOf // that of the last diagnostics
	// settled is closed when everything was looked at after a change; see turned.
	settled chan struct{}
	closed  bool
}

func newSession(s *server) *session {
	ss := &session{server: s, disk: newDisk(), cache: &workspace.Cache{}, sources: &scan.Cache{}, libraries: &evidence.Cache{}, reading: make(chan struct{}, 1), settled: make(chan struct{}), stop: func() {}}
	ss.push = newPublisher(ss)
	ss.watcher = newWatcher(ss)
	ss.latest = &snapshot{server: s, settings: &settings{}, model: newLazy[*model](), checked: newLazy[*checked]()}
	ss.latest.fs = newFiles(ss.disk, nil)
	return ss
}

// current is the latest snapshot.
func (ss *session) current() *snapshot {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return ss.latest
}

// turned is closed when everything has been looked at once more.
func (ss *session) turned() <-chan struct{} {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return ss.settled
}

// settle wakes those who wait for that.
func (ss *session) settle() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	close(ss.settled)
	ss.settled = make(chan struct{})
}

// close stops what is under way.
func (ss *session) close() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.closed = true
	ss.stop()
	if ss.timer != nil {
		ss.timer.Stop()
	}
}

// draft is what a change may set of the next snapshot.
type draft struct {
	documents map[string]*document
	untitled  map[protocol.DocumentURI]*document
	folders   []string
	settings  *settings
	evidence  *evidenceOf
	// changed are the files whose text is another now; appeared those of them
	// that came or went, so that their folders are others too.
	changed, appeared map[string]bool
	// anew asks for everything to be found again, whatever was read for it.
	anew bool
	// shown are documents whose diagnostics the client waits for.
	shown []string
}

// touch marks a file as changed.
func (d *draft) touch(path string) { d.changed[path] = true }

// appear marks a file as come or gone.
func (d *draft) appear(path string) {
	d.changed[path] = true
	d.appeared[path] = true
}

// modify is the one door for changes. It makes the next snapshot, cancels the
// diagnosis of the last and starts that of the next.
func (ss *session) modify(cause string, f func(*draft)) { ss.modifyIf(nil, cause, f) }

// modifyIf does so if the given snapshot is the latest, whichever that is for nil.
func (ss *session) modifyIf(latest *snapshot, cause string, f func(*draft)) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	old := ss.latest
	if ss.closed || latest != nil && latest != old {
		return
	}
	d := &draft{
		documents: maps.Clone(old.fs.documents), untitled: maps.Clone(old.untitled), folders: slices.Clone(old.folders), settings: old.settings, evidence: old.evidence,
		changed: map[string]bool{}, appeared: map[string]bool{},
	}
	if d.documents == nil {
		d.documents = map[string]*document{}
	}
	if d.untitled == nil {
		d.untitled = map[protocol.DocumentURI]*document{}
	}
	f(d)
	ss.latest = old.next(d)
	ss.server.log.Debug("snapshot", "cause", cause, "number", ss.latest.seq, "changed", len(d.changed))
	ss.diagnoseLocked(d.shown)
}

// diagnoseLocked starts the two phases for the latest snapshot.
func (ss *session) diagnoseLocked(shown []string) {
	ss.stop()
	if ss.timer != nil {
		ss.timer.Stop()
	}
	snap := ss.latest
	if !snap.settings.started {
		return // the client has not told yet what it wants
	}
	ctx, cancel := context.WithCancel(ss.server.ctx)
	ss.stop = cancel
	delay := ss.server.opts.Delay
	if len(shown) > 0 {
		ss.server.spawn(func() { snap.diagnose(ctx, shown) })
	} else {
		delay = 0
	}
	ss.timer = time.AfterFunc(delay, func() {
		ss.mu.Lock()
		defer ss.mu.Unlock()
		if !ss.closed {
			ss.server.spawn(func() { snap.diagnoseAll(ctx) })
		}
	})
}

// lookAgain finds out which of the paths are others on disk than they were, and
// makes that a change; nil stands for all that were ever asked for.
func (ss *session) lookAgain(cause string, paths []string) {
	for _, path := range paths { // a file that came or went makes its folder another, and a new folder the one above
		for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
			paths = append(paths, dir)
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	open := ss.current().fs.documents
	changed := slices.DeleteFunc(ss.disk.refresh(paths), func(path string) bool { return open[path] != nil })
	if len(changed) == 0 {
		return
	}
	ss.modify(cause, func(d *draft) {
		for _, path := range changed {
			d.touch(path)
		}
	})
}

// treeBudget is how much source may be kept parsed beside the open documents.
const treeBudget = 8 << 20

// prune forgets files that a model and its results do not depend on, and gives
// memory back after the first scan, which needs more than all that follows.
func (ss *session) prune(m *model) {
	seen := []*files{m.files}
	for _, r := range m.results {
		if have, ok := r.ready(); ok {
			seen = append(seen, have.files)
		}
	}
	keep := func(path string) bool {
		return slices.ContainsFunc(seen, func(f *files) bool { return f.saw(path) })
	}
	ss.disk.prune(keep)
	ss.sources.Forget(keep, treeBudget)
	ss.returned.Do(debug.FreeOSMemory)
}

// roots are the folders to look at, and open files that lie in none of them.
func roots(folders []string, documents map[string]*document) []string {
	out := slices.Clone(folders)
	for path := range documents {
		inside := slices.ContainsFunc(folders, func(dir string) bool { return within(path, dir) })
		if !inside && (filepath.Ext(path) == ".rs" || filepath.Base(path) == "Cargo.toml") {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}
