package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// functions calls f with the node of every function of the crate whose text
// holds a call of the class, in source order.
func (a *analyzer) functions(c *names.Crate, class words.Class, f func(*calls.Node)) {
	visit := func(d *names.Def, file *names.SourceFile) {
		src := file.AST().Source
		sp := d.Item.Span
		if d.Kind != names.DefFn || sp.End > len(src) {
			return
		}
		if sc := a.scanOf(file.Path); d.Item.Origin == nil && sc.bodyWords(file.Path, src[sp.Start:sp.End])&class == 0 {
			return
		}
		if n := a.graph.Node(d); n != nil {
			f(n)
		}
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && a.holds(m.File.Path, class) {
			for _, d := range m.Scope().Items {
				if d.Item != nil {
					visit(d, m.File)
				}
			}
		}
	}
	for _, im := range slices.Clone(c.Impls()) {
		if a.holds(im.Scope.Module.File.Path, class) {
			for _, d := range sorted(im.Fns) {
				visit(d, im.Scope.Module.File)
			}
		}
	}
}

// withClosures calls f with a node and the closures that stand in it, called
// or not.
func withClosures(n *calls.Node, f func(*calls.Node)) {
	f(n)
	for _, e := range n.Edges {
		if e.To.Def == nil && e.To.File == n.File {
			f(e.To)
		}
	}
}

// callbackRoots finds run-time registrations: atexit and kin. They are looked for in
// every body, called or not, since they are usually made at first use: of functions, of
// statics and constants, and of the items in them.
func (a *analyzer) callbackRoots(c *names.Crate) {
	seen := map[*calls.Node]bool{}
	var with func(n *calls.Node)
	with = func(n *calls.Node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		a.callbacksOf(c, n)
		withClosures(n, with)
		for _, w := range n.Within {
			a.graph.Finish(w)
			with(w)
		}
	}
	a.functions(c, callbackWord, with)
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && a.holds(m.File.Path, callbackWord) {
			m.Scope().ExpandAll()
			a.callbacksIn(m.Scope(), m.File, with, 0)
		}
	}
}

// callbacksIn looks at what functions leaves out: statics, constants and nested items.
func (a *analyzer) callbacksIn(s *names.Scope, file *names.SourceFile, with func(*calls.Node), depth int) {
	if depth > maxNestedItems {
		return
	}
	for _, d := range slices.Clone(s.Items) {
		if d.Item == nil || d.Kind == names.DefMacro || !a.mayCallBack(d, file) {
			continue
		}
		inner := func(b *rust.Block) {
			if in := a.prog.BlockScope(d.Scope, b); in != nil {
				in.ExpandAll()
				a.callbacksIn(in, file, with, depth+1)
			}
		}
		switch {
		case d.Item.Fn != nil && d.Item.Fn.Body != nil:
			with(a.graph.Node(d))
			d.Item.Fn.Body.Blocks(nil, inner)
		case d.Item.Static != nil && d.Item.Static.Init != nil:
			with(a.graph.Init(d))
			d.Item.Static.Init.Blocks(nil, inner)
		}
	}
}

// mayCallBack reports whether an item's text holds a word of a registration; what a macro
// wrote is always looked at.
func (a *analyzer) mayCallBack(d *names.Def, file *names.SourceFile) bool {
	src, sp := file.AST().Source, d.Item.Span
	return d.Item.Origin != nil || sp.End > len(src) || sp.Start > sp.End || a.scanOf(file.Path).bodyWords(file.Path, src[sp.Start:sp.End])&callbackWord != 0
}

func (a *analyzer) callbacksOf(c *names.Crate, n *calls.Node) {
	for _, s := range n.Sites {
		if s.Row == nil || !s.Row.Registers() {
			continue
		}
		if cb := s.Row.Callback; cb.Arg < len(s.Args) && null(s.Args[cb.Arg]) {
			continue // a key without a destructor: nothing runs
		}
		r := &Root{Moment: s.Row.Callback.Moment, Registration: s.What, Priority: -1, Name: s.What, Target: c.Target, Linked: a.linkedBy(c),
			Place: Place{File: n.File.Path, Span: s.Span}}
		if len(s.Targets) > 0 {
			r.Name = s.Targets[0].Name
		}
		a.within[a.enter(r, s.Targets)] = n
	}
}

// threadExitRoots finds thread-locals whose destructor is code of the
// workspace: it runs when a thread that touched the value ends.
func (a *analyzer) threadExitRoots(c *names.Crate) {
	if !hasDropImpl(c) {
		return
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File == nil || !a.declaresTLS(m.File.Path) {
			continue
		}
		a.threadLocals(m.Scope())
		for _, d := range m.Scope().Items {
			if d.Item != nil && d.Item.Fn != nil {
				a.localThreadLocals(d)
			}
		}
	}
}

func (a *analyzer) localThreadLocals(d *names.Def) {
	d.Item.Fn.Body.Blocks(mayHoldLocal, func(b *rust.Block) {
		for _, st := range b.Statements() {
			if st.Kind == rust.StmtExpr && st.Expr.Kind == rust.ExprMacro && st.Expr.Macro != nil {
				m := st.Expr.Macro
				if n := len(m.Path.Segs); n > 0 && m.Path.Segs[n-1].Name == "thread_local" {
					a.threadLocals(names.ItemScope(d.Scope, []*rust.Item{{Kind: rust.ItemMacroCall, Span: m.Span, Call: m}}))
				}
			}
		}
	})
}

func (a *analyzer) threadLocals(s *names.Scope) {
	s.ExpandFor("thread_local")
	for _, d := range s.Items {
		if d.Kind != names.DefStatic || d.Wrapper != "thread_local" {
			continue
		}
		nodes := a.graph.DropNodes(a.graph.StaticType(d))
		if len(nodes) == 0 {
			continue
		}
		for _, n := range nodes {
			a.graph.Finish(n)
		}
		r := &Root{Moment: ThreadExit, Registration: "Drop of thread_local", Priority: -1, Name: nodes[0].Name}
		r.Local = Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
		outlived, whole := a.touched(a.graph.Init(d))
		r.Outlived = outlived
		a.addRoot(r, d, nodes)
		a.cutsOn(r, nil, whole)
	}
}

// touched lists the thread-locals that a body and what it calls for certain use, and
// reports whether a limit left none out.
func (a *analyzer) touched(n *calls.Node) (out []Place, whole bool) {
	if n == nil {
		return nil, true
	}
	seen, whole := a.search([]*calls.Node{n}, nil)
	for st, v := range seen {
		if st.likely {
			continue
		}
		for _, s := range v.node.Sites {
			if s.Row != nil && s.Subject != nil && (slices.Contains(s.Row.Kinds, TLSAccess) || slices.Contains(s.Row.Kinds, TLSTry)) {
				out = append(out, Place{File: s.Subject.Scope.Module.File.Path, Span: s.Subject.Item.NameSpan})
			}
		}
	}
	return out, whole
}

// hasDropImpl reports whether the crate implements Drop for anything: only then
// can a thread-local's destructor be code of the workspace.
func hasDropImpl(c *names.Crate) bool {
	for _, f := range c.Files() {
		for _, im := range f.Skim.Impls {
			if im.Trait == "Drop" {
				return true
			}
		}
	}
	return false
}
