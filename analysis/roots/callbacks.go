package roots

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/search"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// callbackRoots finds run-time registrations: atexit and kin. They are looked for in
// every body, called or not, since they are usually made at first use: of functions, of
// statics and constants, and of the items in them.
func (f *finder) callbackRoots(c *names.Crate) {
	seen := map[*calls.Node]bool{}
	var with func(n *calls.Node)
	with = func(n *calls.Node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		f.callbacksOf(c, n)
		corpus.WithClosures(n, with)
		for _, w := range n.Within {
			f.Graph.Finish(w)
			with(w)
		}
	}
	f.Functions(c, scan.CallbackWord, with)
	for _, m := range slices.Clone(c.Modules) {
		if m.File != nil && f.Holds(m.File.Path, scan.CallbackWord) {
			m.Scope().ExpandAll()
			f.callbacksIn(m.Scope(), m.File, with, 0)
		}
	}
}

// callbacksIn looks at what functions leaves out: statics, constants and nested items.
func (f *finder) callbacksIn(s *names.Scope, file *names.SourceFile, with func(*calls.Node), depth int) {
	if depth > maxNestedItems {
		return
	}
	for _, d := range slices.Clone(s.Items) {
		if d.Item == nil || d.Kind == names.DefMacro || !f.mayCallBack(d, file) {
			continue
		}
		inner := func(b *rust.Block) {
			if in := f.Prog.BlockScope(d.Scope, b); in != nil {
				in.ExpandAll()
				f.callbacksIn(in, file, with, depth+1)
			}
		}
		switch {
		case d.Item.Fn != nil && d.Item.Fn.Body != nil:
			with(f.Graph.Node(d))
			d.Item.Fn.Body.Blocks(nil, inner)
		case d.Item.Static != nil && d.Item.Static.Init != nil:
			with(f.Graph.Init(d))
			d.Item.Static.Init.Blocks(nil, inner)
		}
	}
}

// mayCallBack reports whether an item's text holds a word of a registration; what a macro
// wrote is always looked at.
func (f *finder) mayCallBack(d *names.Def, file *names.SourceFile) bool {
	src, sp := file.AST().Source, d.Item.Span
	return d.Item.Origin != nil || sp.End > len(src) || sp.Start > sp.End || f.ScanOf(file.Path).BodyWords(file.Path, src[sp.Start:sp.End])&scan.CallbackWord != 0
}

func (f *finder) callbacksOf(c *names.Crate, n *calls.Node) {
	for _, s := range n.Sites {
		if s.Row == nil || !s.Row.Registers() {
			continue
		}
		if cb := s.Row.Callback; cb.Arg < len(s.Args) && syntax.Null(s.Args[cb.Arg]) {
			continue // a key without a destructor: nothing runs
		}
		r := &analysis.Root{Moment: s.Row.Callback.Moment, Registration: s.What, Priority: -1, Name: s.What, Target: c.Target, Linked: f.LinkedBy(c),
			Place: analysis.Place{File: n.File.Path, Span: s.Span}}
		if len(s.Targets) > 0 {
			r.Name = s.Targets[0].Name
		}
		f.Within[f.enter(r, s.Targets)] = n
	}
}

// threadExitRoots finds thread-locals whose destructor is code of the
// workspace: it runs when a thread that touched the value ends.
func (f *finder) threadExitRoots(c *names.Crate) {
	if !hasDropImpl(c) {
		return
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File == nil || !f.DeclaresTLS(m.File.Path) {
			continue
		}
		f.threadLocals(m.Scope())
		for _, d := range m.Scope().Items {
			if d.Item != nil && d.Item.Fn != nil {
				f.localThreadLocals(d)
			}
		}
	}
}

func (f *finder) localThreadLocals(d *names.Def) {
	d.Item.Fn.Body.Blocks(scan.MayHoldLocal, func(b *rust.Block) {
		for _, st := range b.Statements() {
			if st.Kind == rust.StmtExpr && st.Expr.Kind == rust.ExprMacro && st.Expr.Macro != nil {
				m := st.Expr.Macro
				if n := len(m.Path.Segs); n > 0 && m.Path.Segs[n-1].Name == "thread_local" {
					f.threadLocals(names.ItemScope(d.Scope, []*rust.Item{{Kind: rust.ItemMacroCall, Span: m.Span, Call: m}}))
				}
			}
		}
	})
}

func (f *finder) threadLocals(s *names.Scope) {
	s.ExpandFor("thread_local")
	for _, d := range s.Items {
		if d.Kind != names.DefStatic || d.Wrapper != "thread_local" {
			continue
		}
		nodes := f.Graph.DropNodes(f.Graph.StaticType(d))
		if len(nodes) == 0 {
			continue
		}
		for _, n := range nodes {
			f.Graph.Finish(n)
		}
		r := &analysis.Root{Moment: analysis.ThreadExit, Registration: "Drop of thread_local", Priority: -1, Name: nodes[0].Name}
		r.Local = analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
		outlived, whole := f.touched(f.Graph.Init(d))
		r.Outlived = outlived
		f.addRoot(r, d, nodes)
		search.NoteCuts(f.Corpus, r, nil, whole)
	}
}

// touched lists the thread-locals that a body and what it calls for certain use, and
// reports whether a limit left none out.
func (f *finder) touched(n *calls.Node) (out []analysis.Place, whole bool) {
	if n == nil {
		return nil, true
	}
	seen, whole := search.From(f.Corpus, []*calls.Node{n}, nil)
	for st, v := range seen {
		if st.Likely {
			continue
		}
		for _, s := range v.Node.Sites {
			if s.Row != nil && s.Subject != nil && (slices.Contains(s.Row.Kinds, analysis.TLSAccess) || slices.Contains(s.Row.Kinds, analysis.TLSTry)) {
				out = append(out, analysis.Place{File: s.Subject.Scope.Module.File.Path, Span: s.Subject.Item.NameSpan})
			}
		}
	}
	return out, whole
}

// hasDropImpl reports whether the crate implements Drop for anything: only then
// can a thread-local's destructor be code of the workspace.
func hasDropImpl(c *names.Crate) bool {
	for _, f := range c.Files() {
		for _, im := range f.Outline.Impls {
			if im.Trait == "Drop" {
				return true
			}
		}
	}
	return false
}
