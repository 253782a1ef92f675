// Package linkage is the last stage. It says what the linker leaves out: statics in sections
// that no live code names, and dependencies that no source names.
package linkage

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// live tells which functions, statics and consts an optimised build keeps: what others
// can link or call by name, what runs by itself, and what the code of these names, by
// paths that resolve. Where a path or a macro is not understood, everything that it may
// mean counts.
type live struct {
	a       *corpus.Corpus
	seen    map[*rust.Item]bool
	nodes   map[*calls.Node]bool
	methods map[string]bool
	queue   []*names.Def
	// texts are tokens of macros that are not understood, in code that is kept.
	texts []string
	// cut: a limit left out code that is kept.
	cut bool
}

// SettleKept says of the statics in link sections whether live code keeps them.
func SettleKept(c *corpus.Corpus, found *roots.Found) {
	var l *live
	for _, st := range found.Sectioned {
		if st.Used || st.Kept != "" || found.Statics[st] == nil || !namedAgain(c, found.Statics[st]) {
			continue
		}
		if l == nil {
			l = liveCode(c, found)
		}
		if l.keeps(found.Statics[st]) {
			st.Kept = "live code names it"
		}
	}
}

// namedAgain reports whether the name of a static stands anywhere but in its
// declaration, in the files of the crates that can see it: else nothing is looked for.
func namedAgain(a *corpus.Corpus, d *names.Def) bool {
	n := 0
	for _, c := range a.Seeing(d) {
		for _, f := range c.Files() {
			if src, err := a.Prog.Text(f.Path); err == nil {
				for range words.Each(src, d.Name) {
					if n++; n > 1 {
						return true
					}
				}
			}
		}
	}
	return d.Item.Origin != nil
}

// liveCode follows all that is kept from what others can reach.
func liveCode(a *corpus.Corpus, found *roots.Found) *live {
	l := &live{a: a, seen: map[*rust.Item]bool{}, nodes: map[*calls.Node]bool{}, methods: map[string]bool{}}
	crates := slices.Clone(a.Crates)
	for _, st := range found.Sectioned {
		for _, c := range a.Seeing(found.Statics[st]) {
			if !slices.Contains(crates, c) {
				crates = append(crates, c)
			}
		}
	}
	for _, c := range crates {
		l.seeds(c)
	}
	for _, r := range found.Roots {
		if r.Item == nil || r.Item.Static == nil { // what a static in a section names, it does not keep
			for _, n := range found.Nodes[r] {
				l.node(n)
			}
		}
	}
	for len(l.queue) > 0 {
		d := l.queue[0]
		l.queue = l.queue[1:]
		if a.Ctx.Err() != nil {
			return l
		}
		if d.Item.Fn != nil {
			l.node(a.Graph.Node(d))
		} else {
			l.node(a.Graph.Init(d))
		}
	}
	return l
}

// keeps reports whether live code names a static, or may.
func (l *live) keeps(d *names.Def) bool {
	return l.cut || l.seen[d.Item] || slices.ContainsFunc(l.texts, func(text string) bool { return words.Contains([]byte(text), d.Name) })
}

// seeds are the items of a crate that are kept whoever names them.
func (l *live) seeds(c *names.Crate) {
	others := c.Target != nil && slices.ContainsFunc(c.Target.CrateTypes, func(k string) bool { return k == "lib" || k == "rlib" || k == "dylib" })
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil {
			l.scope(c, m.Scope(), others, 0)
		}
	}
	for _, im := range slices.Clone(c.Impls()) {
		all := im.OfTrait() || mention.Kept(c, im.Item, false)
		for _, d := range names.InOrder(im.Fns) {
			if all || mention.Kept(c, d.Item, others) {
				l.name(d)
			}
		}
	}
}

func (l *live) scope(c *names.Crate, s *names.Scope, others bool, depth int) {
	s.ExpandAll()
	for _, d := range slices.Clone(s.Items) {
		switch {
		case d.Item == nil || d.Kind == names.DefMacro:
		case d.Kind == names.DefTrait:
			for _, it := range d.Item.Items {
				if fn := d.TraitFn(it.Name); fn != nil && it.Fn != nil && it.Fn.Body != nil {
					l.name(fn)
				}
			}
		case mention.Kept(c, d.Item, others), d.Kind == names.DefFn && d.Name == "main" && s == c.Root.Scope():
			l.name(d)
		}
		if d.Item != nil && d.Item.Fn != nil && d.Item.Fn.Body != nil && depth < 20 {
			d.Item.Fn.Body.Blocks(nil, func(b *rust.Block) {
				if in := l.a.Prog.BlockScope(d.Scope, b); in != nil {
					l.scope(c, in, false, depth+1)
				}
			})
		}
	}
	for _, it := range s.Calls {
		if it.Call != nil && l.a.Prog.ResolveMacro(s, it.Call.Path) == nil {
			l.texts = append(l.texts, it.Call.Text())
		}
	}
}

// name enters what code that is kept names.
func (l *live) name(d *names.Def) {
	if d == nil || d.Item == nil || l.seen[d.Item] || d.Crate.Stub {
		return
	}
	l.seen[d.Item] = true
	l.queue = append(l.queue, d)
}

// node enters what a body names, the closures in it included.
func (l *live) node(n *calls.Node) {
	if n == nil || l.nodes[n] {
		return
	}
	l.nodes[n] = true
	l.a.Graph.Finish(n)
	if n.Def != nil {
		l.name(n.Def)
	}
	for _, d := range n.Named {
		l.name(d)
	}
	for _, e := range n.Edges {
		l.node(e.To)
	}
	for _, in := range n.Within {
		l.node(in)
	}
	for _, name := range n.Methods {
		l.method(name)
	}
	l.texts = append(l.texts, n.Opaque...)
	l.cut = l.cut || n.Cut != ""
}

// method enters every function of an impl or trait with that name: it is not known which
// one is meant.
func (l *live) method(name string) {
	if l.methods[name] {
		return
	}
	l.methods[name] = true
	for _, c := range l.a.Crates {
		for _, im := range c.ImplsWithFn(name, "") {
			l.name(im.Fns[name])
		}
	}
}
