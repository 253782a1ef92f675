package lsp

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// watcher looks after what no client tells of: built libraries always, and
// sources for clients that do not watch files. It watches folders; which ones
// follows from each model.
type watcher struct {
	session *session

	mu      sync.Mutex // guards all below
	notify  *fsnotify.Watcher
	folders map[string]bool // watched
	sources bool
}

// settle is how long a folder has to be quiet before it is looked at: a build
// writes many files.
const settle = 100 * time.Millisecond

// longest is how long it is waited for.
const longest = 2 * time.Second

func newWatcher(s *session) *watcher { return &watcher{session: s, folders: map[string]bool{}} }

// watchSources has sources watched too.
func (w *watcher) watchSources() {
	w.mu.Lock()
	w.sources = true
	w.mu.Unlock()
	snap := w.session.current()
	if m, ok := snap.model.ready(); ok {
		w.follow(m)
	}
}

// follow watches the folders of a model and no others.
func (w *watcher) follow(m *model) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.notify == nil {
		n, err := fsnotify.NewWatcher()
		if err != nil {
			w.session.server.log.Warn("files are not watched", "error", err.Error())
			return
		}
		w.notify = n
		w.session.server.spawn(func() { w.run(n) })
	}
	// A folder that came between the listing and the watching is seen in another round.
	for range maxRounds {
		if !w.followLocked(m) {
			return
		}
	}
}

// maxRounds bounds how often folders are listed again because some have come.
const maxRounds = 5

// followLocked does so once, and reports whether it watches more folders than before.
func (w *watcher) followLocked(m *model) (more bool) {
	want := map[string]bool{}
	for _, ws := range m.set.Workspaces {
		for _, dir := range libraryFolders(w.session.disk.under, ws) {
			want[dir] = true
		}
	}
	if w.sources {
		for _, dir := range m.files.folders() {
			want[dir] = true
		}
		for _, r := range m.results {
			if have, ok := r.ready(); ok {
				for _, dir := range have.files.folders() {
					want[dir] = true
				}
			}
		}
	}
	for dir := range w.folders {
		if !want[dir] {
			_ = w.notify.Remove(dir) // it may be gone
			delete(w.folders, dir)
		}
	}
	for dir := range want {
		if !w.folders[dir] && w.notify.Add(dir) == nil {
			w.folders[dir], more = true, true
		}
	}
	return more
}

// libraryFolders are those in which Cargo puts libraries, with the folders in
// which these would appear. Another triple's libraries stand one level deeper.
func libraryFolders(fs vfs.FS, ws *workspace.Workspace) []string {
	out := []string{ws.Root, ws.TargetDir}
	entries, err := fs.ReadDir(ws.TargetDir)
	if err != nil {
		// It is there after the first build. Until then the folder is watched in which it, or
		// a folder above it, will appear.
		for dir := ws.TargetDir; dir != filepath.Dir(dir); {
			dir = filepath.Dir(dir)
			if info, err := fs.Stat(dir); err == nil && info.IsDir {
				return append(out, dir)
			}
		}
		return out
	}
	for _, e := range entries {
		if !e.IsDir {
			continue
		}
		dir := filepath.Join(ws.TargetDir, e.Name)
		out = append(out, dir)
		if !strings.Contains(e.Name, "-") {
			continue
		}
		profiles, err := fs.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, p := range profiles {
			if p.IsDir {
				out = append(out, filepath.Join(dir, p.Name))
			}
		}
	}
	return out
}

// run gathers events until a pause, then has what they name looked at.
func (w *watcher) run(n *fsnotify.Watcher) {
	defer n.Close()
	timer := time.NewTimer(settle)
	timer.Stop()
	defer timer.Stop()
	var paths []string
	var first time.Time
	done := w.session.server.ctx.Done()
	for {
		select {
		case <-done:
			return
		case e, ok := <-n.Events:
			if !ok {
				return
			}
			if len(paths) == 0 {
				first = time.Now()
			}
			paths = append(paths, e.Name)
			if time.Since(first) < longest { // a folder that is never quiet is looked at all the same
				timer.Reset(settle)
			}
		case err, ok := <-n.Errors:
			if !ok {
				return
			}
			w.session.server.log.Warn("watching files", "error", err.Error())
		case <-timer.C:
			w.changed(paths)
			paths = nil
		}
	}
}

// changed tells the session what events are about.
func (w *watcher) changed(paths []string) {
	slices.Sort(paths)
	paths = slices.Compact(paths)
	m, ok := w.session.current().model.ready()
	if !ok {
		return
	}
	built := false
	var sources []string
	for _, path := range paths {
		inTarget := slices.ContainsFunc(m.set.Workspaces, func(ws *workspace.Workspace) bool { return within(path, ws.TargetDir) })
		above := slices.ContainsFunc(m.set.Workspaces, func(ws *workspace.Workspace) bool { return within(ws.TargetDir, path) })
		built = built || inTarget || above
		if !inTarget {
			sources = append(sources, path)
		}
	}
	if built {
		w.follow(m) // folders may have come
		w.session.librariesChanged()
	}
	w.session.lookAgain("watcher", sources)
}
