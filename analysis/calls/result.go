package calls

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// refine learns the type arguments of a variable from a method call on it:
// `let mut v = Vec::new(); v.push(x)`.
func (w *walker) refine(e *rust.Expr, self *Ty, s map[string]*Ty) {
	if self == nil || e.Kind != rust.ExprMethodCall || e.X.Kind != rust.ExprPath || e.X.Path == nil || len(e.X.Path.Segs) != 1 {
		return
	}
	l, _ := w.lookup(e.X.Path.Segs[0].Name)
	if l == nil || l.ty.Kind != Adt || self.Kind != Adt || l.ty.Def != self.Def || !l.ty.Def.Crate.Stub {
		return
	}
	c := *l.ty
	c.Args = slices.Clone(l.ty.Args)
	for i, a := range c.Args {
		if (a.Kind == Unknown || a.Kind == Param && a.Param == nil) && i < len(self.Args) {
			if b := substitute(self.Args[i], s); b.Kind != Unknown {
				c.Args[i] = b
			}
		} else if i < len(self.Args) && callableIn(a) != nil {
			c.Args[i] = all(merge(a, s[self.Args[i].Path]))
		}
	}
	l.ty = &c
}

// collected fills the holes of `Vec<_>` and kin with what an iterator yields.
func collected(w *walker, t *Ty, generics []*rust.Type, item *Ty) *Ty {
	if len(generics) == 1 {
		t = w.g.lower(generics[0], w.env)
	}
	return fill(t, item)
}

func fill(t, item *Ty) *Ty {
	if t == nil || t.Kind != Adt || len(t.Args) == 0 {
		return t
	}
	c := *t
	c.Args = append([]*Ty{}, t.Args...)
	switch path := t.Def.Path(); {
	case path == "std::result::Result", path == "std::option::Option":
		if item.Kind == Adt && item.Def == t.Def {
			item = item.arg(0)
		}
		if c.Args[0].Kind == Unknown {
			c.Args[0] = item
		} else {
			c.Args[0] = fill(c.Args[0], item)
		}
	case len(c.Args) == 2 && item.Kind == Tuple && len(item.Args) == 2:
		for i := range c.Args {
			if c.Args[i].Kind == Unknown {
				c.Args[i] = item.Args[i]
			}
		}
	case c.Args[0].Kind == Unknown:
		c.Args[0] = item
	}
	return &c
}

func (w *walker) turbofish(d *names.Def, generics []*rust.Type, s map[string]*Ty) {
	if len(generics) == 0 || d.Item.Generics == nil {
		return
	}
	i := 0
	for _, p := range d.Item.Generics.Params {
		if p.Const || i >= len(generics) {
			continue
		}
		if t := w.g.lower(generics[i], w.env); t.Kind != Unknown && !hasInfer(t) {
			s[p.Name] = t
		}
		i++
	}
}

// unifyBound binds the result type of a closure parameter.
func unifyBound(param, t *Ty, s map[string]*Ty) {
	if b := callBound(param); b != nil && t.Ret != nil {
		unify(b.Ret, t.Ret, s)
	}
}
