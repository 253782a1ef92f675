package check

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// progress shows one line on a terminal once the work takes over a second.
type progress struct {
	w io.Writer // nil: silent
	// hear gets the steps too; may be nil.
	hear  func(workspace string, done, total int)
	start time.Time

	mu    sync.Mutex // guards last, shown
	last  time.Time
	shown bool
}

// NewProgress shows the line on standard error, unless that is no terminal or quiet is asked for.
func NewProgress(c *console.Console, quiet bool) *progress {
	g := &progress{start: time.Now()}
	if !quiet && console.IsTerminal(c.Stderr) {
		g.w = c.Stderr
	}
	return g
}

// of returns the callback for one workspace; nil where nothing is shown.
func (g *progress) of(ws *workspace.Workspace) func(done, total int) {
	if g.w == nil && g.hear == nil {
		return nil
	}
	return func(done, total int) {
		g.mu.Lock()
		defer g.mu.Unlock()
		now := time.Now()
		if now.Sub(g.start) < time.Second || now.Sub(g.last) < 100*time.Millisecond {
			return
		}
		g.last = now
		if g.hear != nil {
			g.hear(ws.Root, done, total)
		}
		if g.w != nil {
			g.shown = true
			fmt.Fprintf(g.w, "\r\x1b[Kchecking %s: step %d of %d", rules.Visible(ws.Root), done, total)
		}
	}
}

// clear takes the line away.
func (g *progress) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shown {
		fmt.Fprint(g.w, "\r\x1b[K")
	}
}
