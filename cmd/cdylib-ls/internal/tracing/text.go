package tracing

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// text prints a trace for a reader.
type text struct{ show.Printer }

const (
	mostLoads = 4 // of one library
	mostItems = 8 // of one kind, of one load
)

func (t *text) item(label, s string, args ...any) {
	t.Line("  %s %s", t.Paint(show.Blue, fmt.Sprintf("%-11s", label)), t.Local(fmt.Sprintf(s, args...)))
}

// more is an item under the one before.
func (t *text) more(s string, args ...any) {
	t.Line("  %-11s %s", "", t.Local(fmt.Sprintf(s, args...)))
}

func (t *text) document(d *traced.Document) {
	t.end(d)
	loads, quiet := map[string]int{}, []string{}
	for i := range d.Libraries {
		l := &d.Libraries[i]
		loads[l.Path]++
		switch n := loads[l.Path]; {
		case l.Quiet():
			if n == 1 {
				quiet = append(quiet, filepath.Base(l.Path))
			}
		case n <= mostLoads || len(l.Late) > 0:
			t.library(d, l)
		}
	}
	for i := range d.Libraries {
		if n := loads[d.Libraries[i].Path]; n > mostLoads {
			t.Line("%s was loaded %d times; the first %d are shown, and those that went wrong", show.Clean(filepath.Base(d.Libraries[i].Path)), n, mostLoads)
			loads[d.Libraries[i].Path] = 0
		}
	}
	for i, f := range d.Failed {
		if i == mostItems {
			t.Line("and %d more opens that failed", len(d.Failed)-mostItems)
			break
		}
		t.Line("%s %s", t.Paint(show.Bold, show.Clean(filepath.Base(f.Name))), t.Local(fmt.Sprintf("was not opened: %s; asked for by %s", f.Error, f.Caller.Words())))
	}
	t.rest(d, quiet)
}

// end tells how the host ended, and why where it died.
func (t *text) end(d *traced.Document) {
	how, color := fmt.Sprintf("exited with status %d", d.End.Status), show.Green
	switch {
	case d.End.Kind == traced.EndTimeout:
		how, color = "was ended by --timeout", show.Yellow
	case d.End.Kind == traced.EndClose:
		how = "was ended by --until-close"
	case d.End.Signal != "":
		how, color = "died of "+d.End.Signal, show.Red
	case d.End.Status != 0:
		color = show.Yellow
	}
	t.Line("%s %s after %s", t.Paint(show.Bold, show.Clean(strings.Join(d.Host, " "))), t.Paint(color, how), traced.Duration(d.End.Seconds))
	if d.End.Because != "" {
		t.Line("  %s", t.Paint(color, t.Local(d.End.Because)))
	}
}

func (t *text) rest(d *traced.Document, quiet []string) {
	if len(quiet) > 0 {
		list := strings.Join(quiet[:min(len(quiet), mostItems)], ", ")
		if len(quiet) > mostItems {
			list += fmt.Sprintf(" and %d more", len(quiet)-mostItems)
		}
		t.Line("also opened, never closed, and seen to leave nothing behind: %s", show.Clean(list))
	}
	if len(d.Libraries) == 0 && len(d.Processes) > 0 {
		t.Line("no library was seen to be opened")
	}
	for _, n := range d.NotSeen {
		t.Line("%s %s", t.Paint(show.Yellow, "not seen:"), t.Local(n))
	}
}

func (t *text) library(d *traced.Document, l *traced.Library) {
	head := t.Paint(show.Bold, show.Clean(filepath.Base(l.Path)))
	state := "loaded at " + traced.Duration(l.Loaded)
	if l.Load > 1 {
		state = fmt.Sprintf("load %d, at %s", l.Load, traced.Duration(l.Loaded))
	}
	switch {
	case l.Unloaded != nil:
		state += ", unmapped at " + traced.Duration(*l.Unloaded)
	case len(l.Closes) > 0:
		state += ", " + t.Paint(show.Yellow, "still mapped at the end")
	default:
		state += ", never closed"
	}
	if len(d.Processes) > 1 && l.PID != d.Processes[0].PID {
		state += fmt.Sprintf(", in process %d", l.PID)
	}
	if l.NeededBy > 0 && t.companion(d, l) {
		return
	}
	t.Line("%s %s  %s", head, state, t.Local(l.Path))
	if l.NeededBy > 0 {
		t.item("came with", "%s, which needs it", filepath.Base(d.Libraries[l.NeededBy-1].Path))
	}
	for i, o := range l.Opens {
		if i == mostItems {
			t.more("and %d more times", len(l.Opens)-mostItems)
			break
		}
		t.item("opened", "at %s on thread %d with %s by %s", traced.Duration(o.Time), o.Thread, strings.Join(o.Flags, "|"), o.Caller.Words())
	}
	t.calls("constructor", l.Constructors)
	t.leftovers(l)
	if n := len(l.Forks); n > 0 {
		times := "once"
		if n > 1 {
			times = fmt.Sprintf("%d times", n)
		}
		t.item("fork", "the process forked %s while it was loaded, first at %s on thread %d", times, traced.Duration(l.Forks[0].Time), l.Forks[0].Thread)
		for _, i := range l.MissingInChildren() {
			t.more("the children do not have the thread that %s started", l.Leftovers[i].Made.Words())
		}
	}
	t.closes(d, l)
	t.calls("destructor", l.Destructors)
	for i, late := range l.Late {
		if i == mostItems {
			break
		}
		t.Line("  %s %s", t.Paint(show.Red, fmt.Sprintf("%-11s", "too late")), t.Local(late.Text))
	}
}

