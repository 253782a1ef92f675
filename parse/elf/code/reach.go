package code

// Options say which edges a search follows.
type Options struct {
	Pointers bool               // also to functions whose address is taken, and those that data point to
	Stop     func(fn int) bool  // true for a function that is not looked into, roots excepted; may be nil
	Skip     func(e *Edge) bool // true for an edge that is left out; may be nil
}

// Step is one function of a chain and the instruction that leads to the next.
type Step struct {
	Func int
	Site uint64 // 0 for the last one
	Kind Kind
}

// Reach is what a search found.
type Reach struct {
	g      *Graph
	parent map[int]Step // of a reached function: who refers to it
	Order  []int        // the functions reached, nearest first
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
	r := &Reach{g: g, parent: map[int]Step{}, Imports: map[string]Use{}}
	start := map[int]bool{}
	for _, i := range roots {
		if i >= 0 && !start[i] {
			start[i] = true
			r.parent[i] = Step{Func: -1}
			r.Order = append(r.Order, i)
		}
	}
	var later []Step // through pointers: when nothing is left that surely runs
	var laterTo []int
	for next := 0; ; next++ {
		for next == len(r.Order) && len(later) > 0 {
			r.visit(laterTo[0], later[0])
			later, laterTo = later[1:], laterTo[1:]
		}
		if next >= len(r.Order) {
			return r
		}
		i := r.Order[next]
		if o.Stop != nil && !start[i] && o.Stop(i) {
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
				if _, ok := r.Imports[e.Import.Name]; !ok && (e.Kind.Direct() || o.Pointers) {
					r.Imports[e.Import.Name] = Use{i, e.Site, e.Kind}
				}
			case e.Kind.Direct():
				r.visit(e.Func, Step{i, e.Site, e.Kind})
			case o.Pointers:
				if _, seen := r.parent[e.Func]; !seen {
					later, laterTo = append(later, Step{i, e.Site, e.Kind}), append(laterTo, e.Func)
				}
			}
		}
	}
}

func (r *Reach) visit(to int, from Step) {
	if _, seen := r.parent[to]; !seen {
		r.parent[to] = from
		r.Order = append(r.Order, to)
	}
}

// Chain lists the functions from a root to function i, both included. Each step
// names the instruction that leads to the next one.
func (r *Reach) Chain(i int) []Step {
	out := []Step{{Func: i}}
	for p, ok := r.parent[i]; ok && p.Func >= 0; p, ok = r.parent[p.Func] {
		out = append(out, p)
	}
	for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
		out[a], out[b] = out[b], out[a]
	}
	return out
}
