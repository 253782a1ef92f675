package check

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// timings says how long each step of a check took.
type timings struct {
	last time.Time // end of the last lap

	mu    sync.Mutex // guards what follows
	steps []timedStep
	parts []timedStep // of the analysis
}

func newTimings(start time.Time) *timings { return &timings{last: start} }

// lap counts the time since the last lap for a step.
func (t *timings) lap(name string) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = append(t.steps, timedStep{name, now.Sub(t.last)})
	if name == cdylibls.StepAnalyse {
		t.steps = append(t.steps, t.parts...)
	}
	t.last = now
}

type timedStep struct {
	name string
	took time.Duration
}

// part counts time for a part of the analysis.
func (t *timings) part(name string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.IndexFunc(t.parts, func(s timedStep) bool { return s.name == name }); i >= 0 {
		t.parts[i].took += took
		return
	}
	t.parts = append(t.parts, timedStep{name, took})
}

// analysisSteps name what analysis.Options.Progress counts.
var analysisSteps = []string{"scan files for triggers", "load crates", "parse", "find roots", "follow calls"}

// of returns a callback for the analysis of one workspace that times its steps and
// passes them on to next, which may be nil. Workspaces are analysed side by side: the
// sum of their steps can exceed the time that went by.
func (t *timings) of(next func(*workspace.Workspace) func(done, total int)) func(*workspace.Workspace) func(done, total int) {
	return func(ws *workspace.Workspace) func(done, total int) {
		last := time.Now()
		then := next(ws)
		return func(done, total int) {
			now := time.Now()
			if done >= 1 && done <= len(analysisSteps) {
				t.part("  "+analysisSteps[done-1], now.Sub(last))
			}
			last = now
			if then != nil {
				then(done, total)
			}
		}
	}
}

// write prints a line for each step.
func (t *timings) write(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.steps {
		fmt.Fprintf(w, "%9.1f ms  %s\n", float64(s.took)/float64(time.Millisecond), s.name)
	}
}
