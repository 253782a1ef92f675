package calls

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// methodCall walks `receiver.method(args)`.
func (w *walker) methodCall(e *rust.Expr, want *Ty) *Ty {
	recv := w.calledOn(e)
	if changing[e.Text] {
		defer w.forget(e.X)
	}
	if made := leaves(e); made != nil {
		defer w.learn(made)
	}
	m := w.g.method(recv, e.Text, w.scope)
	w.forced(m.viaDeref, e)
	if m.def != nil {
		w.derefs(m.viaDeref, m.def.Item.Fn.Self == "&mut self", e)
	}
	if m.def != nil && m.def.Item.Fn.Self == "&mut self" && !m.def.Crate.Stub {
		defer w.forget(e.X)
	}
	w.namedMethod(m)
	if m.def == nil {
		w.node.Methods = append(w.node.Methods, e.Text)
		return w.unknownMethod(e, recv, want)
	}
	if m.def.Item.Fn.Self == "self" || m.def.Item.Fn.Self == "" {
		w.markMoved(e.X)
	} else {
		w.dropTemporary(e.X, recv)
	}
	static := recv.Static
	if static == nil && m.self != nil {
		static = m.self.Static
	}
	if m.self != nil {
		m.self = m.self.withStatic(static)
		if emptied[e.Text] && slices.ContainsFunc(m.viaDeref, func(t *Ty) bool { return t.Kind == Adt && guards[t.Def.Path()] }) {
			c := *m.self
			c.Guarded = true
			m.self = &c
		}
	}
	ret := w.invokeArgs(m, e, e.Name, e.Args, e.Generics, want)
	if m.def.Crate.Stub {
		w.stdTraits(e, recv, ret, want)
	}
	if keepsPlace[e.Text] {
		ret = ret.withStatic(static)
	}
	if e.Text == "clone" || e.Text == "to_owned" {
		if m.def.Crate.Stub && ret.Kind == Param || ret.Kind == Unknown {
			return recv.strip().withStatic(nil)
		}
	}
	return ret
}

// calledOn walks what a method is called on, and notes what makes its panic impossible or
// unlikely.
func (w *walker) calledOn(e *rust.Expr) *Ty {
	_, panics := panickers[e.Text]
	safe := panics && w.guarded(e)
	w.outer = append(w.outer, e)
	before := len(w.node.Sites)
	recv := w.expr(e.X, nil)
	w.outer = w.outer[:len(w.outer)-1]
	w.safe = nil
	if safe {
		w.safe = e
	}
	w.unlikely = ""
	if panics {
		w.unlikely = cmp.Or(w.onlyPoisoned(e, recv), w.onlyAgain(before))
	}
	return recv
}

// keepsPlace are std methods whose result still belongs to the receiver's static.
var keepsPlace = map[string]bool{
	"lock": true, "write": true, "read": true, "borrow": true, "borrow_mut": true, "get": true, "get_mut": true, "unwrap": true, "expect": true,
	"as_ref": true, "as_mut": true, "as_deref": true, "as_deref_mut": true, "deref": true, "deref_mut": true, "iter": true, "iter_mut": true,
	"try_lock": true, "ok": true, "unwrap_or_else": true, "load": true, "swap": true, "take": true, "as_ptr": true, "as_mut_ptr": true, "get_or_init": true,
	"into_inner": true, "cast": true, "try_borrow_mut": true, "first": true, "last": true, "assume_init_mut": true, "assume_init_ref": true, "drain": true,
}

// emptied are methods that leave a collection usable: through a lock guard they
// take nothing away from others.
var emptied = map[string]bool{"clear": true, "truncate": true, "pop": true, "remove": true, "drain": true,
	"take": true, "replace": true, "insert": true, "retain": true}

// forced adds the initialisers of lazy values that a method call passes
// through on its way to the method's type.
func (w *walker) forced(via []*Ty, e *rust.Expr) {
	for _, t := range via {
		if t.Node != nil && lazyType(t) {
			w.edge(t.Node, e.Name, e.Origin, "forces", true, false)
		}
	}
}

