package leftovers

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// A key that dangles does no harm while the thread that made it pins the library. It
// is masked where every path to it makes a pin first. Control flow is structured, so
// what comes before on every path is told from the syntax: a pin comes before a call if
// it is evaluated earlier and each branch around the pin is around the call as well.
// Callers are followed upwards to what the host calls.

// maskable is a fact that a pin can mask.
type maskable struct {
	at  at
	set func(analysis.Masking)
}

// mask looks for pins before everything that dangles on the calling thread.
func mask(c *corpus.Corpus, facts []maskable) {
	m := &masker{Corpus: c, must: map[*calls.Node]bool{}}
	for _, p := range facts {
		if c.Ctx.Err() != nil {
			return
		}
		p.set(m.masking(p.at))
	}
}

// masker answers for one library's crates. It is asked once all facts are gathered.
type masker struct {
	*corpus.Corpus
	must map[*calls.Node]bool
}

// at is a place in a body: a call, or what the call runs.
type at struct {
	body *syntax.Body
	node *calls.Node
	span rust.Span
	edge bool
}

// maxCallers bounds the search upwards. Beyond it something is taken to be unmasked.
const maxCallers = 400

// masking follows a place upwards.
func (m *masker) masking(start at) analysis.Masking {
	queue, seen := []at{start}, map[*calls.Node][]rust.Span{}
	masked, open := 0, 0
	for i := 0; i < len(queue); i++ {
		p := queue[i]
		if slices.Contains(seen[p.node], p.span) {
			continue
		}
		seen[p.node] = append(seen[p.node], p.span)
		if m.pinnedBefore(p) {
			masked++
			continue
		}
		callers, all := m.callers(p)
		if !all || len(queue) > maxCallers {
			open++
		}
		queue = append(queue, callers...)
	}
	return analysis.Masking{Masked: open == 0 && masked > 0, Partly: masked > 0}
}

// callers lists the places from which a body is run. all is false where the host may
// run it too, or something that is not followed.
func (m *masker) callers(p at) (list []at, all bool) {
	if p.node.Def == nil { // a closure: run by the body around it, or who knows when
		for n := range within(p.body.Node) {
			for _, e := range n.Edges {
				if e.To == p.node {
					list = append(list, at{p.body, n, e.Span, true})
				}
			}
		}
		return list, len(list) > 0
	}
	d := p.node.Def
	if d.Kind != names.DefFn || m.entered(d) {
		return nil, false
	}
	all = true
	m.eachMention(d, func(caller *names.Def) {
		found := false
		if b := m.bodyOf(caller); b != nil && b.Node != nil {
			for n := range within(b.Node) {
				for _, e := range n.Edges {
					if e.To == p.node {
						list, found = append(list, at{b, n, e.Span, true}), true
						all = all && e.Certain
					}
				}
			}
		}
		all = all && found // else it is handed on, or hidden in a macro
	})
	return list, all && len(list) > 0
}

// entered reports a function that something outside the sources can call: an export, a
// method of a trait, anything with an attribute that is not the compiler's own.
func (m *masker) entered(d *names.Def) bool {
	if d.Item.Fn.Extern {
		return true
	}
	if d.Scope == nil || d.Scope.Module == nil || d.Name == "main" || d.Name == "drop" {
		return true
	}
	for _, a := range d.Item.Attrs {
		if a.Meta != nil && !slices.Contains(plainAttributes, a.Meta.Path) {
			return true
		}
	}
	for _, im := range d.Crate.Impls() {
		for _, fn := range im.Fns {
			if fn.Item == d.Item {
				return im.Item.Impl.Trait != nil || len(im.Item.Attrs) > 0
			}
		}
	}
	return false
}

// plainAttributes have no say in who calls a function.
var plainAttributes = []string{"inline", "cold", "must_use", "allow", "warn", "deny", "expect", "cfg", "doc", "track_caller", "deprecated"}

// within yields a node and all closures in it.
func within(n *calls.Node) func(func(*calls.Node) bool) {
	return func(yield func(*calls.Node) bool) {
		stack := []*calls.Node{n}
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if top == nil {
				continue
			}
			if !yield(top) {
				return
			}
			stack = append(stack, top.Within...)
		}
	}
}

// pinnedBefore reports whether a pin comes before a place on every path through its
// body.
func (m *masker) pinnedBefore(p at) bool {
	target := p.body.CallAt(p.span)
	if target == nil {
		target = p.body.PathTo(func(e *rust.Expr) bool { return e.Name == p.span })
	}
	for _, pin := range m.pins(p.node) {
		if pin == p.span {
			if p.edge { // the call pins and then runs the closure that it is given
				return true
			}
			continue
		}
		path := p.body.CallAt(pin)
		if path == nil || target == nil || ending(path) > ending(target) {
			continue
		}
		if !slices.ContainsFunc(branches(path), func(b branch) bool { return !slices.Contains(branches(target), b) }) {
			return true
		}
	}
	return false
}

// pins lists the calls of a body that surely pin the library through the thread that
// runs it: they touch a thread-local, start a thread, or call what does.
func (m *masker) pins(n *calls.Node) []rust.Span {
	m.Graph.Finish(n)
	var out []rust.Span
	for _, s := range n.Sites {
		if s.Origin == nil && m.pinsHere(s) {
			out = append(out, s.Span)
		}
	}
	for _, e := range n.Edges {
		if e.Origin == nil && e.Certain && e.Verb == "calls" && e.To.Def != nil && m.mustPin(e.To) {
			out = append(out, e.Span)
		}
	}
	return out
}

