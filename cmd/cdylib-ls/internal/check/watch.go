package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// settle is how long files must be quiet before they are checked again: editors
// write in several steps.
const settle = 100 * time.Millisecond

// watch checks, waits until something that was looked at has changed, and checks
// again, until it is interrupted. What is wrong with one state of the files is said,
// and the next is waited for.
func watch(ctx context.Context, c *console.Console, f *Options, at console.Located) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("cannot watch files: %w; check without --watch", err)
	}
	defer w.Close()
	for {
		if f.Output == "" && console.IsTerminal(c.Stdout) {
			fmt.Fprint(c.Stdout, "\x1b[H\x1b[2J\x1b[3J") // a fresh screen
		}
		trace := vfs.NewTrace(vfs.Disk{})
		err := checkOnce(ctx, c, f, at, trace)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !errors.Is(err, console.ErrFindings) {
			c.Complain(err)
		}
		answers := trace.Answers()
		if len(answers) == 0 { // nothing could be read, so nothing can change
			return err
		}
		if err := watchFolders(w, answers); err != nil {
			return err
		}
		if !changed(ctx, w, answers) {
			return nil
		}
	}
}

// watchFolders adds the folders of everything that was asked for.
func watchFolders(w *fsnotify.Watcher, answers map[vfs.Question]vfs.Answer) error {
	watched := map[string]bool{}
	for _, dir := range w.WatchList() {
		watched[dir] = true
	}
	for q := range answers {
		dir := q.Path
		if q.Op != vfs.OpList {
			dir = filepath.Dir(dir)
		}
		for ; !watched[dir]; dir = filepath.Dir(dir) { // what is not there may come
			watched[dir] = true
			err := w.Add(dir)
			if err == nil {
				break
			}
			if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) && !notFolder(dir) {
				return fmt.Errorf("cannot watch %s: %w; raise the limit of watched files (fs.inotify.max_user_watches on Linux)", dir, err)
			}
		}
	}
	return nil
}

func notFolder(path string) bool {
	info, err := os.Stat(path)
	return err != nil || !info.IsDir()
}

// changed waits until an answer is another than it was, and reports false where the
// context ended first.
func changed(ctx context.Context, w *fsnotify.Watcher, answers map[vfs.Question]vfs.Answer) bool {
	var quiet <-chan time.Time
	// A change between the check and the first watch makes no event.
	if differs(answers) {
		return true
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case _, ok := <-w.Events:
			if !ok {
				return false
			}
			quiet = time.After(settle)
		case <-w.Errors: // events were lost: look
			quiet = time.After(settle)
		case <-quiet:
			if differs(answers) {
				return true
			}
			quiet = nil
		}
	}
}

// differs asks everything again.
func differs(answers map[vfs.Question]vfs.Answer) bool {
	for q, a := range answers {
		if vfs.Ask(vfs.Disk{}, q) != a {
			return true
		}
	}
	return false
}
