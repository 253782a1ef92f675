package calls

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Answer is the answer to a question about a type.
type Answer uint8

// The answers. Maybe: generic, or a type whose source is not at hand.
const (
	No Answer = iota
	Maybe
	Yes
)

// stdDropFree are std types without drop glue of their own; their arguments count.
var stdTransparent = map[string]bool{
	"std::option::Option": true, "std::result::Result": true, "std::cell::Cell": true, "std::cell::RefCell": true, "std::cell::UnsafeCell": true,
	"std::cell::OnceCell": true, "std::sync::OnceLock": true, "std::sync::Mutex": true, "std::sync::RwLock": true, "std::cmp::Reverse": true,
	"std::num::Wrapping": true, "std::pin::Pin": true, "std::panic::AssertUnwindSafe": true, "std::sync::LazyLock": true, "std::cell::LazyCell": true,
	"std::ops::Range": true, "std::task::Poll": true, "std::cell::SyncUnsafeCell": true,
}

// stdNeedy are std types that own something.
var stdNeedy = map[string]bool{
	"std::boxed::Box": true, "std::rc::Rc": true, "std::rc::Weak": true, "std::sync::Arc": true, "std::sync::Weak": true, "std::vec::Vec": true,
	"std::string::String": true, "std::collections::HashMap": true, "std::collections::HashSet": true, "std::collections::BTreeMap": true,
	"std::collections::BTreeSet": true, "std::collections::VecDeque": true, "std::collections::BinaryHeap": true, "std::collections::LinkedList": true,
	"std::ffi::CString": true, "std::ffi::OsString": true, "std::path::PathBuf": true, "std::fs::File": true, "std::thread::JoinHandle": true,
	"std::sync::mpsc::Sender": true, "std::sync::mpsc::Receiver": true, "std::sync::mpsc::SyncSender": true, "std::net::TcpStream": true,
	"std::net::TcpListener": true, "std::net::UdpSocket": true, "std::thread::Thread": true, "std::io::BufReader": true, "std::io::BufWriter": true,
	"std::sync::MutexGuard": true, "std::sync::RwLockReadGuard": true, "std::sync::RwLockWriteGuard": true, "std::cell::Ref": true, "std::cell::RefMut": true,
	"std::io::Error": true, "std::process::Child": true, "std::backtrace::Backtrace": true, "std::io::LineWriter": true,
}

// stdFree are std types that never drop anything.
var stdFree = map[string]bool{
	"std::mem::ManuallyDrop": true, "std::mem::MaybeUninit": true, "std::marker::PhantomData": true, "std::ptr::NonNull": true, "std::time::Instant": true,
	"std::time::Duration": true, "std::time::SystemTime": true, "std::thread::ThreadId": true, "std::sync::Once": true, "std::any::TypeId": true,
	"std::net::IpAddr": true, "std::net::SocketAddr": true, "std::alloc::Layout": true, "std::thread::LocalKey": true, "std::sync::Condvar": true,
	"std::sync::Barrier": true, "std::marker::PhantomPinned": true,
}

// NeedsDrop tells whether dropping a value of type t runs anything.
func (g *Graph) NeedsDrop(t *Ty) Answer { return g.needsDrop(t, 0) }

func (g *Graph) needsDrop(t *Ty, depth int) Answer {
	if t == nil || depth > 24 {
		return Maybe
	}
	switch t.Kind {
	case Ref, Ptr, Prim, FnPtr, FnDef, Never:
		return No
	case Slice:
		return g.needsDrop(t.Elem, depth+1)
	case Tuple:
		return g.anyNeeds(t.Args, depth)
	case Adt:
		return g.adtNeeds(t, depth)
	case Dyn:
		return Yes
	case Param:
		for _, b := range t.Bounds {
			if b.Name == "Copy" {
				return No
			}
		}
	}
	return Maybe
}

func (g *Graph) anyNeeds(ts []*Ty, depth int) Answer {
	out := No
	for _, t := range ts {
		out = max(out, g.needsDrop(t, depth+1))
	}
	return out
}

func (g *Graph) adtNeeds(t *Ty, depth int) Answer {
	path := t.Def.Path()
	switch {
	case stdNeedy[path]:
		return Yes
	case stdFree[path], len(path) > 18 && path[:18] == "std::sync::atomic:":
		return No
	case stdTransparent[path]:
		return g.anyNeeds(t.Args, depth)
	case t.Def.Crate.Stub:
		return Maybe
	}
	// a recursive type adds nothing by itself
	return once(g.needs, typesKey(t.Def, t.Args), No, func() Answer { return g.ownNeeds(t, depth) })
}

