package trace

import (
	"fmt"
	"math"
)

// register notes what a library leaves with the process.
func (b *replay) register(p *process, r *record) {
	lo := Leftover{Moment: b.moment(p, r), Stack: b.stack(p, r), number: r.number, tid: r.tid}
	var target *object // whose code is called later
	owner := b.owner(p, r)
	switch r.kind {
	case kTLS:
		lo.Kind, lo.address = ThreadLocal, r.arg[0]
		lo.Handle = true // it pins its library
		if target = p.objects[r.arg[3]]; target != nil && r.arg[5] > 0 {
			lo.Variable = b.sym.variable(target, r.arg[5]-1)
		}
	case kKey:
		if r.arg[2] != 0 {
			return // refused
		}
		lo.Kind, lo.address, lo.Number = Key, r.arg[1], int(r.arg[0])
		target = p.objects[r.arg[3]]
	case kThread:
		lo.Kind, lo.address = Thread, r.arg[0]
		if target = p.objects[r.arg[4]]; target == nil {
			target = p.objects[r.arg[3]]
		}
	case kAtExit:
		lo.Kind, lo.address = ExitCallback, r.arg[0]
		target = p.objects[r.arg[3]]
		lo.Handle = r.arg[2] != 0 && r.arg[4] == r.arg[3]
	case kSignal:
		b.signal(p, r, &lo)
		return
	case kAtFork:
		lo.Kind, lo.address = ForkHandler, firstOf(r.arg[0], r.arg[1], r.arg[2])
		target = p.find(lo.address)
		lo.Handle = r.arg[3] != 0 && target != nil && p.find(r.arg[3]) == target
	}
	b.leave1(p, r, &lo, target, owner)
}

func firstOf(list ...uint64) uint64 {
	for _, v := range list {
		if v != 0 {
			return v
		}
	}
	return 0
}

// owner is the innermost library of a stack.
func (b *replay) owner(p *process, r *record) *object {
	for _, at := range r.frames {
		if o := p.find(at); o != nil && o.lib != nil {
			return o
		}
	}
	return nil
}

// leave1 gives a leftover to the library whose code it calls, else to the one that made it.
func (b *replay) leave1(p *process, r *record, lo *Leftover, target, owner *object) {
	l := target
	if l == nil || l.lib == nil {
		l = owner
	}
	if l == nil || l.lib == nil {
		return
	}
	if len(l.lib.Leftovers) >= maxItems {
		b.cut = true
		return
	}
	if o := p.find(lo.address); lo.address != 0 && o != nil {
		lo.Target = b.sym.function(o, lo.address)
	}
	if lo.Made = madeAt(lo.Stack, l.lib); lo.Made.Object == "" { // a tail call took its frame
		lo.Made = lo.Target
	}
	l.lib.Leftovers = append(l.lib.Leftovers, *lo)
	b.made[r.number] = &made{l.lib, len(l.lib.Leftovers) - 1}
}

// signal follows who handles each signal: a handler that is replaced is no leftover.
func (b *replay) signal(p *process, r *record, lo *Leftover) {
	number := r.arg[0]
	if old := p.signals[number]; old != nil {
		b.end(old, r)
		delete(p.signals, number)
	}
	target := p.objects[r.arg[3]]
	if target == nil || target.lib == nil {
		return
	}
	lo.Kind, lo.Number, lo.address = SignalHandler, int(number), r.arg[1]
	b.leave1(p, r, lo, target, target)
	p.signals[number] = b.made[r.number]
}

func (b *replay) end(m *made, r *record) {
	if lo := m.leftover(); lo.Ended == nil {
		t := b.at(r)
		lo.Ended = &t
	}
}

// later follows what becomes of a leftover.
func (b *replay) later(p *process, r *record) {
	key := r.arg[0]
	if r.kind == kKeyDelete {
		key = r.arg[1]
	}
	m := b.made[key]
	switch r.kind {
	case kTLSRun, kKeyRun, kThreadStart:
		if m == nil {
			b.enter(p, r, func() string { return "something registered before" })
			return
		}
		lo := m.leftover()
		if r.kind == kThreadStart {
			lo.TID = int(r.tid) // from now on the thread itself
			b.threadOf(p, m, r)
		} else {
			b.enter(p, r, lo.run)
		}
		if r.arg[1] != 0 {
			b.late(p, r, m)
		}
	case kTLSEnd, kKeyEnd:
		b.leave(p, r)
		if m != nil && r.kind == kTLSEnd {
			b.end(m, r)
		}
	case kThreadEnd, kKeyDelete:
		if m != nil {
			b.end(m, r)
		}
	}
}

// run words the running of a destructor.
func (l *Leftover) run() string {
	return fmt.Sprintf("the %s that %s registered", l.Noun(), l.Made.Words())
}

// threadOf notes the thread that a leftover is.
func (b *replay) threadOf(p *process, m *made, r *record) {
	m.leftover().Thread = b.moment(p, r).Thread
}

// call follows constructors and destructors.
func (b *replay) call(p *process, r *record) {
	o := p.byLD[r.arg[1]]
	if o == nil || o.lib == nil {
		return
	}
	l := o.lib
	list, addresses, what := &l.Constructors, &l.starts, "the constructor "
	if r.kind == kFini || r.kind == kFiniEnd {
		list, addresses, what = &l.Destructors, &l.ends, "the destructor "
	}
	if r.kind == kInit || r.kind == kFini {
		at := r.arg[4]
		b.enter(p, r, func() string { return what + b.sym.function(o, at).Words() })
		if len(*list) < maxItems {
			*list, *addresses = append(*list, Call{b.moment(p, r), Place{}, -1}), append(*addresses, at)
		}
		return
	}
	b.leave(p, r)
	if n := len(*list); n > 0 && (*list)[n-1].Seconds < 0 {
		(*list)[n-1].Seconds = math.Round(max(0, b.at(r)-(*list)[n-1].Time)*1e6) / 1e6
	}
}

// enter and leave keep what a thread is doing, for the case that it dies of it.
func (b *replay) enter(p *process, r *record, what func() string) {
	if len(p.running[r.tid]) < 64 {
		p.running[r.tid] = append(p.running[r.tid], what)
	}
}

func (b *replay) leave(p *process, r *record) {
	if n := len(p.running[r.tid]); n > 0 {
		p.running[r.tid] = p.running[r.tid][:n-1]
	}
}