// panickers are std's explicit panics in method form; on a receiver of unknown
// type the name is taken for std's unless the crate has its own.
var panickers = map[string]int{"unwrap": 0, "expect": 1, "unwrap_err": 0, "expect_err": 1}

// unknownMethod handles a call whose receiver's type or method is not known.
func (w *walker) unknownMethod(e *rust.Expr, recv *Ty, want *Ty) *Ty {
	types := make([]*Ty, len(e.Args))
	for i, a := range e.Args {
		types[i] = w.argument(a, nil, nil)
	}
	w.markMoved(e.X)
	s := recv.strip()
	if recv.Kind == Ptr {
		if full := "pointer::" + e.Text; len(w.g.table.Lookup(full, w.g.from, w.g.to)) > 0 {
			w.effects(full, e, e.Name, e.Args, append([]*Ty{recv}, types...), nil, nil)
			if e.Text == "drop_in_place" {
				w.dropsArgument(recv, e.Name, e)
			}
			return unknown
		}
	}
	if t := w.listedMethod(e, s, types); t != nil {
		return t
	}
	if n, ok := panickers[e.Text]; ok && len(e.Args) == n && (s.Kind == Unknown || s.Kind == Ext || s.Kind == Adt || s.Kind == Param) {
		if own := w.g.ownMethod(w.scope, e.Text); own == nil || s.Kind == Ext || n == 1 && e.Args[0].Kind == rust.ExprLit {
			w.namedPanic(e)
			if s.is("std::option::Option") || s.is("std::result::Result") {
				return s.arg(0)
			}
			if s.Kind == Ext && s.Weak {
				return s
			}
			return unknown
		}
	}
	if w.g.callers[e.Text] {
		for _, t := range types {
			if c := callableIn(t); c != nil {
				w.runs(c, e, e.Name, s.Kind != Ext, false)
			}
		}
	}
	if s.Kind == Unknown || s.Kind == Param || s.Kind == Dyn {
		if d := w.g.uniqueMethod(w.scope, e.Text, len(e.Args)); d != nil {
			m := method{def: d, certain: false}
			w.invoke(m, e, e.Name, types, nil)
			if r := m.result(w.g); r.Kind == Adt || r.Kind == Ref {
				return r
			}
			return unknown
		}
	}
	if s.Kind == Ext {
		return &Ty{Kind: Ext, Path: s.Path, Weak: true}
	}
	return unknown
}

// listedMethod is what a method returns that the table of effects has for the receiver's
// type, or for any; nil for others.
func (w *walker) listedMethod(e *rust.Expr, s *Ty, types []*Ty) *Ty {
	if path := s.typePath(); path != "" {
		full := path + "::" + e.Text
		if rows := w.g.table.Lookup(full, w.g.from, w.g.to); len(rows) > 0 {
			w.effects(full, e, e.Name, e.Args, types, s, nil)
			if s.Kind == Ext {
				return &Ty{Kind: Ext, Path: s.Path, Weak: true}
			}
			return unknown
		}
	}
	rows := w.extension(e.Text)
	for _, r := range rows {
		w.row(r, r.Path, e, e.Name, e.Args, types, s)
	}
	if len(rows) > 0 {
		return unknown
	}
	return nil
}

// extension are the rows of a method that a trait of a direct dependency gives to
// types of other crates.
func (w *walker) extension(name string) []*effects.Row {
	var out []*effects.Row
	for _, r := range w.g.table.Extension(name) {
		crate, _, _ := strings.Cut(r.Path, "::")
		if pkg := w.scope.Module.Crate.Package; pkg != nil && slices.ContainsFunc(pkg.Deps, func(d *workspace.Dep) bool { return strings.ReplaceAll(d.Package, "-", "_") == crate }) {
			out = append(out, r)
		}
	}
	return out
}

