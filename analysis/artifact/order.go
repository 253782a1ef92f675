package artifact

import "github.com/cdylib-ls/cdylib-ls/parse/code"

// What a pin hides: a pthread key is harmless on a thread whose thread-local destructors
// already keep the library mapped. It does not do that where a key can be made first, so
// a library is called pinned only where each path to a key registers a destructor before.

// ordering answers whether keys can be made before a destructor is registered. It is made
// once a library.
type ordering struct {
	lib *Library
	// must tells functions in which each path registers one; a function that is being
	// looked into counts as one that does not.
	must map[int]bool
	// leads are the functions that refer to one that registers some, in any number of steps.
	leads []bool
	// bare are the functions that can make a key with nothing registered before.
	bare map[int]bool
}

// unpinned reports that what a root reaches can make a key while nothing pins the
// library on that thread.
func (l *Library) unpinned(root *Root, all *code.Reach) bool {
	if l.ordering == nil {
		l.ordering = &ordering{lib: l, must: map[int]bool{}, bare: map[int]bool{}}
		l.ordering.measure(all)
	}
	return l.ordering.bare[root.Func]
}

// measure finds the functions that can make a key first: those that refer to its
// creation with no registration before, and those that refer so to one of them.
func (o *ordering) measure(all *code.Reach) {
	from := map[int][]int{} // by function those that refer to it with nothing registered before
	var queue []int
	options := code.Options{Pointers: true, Stop: o.lib.cut}
	makes := all.Leaders(options, func(e *code.Edge) bool { return imports[e.Import.Name] == ThreadKey })
	o.leads = all.Leaders(options, func(e *code.Edge) bool { return imports[e.Import.Name] == TLSDestructor })
	for _, fn := range all.Order {
		if !makes[fn] || o.lib.cut(fn) || o.registers(fn) {
			continue
		}
		starts := o.lib.startsThread(fn)
		// What is pinned after a call, on each path, hides the key that the call made.
		o.body(fn).Before(func(edges []code.Edge, open bool) {
			for i := range edges {
				e := &edges[i]
				switch {
				case !open && e.Kind.Direct():
				case starts && !e.Kind.Direct(): // the thread's own first function
				case e.Import == nil:
					from[e.Func] = append(from[e.Func], fn)
				case imports[e.Import.Name] == ThreadKey && !o.lib.Graph.ZeroArgument(fn, e.Site, 1) && !o.bare[fn]:
					o.bare[fn] = true
					queue = append(queue, fn)
				}
			}
		})
	}
	for len(queue) > 0 {
		fn := queue[0]
		queue = queue[1:]
		for _, by := range from[fn] {
			if !o.bare[by] {
				o.bare[by] = true
				queue = append(queue, by)
			}
		}
	}
}

// body reads a function with the calls that pin as its ends; a panic does not return.
func (o *ordering) body(fn int) *code.Body {
	return o.lib.Graph.Body(fn, func(e *code.Edge) bool { return o.pins(fn, e) },
		func(e *code.Edge) bool { return e.Import == nil && e.Kind == code.Call && o.lib.cut(e.Func) })
}

// pins reports a call after which the library is pinned.
func (o *ordering) pins(fn int, e *code.Edge) bool {
	switch {
	case !e.Kind.Direct():
		return false
	case e.Import != nil:
		return imports[e.Import.Name] == TLSDestructor
	}
	return o.leads[e.Func] && o.mustRegister(e.Func)
}

// registers reports a function that itself calls the registration, std's own among them.
func (o *ordering) registers(fn int) bool { return o.lib.registers(fn) }

// mustRegister reports a function that leaves a registered destructor behind on each
// path. The accessor of a thread-local registers one when it is used for the first time,
// and where it does not, it has before: such a function is known by what it tests.
func (o *ordering) mustRegister(fn int) bool {
	if is, known := o.must[fn]; known {
		return is
	}
	o.must[fn] = false
	o.must[fn] = o.body(fn).Settled()
	return o.must[fn]
}
