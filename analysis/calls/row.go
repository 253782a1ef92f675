package calls

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// effects records what the data says of a call of path.
func (w *walker) effects(path string, e *rust.Expr, span rust.Span, args []*rust.Expr, types []*Ty, self *Ty, d *names.Def) {
	rows := w.g.table.Lookup(path, w.g.from, w.g.to)
	for _, r := range rows {
		w.row(r, path, e, span, args, types, self)
	}
	for _, r := range w.g.table.Libc(path) {
		w.row(r, path, e, span, args, types, self)
	}
	calls, keeps, known := w.g.table.Closures(path)
	caught := w.g.table.Catches(path)
	fallback := w.g.table.UnknownClosures(path)
	w.via = path
	defer func() { w.via = "" }()
	for i, t := range types {
		c := callableIn(t)
		if c == nil {
			continue
		}
		run := has(calls, i)
		if !run && !has(keeps, i) && !(known && len(calls) > 0) && fallback == "call" && w.takesCallable(d, i) {
			run = true
		}
		if run {
			w.runs(c, e, span, true, caught)
		}
	}
}

func has(list []int, i int) bool {
	for _, x := range list {
		if x == i {
			return true
		}
	}
	return false
}

// takesCallable reports whether parameter i is declared to be called; a plain
// generic parameter stores its argument.
func (w *walker) takesCallable(d *names.Def, i int) bool {
	if d == nil {
		return true
	}
	sig := w.g.signature(d)
	return i < len(sig.params) && (callBound(sig.params[i]) != nil || sig.params[i].Kind == FnPtr)
}

// row records one row's effects at a call.
func (w *walker) row(r *effects.Row, path string, e *rust.Expr, span rust.Span, args []*rust.Expr, types []*Ty, self *Ty) {
	if len(r.Kinds) == 0 && r.Callback == nil && r.Value == nil {
		return
	}
	if w.safe == e && slices.Contains(r.Kinds, "panic") {
		return
	}
	if r.DebugOnly && !w.node.Crate.Env().Flags["debug_assertions"] {
		return
	}
	if len(r.With) > 0 && !w.mentions(r.With, types, args) {
		return
	}
	open := r.Unwrapped && !w.unwrapped(e)
	if len(r.Unless) > 0 && w.redirected(e, r.Unless) || open && !slices.Contains(r.Kinds, effects.OnceInit) {
		return
	}
	if r.OfStatic && e.Kind == rust.ExprMethodCall && (self == nil || self.Static == nil) {
		return
	}
	s := &Site{Row: r, What: what(r, path), Note: r.Note, Source: r.Source, Span: span, Origin: e.Origin, Certain: true, Args: args, Type: self, Open: open}
	if e.Kind == rust.ExprMethodCall && slices.Contains(r.Kinds, effects.Panic) {
		s.Unlikely = w.unlikely
	}
	if self != nil {
		s.Subject = self.Static
	}
	for _, t := range types {
		if s.Subject == nil {
			s.Subject = t.Static
		}
	}
	if slices.Contains(r.Kinds, effects.Frees) && !w.freesOwned(path, types, self) {
		return
	}
	if cb := r.Callback; cb != nil && cb.Arg < len(types) {
		s.Targets = nodesIn(w.g, types[cb.Arg], 0)
	}
	if r.Symbols != nil && self.is("std::thread::LocalKey") && w.g.NeedsDrop(self.arg(0)) == No {
		return // registers nothing
	}
	if tls(r) && self != nil {
		if self.Static != nil {
			w.edge(w.g.Init(self.Static), span, e.Origin, "initialises", true, false)
		}
		if w.g.NeedsDrop(self.arg(0)) == No {
			return
		}
	}
	w.site(s)
}

// freesOwned tells freeing what a static holds from dropping an access to it:
// a reference, a lock guard, a value that came out of a call before.
func (w *walker) freesOwned(path string, types []*Ty, self *Ty) bool {
	if path == "std::mem::drop" {
		return false // what it drops was taken or made from a raw pointer before: that is the finding
	}
	for _, t := range types {
		if t = t.strip(); t.Guarded || t.Kind == Adt && guards[t.Def.Path()] {
			return false
		}
	}
	if self == nil {
		return true
	}
	return !self.Guarded && (self.Kind != Adt || !stdTransparent[self.Def.Path()] || w.g.NeedsDrop(self) != No)
}

// what names the call in messages; a prefix row knows only its prefix.
func what(r *effects.Row, path string) string {
	if !r.Prefix {
		return r.What
	}
	segs := strings.Split(path, "::")
	return strings.Join(segs[max(0, len(segs)-2):], "::")
}

