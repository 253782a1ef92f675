package code

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Body is one function with the order of its code, for questions about what comes before
// and after on every path.
type Body struct {
	list  []instruction
	edges [][]Edge
	facts facts
	// ends are instructions after which a path counts as settled, dead those after which
	// nothing runs.
	ends, dead []bool
	// settled are steps that only a thread takes that an end has settled before.
	settled map[[2]int]bool
	// open: a path from the instruction leaves the function unsettled; nil without ends.
	open []bool
}

// word is a place in memory: a distance from what a base stands for.
type word struct {
	base int64 // 0: none
	off  int64
}

// facts are what the words that a function tests and passes on are known to be.
type facts struct {
	tests map[int]word    // by conditional jump: the word that it tests against 0, 1 or 2
	args  map[int][3]word // by instruction with references: the first arguments that are addresses
}

// Body reads function fn. ends and dead judge the references of an instruction.
func (g *Graph) Body(fn int, ends, dead func(*Edge) bool) *Body {
	b := &Body{list: g.instructions(fn)}
	b.edges = bySite(b.list, g.Edges(fn))
	b.ends, b.dead = make([]bool, len(b.list)), make([]bool, len(b.list))
	for i := range b.list {
		for k := range b.edges[i] {
			e := &b.edges[i][k]
			b.ends[i] = b.ends[i] || ends(e)
			b.dead[i] = b.dead[i] || dead(e)
		}
	}
	if !slices.Contains(b.ends, true) {
		return b
	}
	switch machine := g.Image.Machine(); {
	case len(b.list) > maxFollowed:
	case machine == object.X86_64:
		b.facts = g.factsX86(fn, b)
	case machine == object.AArch64:
		b.facts = g.factsARM64(fn, b)
	}
	b.settled = b.past()
	b.open = b.unsettled()
	return b
}

// maxFollowed bounds the instructions of a function whose registers are followed.
const maxFollowed = 1 << 14

// Settled reports that each path through the function passes an end, but for those that
// the test of a word leads past which an end settles: a lazy initialiser is so, and code
// with a condition of its own is not.
func (b *Body) Settled() bool { return b.open != nil && !b.open[0] && b.reaches()[0] }

// Before calls f with each instruction's references that a path leads to with nothing
// settled before, and tells whether the function can be left unsettled after them.
func (b *Body) Before(f func(edges []Edge, open bool)) {
	b.forward(func(i int) bool {
		if len(b.edges[i]) > 0 {
			f(b.edges[i], b.open == nil || !b.ends[i] && !b.dead[i] && slices.ContainsFunc(b.next(i), func(n int) bool { return n == outside || b.open[n] }))
		}
		return !b.ends[i] && !b.dead[i]
	})
}

// outside stands for leaving the function among the instructions that come next.
const outside = -1

// table reports a jump through a table, which may lead anywhere in the function.
func (b *Body) table(i int) bool { return b.list[i].unknown && len(b.edges[i]) == 0 }

// next lists where an instruction leads, jumps through tables left out.
func (b *Body) next(i int) []int {
	in := &b.list[i]
	var out []int
	add := func(to int) {
		if !b.settled[[2]int{i, to}] {
			out = append(out, to)
		}
	}
	if in.jumps {
		if to, inside := slices.BinarySearchFunc(b.list, in.to, instruction.compare); inside {
			add(to)
		} else {
			add(outside)
		}
	}
	switch {
	case in.falls && i+1 < len(b.list):
		add(i + 1)
	case !in.jumps:
		add(outside)
	}
	return out
}

// forward walks from the start, each instruction once, on from those for which f is true.
func (b *Body) forward(f func(i int) bool) {
	if len(b.list) == 0 {
		return
	}
	seen := make([]bool, len(b.list))
	seen[0] = true
	queue := []int{0}
	add := func(i int) {
		if i != outside && !seen[i] {
			seen[i] = true
			queue = append(queue, i)
		}
	}
	for everywhere := false; len(queue) > 0; {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !f(i) {
			continue
		}
		if b.table(i) && !everywhere {
			everywhere = true
			for k := range b.list {
				add(k)
			}
		}
		for _, n := range b.next(i) {
			add(n)
		}
	}
}

