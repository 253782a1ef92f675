package trace

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Words name a place: function, line where known, and object.
func (p Place) Words() string {
	switch {
	case p.Object == "" && p.Function == "":
		return "an unknown place"
	case p.Function == "" && p.File == "":
		return fmt.Sprintf("%s+%#x", filepath.Base(p.Object), p.Offset)
	}
	out := filepath.Base(p.Object)
	if p.File != "" && !ofToolchain(p.File) {
		out = fmt.Sprintf("%s:%d in %s", p.File, p.Line, out)
		if p.Function != "" {
			return fmt.Sprintf("`%s` at %s", p.Function, out)
		}
		return out
	}
	return fmt.Sprintf("`%s` in %s", p.Function, out)
}

// Noun names a leftover.
func (l *Leftover) Noun() string {
	switch l.Kind {
	case ThreadLocal:
		if v := l.variableName(); v != "" {
			return "destructor of thread-local `" + v + "`"
		}
		return "thread-local destructor"
	case Key:
		return fmt.Sprintf("pthread key %d", l.Number)
	case Thread:
		return "thread"
	case ExitCallback:
		return "exit callback"
	case SignalHandler:
		return "handler of " + SignalName(l.Number)
	case ForkHandler:
		return "fork handler"
	}
	return l.Kind
}

// variableName is the path of a thread-local as its author wrote it.
func (l *Leftover) variableName() string {
	path, _, _ := strings.Cut(l.Variable, "::{")
	return strings.TrimSuffix(strings.TrimSuffix(path, "::VAL"), "::__RUST_STD_INTERNAL_VAL")
}

// Variables are the segments of its path.
func (l *Leftover) Variables() []string { return strings.Split(l.variableName(), "::") }

// SignalName is what people call a signal of Linux.
func SignalName(n int) string {
	names := map[int]string{1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV",
		12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 17: "SIGCHLD", 28: "SIGWINCH", 31: "SIGSYS"}
	if s := names[n]; s != "" {
		return s
	}
	return fmt.Sprintf("signal %d", n)
}

// ago words how long before t the library went.
func ago(l *lib, t float64) string {
	if l.Unloaded == nil {
		return ""
	}
	return fmt.Sprintf("; %s was unmapped %s before", filepath.Base(l.Path), Duration(max(0, t-*l.Unloaded)))
}

// Duration words seconds.
func Duration(s float64) string {
	switch {
	case s < 0.001:
		return fmt.Sprintf("%.0f µs", s*1e6)
	case s < 1:
		return fmt.Sprintf("%.1f ms", s*1e3)
	}
	return fmt.Sprintf("%.1f s", s)
}

// late notes the use of a leftover whose code is gone.
func (b *replay) late(p *process, r *record, m *made) {
	lo := m.leftover()
	l := Late{Moment: b.moment(p, r), Kind: lo.Kind, Leftover: m.index, Place: lo.Made}
	gone := ago(m.lib, l.Time)
	switch lo.Kind {
	case ThreadLocal:
		l.Text = fmt.Sprintf("thread %d ended and ran the thread-local destructor %s that was registered by %s%s", l.Thread, lo.Target.Words(), lo.Made.Words(), gone)
	case Key:
		l.Text = fmt.Sprintf("thread %d ended and ran the destructor of pthread key %d that %s made%s", l.Thread, lo.Number, lo.Made.Words(), gone)
	case Thread:
		l.Text = fmt.Sprintf("thread %d, which %s started, was about to begin%s", l.Thread, lo.Made.Words(), gone)
	}
	m.lib.Late = append(m.lib.Late, l)
}

// fault explains a jump into code that is gone.
func (b *replay) fault(p *process, r *record) {
	o := p.objects[r.arg[4]]
	if r.arg[4] == 0 || o == nil || o.lib == nil || len(o.lib.Late) >= maxItems {
		return
	}
	for _, l := range o.lib.Late { // told before the jump
		if l.TID == int(r.tid) && l.Leftover >= 0 {
			return
		}
	}
	late := Late{Moment: b.moment(p, r), Kind: "call", Leftover: -1}
	gone := ago(o.lib, late.Time)
	ip := r.arg[3]
	for i := range o.lib.Leftovers {
		lo := &o.lib.Leftovers[i]
		mine := lo.Kind == Thread && lo.TID == int(r.tid)
		if lo.address != ip && !mine || lo.Ended != nil && !mine {
			continue
		}
		late.Kind, late.Leftover, late.Place = lo.Kind, i, lo.Made
		switch lo.Kind {
		case Thread:
			late.Text = fmt.Sprintf("thread %d, which %s started, was still running code%s", late.Thread, lo.Made.Words(), gone)
		case SignalHandler:
			late.Text = fmt.Sprintf("%s was delivered to the handler that %s installed%s", SignalName(lo.Number), lo.Made.Words(), gone)
		default:
			late.Text = fmt.Sprintf("thread %d called the %s that %s registered%s", late.Thread, lo.Noun(), lo.Made.Words(), gone)
		}
		break
	}
	if late.Text == "" {
		late.Place = b.sym.function(o, ip)
		from := b.place(p, r.frames[min(1, len(r.frames)-1)], true)
		late.Text = fmt.Sprintf("thread %d was in %s, which is gone%s", late.Thread, late.Place.Words(), gone)
		if from.Object != "" && from.Object != o.path {
			late.Text = fmt.Sprintf("thread %d called %s from %s%s", late.Thread, late.Place.Words(), from.Words(), gone)
		}
	}
	o.lib.Late = append(o.lib.Late, late)
}

