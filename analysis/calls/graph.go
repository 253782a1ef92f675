package calls

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Graph is the call graph of one program, built function by function as nodes
// are asked for. It belongs to one goroutine.
type Graph struct {
	prog     *names.Program
	table    *effects.Table
	from, to string // compiler range

	nodes    map[*rust.Item]*Node
	inits    map[*rust.Item]*Node
	values   map[*rust.Item]*Ty
	envs     map[*rust.Item]*env
	sigs     map[*rust.Item]*signature
	callers  map[string]bool
	stdNames map[string]bool
	fields   map[*rust.Field]*Ty
	depth    int
	walks    int
	at       *Node // the innermost that is being walked
	// aliases, projected and needs are answers about types that were asked for before,
	// implemented those of the question that is open.
	aliases, projected map[string]*Ty
	needs              map[string]Answer
	implemented        map[string]bool
	// Steps counts the expressions that were walked and the types that were read: what
	// the growth of the work is measured by. TooLarge counts types left unknown for
	// their size.
	Steps, TooLarge int
}

// New returns an empty graph for compilers in [from, to].
func New(prog *names.Program, table *effects.Table, from, to string) *Graph {
	g := &Graph{prog: prog, table: table, from: from, to: to, nodes: map[*rust.Item]*Node{}, inits: map[*rust.Item]*Node{},
		values: map[*rust.Item]*Ty{}, envs: map[*rust.Item]*env{}, sigs: map[*rust.Item]*signature{},
		callers: map[string]bool{}, stdNames: map[string]bool{}, fields: map[*rust.Field]*Ty{},
		aliases: map[string]*Ty{}, projected: map[string]*Ty{}, needs: map[string]Answer{}}
	g.indexStd()
	return g
}

// Node is one body: of a function, closure, async block or initialiser.
type Node struct {
	// Name is how chains call it: a path within its crate, or "a closure in …".
	Name  string
	Def   *names.Def // nil for closures
	Crate *names.Crate
	File  *names.SourceFile
	// Span is the name of the function, or the whole closure.
	Span  rust.Span
	Sites []*Site
	Edges []*Edge
	// Within are the closures and async blocks that stand in the body, run or not.
	Within []*Node
	// Named are the functions, statics and consts that a path in the body resolves to,
	// called or not; Methods the names of methods that could not be resolved, Opaque the
	// tokens of macros that are not understood.
	Named   []*names.Def
	Methods []string
	// Foreign are the names of functions that a path or method call of the body means and
	// that no crate with sources defines: of std, of other crates, of C, or unresolved.
	Foreign []string
	Opaque  []string
	// Cut says which limit left a part of the body out, "" for none, and CutAt where.
	Cut   string
	CutAt rust.Span

	params map[param]*use  // parameters that the body calls
	outer  map[param]*use  // parameters of the bodies around it that a closure calls
	types  map[string]*use // type parameters that the body calls values of
	body   *Node           // of a closure: the function or initialiser it stands in
	// returns is what the body gives, where that can be called.
	returns *Ty
	// Diverges: the function never returns and panics; a call of it is a panic.
	Diverges *Site
	state    uint8 // 0 new, 1 being walked, 2 done
	walk     func()
}

// param is parameter i of a body.
type param struct {
	of *Node
	i  int
}

// use says how a callable parameter is called.
type use struct {
	Caught, Certain bool
	// Via is the function judged by data that all of it goes through, "" for none.
	Via string
}

// Site is an effect within a node.
type Site struct {
	Row    *effects.Row
	Kind   effects.Kind // set where Row is nil
	What   string
	Note   string
	Source string
	Span   rust.Span
	Origin *rust.Origin
	// Subject is the static that the effect is about.
	Subject *names.Def
	Certain bool
	// Args are the arguments of the call, without a receiver.
	Args []*rust.Expr
	// Open: the row counts where a failure becomes a panic, and the chain of methods behind
	// the call does not tell.
	Open bool
	// Unlikely says why a panic hardly ever comes about, "" for others.
	Unlikely string
	// Targets are the functions that a callback row hands over.
	Targets []*Node
	// Types are what the type arguments or operands of the site are, where known.
	Type *Ty
}