// companion prints a library that another one brought in a line, if it did nothing itself.
func (t *text) companion(d *traced.Document, l *traced.Library) bool {
	own := func(c traced.Close) bool {
		return slices.ContainsFunc(c.Pins, func(p traced.Pin) bool { return p.Kind != traced.PinNeeded && p.Kind != traced.PinBound })
	}
	if len(l.Late) > 0 || len(l.Closes) == 0 || slices.ContainsFunc(l.Closes, own) || slices.ContainsFunc(l.Leftovers, func(lo traced.Leftover) bool { return !lo.TakenBack() }) {
		return false
	}
	state, last := "unmapped with it", l.Closes[len(l.Closes)-1]
	if last.State == traced.StateMapped {
		state = "still mapped"
		if len(last.Pins) > 0 {
			state += ": " + last.Pins[0].Text
		}
	}
	t.Line("%s needed by %s, %s", t.Paint(show.Bold, show.Clean(filepath.Base(l.Path))), show.Clean(filepath.Base(d.Libraries[l.NeededBy-1].Path)), t.Local(state))
	return true
}

// calls sums constructors or destructors up and names those that took long or did not end.
func (t *text) calls(what string, list []traced.Call) {
	if len(list) == 0 {
		return
	}
	var sum, slowest float64
	var at *traced.Call
	for i, c := range list {
		if c.Seconds < 0 {
			t.item(what, "%s did not end (thread %d)", c.Function.Words(), c.Thread)
			return
		}
		if sum += c.Seconds; c.Seconds >= slowest {
			slowest, at = c.Seconds, &list[i]
		}
	}
	text := fmt.Sprintf("%d, %s in all", len(list), traced.Duration(sum))
	if slowest >= 0.001 {
		text += fmt.Sprintf(", %s of it in %s", traced.Duration(slowest), at.Function.Words())
	}
	t.item(what+"s", "%s", text)
}

// LeftoverWords say what was left and by whom.
func LeftoverWords(lo *traced.Leftover) string {
	switch {
	case lo.Kind == traced.ThreadLocal && lo.Variable != "":
		return fmt.Sprintf("%s, registered on thread %d by %s", lo.Noun(), lo.Thread, lo.Made.Words())
	case lo.Kind == traced.ThreadLocal, lo.Kind == traced.Key, lo.Kind == traced.ExitCallback:
		return fmt.Sprintf("%s %s, registered on thread %d by %s", lo.Noun(), lo.Target.Words(), lo.Thread, lo.Made.Words())
	}
	return fmt.Sprintf("%s, made by %s", lo.Noun(), lo.Made.Words())
}

// leftovers lists what was registered; the same thing made at the same place once.
func (t *text) leftovers(l *traced.Library) {
	counts, order := map[string]int{}, []string{}
	for i := range l.Leftovers {
		lo := &l.Leftovers[i]
		if lo.TakenBack() {
			continue
		}
		s := LeftoverWords(lo)
		switch {
		case lo.Ended != nil:
			s += map[string]string{traced.Thread: " (ended)", traced.SignalHandler: " (replaced)", traced.ThreadLocal: " (has run)", traced.Key: " (deleted)"}[lo.Kind]
		}
		if counts[s]++; counts[s] == 1 {
			order = append(order, s)
		}
	}
	for i, s := range order {
		if i == mostItems {
			t.more("and %d more", len(order)-mostItems)
			break
		}
		if n := counts[s]; n > 1 {
			s = fmt.Sprintf("%s (%d times)", s, n)
		}
		if i == 0 {
			t.item("left", "%s", s)
		} else {
			t.more("%s", s)
		}
	}
}

func (t *text) closes(d *traced.Document, l *traced.Library) {
	for i, c := range l.Closes {
		if i == mostItems {
			t.more("and %d more times", len(l.Closes)-mostItems)
			break
		}
		what := ""
		if c.Of != l.ID && c.Of > 0 {
			what = filepath.Base(d.Libraries[c.Of-1].Path) + " "
		}
		result := t.Paint(show.Green, "unmapped")
		if c.State == traced.StateMapped {
			result = t.Paint(show.Yellow, "still mapped")
		}
		t.Line("  %s %s: %s", t.Paint(show.Blue, fmt.Sprintf("%-11s", "closed")), t.Local(fmt.Sprintf("%sat %s on thread %d by %s", what, traced.Duration(c.Time), c.Thread, c.Caller.Words())), result)
		for _, p := range c.Pins {
			t.more("kept: %s", p.Text)
		}
		for k, n := range c.Dangling {
			if k == mostItems {
				t.more("and %d more that point into it", len(c.Dangling)-mostItems)
				break
			}
			lo := &l.Leftovers[n]
			t.more("points into it: %s of thread %d, made by %s", lo.Noun(), lo.Thread, lo.Made.Words())
		}
	}
}
