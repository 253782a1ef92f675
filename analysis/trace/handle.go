package trace

import (
	"fmt"
	"strings"
)

// handle follows opens and closes.
func (b *replay) handle(p *process, r *record) {
	switch r.kind {
	case kOpen:
		b.settle(p, r.tid)
		op := &opening{record: *r, deep: r.arg[0]&rtldDeepBind != 0}
		op.open = Open{Moment: b.moment(p, r), Name: r.text, Flags: flagNames(r.arg[0]), Stack: b.stack(p, r)}
		op.open.Caller = caller(op.open.Stack)
		if len(r.frames) > 0 && len(op.open.Stack) == 0 {
			op.open.Caller = b.place(p, r.frames[0], true)
		}
		p.opening[r.tid] = op
	case kOpenError:
		if op := p.opening[r.tid]; op != nil && op.library == nil {
			delete(p.opening, r.tid)
			if len(b.doc.Failed) < maxItems {
				b.doc.Failed = append(b.doc.Failed, FailedOpen{op.open, int(p.pid), r.text})
			}
		}
	case kClose:
		b.explainCloses()
		for tid := range p.opening {
			b.settle(p, tid)
		}
		c := &closing{of: p.objects[r.arg[0]]}
		c.close = Close{Moment: b.moment(p, r), Stack: b.stack(p, r), number: r.number, Pins: []Pin{}, Dangling: []int{}}
		c.close.Caller = caller(c.close.Stack)
		p.closing[r.number] = c
		b.enter(p, r, func() string { return "dlclose" })
	case kClosed:
		b.closed(p, r)
		b.leave(p, r)
	case kPin:
		if o := p.objects[r.arg[0]]; o != nil {
			o.pin, o.holders = r, nil
		}
	case kPinnedBy:
		if o := p.objects[r.arg[0]]; o != nil && len(o.holders) < 64 {
			o.holders = append(o.holders, *r)
		}
	}
}

// settle gives an open that mapped nothing new to the library that was there already.
func (b *replay) settle(p *process, tid uint64) {
	op := p.opening[tid]
	delete(p.opening, tid)
	if op == nil || op.known {
		return
	}
	for _, o := range p.byLD {
		if o.lib != nil && names(o.path, op.open.Name) && len(o.lib.Opens) < maxItems {
			o.lib.Opens = append(o.lib.Opens, op.open)
			return
		}
	}
}

// The flags of dlopen, as <dlfcn.h> of glibc and musl have them.
const rtldDeepBind = 8

func flagNames(f uint64) []string {
	out := []string{"RTLD_LAZY"}
	if f&2 != 0 {
		out[0] = "RTLD_NOW"
	}
	for _, x := range []struct {
		bit  uint64
		name string
	}{{4, "RTLD_NOLOAD"}, {rtldDeepBind, "RTLD_DEEPBIND"}, {0x100, "RTLD_GLOBAL"}, {0x1000, "RTLD_NODELETE"}} {
		if f&x.bit != 0 {
			out = append(out, x.name)
		}
	}
	return out
}

// caller is the first frame that is not of the C library or std.
func caller(stack []Place) Place {
	for _, f := range stack {
		if !ofStd(f.Function) && !ofToolchain(f.File) {
			return f
		}
	}
	if len(stack) > 0 {
		return stack[0]
	}
	return Place{}
}

// closed notes what a dlclose did, for the library and for those that it had brought.
// The pins are told after it; they are put in when the run is over or the next close begins.
func (b *replay) closed(p *process, r *record) {
	c := p.closing[r.arg[2]]
	delete(p.closing, r.arg[2])
	if c == nil || c.of == nil || c.of.lib == nil {
		return
	}
	c.close.Of, c.close.Failed = c.of.lib.ID, r.arg[1] != 0
	for _, l := range b.libs {
		if l.PID != c.of.lib.PID || len(l.Closes) >= maxItems || !b.brought(l, c.of.lib.ID) {
			continue
		}
		if l.State == StateGone && (l.Unloaded == nil || *l.Unloaded < c.close.Time) {
			continue // went earlier
		}
		cl := c.close
		cl.State = l.State
		cl.Pins, cl.Dangling = []Pin{}, []int{}
		l.Closes = append(l.Closes, cl)
		b.pending = append(b.pending, pendingClose{p, l, len(l.Closes) - 1, r.number})
	}
	c.of = nil
}

// brought reports that a library is the one of that number, or came with it.
func (b *replay) brought(l *lib, id int) bool {
	for range 64 {
		if l.ID == id {
			return true
		}
		if l.NeededBy == 0 {
			return false
		}
		l = b.libs[l.NeededBy-1]
	}
	return false
}

// pendingClose waits for the records that follow a close.
type pendingClose struct {
	p     *process
	l     *lib
	close int
	at    uint64
}

// explainCloses puts pins and dangling leftovers into the closes so far.
func (b *replay) explainCloses() {
	for _, q := range b.pending {
		c := &q.l.Closes[q.close]
		if c.State == StateGone {
			for i := range q.l.Leftovers {
				if l := &q.l.Leftovers[i]; dangles(l, *q.l.Unloaded) {
					c.Dangling = append(c.Dangling, i)
				}
			}
			continue
		}
		c.Pins = b.pins(q.p, q.l, c)
	}
	b.pending = nil
}

