package calls

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// walker reads one body. It has a method for each sort of expression and pattern, and
// holds nothing but what is known at the place where it stands.
type walker struct {
	g     *Graph
	node  *Node
	env   *env
	scope *names.Scope
	vars  []map[string]*local
	// outerDepth is where the variables of the enclosing body end, in a closure.
	outerDepth int
	move       bool
	dll        *dllCall // of a DllMain: the call that is looked at; nil for others
	quiet      int      // >0: no effects are recorded (const blocks)
	expansions *int
	nest       int          // of blocks and expressions
	macros     int          // of expansions within expansions
	outer      []*rust.Expr // method calls whose receiver is being walked, innermost last
	fresh      []*local     // locals of this body in order, for drops
	ret        *Ty          // what the body is declared to return
	breaks     []*Ty        // what `break` gives, per loop around
	captured   []*Ty        // values that this closure moved into itself
	facts      []map[string]bool
	safe       *rust.Expr // the unwrap that a check before makes safe, while it is walked
	verdicts   []*local   // variables that hold a condition
	unlikely   string     // why the unwrap that is being walked hardly ever fails
	via        string     // the function judged by data whose closures are being run
}

// maxNest bounds the nesting of blocks and expressions, those of expansions included.
const maxNest = 4000

const nestedTooDeep = "its expressions nest too deep"

// local is a variable.
type local struct {
	ty    *Ty
	moved bool
	span  rust.Span
	empty bool // holds nothing to drop, as long as nobody uses it: None, Vec::new()
	unset bool // declared without a value: its first assignment drops nothing
	fixed bool // a constant, which nothing changes
	// verdict is what it tells where it holds a condition, nil for others.
	verdict *verdictOf
}

func (g *Graph) walker(n *Node, e *env) *walker {
	return &walker{g: g, node: n, env: e, scope: e.scope, vars: []map[string]*local{{}}, expansions: new(int)}
}

func (w *walker) declare(name string, t *Ty, span rust.Span) *local {
	l := &local{ty: t, span: span}
	w.forgetName(name)
	w.vars[len(w.vars)-1][name] = l
	return l
}

func (w *walker) lookup(name string) (*local, bool) {
	for i := len(w.vars) - 1; i >= 0; i-- {
		if l := w.vars[i][name]; l != nil {
			return l, i < w.outerDepth
		}
	}
	return nil, false
}

func (w *walker) push() { w.vars = append(w.vars, map[string]*local{}) }
func (w *walker) pop() {
	w.vars = w.vars[:len(w.vars)-1]
	if len(w.facts) > len(w.vars) {
		w.facts = w.facts[:len(w.vars)]
	}
}

func (w *walker) enabled(attrs []*rust.Attr) bool { return enabled(w.node.Crate, attrs) }

// block walks statements and gives the type of the tail. value says that the
// tail is moved out.
func (w *walker) block(b *rust.Block, want *Ty, value bool) *Ty {
	if b == nil {
		return unknown
	}
	if w.nest++; w.nest > maxNest || b.Cut {
		w.cut(nestedTooDeep, b.Span)
		w.nest--
		return unknown
	}
	defer func() { w.nest-- }()
	w.push()
	defer w.pop()
	outer := w.scope
	if s := w.g.prog.BlockScope(w.scope, b); s != nil {
		w.scope = s
		e := *w.env
		e.scope = s
		old := w.env
		w.env = &e
		defer func() { w.env = old }()
	}
	defer func() { w.scope = outer }()
	last := unit
	for i, st := range b.Statements() {
		if !w.enabled(st.Attrs) {
			continue
		}
		last = w.stmt(st, want, value && i == len(b.Statements())-1)
		if w.dll != nil && last.Kind == Never {
			break // decided by the reason: the rest is for other calls
		}
	}
	return last
}

