package calls

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// branch walks if and match.
func (w *walker) branch(e *rust.Expr, want *Ty) *Ty {
	w.push()
	var after []string
	defer func() {
		w.pop()
		w.learn(after)
	}()
	if e.Kind == rust.ExprIf {
		t, facts := w.ifElse(e, want)
		after = facts
		return t
	}
	t, facts := w.arms(e, want)
	after = facts
	return t
}

// ifElse is branch for an `if`; after is what holds behind it.
func (w *walker) ifElse(e *rust.Expr, want *Ty) (t *Ty, after []string) {
	known := w.condition(e.X)
	t = unknown
	if known != cfg.False {
		w.during(w.implied(e.X, true), func() { t = w.block(e.Block, want, true) })
		if not := w.implied(e.X, false); t.Kind == Never {
			after = not
		} else if e.Else == nil {
			after = w.mends(e.Block, not)
		}
	}
	if e.Else != nil && known != cfg.True {
		w.during(w.implied(e.X, false), func() {
			other := w.value(e.Else, want)
			if other.Kind == Never {
				after = append(after, w.implied(e.X, true)...)
			}
			t = merge(t, other)
		})
	} else if w.dll != nil && known != cfg.True {
		return unit, after // what follows runs as well
	}
	return t, after
}

// arms is branch for a `match`; after is what holds behind it.
func (w *walker) arms(e *rust.Expr, want *Ty) (out *Ty, after []string) {
	s := w.expr(e.X, nil)
	out = unknown
	taken, done := false, false
	var before []string // what the arms before did not take
	for _, arm := range e.Arms {
		if !w.enabled(arm.Attrs) || w.otherReason(e.X, arm.Pat) {
			continue
		}
		if done {
			break
		}
		done = arm.Guard == nil && w.thisReason(e.X, arm.Pat)
		w.movedByPattern(e.X, s, arm.Pat)
		taken = taken || w.takes(arm.Pat)
		w.push()
		w.learn(append(before, letFacts(arm.Pat, keyOf(e.X), true)...))
		w.bind(arm.Pat, s)
		if arm.Guard != nil {
			if w.condition(arm.Guard) == cfg.False && w.dll != nil {
				w.pop()
				continue
			}
			w.learn(w.implied(arm.Guard, true))
		}
		t := w.value(arm.Body, want)
		w.pop()
		if arm.Guard == nil {
			not := letFacts(arm.Pat, keyOf(e.X), false)
			before = append(before, not...)
			if t.Kind == Never {
				after = append(after, not...)
			}
		}
		out = merge(out, t)
	}
	if !taken {
		w.dropTemporary(e.X, s)
	}
	return out, after
}

// movedByPattern notes that binding a pattern may move out of a variable.
func (w *walker) movedByPattern(e *rust.Expr, t *Ty, p *rust.Pat) {
	if t.Kind != Ref && w.takes(p) {
		w.markMoved(e)
	}
}

// takes reports whether a pattern binds a variable by value.
func (w *walker) takes(p *rust.Pat) bool {
	if p == nil {
		return false
	}
	if p.Kind == rust.PatBind && !p.ByRef && !w.constPattern(p.Name) {
		return true
	}
	return slices.ContainsFunc(p.Subs, w.takes)
}

// condition walks a condition and tells whether cfg! or a literal decides it.
func (w *walker) condition(e *rust.Expr) cfg.Tri {
	switch {
	case e == nil:
		return cfg.Maybe
	case e.Kind == rust.ExprParen:
		return w.condition(e.X)
	case e.Kind == rust.ExprLit && e.Text == "true":
		return cfg.True
	case e.Kind == rust.ExprLit && e.Text == "false":
		return cfg.False
	case e.Kind == rust.ExprUnary && e.Text == "!":
		return cfg.True - w.condition(e.X)
	case e.Kind == rust.ExprMacro && e.Macro != nil && len(e.Macro.Path.Segs) > 0 && e.Macro.Path.Segs[len(e.Macro.Path.Segs)-1].Name == "cfg":
		if m := rust.ParseMeta("cfg(" + e.Macro.Text() + ")"); m != nil && len(m.List) == 1 {
			return w.node.Crate.Env().Eval(m.List[0])
		}
		return cfg.Maybe
	case e.Kind == rust.ExprBinary && e.Text == "&&":
		a := w.condition(e.X)
		if a == cfg.False { // the rest never runs
			return a
		}
		return min(a, w.knowing(w.implied(e.X, true), e.Y))
	case e.Kind == rust.ExprBinary && e.Text == "||":
		a := w.condition(e.X)
		if a == cfg.True {
			return a
		}
		return max(a, w.knowing(w.implied(e.X, false), e.Y))
	}
	w.expr(e, nil)
	return w.ofDllMain(e)
}

// knowing walks a further part of a condition, whose variables stay.
func (w *walker) knowing(facts []string, e *rust.Expr) cfg.Tri {
	var added []string
	for _, f := range facts {
		if !w.knows(f) {
			added = append(added, f)
		}
	}
	w.learn(added)
	out := w.condition(e)
	if top := len(w.vars) - 1; top < len(w.facts) {
		for _, f := range added {
			delete(w.facts[top], f)
		}
	}
	return out
}

func (w *walker) loop(e *rust.Expr) *Ty {
	w.push()
	defer w.pop()
	switch e.Kind {
	case rust.ExprWhile:
		if w.condition(e.X) == cfg.False {
			return unit
		}
		w.learn(w.implied(e.X, true))
	case rust.ExprFor:
		t := w.value(e.X, nil)
		w.bind(e.Pat, w.element(t, e.X))
		w.fixes(e.Pat, e.X)
	}
	w.breaks = append(w.breaks, unknown)
	w.block(e.Block, nil, false)
	t := w.breaks[len(w.breaks)-1]
	w.breaks = w.breaks[:len(w.breaks)-1]
	if e.Kind == rust.ExprLoop {
		return t
	}
	return unit
}

// element is what iterating over t yields.
func (w *walker) element(t *Ty, e *rust.Expr) *Ty {
	s := t.strip()
	switch {
	case s.is("std::iter::Iter"), s.is("std::option::Option"):
		return s.arg(0)
	case s.Kind == Slice:
		return through(t, s.Elem.withStatic(s.Static))
	case s.Kind == Adt && s.Def.Crate.Stub:
		if m := w.g.method(s, "into_iter", w.scope); m.def != nil {
			ret := m.result(w.g)
			if ret.is("std::iter::Iter") {
				return through(t, ret.arg(0))
			}
		}
		return unknown
	}
	// a workspace iterator: its next runs
	if m := w.g.method(s, "next", w.scope); m.def != nil {
		w.invoke(m, e, e.Span, nil, nil)
		if r := m.result(w.g); r.is("std::option::Option") {
			return r.arg(0)
		}
		return unknown
	}
	if m := w.g.assoc(s, sought{"into_iter", true}, w.scope); m.def != nil && !m.def.Crate.Stub {
		w.invoke(m, e, e.Span, nil, nil)
		if r := m.result(w.g); r.Kind != Adt || r.Def != s.Def {
			return w.element(r, e)
		}
	}
	return unknown
}