// ownNeeds is adtNeeds for a type of the workspace or its dependencies.
func (g *Graph) ownNeeds(t *Ty, depth int) Answer {
	g.Steps++
	if g.dropImpl(t.Def) != nil {
		return Yes
	}
	out := No
	if g.copies(t.Def) {
		return out
	}
	for _, ft := range g.fieldTypes(t) {
		if out = max(out, g.needsDrop(ft, depth+1)); out == Yes {
			break
		}
	}
	return out
}

// copies reports `#[derive(Copy)]`.
func (g *Graph) copies(d *names.Def) bool { return g.derives(d, "Copy") }

// derives reports `#[derive(trait)]`.
func (g *Graph) derives(d *names.Def, trait string) bool {
	for _, a := range d.Crate.Env().Expand(d.Item.Attrs) {
		if a.Meta == nil || a.Meta.Path != "derive" {
			continue
		}
		for _, m := range a.Meta.List {
			if m.Path[strings.LastIndexByte(m.Path, ':')+1:] == trait {
				return true
			}
		}
	}
	return false
}

// fieldTypes lists the types of all fields of all variants.
func (g *Graph) fieldTypes(t *Ty) []*Ty {
	if t.Def.Item == nil || t.Def.Item.Adt == nil || t.Def.Item.Kind == rust.ItemUnion {
		return nil
	}
	e := g.envOfAdt(t.Def)
	s := map[string]*Ty{}
	unify(e.self, t, s)
	var out []*Ty
	for _, v := range t.Def.Item.Adt.Variants {
		if !enabled(t.Def.Crate, v.Attrs) {
			continue
		}
		for _, f := range v.Fields {
			if enabled(t.Def.Crate, f.Attrs) {
				out = append(out, g.limited(substitute(g.lower(f.Type, e), s)))
			}
		}
	}
	return out
}

// dropImpl finds the type's own Drop::drop.
func (g *Graph) dropImpl(d *names.Def) *names.Def {
	if d.Crate.Stub {
		return nil
	}
	for _, im := range d.Crate.ImplsOf("Drop", d.Name) {
		if im.Self() == d {
			return im.Fns["drop"]
		}
	}
	return nil
}

// DropNodes lists the Drop impls of the workspace that dropping t runs.
func (g *Graph) DropNodes(t *Ty) []*Node {
	d := dropGlue{g: g, seen: map[*names.Def]bool{}}
	d.of(t, 0, true)
	var out []*Node
	for _, n := range d.out {
		out = append(out, n.node)
	}
	return out
}

// dropGlue collects what dropping a value runs.
type dropGlue struct {
	g    *Graph
	seen map[*names.Def]bool
	out  []dropNode
}

// dropNode is one Drop impl; it is not certain where the last owner of a shared
// value or one of several types behind a trait object drops it.
type dropNode struct {
	node    *Node
	certain bool
}

func (x *dropGlue) of(t *Ty, depth int, certain bool) {
	if t == nil || depth > 6 {
		return
	}
	switch t.Kind {
	case Slice:
		x.of(t.Elem, depth+1, certain)
	case Tuple:
		for _, a := range t.Args {
			x.of(a, depth+1, certain)
		}
	case Closure:
		for _, c := range t.Captured {
			x.of(c, depth+1, certain)
		}
	case Dyn:
		x.dynamic(t, depth, certain)
	case Adt:
		x.nominal(t, depth, certain)
	}
}

func (x *dropGlue) nominal(t *Ty, depth int, certain bool) {
	if t.Def.Crate.Stub {
		p := t.Def.Path()
		if stdTransparent[p] || stdNeedy[p] && p != "std::rc::Weak" && p != "std::sync::Weak" {
			for _, a := range t.Args {
				x.of(a, depth+1, certain && p != "std::rc::Rc" && p != "std::sync::Arc")
			}
		}
		return
	}
	if x.seen[t.Def] {
		return
	}
	x.seen[t.Def] = true
	if d := x.g.dropImpl(t.Def); d != nil {
		if n := x.g.node(d); n != nil {
			x.out = append(x.out, dropNode{n, certain})
		}
	}
	for _, ft := range x.g.fieldTypes(t) {
		x.of(ft, depth+1, certain)
	}
}

