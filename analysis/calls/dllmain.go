package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Reserved is the value of DllMain's last argument, which tells FreeLibrary (null) from
// the end of the process in a detach.
type Reserved uint8

// The values.
const (
	AnyReserved Reserved = iota
	Null
	NonNull
)

// reasons are the values of DllMain's reason argument by number.
var reasons = []string{"DLL_PROCESS_DETACH", "DLL_PROCESS_ATTACH", "DLL_THREAD_ATTACH", "DLL_THREAD_DETACH"}

// dllCall is one call of a DllMain: conditions on its arguments are decided by it.
type dllCall struct {
	reason   int // index of reasons
	reserved Reserved
	// reasonArg and reservedArg are the names of the parameters, "" for none.
	reasonArg, reservedArg string
}

// newDllCall is nil without a reason.
func newDllCall(d *names.Def, reason string, reserved Reserved) *dllCall {
	i := slices.Index(reasons, reason)
	if i < 0 {
		return nil
	}
	c := &dllCall{reason: i, reserved: reserved}
	if p := d.Item.Fn.Params; len(p) == 3 {
		if p[1].Pat != nil {
			c.reasonArg = p[1].Pat.Name
		}
		if p[2].Pat != nil {
			c.reservedArg = p[2].Pat.Name
		}
	}
	return c
}

// otherReason reports an arm of a match for other reasons than the one looked at.
func (w *walker) otherReason(of *rust.Expr, p *rust.Pat) bool {
	found, all := w.reasonsOf(of, p)
	return all && len(found) > 0 && !slices.Contains(found, w.dll.reason)
}

// thisReason reports an arm that the reason looked at takes for certain.
func (w *walker) thisReason(of *rust.Expr, p *rust.Pat) bool {
	found, _ := w.reasonsOf(of, p)
	return len(found) > 0 && slices.Contains(found, w.dll.reason)
}

// reasonsOf lists the reasons that a pattern names; all is false where it may take more.
// Without their names only what is matched against the argument itself counts.
func (w *walker) reasonsOf(of *rust.Expr, p *rust.Pat) (found []int, all bool) {
	if w.dll == nil || p == nil {
		return nil, false
	}
	if !w.isArg(of, w.dll.reasonArg) {
		if p.Kind != rust.PatPath || p.Path == nil || len(p.Path.Segs) == 0 || !slices.Contains(reasons, p.Path.Segs[len(p.Path.Segs)-1].Name) {
			return nil, false
		}
	}
	switch p.Kind {
	case rust.PatPath:
		if i := w.reasonNamed(p.Path); i >= 0 {
			return []int{i}, true
		}
	case rust.PatBind: // a constant looks like a variable
		if i := w.reasonNamed(&rust.Path{Segs: []rust.Seg{{Name: p.Name}}}); i >= 0 && p.Name == strings.ToUpper(p.Name) {
			return []int{i}, true
		}
	case rust.PatLit:
		if src := w.node.File.AST().Source; p.Span.End <= len(src) {
			return []int{reasonNumber(string(src[p.Span.Start:p.Span.End]))}, true // -1: the loader never passes it
		}
	case rust.PatOr:
		for _, sub := range p.Subs {
			more, whole := w.reasonsOf(of, sub)
			if !whole {
				return found, false
			}
			found = append(found, more...)
		}
		return found, true
	case rust.PatTupleStruct: // a newtype of the constants
		if len(p.Subs) == 1 {
			return w.reasonsOf(of, p.Subs[0])
		}
	}
	return nil, false
}

// reasonNumber is a literal's index of reasons, -1 for another.
func reasonNumber(text string) int {
	digits := strings.TrimPrefix(text, "0x")
	if i := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		digits = digits[:i] // of a suffix such as `u32`
	}
	if i, ok := index(digits); ok && i < len(reasons) {
		return i
	}
	return -1
}

// reasonNamed is the reason that a path names: by the platform's name for it, or as a
// constant of the workspace; -1 for none.
func (w *walker) reasonNamed(p *rust.Path) int {
	if p == nil || len(p.Segs) == 0 {
		return -1
	}
	if i := slices.Index(reasons, p.Segs[len(p.Segs)-1].Name); i >= 0 {
		return i
	}
	d, rest := w.g.prog.Resolve(w.scope, p, names.Values)
	if d == nil || len(rest) > 0 || d.Kind != names.DefConst || d.Item == nil || d.Item.Static == nil {
		return -1
	}
	if e := bare(d.Item.Static.Init); e != nil && e.Kind == rust.ExprLit {
		return reasonNumber(e.Text)
	}
	return -1
}

// bare is an expression without parentheses and casts.
func bare(e *rust.Expr) *rust.Expr {
	for e != nil && (e.Kind == rust.ExprParen || e.Kind == rust.ExprCast) {
		e = e.X
	}
	return e
}

// ofDllMain decides a condition on the arguments of a DllMain.
func (w *walker) ofDllMain(e *rust.Expr) cfg.Tri {
	switch {
	case w.dll == nil:
		return cfg.Maybe
	case e.Kind == rust.ExprMethodCall && e.Text == "is_null" && w.isArg(e.X, w.dll.reservedArg):
		return w.dll.isNull()
	case e.Kind != rust.ExprBinary || e.Text != "==" && e.Text != "!=" || e.X == nil || e.Y == nil:
		return cfg.Maybe
	}
	out := cfg.Maybe
	for _, s := range [2][2]*rust.Expr{{e.X, e.Y}, {e.Y, e.X}} {
		switch {
		case w.isArg(s[0], w.dll.reasonArg):
			if i := w.reasonIn(s[1]); i >= 0 {
				out = cfg.False
				if i == w.dll.reason {
					out = cfg.True
				}
			}
		case w.isArg(s[0], w.dll.reservedArg) && isNullPointer(s[1]):
			out = w.dll.isNull()
		}
	}
	if e.Text == "!=" {
		return cfg.True - out
	}
	return out
}

// isNull tells whether the reserved argument is null.
func (c *dllCall) isNull() cfg.Tri {
	switch c.reserved {
	case Null:
		return cfg.True
	case NonNull:
		return cfg.False
	}
	return cfg.Maybe
}

// isArg reports an argument of the DllMain, which a cast or a method may look at.
func (w *walker) isArg(e *rust.Expr, name string) bool {
	e = bare(e)
	return e != nil && name != "" && e.Kind == rust.ExprPath && e.Path != nil && len(e.Path.Segs) == 1 && e.Path.Segs[0].Name == name
}

func (w *walker) reasonIn(e *rust.Expr) int {
	switch e = bare(e); {
	case e == nil:
	case e.Kind == rust.ExprPath:
		return w.reasonNamed(e.Path)
	case e.Kind == rust.ExprLit:
		return reasonNumber(e.Text)
	}
	return -1
}

// isNullPointer reports `null()`, `null_mut()` and 0.
func isNullPointer(e *rust.Expr) bool {
	switch e = bare(e); {
	case e == nil:
	case e.Kind == rust.ExprLit:
		return strings.HasPrefix(e.Text, "0") && !strings.HasPrefix(e.Text, "0x")
	case e.Kind == rust.ExprCall && e.X != nil && e.X.Kind == rust.ExprPath && e.X.Path != nil && len(e.X.Path.Segs) > 0:
		name := e.X.Path.Segs[len(e.X.Path.Segs)-1].Name
		return name == "null" || name == "null_mut"
	}
	return false
}
