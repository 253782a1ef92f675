package flow

import (
	"math"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// bodies calls see with every function, static and const of the analysed crates whose
// text holds all the words. Files without them are not parsed.
func (f *flow) bodies(see func(*syntax.Body), words ...string) {
	for _, c := range f.Crates {
		if c != f.crate && !linkedTogether(f.libs, f.LinkedBy(c)) {
			continue
		}
		holds := func(m *names.Module) bool {
			if m.File == nil {
				return false
			}
			return f.Identifiers(m.File.Path).All(words, 0, math.MaxInt)
		}
		for _, m := range slices.Clone(c.Modules) {
			if holds(m) {
				f.InScope(m.Scope(), see, words, 0)
			}
		}
		for _, im := range slices.Clone(c.Impls()) {
			if holds(im.Scope.Module) {
				for _, d := range names.InOrder(im.Fns) {
					f.inDef(d, see, words, 0)
				}
			}
		}
	}
}

func (f *flow) InScope(s *names.Scope, see func(*syntax.Body), words []string, depth int) {
	for _, d := range slices.Clone(s.Items) {
		if d.Item == nil {
			continue
		}
		if d.Kind == names.DefTrait {
			for _, it := range d.Item.Items {
				if fn := d.TraitFn(it.Name); fn != nil {
					f.inDef(fn, see, words, depth)
				}
			}
			continue
		}
		f.inDef(d, see, words, depth)
	}
}

func (f *flow) inDef(d *names.Def, see func(*syntax.Body), words []string, depth int) {
	b := syntax.BodyOf(d)
	if b == nil || depth > 4 || names.IsTest(d.Item.Attrs) || !f.namesAll(d, words) {
		return
	}
	size := d.Item.Span.End - d.Item.Span.Start
	if f.walked > 0 && f.walked+size > maxWalked {
		f.cut = true
		return
	}
	f.walked += size
	see(b)
	within := func(blk *rust.Block) {
		if s := f.Prog.BlockScope(d.Scope, blk); s != nil {
			f.InScope(s, see, words, depth+1)
		}
	}
	if b.Block != nil {
		b.Block.Blocks(nil, within)
	} else {
		b.Init.Blocks(nil, within)
	}
}

// namesAll reports whether the text of an item holds all words. What a macro put
// together counts as holding them.
func (f *flow) namesAll(d *names.Def, words []string) bool {
	if d.Scope == nil || d.Scope.Module.File == nil {
		return false
	}
	src, sp := d.Scope.Module.File.AST().Source, d.Item.Span
	if d.Item.Origin != nil || sp.End > len(src) || sp.Start >= sp.End || !sp.Contains(d.Item.NameSpan.Start) {
		return true
	}
	return f.Identifiers(d.Scope.Module.File.Path).All(words, sp.Start, sp.End)
}

// returned judges the value that a body gives: in whoever calls it, or in the static
// that it initialises.
func (f *flow) returned(b *syntax.Body, h Held) end {
	switch {
	case b.Def == nil:
		return end{Is: Escapes}
	case f.Border:
		return f.left(b, h, "")
	case b.Init != nil:
		if b.Def.Kind == names.DefConst || syntax.ThreadLocalMacros[b.Def.Wrapper] {
			return end{Is: Escapes}
		}
		return f.InStatic(b.Def.Name, "", h.Part)
	case !f.once("fn " + syntax.PlaceKey(analysis.Place{File: b.Def.Scope.Module.File.Path, Span: b.Def.Item.NameSpan})):
		return end{}
	}
	found, out := false, end{}
	take := func(e end) {
		if found = true; out.Is == idle {
			out = e
			return
		}
		out = f.worse(out, e)
	}
	f.bodies(func(c *syntax.Body) {
		for _, at := range f.callsIn(c, b.Def) {
			if path := c.CallAt(at); path != nil {
				take(f.Out(c, path, h))
			}
		}
		c.Each(func(path []syntax.Ancestor) {
			if f.passed(path, c, b.Def) {
				take(f.closure(c, path, h))
			}
		})
	}, b.Def.Name)
	if !found {
		return end{Is: Escapes}
	}
	return out
}

// left is the ending of a value that leaves the function in which it is followed.
func (f *flow) left(b *syntax.Body, h Held, name string) end {
	if f.Copies && !h.Raw {
		return end{} // a symbol cannot outlive its library
	}
	return end{Is: Leaked, Name: name, At: h.at}
}

// callsIn lists the places at which a body calls a function.
func (f *flow) callsIn(c *syntax.Body, d *names.Def) []rust.Span {
	var n *calls.Node
	if c.Block != nil {
		n = f.Graph.Node(c.Def)
	} else {
		n = f.Graph.Init(c.Def)
	}
	var out []rust.Span
	edgesTo(n, d, 0, &out)
	return out
}

func edgesTo(n *calls.Node, d *names.Def, depth int, out *[]rust.Span) {
	if n == nil || depth > 12 {
		return
	}
	for _, e := range n.Edges {
		if e.To.Def != nil && e.To.Def.Item == d.Item && e.Verb == "calls" && !slices.Contains(*out, e.Span) {
			*out = append(*out, e.Span)
		}
	}
	for _, w := range n.Within {
		edgesTo(w, d, depth+1, out)
	}
}

// passed reports a function that is handed on by its name: `LazyLock::new(make)`.
func (f *flow) passed(path []syntax.Ancestor, c *syntax.Body, d *names.Def) bool {
	e := path[len(path)-1].Expr
	if e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) == 0 || e.Path.Segs[len(e.Path.Segs)-1].Name != d.Name || len(path) < 2 {
		return false
	}
	p := path[len(path)-2].Expr
	if p == nil || p.Kind != rust.ExprCall && p.Kind != rust.ExprMethodCall || !slices.Contains(p.Args, e) {
		return false
	}
	if got, rest := f.Prog.Resolve(c.Def.Scope, e.Path, names.Values); got != nil && len(rest) == 0 {
		return got.Item == d.Item
	}
	return d.Impl != nil // Self::make
}

// intoParam follows an argument into the function that is called.
func (f *flow) intoParam(callee *syntax.Body, i int, h Held) end {
	fn := callee.Def.Item.Fn
	if fn == nil || i < 0 || i >= len(fn.Params) || callee.Block == nil || fn.Params[i].Pat == nil {
		return end{Is: Escapes}
	}
	if !f.once("param " + syntax.PlaceKey(analysis.Place{File: callee.Def.Scope.Module.File.Path, Span: fn.Params[i].Pat.Span})) {
		return end{}
	}
	return f.bound(callee, fn.Params[i].Pat, h, nil, callee.Block, nil)
}

// intoSelf follows the receiver of a method into its body.
func (f *flow) intoSelf(callee *syntax.Body, h Held) end {
	fn := callee.Def.Item.Fn
	if fn == nil || fn.Self == "" || callee.Block == nil {
		return end{Is: Escapes}
	}
	if !f.once("self " + syntax.PlaceKey(analysis.Place{File: callee.Def.Scope.Module.File.Path, Span: callee.Def.Item.NameSpan})) {
		return end{}
	}
	switch fn.Self {
	case "&self":
		h.How = shared
	case "&mut self":
		h.How = lent
	default:
		if h.How == place {
			h.How = Owned
		}
	}
	return f.variable(callee, "self", h, nil, callee.Block, nil)
}

// linkedTogether reports whether a library links two crates.
func linkedTogether(a, b []*workspace.Target) bool {
	return slices.ContainsFunc(a, func(t *workspace.Target) bool { return slices.Contains(b, t) })
}