// dynamic is the glue of a trait object: that of the types which implement a
// trait of the workspace.
func (x *dropGlue) dynamic(t *Ty, depth int, certain bool) {
	for _, b := range t.Bounds {
		if b.Trait == nil || b.Trait.Kind != names.DefTrait || b.Trait.Crate.Stub {
			continue
		}
		var types []*names.Def
		for _, c := range x.g.prog.Loaded() {
			for _, im := range c.ImplsOf(b.Trait.Name, "") {
				if d := im.Self(); im.Trait() == b.Trait && d != nil && d.Kind == names.DefAdt {
					types = append(types, d)
				}
			}
		}
		for _, d := range types {
			x.of(x.g.envOfAdt(d).self, depth+1, certain && len(types) == 1)
		}
	}
}

// StaticType is the declared type of a static.
func (g *Graph) StaticType(d *names.Def) *Ty {
	if d.Item.Static == nil {
		return unknown
	}
	return g.lower(d.Item.Static.Type, g.envOf(d))
}

// rvalue reports an expression that makes a value nobody has a name for.
func (w *walker) rvalue(e *rust.Expr) bool {
	switch e.Kind {
	case rust.ExprCall, rust.ExprMethodCall, rust.ExprStruct, rust.ExprMacro, rust.ExprTuple, rust.ExprArray:
		return true
	case rust.ExprParen:
		return w.rvalue(e.X)
	case rust.ExprBlock:
		return !e.Const && !e.Async
	case rust.ExprPath: // a unit struct
		d, rest := w.g.prog.Resolve(w.scope, w.selfPath(e.Path), names.Values)
		return d != nil && len(rest) == 0 && (d.Kind == names.DefAdt || d.Kind == names.DefVariant) && !w.isLocal(e.Path)
	}
	return false
}

func (w *walker) isLocal(p *rust.Path) bool {
	if len(p.Segs) != 1 {
		return false
	}
	l, _ := w.lookup(p.Segs[0].Name)
	return l != nil
}

// dropTemporary records the drop of a value that an expression makes and that
// nothing moves out.
func (w *walker) dropTemporary(e *rust.Expr, t *Ty) {
	if t.Static != nil || t.Kind != Adt && t.Kind != Tuple && t.Kind != Slice || !w.rvalue(e) {
		return
	}
	span := e.Name
	if span.End == 0 {
		span = e.Span
	}
	w.dropped(t, span, e.Origin)
}

// dropped records the drop of a value at span.
func (w *walker) dropped(t *Ty, span rust.Span, o *rust.Origin) {
	if t.Kind != Adt && t.Kind != Tuple && t.Kind != Slice && t.Kind != Closure {
		return
	}
	x := dropGlue{g: w.g, seen: map[*names.Def]bool{}}
	x.of(t, 0, true)
	for _, n := range x.out {
		if n.node != w.node {
			w.edge(n.node, span, o, "drops", n.certain, false)
		}
	}
}

// own notes a variable that the body drops at its end unless it is moved out.
func (w *walker) own(l *local) { w.fresh = append(w.fresh, l) }

// dropLocals records the drops at the end of the body: of variables that were
// never moved out.
func (w *walker) dropLocals() {
	for _, l := range w.fresh {
		if !l.moved && !l.empty && l.ty.Static == nil {
			w.dropped(l.ty, l.span, nil)
		}
	}
	w.fresh = nil
}

// makesEmpty reports an initialiser without anything in it: `None`, `Vec::new()`.
func (w *walker) makesEmpty(e *rust.Expr) bool {
	switch e.Kind {
	case rust.ExprPath:
		return e.Path != nil && pathEnds(e.Path, "None")
	case rust.ExprCall:
		if len(e.Args) > 0 || e.X.Kind != rust.ExprPath || e.X.Path == nil || !pathEnds(e.X.Path, "new") && !pathEnds(e.X.Path, "default") {
			return false
		}
		t, _, rest := w.resolveValue(e.X.Path)
		return len(rest) == 1 && t != nil && t.Kind == Adt && t.Def.Crate.Stub
	case rust.ExprMacro:
		return e.Macro != nil && pathEnds(e.Macro.Path, "vec") && strings.TrimSpace(e.Macro.Text()) == ""
	}
	return false
}
