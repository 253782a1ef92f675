package main

import (
	"fmt"
	"strings"
)

// judge compares what was seen with the prediction.
func (r *probed) judge() {
	closed := ""
	for _, s := range r.Steps {
		if s.Step == "open" && s.Detail != "" { // its own reference keeps it
			r.Agreement = "not-seen"
			return
		}
		if s.Step == "close" {
			closed = s.Result
		}
	}
	// A failure before the first dlclose tells nothing about unloading.
	afterClose := r.AtStep == "close" || r.AtStep == "thread-end" || r.AtStep == "exit" || r.AtLoad > 1
	switch {
	case r.End != endFine && r.End != endFailed && afterClose:
		r.Seen = "crashes"
	case closed == "mapped":
		r.Seen = "stays"
	case closed == "gone":
		r.Seen = "unloads"
	}
	state := r.Predicted.State
	switch {
	case r.Seen == "" || state == "undecided":
		r.Agreement = "not-seen"
	case r.Seen == state, r.Seen == "stays" && state == "never":
		r.Agreement = "agrees"
	case state == "unloads", state == "never" && r.Seen == "unloads", state == "stays" && r.Seen == "crashes":
		r.Agreement = "contradicts"
	default: // a hazard that these calls on this thread did not show
		r.Agreement = "not-seen"
	}
}

var agreements = map[string]string{
	"agrees":      "as inspect predicts",
	"not-seen":    "inspect predicts what this run did not show; try --call, --thread other or --reload",
	"contradicts": "not what inspect predicts: please report it",
}

// probeText prints a probe.
type probeText struct{ printer }

// probed prints a probe for a reader.
func (t *probeText) probed(r *probed) {
	t.line("%s  ran its code in a child process", t.paint(bold, clean(r.Path)))
	for i, s := range r.Steps {
		if i == maxSteps/2 && r.Steps[i].Load > r.Steps[i-1].Load+1 {
			t.line("  ...")
		}
		what := s.Step
		if s.Symbol != "" {
			what += " " + s.Symbol
		}
		if r.Reload > 1 && s.Step == "open" {
			what = fmt.Sprintf("%s (load %d)", what, s.Load)
		}
		t.line("  %-24s %s", clean(what), clean(strings.TrimSpace(t.result(r, s)+" "+s.Detail)))
	}
	end := map[string]string{
		endFine: "ended well", endFailed: "dlopen refused the library", endHung: "hung in `" + r.AtStep + "`: a deadlock, or slower than --timeout",
		endCrashed: "died of " + r.Signal + " in `" + r.AtStep + "`", endExited: fmt.Sprintf("the library ended the process in `%s` with status %d", r.AtStep, r.Status),
	}[r.End]
	if r.AtLoad > 1 && r.End != endFine {
		end += fmt.Sprintf(", at load %d of %d", r.AtLoad, r.Reload)
	}
	color := green
	if r.End != endFine {
		color = red
	}
	t.line("%s %s", t.paint(bold, "end        "), t.paint(color, end))
	if r.Seen != "" {
		t.line("%s %s", t.paint(bold, "seen       "), r.Seen)
	}
	t.seen(&r.Trace)
	t.line("%s %s: %s", t.paint(bold, "predicted  "), r.Predicted.words(), agreements[r.Agreement])
	for _, b := range r.Predicted.Because {
		t.line("    because %s", clean(b.Text))
		break
	}
	if r.Output != "" {
		t.line("%s", t.paint(bold, "printed"))
		for line := range strings.Lines(r.Output) {
			t.line("  %s", clean(strings.TrimRight(line, "\r\n")))
		}
	}
}

// result words how a step went.
func (t *probeText) result(r *probed, s probeStep) string {
	switch s.Result {
	case "gone":
		return "unmapped"
	case "mapped":
		return "still mapped"
	case endCrashed:
		return t.paint(red, r.Signal)
	case endHung, "failed":
		return t.paint(red, s.Result)
	case endExited:
		return t.paint(red, fmt.Sprintf("status %d", r.Status))
	}
	return s.Result
}