// finish puts the document together.
func (b *replay) finish(r *Ring) {
	for _, p := range b.order {
		for tid := range p.opening {
			b.settle(p, tid)
		}
	}
	b.explainCloses()
	d := b.doc
	if b.cut {
		d.NotSeen = append(d.NotSeen, "the run loaded or registered more than is kept: some libraries and leftovers are missing")
	}
	if r.Lost > 0 && !r.Full {
		d.NotSeen = append(d.NotSeen, fmt.Sprintf("what was being written when a process died: %d of the events", r.Lost))
	}
	if r.Lost > 0 && r.Full {
		d.NotSeen = append(d.NotSeen, fmt.Sprintf("%d events in the middle of the run were lost: the ring was full", r.Lost))
	}
	for _, l := range b.libs {
		if l.hidden {
			continue
		}
		b.complete(l)
		if l.BuildID == "" {
			l.SHA256 = hash(l.Path)
		}
		if l.DeepBind {
			d.NotSeen = append(d.NotSeen, fmt.Sprintf("what %s registers itself: it was opened with RTLD_DEEPBIND, which binds it past the tracer", filepath.Base(l.Path)))
		}
		if l.Namespace != 0 {
			d.NotSeen = append(d.NotSeen, fmt.Sprintf("what %s registers and what keeps it: it lives in a namespace of its own (dlmopen)", filepath.Base(l.Path)))
		}
	}
	b.number()
	if len(b.order) > 0 {
		b.because(b.order[0])
	}
	for _, p := range b.order[min(1, len(b.order)):] { // the program that a host became by exec
		if p.pid == b.order[0].pid {
			b.because(p)
		}
	}
	slices.Sort(d.NotSeen)
	d.NotSeen = slices.Compact(d.NotSeen)
	d.complete()
}

// number gives the libraries that are shown their final numbers.
func (b *replay) number() {
	final := map[int]int{}
	for _, l := range b.libs {
		if !l.hidden {
			final[l.ID] = len(final) + 1
		}
	}
	for _, l := range b.libs {
		if l.hidden {
			continue
		}
		l.ID, l.NeededBy = final[l.ID], final[l.NeededBy]
		for i := range l.Closes {
			l.Closes[i].Of = final[l.Closes[i].Of]
		}
		b.doc.Libraries = append(b.doc.Libraries, l.Library)
	}
}

// because explains how the host's process ended.
func (b *replay) because(p *process) {
	e := &b.doc.End
	if e.Kind != EndSignal {
		return
	}
	var last *Late
	for _, l := range b.libs {
		for i := range l.Late {
			if l.PID == int(p.pid) && (last == nil || l.Late[i].Time >= last.Time) {
				last = &l.Late[i]
			}
		}
	}
	running := p.runningWords()
	switch {
	case last != nil:
		e.Because = last.Text
	case e.Status == 128+int(syscall.SIGKILL):
	case p.aborted != nil:
		e.Because = b.abortion(p, running)
	case p.fault != nil && p.fault.arg[3] != 0:
		e.Because = b.crash(p, running)
	case running != "":
		e.Because = "it died within " + running
		if more := b.suspects(p); more != "" {
			e.Because += "; " + more
		}
	default:
		e.Because = b.suspects(p)
	}
}

// crash words a fault in code that is mapped. Where that code is the C library's or the
// loader's, the thread's start or what was left behind says more than the place.
func (b *replay) crash(p *process, running string) string {
	place := b.place(p, p.fault.arg[3], false)
	out := fmt.Sprintf("thread %d crashed in %s", p.threads[p.fault.tid], place.Words())
	if running != "" {
		out += ", within " + running
	}
	if l, lo := b.startedBy(p, p.fault.tid); lo != nil {
		out += fmt.Sprintf("; the thread belongs to %s, started by %s", filepath.Base(l.Path), lo.Made.Words()) + ago(l, b.at(p.fault))
	} else if more := b.suspects(p); more != "" && ofSystem(place.Object) {
		out += "; " + more
	}
	return out
}

