package code

import "slices"

// Options say which edges a search follows.
type Options struct {
	Pointers bool               // also to functions whose address is taken, and those that data point to
	Stop     func(fn int) bool  // true for a function that is not looked into, roots excepted; may be nil
	Skip     func(e *Edge) bool // true for an edge that is left out; may be nil
	Until    []string           // the search ends once all these imports are found; empty: never
}

// Step is one function of a chain and the instruction that leads to the next.
type Step struct {
	Func int
	Site uint64 // 0 for the last one
	Kind Kind
}

// Reach is what a search found.
type Reach struct {
	g     *Graph
	index []int32 // of a function in Order, and one more; 0: not reached
	from  []Step  // who refers to the functions of Order; Func is -1 for a root
	Order []int   // the functions reached, nearest first
	// Imports are the functions of other objects that are reached, by name: the
	// first use of each.
	Imports map[string]Use
}

// Use is a place that refers to an import.
type Use struct {
	Func int
	Site uint64
	Kind Kind
}

// Reach searches from roots, breadth first, so that chains are short. Edges that
// surely run are preferred to pointers.
func (g *Graph) Reach(roots []int, o Options) *Reach {
	r := &Reach{g: g, index: make([]int32, len(g.Funcs)), Imports: map[string]Use{}}
	for _, i := range roots {
		if i >= 0 {
			r.visit(i, Step{Func: -1})
		}
	}
	wanted := len(o.Until)
	var later []pointed // when nothing is left that surely runs
	for next := 0; ; next++ {
		for next == len(r.Order) && len(later) > 0 {
			r.visit(later[0].to, later[0].from)
			later = later[1:]
		}
		if next >= len(r.Order) {
			return r
		}
		i := r.Order[next]
		if o.Stop != nil && r.from[next].Func >= 0 && o.Stop(i) {
			continue
		}
		edges := g.Edges(i)
		for k := range edges {
			e := &edges[k]
			if o.Skip != nil && o.Skip(e) {
				continue
			}
			switch {
			case e.Import != nil:
				if (e.Kind.Direct() || o.Pointers) && r.use(e, i) && slices.Contains(o.Until, e.Import.Name) {
					if wanted--; wanted == 0 {
						return r
					}
				}
			case e.Kind.Direct():
				r.visit(e.Func, Step{i, e.Site, e.Kind})
			case o.Pointers && r.index[e.Func] == 0:
				later = append(later, pointed{e.Func, Step{i, e.Site, e.Kind}})
			}
		}
	}
}

// pointed is a function that was found through a pointer.
type pointed struct {
	to   int
	from Step
}

func (r *Reach) visit(to int, from Step) {
	if r.index[to] == 0 {
		r.Order, r.from = append(r.Order, to), append(r.from, from)
		r.index[to] = int32(len(r.Order))
	}
}

// use notes the first use of an import.
func (r *Reach) use(e *Edge, fn int) (first bool) {
	if _, known := r.Imports[e.Import.Name]; known {
		return false
	}
	r.Imports[e.Import.Name] = Use{fn, e.Site, e.Kind}
	return true
}

// Chain lists the functions from a root to function i, which was reached, both
// included. Each step names the instruction that leads to the next one.
func (r *Reach) Chain(i int) []Step {
	out := []Step{{Func: i}}
	for p := r.from[r.index[i]-1]; p.Func >= 0; p = r.from[r.index[p.Func]-1] {
		out = append(out, p)
	}
	slices.Reverse(out)
	return out
}

// Leading tells which of the functions reached can go on to an import that is
// wanted, as a search from each of them alone would, with the same Stop, Skip and
// Pointers. It serves where there are many roots.
func (r *Reach) Leading(o Options, wanted func(*Edge) bool) func(fn int) bool {
	leads := r.Leaders(o, wanted)
	return func(fn int) bool { // a root is looked into even where it would stop another's search
		return fn >= 0 && slices.ContainsFunc(r.g.Edges(fn), func(e Edge) bool {
			return o.follows(&e) && (e.Import != nil && wanted(&e) || e.Import == nil && leads[e.Func])
		})
	}
}

// follows reports an edge that a search takes.
func (o *Options) follows(e *Edge) bool {
	return (o.Skip == nil || !o.Skip(e)) && (o.Pointers || e.Kind.Direct())
}

// Leaders tells by function which of those reached can go on to an import that is wanted;
// those that Stop holds for cannot.
func (r *Reach) Leaders(o Options, wanted func(*Edge) bool) []bool {
	leads := make([]bool, len(r.index))
	callers := make([][]int32, len(r.index))
	var work []int32
	for _, i := range r.Order {
		if o.Stop != nil && o.Stop(i) {
			continue
		}
		edges := r.g.Edges(i)
		for k := range edges {
			switch e := &edges[k]; {
			case !o.follows(e):
			case e.Import == nil:
				callers[e.Func] = append(callers[e.Func], int32(i))
			case !leads[i] && wanted(e):
				leads[i] = true
				work = append(work, int32(i))
			}
		}
	}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		for _, c := range callers[i] {
			if !leads[c] {
				leads[c] = true
				work = append(work, c)
			}
		}
	}
	return leads
}