// Edge is a call from one node to another.
type Edge struct {
	To     *Node
	Span   rust.Span
	Origin *rust.Origin
	Verb   string // "calls", "forces", "drops", "polls", "initialises"
	// Via is the path of the function judged by data that runs a closure or future
	// which it was given; "" for all other edges.
	Via     string
	Certain bool
	Caught  bool
}

const maxWalks = 400

// Node returns the node of a function with a body, walked; nil without a body.
func (g *Graph) Node(d *names.Def) *Node {
	n := g.node(d)
	g.finish(n)
	return n
}

func (g *Graph) node(d *names.Def) *Node {
	if d == nil || d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil {
		return nil
	}
	if n, ok := g.nodes[d.Item]; ok {
		return n
	}
	n := &Node{Name: d.LocalPath(), Def: d, Crate: d.Crate, File: d.Scope.Module.File, Span: d.Item.NameSpan}
	n.walk = func() { g.walkFn(n, d) }
	g.nodes[d.Item] = n
	return n
}

// Init returns the node of a static's or const's initialiser, walked.
func (g *Graph) Init(d *names.Def) *Node {
	if d.Item.Static == nil || d.Item.Static.Init == nil {
		return nil
	}
	n, ok := g.inits[d.Item]
	if !ok {
		n = &Node{Name: "the initialiser of " + d.LocalPath(), Def: d, Crate: d.Crate, File: d.Scope.Module.File, Span: d.Item.NameSpan}
		n.walk = func() {
			w := g.walker(n, g.envOf(d))
			g.values[d.Item] = w.value(d.Item.Static.Init, w.g.lower(d.Item.Static.Type, w.env))
		}
		g.inits[d.Item] = n
	}
	g.finish(n)
	return n
}

// NodeFor returns a node of a DllMain for one value of its reason argument
// ("DLL_PROCESS_ATTACH", …) and, where it matters, of the reserved one: arms and
// conditions for the others are left out. A reason of "" is any.
func (g *Graph) NodeFor(d *names.Def, reason string, reserved Reserved) *Node {
	n := &Node{Name: d.LocalPath(), Def: d, Crate: d.Crate, File: d.Scope.Module.File, Span: d.Item.NameSpan}
	n.walk = func() { g.walkReason(n, d, newDllCall(d, reason, reserved)) }
	g.finish(n)
	return n
}

// Bodies yields the bodies that were walked so far, closures included.
func (g *Graph) Bodies() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		stack := slices.Concat(slices.Collect(maps.Values(g.nodes)), slices.Collect(maps.Values(g.inits)))
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = append(stack[:len(stack)-1], n.Within...)
			if n.state != 0 && !yield(n) {
				return
			}
		}
	}
}

// Finish walks a node that was found through an edge.
func (g *Graph) Finish(n *Node) { g.finish(n) }

func (g *Graph) finish(n *Node) {
	if n == nil || n.state != 0 {
		return
	}
	n.state = 1
	g.walks++
	outer := g.at
	g.at = n
	defer func() { g.walks--; g.at = outer }() // also where a walk ends in a panic
	if g.walks < maxWalks {                    // nesting of walks: a callee is walked to see which closures it calls
		n.walk()
	} else {
		n.Cut, n.CutAt = fmt.Sprintf("calls that hand closures on nest deeper than %d", maxWalks), n.Span
	}
	n.state = 2
}

func (g *Graph) walkFn(n *Node, d *names.Def) { g.walkReason(n, d, nil) }

