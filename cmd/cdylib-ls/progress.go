package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// progress shows one line on a terminal once the work takes over a second.
type progress struct {
	w      io.Writer   // nil: silent
	stream *jsonStream // gets the steps too; may be nil
	start  time.Time

	mu    sync.Mutex // guards last, shown
	last  time.Time
	shown bool
}

func (p *program) newProgress(quiet bool) *progress {
	g := &progress{start: time.Now()}
	if !quiet && isTerminal(p.stderr) {
		g.w = p.stderr
	}
	return g
}

// of returns the callback for one workspace; nil where nothing is shown.
func (g *progress) of(ws *workspace.Workspace) func(done, total int) {
	if g.w == nil && g.stream == nil {
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
		if g.stream != nil {
			g.stream.progress(ws.Root, done, total)
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

// isTerminal reports whether w is a character device, which is near enough for
// colours and a progress line.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colored decides whether standard output gets colours.
func (p *program) colored(mode string) bool { return p.colors(mode, p.stdout) }

// colorsErrors decides it for standard error.
func (p *program) colorsErrors(mode string) bool { return p.colors(mode, p.stderr) }

// colors follows the flag, then NO_COLOR, then what asks for colours into a pipe, then
// what switches them off; see no-color.org and bixense.com/clicolors.
func (p *program) colors(mode string, w io.Writer) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	on := func(name string) bool { v := p.getenv(name); return v != "" && v != "0" }
	switch {
	case p.getenv("NO_COLOR") != "":
		return false
	case on("CLICOLOR_FORCE"), on("FORCE_COLOR"), p.getenv("CARGO_TERM_COLOR") == "always":
		return true
	case p.getenv("CLICOLOR") == "0", p.getenv("FORCE_COLOR") == "0", p.getenv("CARGO_TERM_COLOR") == "never":
		return false
	}
	return isTerminal(w) && p.getenv("TERM") != "dumb"
}
