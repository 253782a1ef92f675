package artifact

import (
	"cmp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/elf/code"
)

// Effect is something that roots reach.
type Effect struct {
	Kind  Kind
	What  string // the symbol or the function of std, demangled
	Chain []Call // from the root to the function that does it
	// Direct reports that each step is a call; else one goes through a pointer
	// that was taken or lies in data, and may not be called here.
	Direct bool
}

// Call is one function of a chain.
type Call struct {
	Function string // demangled, or its address
	Addr     uint64 // of the instruction that leads on; File.Source tells its line
}

// order is how effects are listed.
var order = []Kind{Panic, ImplicitPanic, Stdio, Exit, Spawn, Join, TLSDestructor, ThreadKey, ExitCallback, Signal, Environment, Process, LoadLibrary}

// reach searches from roots, not through panic and print machinery.
func (l *Library) reach(roots []int) *code.Reach {
	return l.Graph.Reach(roots, code.Options{Pointers: true, Stop: func(i int) bool { return l.mark(i).cut }})
}

// Effects lists what the roots reach, the nearest example of each kind.
func (l *Library) Effects(roots ...*Root) []Effect {
	if l.Graph == nil {
		return nil
	}
	r := l.reach(funcs(roots))
	best := map[Kind]Effect{}
	add := func(kind Kind, what string, fn int, site uint64, direct bool) {
		steps := r.Chain(fn)
		for _, s := range steps[:len(steps)-1] {
			direct = direct && s.Kind.Direct()
		}
		old, known := best[kind]
		better := !known || direct && !old.Direct || direct == old.Direct && (len(steps) < len(old.Chain) || len(steps) == len(old.Chain) && what < old.What)
		if better {
			best[kind] = Effect{kind, what, l.calls(steps, site), direct}
		}
	}
	start := map[int]bool{}
	for _, root := range roots {
		start[root.Func] = true
	}
	for _, fn := range r.Order {
		if m := l.mark(fn); m.kind != "" && !start[fn] {
			chain := r.Chain(fn)
			from := chain[len(chain)-2]
			add(m.kind, l.what(fn, m.kind), from.Func, from.Site, from.Kind.Direct())
		}
	}
	for name, use := range r.Imports {
		if kind, ok := imports[name]; ok {
			add(kind, name, use.Func, use.Site, use.Kind.Direct())
		}
	}
	out := make([]Effect, 0, len(best))
	for _, e := range best {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Effect) int {
		return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind))
	})
	return out
}

// what names a function of std that is an effect; a stripped one by its role.
func (l *Library) what(fn int, kind Kind) string {
	if l.File.Functions()[fn].Name == "" && kind == Stdio {
		return "std's print function at " + l.Name(fn)
	}
	return l.Name(fn)
}

func (l *Library) calls(steps []code.Step, site uint64) []Call {
	out := make([]Call, 0, len(steps))
	for i, s := range steps {
		at := s.Site
		if i == len(steps)-1 {
			at = site
		}
		out = append(out, Call{l.Name(s.Func), at})
	}
	return out
}

func funcs(roots []*Root) []int {
	var out []int
	for _, r := range roots {
		out = append(out, r.Func)
	}
	return out
}