// backward marks the instructions from which a path leads to one of from, not through
// ends and dead ones.
func (b *Body) backward(from []int) []bool {
	before := make([][]int32, len(b.list))
	for i := range b.list {
		if b.ends[i] || b.dead[i] {
			continue
		}
		if b.table(i) && len(from) > 0 {
			from = append(from, i)
		}
		for _, n := range b.next(i) {
			if n != outside {
				before[n] = append(before[n], int32(i))
			}
		}
	}
	mark := make([]bool, len(b.list))
	for queue := from; len(queue) > 0; {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if mark[i] {
			continue
		}
		mark[i] = true
		for _, p := range before[i] {
			queue = append(queue, int(p))
		}
	}
	return mark
}

// reaches marks the instructions from which a path leads to an end.
func (b *Body) reaches() []bool {
	var ends []int
	for i, is := range b.ends {
		if is {
			ends = append(ends, i)
		}
	}
	return b.backward(ends)
}

// unsettled marks the instructions from which a path leaves the function with no end on
// it.
func (b *Body) unsettled() []bool {
	var leaving []int
	for i := range b.list {
		if !b.ends[i] && !b.dead[i] && slices.Contains(b.next(i), outside) {
			leaving = append(leaving, i)
		}
	}
	return b.backward(leaving)
}

// maxTested bounds the words of one function that are followed.
const maxTested = 64

// past finds the steps that the test of a word leads past the ends which that word is
// kept for: those that are given the address of an object that it can be a part of.
func (b *Body) past() map[[2]int]bool {
	out := map[[2]int]bool{}
	words := map[word][]int{}
	for i, w := range b.facts.tests {
		words[w] = append(words[w], i)
	}
	if len(words) > maxTested {
		return out
	}
	for w, at := range words {
		var leads []bool
		if w.base == given {
			leads = b.reaches()
		} else {
			leads = b.leads(w)
		}
		for _, i := range at {
			next := b.next(i)
			if !slices.ContainsFunc(next, func(n int) bool { return n != outside && leads[n] }) {
				continue
			}
			for _, n := range next {
				if n == outside || !leads[n] {
					out[[2]int{i, n}] = true
				}
			}
		}
	}
	return out
}

// leads marks the instructions from which each path comes to an end for the object of a
// word, where branches that test the word count by their better side.
func (b *Body) leads(w word) []bool {
	const most = 1 << 16 // bytes of a thread-local
	mine := func(at word) bool { return at.base == w.base && at.off <= w.off && w.off-at.off < most }
	not := make([]bool, len(b.list)) // some path does not
	before := make([][]int32, len(b.list))
	var queue []int
	add := func(i int) {
		if !not[i] {
			not[i] = true
			queue = append(queue, i)
		}
	}
	tests := func(i int) bool { at, is := b.facts.tests[i]; return is && (at == w || at.base == given) }
	for i := range b.list {
		next := b.next(i)
		args := b.facts.args[i]
		switch {
		case b.ends[i]:
			if !slices.ContainsFunc(args[:], mine) {
				add(i)
			}
			continue
		case b.dead[i]:
			continue
		case b.table(i), slices.Contains(next, outside) && !tests(i):
			add(i)
		}
		for _, n := range next {
			if n != outside {
				before[n] = append(before[n], int32(i))
			}
		}
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, p := range before[i] {
			if !tests(int(p)) || !slices.ContainsFunc(b.next(int(p)), func(n int) bool { return n != outside && !not[n] }) {
				add(int(p))
			}
		}
	}
	for i := range not {
		not[i] = !not[i]
	}
	return not
}
