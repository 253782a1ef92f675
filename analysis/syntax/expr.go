package syntax

import (
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// LastName is the last segment of a path.
func LastName(e *rust.Expr) string {
	if n := len(e.Path.Segs); n > 0 {
		return e.Path.Segs[n-1].Name
	}
	return ""
}

// Null reports `None`, `ptr::null()` and `0 as _`.
func Null(e *rust.Expr) bool {
	for e != nil {
		switch e.Kind {
		case rust.ExprParen, rust.ExprCast:
			e = e.X
			continue
		case rust.ExprLit:
			return e.Text == "0"
		case rust.ExprPath:
			return IsVariable(e, "None")
		case rust.ExprCall:
			n := Callee(e)
			return n == "null" || n == "null_mut"
		}
		return false
	}
	return false
}

// Static is the name of the static that an expression names, told by its case.
func Static(e *rust.Expr) string {
	if e == nil || e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) == 0 {
		return ""
	}
	n := e.Path.Segs[len(e.Path.Segs)-1].Name
	for _, c := range n {
		if c >= 'a' && c <= 'z' {
			return ""
		}
	}
	return n
}

func Last(p *rust.Pat) string {
	if p.Path == nil || len(p.Path.Segs) == 0 {
		return ""
	}
	return p.Path.Segs[len(p.Path.Segs)-1].Name
}

// Bound lists the variables of a pattern.
func Bound(p *rust.Pat) []string {
	var out []string
	if p.Kind == rust.PatBind {
		out = append(out, p.Name)
	}
	for _, s := range p.Subs {
		out = append(out, Bound(s)...)
	}
	return out
}