// dangles reports a leftover that points into its library after that is gone at t.
func dangles(l *Leftover, t float64) bool {
	if l.Ended != nil && *l.Ended <= t || l.Time > t || l.Target.Object == "" {
		return false
	}
	return !l.Handle || l.Kind == ThreadLocal // one of a destructor came too late to pin
}

// pins lists what holds a mapped library.
func (b *replay) pins(p *process, l *lib, c *Close) []Pin {
	o := l.object
	if o.pin == nil {
		return []Pin{{Kind: PinUnknown, Leftovers: []int{}, Text: "it is not known what: nothing could be read from the loader"}}
	}
	opens, dtors, flag, linker, known := o.pin.arg[1], o.pin.arg[2], o.pin.arg[3] != 0, o.pin.arg[4] != 0, o.pin.arg[6]
	var out []Pin
	if linker {
		out = append(out, Pin{Kind: PinLinker, Text: "it was linked with `-z nodelete` and is never unmapped"})
	} else if flag {
		out = append(out, b.flagged(l))
	}
	if dtors > 0 && known&2 != 0 {
		out = append(out, threadLocalPin(l, int(min(dtors, maxItems)), c))
	}
	if opens > 0 && known&1 != 0 && !flag && !linker {
		out = append(out, handlePin(l, int(min(opens, maxItems)), c))
	}
	for _, h := range o.holders {
		by := p.objects[h.arg[1]]
		if by == nil || by == o {
			continue
		}
		pin := Pin{Kind: PinNeeded, By: by.path, Text: fmt.Sprintf("%s needs it and is still mapped", by.path)}
		if h.arg[2] == 2 {
			pin.Kind, pin.Text = PinBound, fmt.Sprintf("%s uses a symbol of it (bound at run time) and is still mapped", by.path)
		}
		out = append(out, pin)
	}
	if len(out) == 0 {
		pin := Pin{Kind: PinCollect, Text: "nothing holds it any more; the next dlclose of any library unmaps it"}
		if known&3 != 3 || known&4 == 0 {
			pin = Pin{Kind: PinUnknown, Text: "it is not known what: this loader does not keep its counters where the calibration found them"}
		}
		out = append(out, pin)
	}
	for i := range out {
		if out[i].Leftovers == nil {
			out[i].Leftovers = []int{}
		}
	}
	return out
}

func (b *replay) flagged(l *lib) Pin {
	for _, o := range l.Opens {
		if strings.Contains(strings.Join(o.Flags, " "), "RTLD_NODELETE") {
			return Pin{Kind: PinFlag, By: o.Caller.Object, Place: o.Caller, Text: fmt.Sprintf("%s opened it with RTLD_NODELETE: it is never unmapped", o.Caller.Words())}
		}
	}
	if b.sym.unique(l.object) {
		return Pin{Kind: PinUnique, Text: "another library was bound to a unique symbol of it (STB_GNU_UNIQUE, C++): it is never unmapped"}
	}
	return Pin{Kind: PinFlag, Text: "the loader was told never to unmap it, by what was not seen"}
}

func threadLocalPin(l *lib, count int, c *Close) Pin {
	pin := Pin{Kind: PinThreadLocal, Count: count}
	var threads []string
	for i := range l.Leftovers {
		lo := &l.Leftovers[i]
		if lo.Kind != ThreadLocal || lo.Time > c.Time || lo.Ended != nil && *lo.Ended <= c.Time {
			continue
		}
		pin.Leftovers = append(pin.Leftovers, i)
		if pin.By == "" {
			pin.By, pin.Place = lo.Made.Object, lo.Made
		}
		if t := fmt.Sprintf("thread %d", lo.Thread); !strings.Contains(strings.Join(threads, ", ")+",", t+",") {
			threads = append(threads, t)
		}
	}
	what := "a pending thread-local destructor"
	if count > 1 {
		what = fmt.Sprintf("%d pending thread-local destructors", count)
	}
	if len(pin.Leftovers) == 0 {
		pin.Text = what + " of a thread that is still running; its registration was not seen"
		return pin
	}
	lo := &l.Leftovers[pin.Leftovers[0]]
	v := lo.variableName()
	if v != "" && count == 1 {
		what = fmt.Sprintf("the pending destructor of thread-local `%s`", v)
	} else if v != "" {
		what += fmt.Sprintf(", the first that of `%s`,", v)
	}
	pin.Text = fmt.Sprintf("%s of %s, registered by %s", what, strings.Join(threads[:min(len(threads), 4)], ", "), pin.Place.Words())
	if v != "" {
		return pin
	}
	if ofStd(pin.Place.Function) || pin.Place.Line == 0 {
		pin.Text += fmt.Sprintf(" (%s)", lo.Target.Words())
	}
	return pin
}

func handlePin(l *lib, count int, c *Close) Pin {
	pin := Pin{Kind: PinHandle, Count: count, Text: fmt.Sprintf("it was opened %d more times than closed", count)}
	if count == 1 {
		pin.Text = "it was opened once more than closed"
	}
	var last *Open
	for i := range l.Opens {
		if o := &l.Opens[i]; o.Time <= c.Time && (last == nil || o.Caller.Object == l.Path) {
			last = o
		}
	}
	if len(l.Opens) > 1 && last != nil {
		pin.By, pin.Place = last.Caller.Object, last.Caller
		who := "last by " + l.Opens[len(l.Opens)-1].Caller.Words()
		if last.Caller.Object == l.Path {
			who = "once by itself: " + last.Caller.Words()
		}
		pin.Text += ", " + who
	}
	return pin
}