func (g *Graph) walkReason(n *Node, d *names.Def, dll *dllCall) {
	e := g.envOf(d)
	w := g.walker(n, e)
	w.dll = dll
	fn := d.Item.Fn
	if fn.Self != "" {
		self := e.self
		if self == nil {
			self = unknown
		}
		if fn.Self != "self" {
			self = &Ty{Kind: Ref, Elem: self}
		}
		l := w.declare("self", self, n.Span)
		if fn.Self == "self" {
			w.own(l)
		}
	}
	for i, p := range fn.Params {
		t := g.lower(p.Type, e)
		w.bind(p.Pat, paramType(t, param{n, i}, 0))
	}
	var want *Ty
	if fn.Ret != nil {
		want = g.lower(fn.Ret, e)
	}
	w.ret = want
	w.gives(w.block(fn.Body, want, true))
	w.dropLocals()
	if want != nil && want.Kind == Never {
		n.lift()
	}
}

// lift turns the panics of a function that never returns into panics of its
// callers: `fn fatal(..) -> ! { …; panic!() }` is a panic by another name.
func (n *Node) lift() {
	var rest []*Site
	for _, s := range n.Sites {
		if s.Row != nil && slices.Contains(s.Row.Kinds, effects.Panic) {
			n.Diverges = s
			continue
		}
		rest = append(rest, s)
	}
	n.Sites = rest
}

// BodyNode makes a node of free-standing statements: a macro's tokens.
func (g *Graph) BodyNode(name string, scope *names.Scope, b *rust.Block, span rust.Span) *Node {
	n := &Node{Name: name, Crate: scope.Module.Crate, File: scope.Module.File, Span: span}
	n.walk = func() {
		w := g.walker(n, &env{scope: scope, params: map[string]*Ty{}})
		w.block(b, nil, false)
	}
	g.finish(n)
	return n
}

// stdIndex is what the std stub says about method names.
type stdIndex struct{ names, callers map[string]bool }

var stdIndexes sync.Map // *effects.Table → *stdIndex

// indexStd learns from the stub which method names std has, and which of them
// call a closure they are given. The answer is the same for every graph.
func (g *Graph) indexStd() {
	if v, ok := stdIndexes.Load(g.table); ok {
		g.stdNames, g.callers = v.(*stdIndex).names, v.(*stdIndex).callers
		return
	}
	c := g.prog.Stub("std")
	if c == nil {
		return
	}
	kept := map[string]bool{}
	for _, name := range c.Root.File.Outline.Fns {
		g.stdNames[name] = true
		for _, im := range c.ImplsWithFn(name, "") {
			d := im.Fns[name]
			sig := g.signature(d)
			for i, p := range sig.params {
				if callBound(p) == nil {
					continue
				}
				if g.keeps(d.Path(), i) {
					kept[name] = true
				} else {
					g.callers[name] = true
				}
			}
		}
	}
	for name := range kept {
		delete(g.callers, name)
	}
	stdIndexes.Store(g.table, &stdIndex{g.stdNames, g.callers})
}

func (g *Graph) keeps(path string, i int) bool {
	_, keeps, _ := g.table.Closures(path)
	for _, k := range keeps {
		if k == i {
			return true
		}
	}
	return false
}

// callBound returns the Fn bound of a parameter's type, nil if it has none.
func callBound(t *Ty) *Bound {
	if t == nil {
		return nil
	}
	for i := range t.Bounds {
		if t.Bounds[i].Callable {
			return &t.Bounds[i]
		}
	}
	switch {
	case t.Kind == Ref || t.Kind == Ptr:
		return callBound(t.Elem)
	case t.is("std::boxed::Box"), t.is("std::sync::Arc"), t.is("std::rc::Rc"), t.is("std::option::Option"):
		return callBound(t.arg(0))
	}
	return nil
}

func enabled(c *names.Crate, attrs []*rust.Attr) bool {
	return len(attrs) == 0 || c.Env().Enabled(attrs) != cfg.False
}