func tls(r *effects.Row) bool {
	for _, k := range r.Kinds {
		if k == effects.TLSAccess || k == effects.TLSTry {
			return true
		}
	}
	return false
}

// mentions reports whether an argument names one of the path endings.
func (w *walker) mentions(endings []string, types []*Ty, args []*rust.Expr) bool {
	for _, want := range endings {
		for _, t := range types {
			if p := t.strip().typePath(); p == want || strings.HasSuffix(p, "::"+want) {
				return true
			}
		}
		for _, a := range args {
			if exprMentions(a, want[strings.LastIndex(want, ":")+1:], 0) {
				return true
			}
		}
	}
	return false
}

func exprMentions(e *rust.Expr, ending string, depth int) bool {
	if e == nil || depth > 12 {
		return false
	}
	if e.Path != nil && pathEnds(e.Path, ending) {
		return true
	}
	for _, sub := range append([]*rust.Expr{e.X, e.Y}, e.Args...) {
		if exprMentions(sub, ending, depth+1) {
			return true
		}
	}
	return false
}

func pathEnds(p *rust.Path, ending string) bool {
	want := strings.Split(ending, "::")
	if len(want) > len(p.Segs) {
		return false
	}
	for i := range want {
		if p.Segs[len(p.Segs)-len(want)+i].Name != want[i] {
			return false
		}
	}
	return true
}

// redirected reports whether another method of the same chain, before or after,
// sends the output elsewhere than to std's streams.
func (w *walker) redirected(e *rust.Expr, methods []string) bool {
	for x := e.X; x != nil; x = x.X {
		if (x.Kind == rust.ExprMethodCall || x.Kind == rust.ExprCall) && sendsElsewhere(x, methods) {
			return true
		}
	}
	for i := len(w.outer) - 1; i >= 0; i-- {
		x := w.outer[i].X
		for x != nil && x != e && (x.Kind == rust.ExprParen || x.Kind == rust.ExprTry) {
			x = x.X
		}
		if x != e {
			return false
		}
		if e = w.outer[i]; sendsElsewhere(e, methods) {
			return true
		}
	}
	return false
}

// handsOn are methods whose result fails where their receiver does.
var handsOn = map[string]bool{"map": true, "map_err": true, "inspect_err": true, "and": true, "and_then": true, "ok": true, "context": true, "with_context": true,
	"wrap_err": true, "wrap_err_with": true}

// unwrapped reports whether a failure of a call becomes a panic in the chain of methods
// behind it.
func (w *walker) unwrapped(e *rust.Expr) bool {
	for i := len(w.outer) - 1; i >= 0; i-- {
		x := w.outer[i].X
		for x != nil && x != e && x.Kind == rust.ExprParen {
			x = x.X
		}
		if x != e {
			return false
		}
		e = w.outer[i]
		switch {
		case e.Text == "unwrap" || e.Text == "expect":
			return true
		case e.Text == "unwrap_or_else" && len(e.Args) == 1:
			return w.panics(e.Args[0])
		case !handsOn[e.Text]:
			return false
		}
	}
	return false
}

// panics reports a closure whose text panics.
func (w *walker) panics(e *rust.Expr) bool {
	src := w.node.File.AST().Source
	return e.Span.End <= len(src) && e.Span.Start < e.Span.End && panicMacro.Match(src[e.Span.Start:e.Span.End])
}

var panicMacro = regexp.MustCompile(`\b(?:panic|unreachable|unimplemented|todo)!`)

func sendsElsewhere(x *rust.Expr, methods []string) bool {
	name := x.Text
	if x.Kind == rust.ExprCall { // the constructor that the chain begins with
		name = calledName(x)
	}
	if !slices.Contains(methods, name) {
		return false
	}
	for _, a := range x.Args {
		for _, stream := range []string{"stdout", "stderr", "Stdout", "Stderr"} {
			if exprMentions(a, stream, 0) {
				return false
			}
		}
	}
	return true
}

// guards give access to what a lock protects; dropping one frees nothing, and
// what is emptied through one is empty for everybody.
var guards = map[string]bool{"std::sync::MutexGuard": true, "std::sync::RwLockReadGuard": true, "std::sync::RwLockWriteGuard": true,
	"std::cell::Ref": true, "std::cell::RefMut": true, "parking_lot::MutexGuard": true, "parking_lot::RwLockWriteGuard": true, "parking_lot::RwLockReadGuard": true}

// calledName is the last segment of the path that a call names, "" for other callees.
func calledName(e *rust.Expr) string {
	if e.X == nil || e.X.Path == nil || len(e.X.Path.Segs) == 0 {
		return ""
	}
	return e.X.Path.Segs[len(e.X.Path.Segs)-1].Name
}
