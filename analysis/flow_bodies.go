package analysis

import (
	"math"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// bodies calls see with every function, static and const of the analysed crates whose
// text holds all the words. Files without them are not parsed.
func (f *flow) bodies(see func(*body), words ...string) {
	for _, c := range f.u.crates {
		if c != f.u.crate && !linkedTogether(f.u.libs, f.u.linkedBy(c)) {
			continue
		}
		holds := func(m *names.Module) bool {
			if m.File == nil {
				return false
			}
			return f.u.identifiers(m.File.Path).all(words, 0, math.MaxInt)
		}
		for _, m := range slices.Clone(c.Modules) {
			if holds(m) {
				f.inScope(m.Scope(), see, words, 0)
			}
		}
		for _, im := range slices.Clone(c.Impls()) {
			if holds(im.Scope.Module) {
				for _, d := range sorted(im.Fns) {
					f.inDef(d, see, words, 0)
				}
			}
		}
	}
}

func (f *flow) inScope(s *names.Scope, see func(*body), words []string, depth int) {
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

func (f *flow) inDef(d *names.Def, see func(*body), words []string, depth int) {
	b := f.u.flowBody(d)
	if b == nil || depth > 4 || isTest(d.Item.Attrs) || !f.namesAll(d, words) {
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
		if s := f.u.prog.BlockScope(d.Scope, blk); s != nil {
			f.inScope(s, see, words, depth+1)
		}
	}
	if b.block != nil {
		b.block.Blocks(nil, within)
	} else {
		b.init.Blocks(nil, within)
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
	return f.u.identifiers(d.Scope.Module.File.Path).all(words, sp.Start, sp.End)
}

// each calls see with every expression of a body and the way to it.
func (b *body) each(see func(way []crumb)) {
	t := &trailer{}
	t.want = func(*rust.Expr) bool { see(slices.Clone(t.way)); return false }
	if b.block != nil {
		t.block(b.block)
	} else {
		t.expr(b.init)
	}
}

// returned judges the value that a body gives: in whoever calls it, or in the static
// that it initialises.
func (f *flow) returned(b *body, h held) end {
	switch {
	case b.def == nil:
		return end{is: escapes}
	case f.border:
		return f.left(b, h, "")
	case b.init != nil:
		if b.def.Kind == names.DefConst || localMacros[b.def.Wrapper] {
			return end{is: escapes}
		}
		return f.inStatic(b.def.Name, h.part)
	case !f.once("fn " + placeKey(Place{File: b.def.Scope.Module.File.Path, Span: b.def.Item.NameSpan})):
		return end{}
	}
	found, out := false, end{}
	take := func(e end) {
		if found = true; out.is == idle {
			out = e
			return
		}
		out = f.worse(out, e)
	}
	f.bodies(func(c *body) {
		for _, at := range f.callsIn(c, b.def) {
			if way := c.callAt(at); way != nil {
				take(f.out(c, way, h))
			}
		}
		c.each(func(way []crumb) {
			if f.passed(way, c, b.def) {
				take(f.closure(c, way, h))
			}
		})
	}, b.def.Name)
	if !found {
		return end{is: escapes}
	}
	return out
}

// left is the ending of a value that leaves the function in which it is followed.
func (f *flow) left(b *body, h held, name string) end {
	if f.copies && !h.raw {
		return end{} // a symbol cannot outlive its library
	}
	return end{is: leaked, name: name, at: h.at}
}

// callsIn lists the places at which a body calls a function.
func (f *flow) callsIn(c *body, d *names.Def) []rust.Span {
	var n *calls.Node
	if c.block != nil {
		n = f.u.graph.Node(c.def)
	} else {
		n = f.u.graph.Init(c.def)
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
func (f *flow) passed(way []crumb, c *body, d *names.Def) bool {
	e := way[len(way)-1].expr
	if e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) == 0 || e.Path.Segs[len(e.Path.Segs)-1].Name != d.Name || len(way) < 2 {
		return false
	}
	p := way[len(way)-2].expr
	if p == nil || p.Kind != rust.ExprCall && p.Kind != rust.ExprMethodCall || !slices.Contains(p.Args, e) {
		return false
	}
	if got, rest := f.u.prog.Resolve(c.def.Scope, e.Path, names.Values); got != nil && len(rest) == 0 {
		return got.Item == d.Item
	}
	return d.Impl != nil // Self::make
}

// intoParam follows an argument into the function that is called.
func (f *flow) intoParam(callee *body, i int, h held) end {
	fn := callee.def.Item.Fn
	if fn == nil || i < 0 || i >= len(fn.Params) || callee.block == nil || fn.Params[i].Pat == nil {
		return end{is: escapes}
	}
	if !f.once("param " + placeKey(Place{File: callee.def.Scope.Module.File.Path, Span: fn.Params[i].Pat.Span})) {
		return end{}
	}
	return f.bound(callee, fn.Params[i].Pat, h, nil, callee.block, nil)
}

// intoSelf follows the receiver of a method into its body.
func (f *flow) intoSelf(callee *body, h held) end {
	fn := callee.def.Item.Fn
	if fn == nil || fn.Self == "" || callee.block == nil {
		return end{is: escapes}
	}
	if !f.once("self " + placeKey(Place{File: callee.def.Scope.Module.File.Path, Span: callee.def.Item.NameSpan})) {
		return end{}
	}
	switch fn.Self {
	case "&self":
		h.how = shared
	case "&mut self":
		h.how = lent
	default:
		if h.how == place {
			h.how = owned
		}
	}
	return f.variable(callee, "self", h, nil, callee.block, nil)
}

// linkedTogether reports whether a library links two crates.
func linkedTogether(a, b []*workspace.Target) bool {
	return slices.ContainsFunc(a, func(t *workspace.Target) bool { return slices.Contains(b, t) })
}