// startedBy is the library's leftover that a running thread is; nil for the host's threads.
func (b *replay) startedBy(p *process, tid uint64) (l *lib, lo *Leftover) {
	for _, of := range b.libs {
		for i := range of.Leftovers {
			if x := &of.Leftovers[i]; of.PID == int(p.pid) && x.Kind == Thread && x.TID == int(tid) && x.Ended == nil {
				l, lo = of, x // a number may come again: the last one runs
			}
		}
	}
	return l, lo
}

func (b *replay) abortion(p *process, running string) string {
	out := fmt.Sprintf("thread %d aborted", p.threads[p.aborted.tid])
	for _, f := range b.stack(p, p.aborted) {
		if f.File != "" && !ofToolchain(f.File) && !ofSystem(f.Object) {
			out += " in " + f.Words()
			break
		}
	}
	if running != "" {
		out += ", within " + running
	}
	return out
}

func (p *process) runningWords() string {
	var tids []uint64
	for tid, list := range p.running {
		if len(list) > 0 {
			tids = append(tids, tid)
		}
	}
	slices.Sort(tids)
	var out []string
	for _, tid := range tids {
		list := p.running[tid]
		out = append(out, fmt.Sprintf("%s (thread %d)", list[len(list)-1](), p.threads[tid]))
	}
	return strings.Join(out, ", ")
}

// ofSystem reports the C library and its loader, whose functions explain nothing.
func ofSystem(object string) bool {
	base := filepath.Base(object)
	return strings.HasPrefix(base, "libc.so") || strings.HasPrefix(base, "libc-") || strings.HasPrefix(base, "ld-") || strings.HasPrefix(base, "libpthread")
}

// suspects are what a crash without any other sign may come from.
func (b *replay) suspects(p *process) string {
	var out []string
	for _, l := range b.libs {
		at, closing := math.MaxFloat64, false
		switch {
		case l.PID != int(p.pid):
			continue
		case l.State == StateGone:
			at = *l.Unloaded
		case len(p.running) == 0: // nothing closes it at this moment
			continue
		default:
			closing = true // what it started may run while dlclose unmaps it
		}
		for i := range l.Leftovers {
			if lo := &l.Leftovers[i]; dangles(lo, at) && lo.Ended == nil && (!closing || lo.Kind == Thread) {
				out = append(out, fmt.Sprintf("%s of %s that %s left behind", lo.Noun(), filepath.Base(l.Path), lo.Made.Words()))
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "not seen for certain; left in unmapped code: " + strings.Join(out[:min(3, len(out))], "; ")
}

// complete turns missing lists into empty ones, for JSON.
func (l *lib) complete() {
	l.Opens, l.Closes, l.Constructors = orEmpty(l.Opens), orEmpty(l.Closes), orEmpty(l.Constructors)
	l.Destructors, l.Leftovers, l.Forks, l.Late = orEmpty(l.Destructors), orEmpty(l.Leftovers), orEmpty(l.Forks), orEmpty(l.Late)
	for i := range l.Opens {
		l.Opens[i].Stack = orEmpty(l.Opens[i].Stack)
	}
	slices.SortStableFunc(l.Opens, func(a, b Open) int { return cmp.Compare(a.Time, b.Time) })
}

func (d *Document) complete() {
	d.Processes, d.Libraries = orEmpty(d.Processes), orEmpty(d.Libraries)
	d.Failed, d.NotSeen = orEmpty(d.Failed), orEmpty(d.NotSeen)
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// Quiet reports a library of which nothing is to be told: opened, never closed, and with
// nothing seen that outlives a call.
func (l *Library) Quiet() bool {
	return len(l.Closes) == 0 && len(l.Late) == 0 && !slices.ContainsFunc(l.Leftovers, func(lo Leftover) bool { return !lo.TakenBack() })
}

// TakenBack reports a callback that goes with its library by itself.
func (l *Leftover) TakenBack() bool { return l.Handle && l.Kind != ThreadLocal }

// MissingInChildren are the threads that were running when the process forked: a child has
// the thread alone that called fork.
func (l *Library) MissingInChildren() []int {
	var out []int
	for i := range l.Leftovers {
		lo := &l.Leftovers[i]
		if lo.Kind == Thread && slices.ContainsFunc(l.Forks, func(f Moment) bool { return lo.Time < f.Time && (lo.Ended == nil || *lo.Ended > f.Time) }) {
			out = append(out, i)
		}
	}
	return out
}