func (m *masker) pinsHere(s *calls.Site) bool {
	if s.Row == nil || !s.Certain {
		return false
	}
	for _, k := range s.Row.Kinds {
		switch analysis.EffectKind(k) {
		case analysis.ThreadSpawn, analysis.Runtime:
			if s.Row.Path == "std::thread::scope" || !version.Older(m.WS.Compiler.To, "1.85") {
				return true
			}
		case analysis.TLSAccess, analysis.TLSTry:
			if s.Subject != nil && m.Graph.NeedsDrop(m.Graph.StaticType(s.Subject)) == calls.Yes {
				return true
			}
		}
	}
	return false
}

// mustPin reports whether a function pins whenever it returns.
func (m *masker) mustPin(n *calls.Node) bool {
	if v, known := m.must[n]; known {
		return v
	}
	m.must[n] = false // while it is looked at: a recursion pins nothing by itself
	b := m.bodyOf(n.Def)
	if b == nil || b.Block == nil {
		return false
	}
	exit := firstExit(b)
	m.must[n] = slices.ContainsFunc(m.pins(n), func(pin rust.Span) bool {
		path := b.CallAt(pin)
		return path != nil && len(branches(path)) == 0 && ending(path) <= exit
	})
	return m.must[n]
}

// firstExit is where the first `return` or `?` of a body ends, past its end for none.
func firstExit(b *syntax.Body) int {
	first := b.Block.Span.End + 1
	syntax.Each(b.Block, func(path []syntax.Ancestor) {
		e := path[len(path)-1].Expr
		if e.Kind == rust.ExprReturn || e.Kind == rust.ExprTry {
			first = min(first, e.Span.End)
		}
	})
	return first
}

// ending is where the last expression of a path ends: calls are made in this order.
func ending(path []syntax.Ancestor) int { return path[len(path)-1].Expr.Span.End }

// branch is a part of an expression that runs sometimes, or at another time.
type branch struct{ of, part rust.Span }

// branches lists those that a path goes through.
func branches(path []syntax.Ancestor) []branch {
	var out []branch
	for i := 0; i+1 < len(path); i++ {
		up, down := path[i], path[i+1]
		if up.Block != nil {
			if down.Block != nil { // `let … else`
				out = append(out, branch{up.Stmt.Span, down.Block.Span})
			}
			continue
		}
		if sometimes(up.Expr, down) {
			part := rust.Span{}
			if down.Expr != nil {
				part = down.Expr.Span
			} else {
				part = down.Block.Span
			}
			out = append(out, branch{up.Expr.Span, part})
		}
	}
	return out
}

// sometimes reports whether a part of an expression need not run when the expression
// does.
func sometimes(e *rust.Expr, part syntax.Ancestor) bool {
	switch e.Kind {
	case rust.ExprIf, rust.ExprMatch, rust.ExprFor, rust.ExprWhile:
		return part.Expr == nil || part.Expr != e.X
	case rust.ExprBinary:
		return (e.Text == "&&" || e.Text == "||") && part.Expr == e.Y
	case rust.ExprBlock:
		return e.Async || e.Text != ""
	case rust.ExprLoop, rust.ExprClosure, rust.ExprMacro:
		return true
	}
	return false
}

// bodyOf is the body of a function or an initialiser, nil where there is none.
func (m *masker) bodyOf(d *names.Def) *syntax.Body {
	if d == nil || d.Item == nil {
		return nil
	}
	switch {
	case d.Kind == names.DefFn && d.Item.Fn != nil && d.Item.Fn.Body != nil:
		return &syntax.Body{Def: d, Block: d.Item.Fn.Body, Node: m.Graph.Node(d)}
	case d.Item.Static != nil && d.Item.Static.Init != nil:
		return &syntax.Body{Def: d, Init: d.Item.Static.Init, Node: m.Graph.Init(d)}
	}
	return nil
}

// eachMention calls f with every function and initialiser, in the crates that were
// loaded, whose text names d and which is not d itself.
func (m *masker) eachMention(d *names.Def, f func(*names.Def)) {
	visit := func(o *names.Def) {
		if o.Item == nil || o.Item == d.Item || o.Scope == nil || o.Scope.Module.File == nil {
			return
		}
		src, sp := o.Scope.Module.File.AST().Source, o.Item.Span
		if sp.End <= len(src) && sp.Start < sp.End && words.Contains(src[sp.Start:sp.End], d.Name) && (o.Item.Fn != nil || o.Item.Static != nil) {
			f(o)
		}
	}
	for _, c := range m.Prog.Loaded() {
		if !links.IsMember(c.Package) && c.Package != d.Crate.Package {
			continue
		}
		for _, mod := range c.Modules {
			if mod.File == nil {
				continue
			}
			if src, err := m.Prog.Text(mod.File.Path); err != nil || !words.Contains(src, d.Name) {
				continue
			}
			for _, o := range slices.Clone(mod.Scope().Items) {
				if o.Kind == names.DefTrait && o.Item != nil {
					for _, it := range o.Item.Items {
						if fn := o.TraitFn(it.Name); fn != nil {
							visit(fn)
						}
					}
					continue
				}
				visit(o)
			}
		}
		for _, im := range slices.Clone(c.Impls()) {
			if src, err := m.Prog.Text(im.Scope.Module.File.Path); err == nil && words.Contains(src, d.Name) {
				for _, o := range names.InOrder(im.Fns) {
					visit(o)
				}
			}
		}
	}
}
