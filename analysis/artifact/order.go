package artifact

import "github.com/cdylib-ls/cdylib-ls/parse/code"

// A pin hides a key only where it is made on every path on which the key is made. In
// machine code that is asked of each function on the way to the key: a call that
// surely registers a destructor stands before the next step of the way, or behind it,
// on all paths through the function.

// ordering answers for one library.
type ordering struct {
	l    *Library
	keys map[int]bool // functions that get to a key by calls
	pins map[int]bool
	must map[int]bool
}

func (l *Library) ordering() *ordering {
	// The registration of a destructor falls back to a key where libc has none.
	return &ordering{l, l.leadsTo(ThreadKey, l.cutOrRegisters), l.leadsTo(TLSDestructor, l.cut), map[int]bool{}}
}

// leadsTo is the set of functions that get to an import of a kind by calls, but for
// those at which a search stops.
func (l *Library) leadsTo(kind Kind, stop func(int) bool) map[int]bool {
	callers, out := map[int][]int{}, map[int]bool{}
	var queue []int
	for fn := range l.Graph.Funcs {
		if stop(fn) {
			continue
		}
		for _, e := range l.Graph.Edges(fn) {
			switch {
			case !e.Kind.Direct():
			case e.Import != nil && imports[e.Import.Name] == kind, e.Import == nil && imports[l.Graph.Funcs[e.Func].Name] == kind:
				if !out[fn] {
					out[fn], queue = true, append(queue, fn)
				}
			case e.Import == nil:
				callers[e.Func] = append(callers[e.Func], fn)
			}
		}
	}
	for len(queue) > 0 {
		fn := queue[0]
		queue = queue[1:]
		for _, c := range callers[fn] {
			if !out[c] {
				out[c], queue = true, append(queue, c)
			}
		}
	}
	return out
}

// hidden reports that every path from a function by calls to a key makes a pin as well.
func (o *ordering) hidden(root int) bool { return o.covered(root, map[int]bool{}) }

func (o *ordering) covered(fn int, seen map[int]bool) bool {
	if seen[fn] {
		return true
	}
	seen[fn] = true
	barred := o.sure(fn)
	for _, e := range o.l.Graph.Edges(fn) {
		if !e.Kind.Direct() || e.Import == nil && (!o.keys[e.Func] || o.l.cut(e.Func)) || e.Import != nil && imports[e.Import.Name] != ThreadKey {
			continue
		}
		site := e.Site
		before := o.l.Graph.Avoids(fn, o.l.Graph.Funcs[fn].Start, func(at uint64, _ bool) bool { return at == site }, barred)
		if !before {
			continue
		}
		behind := e.Kind == code.Tail || o.l.Graph.Avoids(fn, o.l.Graph.Behind(fn, site), func(_ uint64, ret bool) bool { return ret }, barred)
		if behind && (e.Import != nil || !o.covered(e.Func, seen)) {
			return false
		}
	}
	return true
}

// sure lists the calls of a function that surely register a destructor.
func (o *ordering) sure(fn int) map[uint64]bool {
	out := map[uint64]bool{}
	// A function that makes a key too may have asked for the address for its sake; those
	// of std touch their own thread-locals.
	lazily := o.near(fn) && (!o.keys[fn] || OfStd(o.l.Name(fn)))
	for _, e := range o.l.Graph.Edges(fn) {
		switch {
		case !e.Kind.Direct():
		case e.Import != nil && imports[e.Import.Name] == TLSDestructor,
			e.Import == nil && o.pins[e.Func] && !o.l.cut(e.Func) && o.mustPin(e.Func),
			// A thread-local that is there was registered before: its address is asked
			// for, and its state decides.
			lazily && e.Import != nil && e.Import.Name == "__tls_get_addr":
			out[e.Site] = true
		}
	}
	return out
}

// near reports that a function registers a destructor by itself or in one call.
func (o *ordering) near(fn int) bool {
	if o.l.registers(fn) {
		return true
	}
	for _, e := range o.l.Graph.Edges(fn) {
		if e.Kind.Direct() && e.Import == nil && o.l.registers(e.Func) {
			return true
		}
	}
	return false
}

// mustPin reports that a function registers a destructor whenever it returns.
func (o *ordering) mustPin(fn int) bool {
	if v, known := o.must[fn]; known {
		return v
	}
	o.must[fn] = false // in a recursion
	sure := o.sure(fn)
	o.must[fn] = len(sure) > 0 && !o.l.Graph.Avoids(fn, o.l.Graph.Funcs[fn].Start, func(_ uint64, ret bool) bool { return ret }, sure)
	return o.must[fn]
}