func (w *walker) stmt(st *rust.Stmt, want *Ty, tail bool) *Ty {
	switch st.Kind {
	case rust.StmtLet:
		w.let(st)
	case rust.StmtExpr:
		if !w.enabled(st.Expr.Attrs) {
			return unit
		}
		if st.Semi {
			t := w.expr(st.Expr, nil)
			w.dropTemporary(st.Expr, t)
			if t.Kind == Never {
				return never
			}
			return unit
		}
		if tail {
			return w.value(st.Expr, want)
		}
		return w.expr(st.Expr, want)
	}
	return unit
}

func (w *walker) let(st *rust.Stmt) {
	var want *Ty
	if st.Type != nil {
		want = w.g.lower(st.Type, w.env)
	}
	t := unknown
	if st.Expr != nil {
		t = w.value(st.Expr, want)
	}
	if want != nil && want.Kind != Unknown && !hasInfer(want) {
		want = want.withStatic(t.Static)
		if !holds(t, 0) {
			t = want
		}
	}
	if st.Else != nil {
		w.block(st.Else, nil, false)
		w.learn(letFacts(st.Pat, keyOf(st.Expr), true))
	}
	if st.Pat == nil {
		return
	}
	if st.Pat.Kind == rust.PatWild && st.Expr != nil {
		w.dropTemporary(st.Expr, t)
		return
	}
	if st.Expr == nil && st.Type != nil {
		t = want
	}
	w.bind(st.Pat, t)
	if st.Pat.Kind == rust.PatBind {
		if l, _ := w.lookup(st.Pat.Name); l != nil {
			l.empty = st.Expr == nil || w.makesEmpty(st.Expr)
			l.unset = st.Expr == nil
			if st.Expr != nil {
				w.remembers(l, st.Expr)
			}
		}
		if st.Expr != nil && w.alwaysThere(st.Expr) {
			w.learn([]string{present + st.Pat.Name})
		}
		w.passOn(st.Pat.Name, st.Expr)
		w.fixes(st.Pat, st.Expr)
	}
}

func hasInfer(t *Ty) bool {
	for _, a := range t.Args {
		if a.Kind == Unknown || hasInfer(a) {
			return true
		}
	}
	return t.Elem != nil && (t.Elem.Kind == Unknown || hasInfer(t.Elem))
}

// site records an effect.
func (w *walker) site(s *Site) {
	if w.quiet == 0 {
		w.node.Sites = append(w.node.Sites, s)
	}
}

// edge records a call.
func (w *walker) edge(to *Node, span rust.Span, o *rust.Origin, verb string, certain, caught bool) {
	if to == nil || w.quiet > 0 || to == w.node {
		return
	}
	w.node.Edges = append(w.node.Edges, &Edge{To: to, Span: span, Origin: o, Verb: verb, Via: w.via, Certain: certain, Caught: caught})
	if to.body == nil { // a function: its parameters are its own
		return
	}
	for p, u := range to.outer { // a closure that calls a parameter of a body around it
		w.through(u, func() { w.useParam(p, u.Caught || caught, u.Certain && certain) })
	}
	if to.root() == w.node.root() {
		for name, u := range to.types {
			w.through(u, func() { w.useType(name, u.Caught || caught, u.Certain && certain) })
		}
	}
}

// root is the function or initialiser that a closure stands in.
func (n *Node) root() *Node {
	if n.body != nil {
		return n.body
	}
	return n
}

// gives notes what the body returns, where that can be called.
func (w *walker) gives(t *Ty) {
	if w.node.Def != nil && t != nil && callableIn(t) != nil {
		w.node.returns = merge(w.node.returns, t)
	}
}

// useParam records that the body calls a parameter: its own, or one of a body
// around it.
func (w *walker) useParam(p param, caught, certain bool) {
	if w.quiet > 0 {
		return
	}
	into := &w.node.params
	if p.of != w.node {
		into = &w.node.outer
	}
	if *into == nil {
		*into = map[param]*use{}
	}
	if old := (*into)[p]; old != nil {
		old.join(caught, certain, w.via)
		return
	}
	(*into)[p] = &use{Caught: caught, Certain: certain, Via: w.via}
}
