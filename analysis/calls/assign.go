package calls

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func (w *walker) assign(e *rust.Expr) *Ty {
	var l *local
	if e.Text == "=" && e.X.Kind == rust.ExprPath && e.X.Path != nil && len(e.X.Path.Segs) == 1 {
		l, _ = w.lookup(e.X.Path.Segs[0].Name)
	}
	fresh := l != nil && (l.empty || l.unset)
	place := w.expr(e.X, nil)
	t := w.value(e.Y, place)
	there := e.Text == "=" && w.alwaysThere(e.Y)
	w.forget(e.X)
	if k := keyOf(e.X); there && k != "" {
		w.learn([]string{present + k})
	}
	if e.Text != "=" {
		w.trait(place, operators[e.Text], []*Ty{t}, e, e.Name)
	}
	if e.Text == "=" {
		w.replaced(e, place, l, fresh)
	}
	if l != nil {
		l.moved, l.unset, l.empty = false, false, w.makesEmpty(e.Y)
		switch {
		case l.ty.Kind == Unknown || l.ty.callable():
			l.ty = t
		case callableIn(t) != nil:
			l.ty = merge(l.ty, t)
		}
	}
	if e.Text == "=" && place.Static != nil && !place.Guarded && w.g.NeedsDrop(place) != No {
		w.site(&Site{Kind: effects.Frees, What: "assignment", Note: "the old value is dropped", Span: e.X.Span, Origin: e.Origin, Subject: place.Static, Certain: true})
	}
	return unit
}

// replaced records the drop of the value that an assignment overwrites. What a
// field of a std type held is not known: often it was None.
func (w *walker) replaced(e *rust.Expr, place *Ty, l *local, fresh bool) {
	switch {
	case place.Static != nil || fresh || l != nil && l.moved:
	case l != nil:
		w.dropped(place, e.X.Span, e.Origin)
	case place.Kind == Adt && !place.Def.Crate.Stub:
		w.dropped(place, e.X.Span, e.Origin)
	}
}

func (w *walker) markMoved(e *rust.Expr) { w.markPart(e, nil) }

// markPart notes that the value of e, of type t where that is known, is moved
// out. Copying a field out of a variable leaves the variable whole.
func (w *walker) markPart(e *rust.Expr, t *Ty) {
	for e != nil && e.Kind == rust.ExprParen {
		e = e.X
	}
	if e == nil {
		return
	}
	switch e.Kind {
	case rust.ExprPath:
		if e.Path != nil && len(e.Path.Segs) == 1 {
			if l, _ := w.lookup(e.Path.Segs[0].Name); l != nil {
				l.moved = true
			}
		}
	case rust.ExprField: // a partial move
		if t == nil || w.g.NeedsDrop(t) != No {
			w.markMoved(e.X)
		}
	}
}
