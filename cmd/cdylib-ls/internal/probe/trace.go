package probe

import (
	"fmt"
	"path/filepath"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/tracing"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// probeTrace is what the tracer saw of a probe.
type probeTrace struct {
	// NotSeen is why nothing was traced, "" if it was.
	NotSeen string   `json:"not_seen"`
	Kept    []string `json:"kept"`    // what holds the library after the last dlclose, and those that it brought
	Left    []string `json:"left"`    // what it registered and nobody took back
	Because string   `json:"because"` // why the process died
}

// traceProbe has the child traced; without a tracer (no C compiler, say) it is only run.
func traceProbe(c *console.Console, self string, env []string) (*trace.Session, probeTrace) {
	t := probeTrace{Kept: []string{}, Left: []string{}}
	s, err := trace.Prepare(trace.Options{Args: []string{self}, Dir: c.Dir, Env: env, Cache: c.CacheDir, Compiler: c.Getenv("CC"), Version: c.Version})
	if err != nil {
		t.NotSeen = show.OneLine(err.Error())
	}
	return s, t
}

// read takes what concerns the library from a trace.
func (t *probeTrace) read(d *traced.Document, lib string) {
	t.Because = d.End.Because
	if real, err := filepath.EvalSymlinks(lib); err == nil {
		lib = real
	}
	last := 0
	for i := range d.Libraries {
		if d.Libraries[i].Path == lib {
			last = d.Libraries[i].ID
		}
	}
	if last == 0 {
		return
	}
	for i := range d.Libraries {
		l := &d.Libraries[i]
		if l.ID != last && l.NeededBy != last || len(l.Closes) == 0 {
			continue
		}
		for _, pin := range l.Closes[len(l.Closes)-1].Pins {
			if l.ID != last && (pin.Kind == traced.PinNeeded || pin.Kind == traced.PinBound) {
				continue
			}
			text := pin.Text
			if l.ID != last {
				text = filepath.Base(l.Path) + ": " + text
			}
			t.Kept = append(t.Kept, text)
		}
	}
	own := &d.Libraries[last-1]
	for i := range own.Leftovers {
		if lo := &own.Leftovers[i]; lo.Ended == nil && !lo.TakenBack() && len(t.Left) < maxSteps {
			t.Left = append(t.Left, tracing.LeftoverWords(lo))
		}
	}
}

// finishTrace ends a session, by end.
func (r *Probed) finishTrace(end func() (*traced.Document, error), lib string) {
	d, err := end()
	if err != nil {
		r.Trace.NotSeen = show.OneLine(err.Error())
		return
	}
	r.Trace.read(d, lib)
}

// mostLines is how much of one kind is printed.
const mostLines = 8

// seen prints what the tracer saw.
func (t *text) seen(r *probeTrace) {
	row := func(label string, list []string) {
		for i, s := range list {
			if i == mostLines {
				t.Line("%-11s and %d more", "", len(list)-mostLines)
				break
			}
			if i > 0 {
				label = ""
			}
			t.Line("%s %s", t.Paint(show.Bold, fmt.Sprintf("%-11s", label)), t.Local(s))
		}
	}
	if r.Because != "" {
		row("because", []string{r.Because})
	}
	row("kept by", r.Kept)
	row("left", r.Left)
	if r.NotSeen != "" {
		row("not traced", []string{r.NotSeen})
	}
}
