package graph

import (
	"cmp"
	"slices"
)

// placed is a node with its column, and its box in pixels.
type placed struct {
	*drawnNode
	column        int
	x, y, w, h    float64
	before, after []*placed // neighbours along the edges, back edges left out
}

// Distances of the layout, in pixels.
const (
	charWidth  = 7.3 // of the names' 12 px monospace
	smallWidth = 6.4 // of the 10.5 px below them
	rowHeight  = 48.0
	rowGap     = 14.0
	columnGap  = 56.0
	nodePad    = 12.0
	longestRow = 52 // characters of a label
)

// layout places the nodes of a drawing in columns: roots left, each other node right
// of all that lead to it. Within a column nodes are ordered by where their neighbours
// are, which keeps most edges from crossing. It returns the size.
func layout(d *drawing) (nodes []*placed, width, height float64) {
	for _, n := range d.nodes {
		lines := n.lines()
		w := max(float64(len([]rune(lines[0])))*charWidth, float64(len([]rune(lines[1])))*smallWidth)
		nodes = append(nodes, &placed{drawnNode: n, w: w + 2*nodePad, h: rowHeight})
	}
	link(d, nodes)
	var columns [][]*placed
	for _, n := range nodes {
		for len(columns) <= n.column {
			columns = append(columns, nil)
		}
		columns[n.column] = append(columns[n.column], n)
	}
	for i := range 8 {
		for j := len(columns) - 2; j >= 0 && i > 0; j-- {
			sortBy(columns[j], func(n *placed) []*placed { return n.after })
		}
		for _, c := range columns[1:] {
			sortBy(c, func(n *placed) []*placed { return n.before })
		}
	}
	x := 0.0
	for _, c := range columns {
		widest := 0.0
		for _, n := range c {
			n.x = x
			widest = max(widest, n.w)
		}
		for _, n := range c {
			n.w = widest
		}
		x += widest + columnGap
	}
	for range 4 {
		for _, c := range columns {
			align(c, func(n *placed) []*placed { return n.before })
		}
		for i := len(columns) - 1; i >= 0; i-- {
			align(columns[i], func(n *placed) []*placed { return n.after })
		}
	}
	top := slices.MinFunc(nodes, func(a, b *placed) int { return cmp.Compare(a.y, b.y) }).y
	for _, n := range nodes {
		n.y -= top
		height = max(height, n.y+n.h)
	}
	return nodes, x - columnGap, height
}

// link fills in neighbours and columns. Chains of several roots can go round
// together; an edge back to a node that is being visited counts for nothing.
func link(d *drawing, nodes []*placed) {
	out := map[int][]int{}
	for _, e := range d.edges {
		out[e.from.id] = append(out[e.from.id], e.to.id)
	}
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(nodes))
	var order []*placed // reversed: a node comes after all that it leads to
	var visit func(n *placed)
	visit = func(n *placed) {
		state[n.id] = open
		for _, id := range out[n.id] {
			to := nodes[id]
			if state[id] == open {
				continue
			}
			n.after, to.before = append(n.after, to), append(to.before, n)
			if state[id] == fresh {
				visit(to)
			}
		}
		state[n.id] = done
		order = append(order, n)
	}
	for _, n := range nodes {
		if state[n.id] == fresh {
			visit(n)
		}
	}
	for _, n := range slices.Backward(order) {
		for _, to := range n.after {
			to.column = max(to.column, n.column+1)
		}
	}
}

// sortBy orders a column by the mean row of each node's neighbours, and gives rows.
func sortBy(column []*placed, neighbours func(*placed) []*placed) {
	mean := map[*placed]float64{}
	for i, n := range column {
		mean[n] = float64(i) * (rowHeight + rowGap)
		if list := neighbours(n); len(list) > 0 {
			mean[n] = middle(list)
		}
	}
	slices.SortStableFunc(column, func(a, b *placed) int { return cmp.Compare(mean[a], mean[b]) })
	for i, n := range column {
		n.y = float64(i) * (rowHeight + rowGap)
	}
}

func middle(list []*placed) float64 {
	sum := 0.0
	for _, n := range list {
		sum += n.y
	}
	return sum / float64(len(list))
}

// align moves the nodes of a column towards their neighbours as far as their order
// and distance allow: blocks of nodes that would overlap share the mean of what
// they want.
func align(column []*placed, neighbours func(*placed) []*placed) {
	const step = rowHeight + rowGap
	type block struct {
		first, count int
		want         float64 // sum of what the first node would have to be at
	}
	at := func(b block) float64 { return b.want / float64(b.count) }
	var blocks []block
	for i, n := range column {
		want := n.y
		if list := neighbours(n); len(list) > 0 {
			want = middle(list)
		}
		b := block{i, 1, want}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if at(last)+float64(last.count)*step <= at(b) {
				break
			}
			blocks = blocks[:len(blocks)-1]
			b = block{last.first, last.count + b.count, last.want + b.want - float64(b.count*last.count)*step}
		}
		blocks = append(blocks, b)
	}
	for _, b := range blocks {
		for k := range b.count {
			column[b.first+k].y = at(b) + float64(k)*step
		}
	}
}

// lines are what a node's box says: its name, and below it where and what it is.
func (n *drawnNode) lines() [2]string {
	below := n.where
	switch {
	case n.rule != nil:
		below = n.rule.ID + "  " + below
	case n.note != "":
		below = n.note + "  " + below
	}
	return [2]string{shortened(n.name), shortened(below)}
}

// shortened cuts the middle out of a long label: of a path both ends tell most.
func shortened(s string) string {
	r := []rune(s)
	if len(r) <= longestRow {
		return s
	}
	const head = longestRow / 3
	return string(r[:head]) + "…" + string(r[len(r)-(longestRow-head-1):])
}
