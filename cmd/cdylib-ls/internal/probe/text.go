package probe

import (
	"fmt"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// verify compares what was seen with the prediction.
func (r *Probed) verify() {
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
	case r.End != EndFine && r.End != EndFailed && afterClose:
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

// text prints a probe.
type text struct{ show.Printer }

// probed prints a probe for a reader.
func (t *text) probed(r *Probed) {
	t.Line("%s  ran its code in a child process", t.Paint(show.Bold, show.Clean(r.Path)))
	for i, s := range r.Steps {
		if i == maxSteps/2 && r.Steps[i].Load > r.Steps[i-1].Load+1 {
			t.Line("  ...")
		}
		what := s.Step
		if s.Symbol != "" {
			what += " " + s.Symbol
		}
		if r.Reload > 1 && s.Step == "open" {
			what = fmt.Sprintf("%s (load %d)", what, s.Load)
		}
		t.Line("  %-24s %s", show.Clean(what), show.Clean(strings.TrimSpace(t.result(r, s)+" "+s.Detail)))
	}
	end := map[string]string{
		EndFine: "ended well", EndFailed: "dlopen refused the library", EndHung: "hung in `" + r.AtStep + "`: a deadlock, or slower than --timeout",
		EndCrashed: "died of " + r.Signal + " in `" + r.AtStep + "`", EndExited: fmt.Sprintf("the library ended the process in `%s` with status %d", r.AtStep, r.Status),
	}[r.End]
	if r.AtLoad > 1 && r.End != EndFine {
		end += fmt.Sprintf(", at load %d of %d", r.AtLoad, r.Reload)
	}
	color := show.Green
	if r.End != EndFine {
		color = show.Red
	}
	t.Line("%s %s", t.Paint(show.Bold, "end        "), t.Paint(color, end))
	if r.Seen != "" {
		t.Line("%s %s", t.Paint(show.Bold, "seen       "), r.Seen)
	}
	t.seen(&r.Trace)
	t.Line("%s %s: %s", t.Paint(show.Bold, "predicted  "), r.Predicted.Words(), agreements[r.Agreement])
	for _, b := range r.Predicted.Because {
		t.Line("    because %s", show.Clean(b.Text))
		break
	}
	if r.Output != "" {
		t.Line("%s", t.Paint(show.Bold, "printed"))
		for line := range strings.Lines(r.Output) {
			t.Line("  %s", show.Clean(strings.TrimRight(line, "\r\n")))
		}
	}
}

// result words how a step went.
func (t *text) result(r *Probed, s probeStep) string {
	switch s.Result {
	case "gone":
		return "unmapped"
	case "mapped":
		return "still mapped"
	case EndCrashed:
		return t.Paint(show.Red, r.Signal)
	case EndHung, "failed":
		return t.Paint(show.Red, s.Result)
	case EndExited:
		return t.Paint(show.Red, fmt.Sprintf("status %d", r.Status))
	}
	return s.Result
}
