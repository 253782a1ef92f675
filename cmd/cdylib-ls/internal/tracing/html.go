package tracing

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

//go:embed trace.html.tmpl
var tracePage string

var tracePageTemplate = template.Must(template.New("trace").Funcs(template.FuncMap{
	"lane":   func(i int) int { return 40 + 46*i },
	"height": func(lanes int) int { return 30 + 46*lanes },
}).Parse(tracePage))

// page is what the template shows. Times are ordered, not to scale: what is of interest
// happens within milliseconds of runs that take minutes.
type page struct {
	Title, End, Because string
	Bad                 bool
	Ticks               []tick
	Lanes               []lane
	Quiet, NotSeen      []string
	Width               int // of the drawing, in pixels
}

type tick struct {
	X    float64
	Text string
}

type lane struct {
	Name, Path, State, From string
	X, W                    float64 // of the bar, in pixels
	Open                    bool    // mapped at the end
	Marks                   []laneMark
	Notes                   []note
}

type laneMark struct {
	X           float64
	Class, Text string
	Label       string // one letter, so that colour is not all that tells
}

type note struct{ Class, Time, Text string }

const (
	laneStart = 12 // pixels before the first event
	stepWidth = 46
	mostLanes = 200
)

// writeTraceHTML prints a page with a timeline, which needs nothing else.
func writeTraceHTML(w io.Writer, d *traced.Document) error {
	p := &page{Title: show.Clean(strings.Join(d.Host, " ")), Because: show.Clean(d.End.Because), Bad: d.End.Signal != "", NotSeen: d.NotSeen}
	p.End = fmt.Sprintf("exited with status %d after %s", d.End.Status, traced.Duration(d.End.Seconds))
	if d.End.Signal != "" {
		p.End = fmt.Sprintf("died of %s after %s", d.End.Signal, traced.Duration(d.End.Seconds))
	}
	var shown []*traced.Library
	for i := range d.Libraries {
		if l := &d.Libraries[i]; !l.Quiet() && len(shown) < mostLanes {
			shown = append(shown, l)
		} else {
			p.Quiet = append(p.Quiet, filepath.Base(l.Path))
		}
	}
	s := newScale(shown, d.End.Seconds)
	for _, l := range shown {
		p.Lanes = append(p.Lanes, s.lane(d, l))
	}
	p.Ticks, p.Width = s.ticks(), int(s.x(d.End.Seconds))+2*stepWidth
	return tracePageTemplate.Execute(w, p)
}

// scale places times by their order.
type scale struct{ times []float64 }

func newScale(list []*traced.Library, end float64) *scale {
	s := &scale{times: []float64{0, end}}
	for _, l := range list {
		for _, m := range marksOf(l) {
			s.times = append(s.times, m.time)
		}
		s.times = append(s.times, l.Loaded)
		if l.Unloaded != nil {
			s.times = append(s.times, *l.Unloaded)
		}
	}
	slices.Sort(s.times)
	s.times = slices.Compact(s.times)
	return s
}

func (s *scale) x(t float64) float64 {
	i, _ := slices.BinarySearch(s.times, t)
	return laneStart + float64(i*stepWidth)
}

func (s *scale) ticks() []tick {
	var out []tick
	for _, t := range s.times {
		out = append(out, tick{s.x(t), traced.Duration(t)})
	}
	return out
}

// event is a mark before it has a place.
type event struct {
	time               float64
	class, label, text string
}

// marksOf lists what the timeline shows of a library.
func marksOf(l *traced.Library) []event {
	var out []event
	for _, o := range l.Opens {
		out = append(out, event{o.Time, "open", "O", fmt.Sprintf("opened on thread %d with %s by %s", o.Thread, strings.Join(o.Flags, "|"), o.Caller.Words())})
	}
	if n := len(l.Constructors); n > 0 {
		out = append(out, event{l.Constructors[0].Time, "code", "C", show.Plural(n, "constructor")})
	}
	for i := range l.Leftovers {
		if lo := &l.Leftovers[i]; !lo.TakenBack() {
			out = append(out, event{lo.Time, "left", "R", fmt.Sprintf("%s, made on thread %d by %s", lo.Noun(), lo.Thread, lo.Made.Words())})
		}
	}
	for _, c := range l.Closes {
		text := fmt.Sprintf("closed on thread %d by %s: %s", c.Thread, c.Caller.Words(), map[bool]string{true: "still mapped", false: "unmapped"}[c.State == traced.StateMapped])
		for _, p := range c.Pins {
			text += "; kept: " + p.Text
		}
		for _, i := range c.Dangling {
			text += "; points into it: " + l.Leftovers[i].Noun() + ", made by " + l.Leftovers[i].Made.Words()
		}
		out = append(out, event{c.Time, map[bool]string{true: "closed", false: "kept"}[c.State == traced.StateGone], "X", text})
	}
	if n := len(l.Destructors); n > 0 {
		out = append(out, event{l.Destructors[0].Time, "code", "D", show.Plural(n, "destructor")})
	}
	for _, late := range l.Late {
		out = append(out, event{late.Time, "late", "!", late.Text})
	}
	slices.SortStableFunc(out, func(a, b event) int {
		switch {
		case a.time < b.time:
			return -1
		case a.time > b.time:
			return 1
		}
		return 0
	})
	const most = 400
	return out[:min(len(out), most)]
}

func (s *scale) lane(d *traced.Document, l *traced.Library) lane {
	out := lane{Name: show.Clean(filepath.Base(l.Path)), Path: show.Clean(l.Path), State: l.State, X: s.x(l.Loaded), Open: l.Unloaded == nil}
	end := d.End.Seconds
	if l.Unloaded != nil {
		end = *l.Unloaded
	}
	out.W = max(s.x(end)-out.X, 6)
	if l.NeededBy > 0 {
		out.From = "needed by " + show.Clean(filepath.Base(d.Libraries[l.NeededBy-1].Path))
	}
	if l.Load > 1 {
		out.Name += fmt.Sprintf(" (load %d)", l.Load)
	}
	for _, e := range marksOf(l) {
		text := show.Clean(e.text)
		out.Marks = append(out.Marks, laneMark{s.x(e.time), e.class, text, e.label})
		out.Notes = append(out.Notes, note{e.class, traced.Duration(e.time), text})
	}
	return out
}