func (w *walker) namedPanic(e *rust.Expr) {
	if w.safe == e {
		return
	}
	path := "std::option::Option::" + e.Text
	if e.Text == "unwrap_err" || e.Text == "expect_err" {
		path = "std::result::Result::" + e.Text
	}
	for _, r := range w.g.table.Lookup(path, w.g.from, w.g.to) {
		w.site(&Site{Row: r, What: e.Text, Note: r.Note, Source: r.Source, Span: e.Name, Origin: e.Origin, Certain: true, Unlikely: w.unlikely})
	}
}

// ownMethod finds a method of that name in the asking crate.
func (g *Graph) ownMethod(scope *names.Scope, name string) *names.Def {
	for _, im := range scope.Module.Crate.ImplsWithFn(name, "") {
		if d := im.Fns[name]; d != nil && d.Item.Fn.Self != "" {
			return d
		}
	}
	return nil
}

// uniqueMethod finds the only method of that name and arity in the asking
// crate; names that std has too are not guessed.
func (g *Graph) uniqueMethod(scope *names.Scope, name string, args int) *names.Def {
	if g.stdNames[name] || scope.Module.Crate.FilesWithFn(name) != 1 {
		return nil
	}
	var found *names.Def
	for _, im := range scope.Module.Crate.ImplsWithFn(name, "") {
		d := im.Fns[name]
		if d == nil || d.Item.Fn.Self == "" || len(d.Item.Fn.Params) != args {
			continue
		}
		if found != nil {
			return nil
		}
		found = d
	}
	return found
}

// field gives the type of a field.
func (w *walker) field(t *Ty, e *rust.Expr) *Ty {
	via := []*Ty{}
	static := t.Static
	for range 8 {
		s := t.strip()
		if s.Kind == Tuple {
			if i, ok := index(e.Text); ok {
				return s.arg(i).withStatic(static)
			}
		}
		if s.Kind == Adt {
			if h := s.Held[e.Text]; h != nil {
				w.forced(via, e)
				return h.withStatic(static)
			}
			if f, fe := w.g.fieldOf(s, e.Text); f != nil {
				w.derefs(via, false, e)
				sub := map[string]*Ty{}
				unify(fe.self, s, sub)
				w.forced(via, e)
				return substitute(f, sub).withStatic(static)
			}
		}
		via = append(via, s)
		next := w.g.derefOnce(s)
		if next == nil {
			return unknown
		}
		t = next
	}
	return unknown
}

func index(text string) (int, bool) {
	if len(text) == 1 && text[0] >= '0' && text[0] <= '9' {
		return int(text[0] - '0'), true
	}
	return 0, false
}

func (g *Graph) fieldOf(t *Ty, name string) (*Ty, *env) {
	v, adt := variantDef(t.Def)
	if v == nil || t.Def.Item.Kind == rust.ItemEnum {
		return nil, nil
	}
	e := g.envOfAdt(adt)
	for _, f := range v.Fields {
		if f.Name == name && enabled(adt.Crate, f.Attrs) {
			if ft, ok := g.fields[f]; ok {
				return ft, e
			}
			ft := g.lower(f.Type, e)
			g.fields[f] = ft
			return ft, e
		}
	}
	return nil, nil
}

// deref is `*x`.
func (w *walker) deref(t *Ty, e *rust.Expr) *Ty {
	if t.Kind == Ref || t.Kind == Ptr {
		return t.Elem.withStatic(t.Static)
	}
	if next := w.g.derefOnce(t); next != nil {
		w.forced([]*Ty{t}, e)
		w.derefs([]*Ty{t}, false, e)
		if t.Kind == Adt && guards[t.Def.Path()] { // what is taken through a lock is empty for everybody
			c := *next.withStatic(t.Static)
			c.Guarded = true
			return &c
		}
		return next.withStatic(t.Static)
	}
	return t
}
