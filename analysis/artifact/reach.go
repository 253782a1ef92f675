package artifact

import (
	"cmp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
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
	return l.Graph.Reach(roots, code.Options{Pointers: true, Stop: l.cut})
}

// Effects lists what the roots reach, the nearest example of each kind.
func (l *Library) Effects(roots ...*Root) []Effect {
	if l.Graph == nil {
		return nil
	}
	r := l.reach(funcs(roots))
	best := map[Kind]effectPath{}
	add := func(t effectPath) {
		if old, known := best[t.kind]; !known || l.nearer(t, old) {
			best[t.kind] = t
		}
	}
	start := map[int]bool{}
	for _, root := range roots {
		start[root.Func] = true
	}
	for _, fn := range r.Order {
		if m := l.mark(fn); m.kind != "" && !start[fn] {
			chain := r.Chain(fn)
			add(effectPath{m.kind, "", fn, chain[:len(chain)-1]})
		}
	}
	for name, use := range r.Imports {
		if kind, ok := imports[name]; ok {
			add(toImport(r, kind, name, use))
		}
	}
	out := make([]Effect, 0, len(best))
	for _, t := range best {
		out = append(out, *l.effect(t))
	}
	slices.SortFunc(out, func(a, b Effect) int {
		return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind))
	})
	return out
}

// effectPath is an effect, with the path to it, before anything is demangled.
type effectPath struct {
	kind Kind
	name string // of the import that does it, "" where fn does
	fn   int
	// steps lead there: the last one is the use.
	steps []code.Step
}

// toImport is the way to a use of an import.
func toImport(r *code.Reach, kind Kind, name string, use code.Use) effectPath {
	steps := r.Chain(use.Func)
	steps[len(steps)-1] = code.Step(use)
	return effectPath{kind, name, -1, steps}
}

func (t *effectPath) direct() bool {
	return !slices.ContainsFunc(t.steps, func(s code.Step) bool { return !s.Kind.Direct() })
}

// nearer reports that t is the better example: by calls alone, else in fewer steps.
func (l *Library) nearer(t, than effectPath) bool {
	switch a, b := t.direct(), than.direct(); {
	case a != b:
		return a
	case len(t.steps) != len(than.steps):
		return len(t.steps) < len(than.steps)
	}
	return l.whatOf(t) < l.whatOf(than)
}

// what names a function of std that is an effect; a stripped one by its role.
func (l *Library) what(fn int, kind Kind) string {
	if l.Image.Functions()[fn].Name == "" && kind == Stdio {
		return "std's print function at " + l.Name(fn)
	}
	return l.Name(fn)
}

func (l *Library) whatOf(t effectPath) string {
	if t.name != "" {
		return t.name
	}
	return l.what(t.fn, t.kind)
}

func (l *Library) effect(t effectPath) *Effect {
	e := &Effect{Kind: t.kind, What: l.whatOf(t), Direct: t.direct()}
	for _, s := range t.steps {
		e.Chain = append(e.Chain, Call{l.Name(s.Func), s.Site})
	}
	return e
}

func funcs(roots []*Root) []int {
	var out []int
	for _, r := range roots {
		out = append(out, r.Func)
	}
	return out
}
