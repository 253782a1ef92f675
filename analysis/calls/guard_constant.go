package calls

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What is known without running: constants, and calls that accept them.

// asIs are methods that hand on what their receiver is.
var asIs = map[string]bool{"iter": true, "into_iter": true, "clone": true, "cloned": true, "copied": true, "as_str": true, "to_string": true,
	"to_owned": true, "as_ref": true, "into": true}

// formatsConstants reports a text that is put together from constants alone.
func (w *walker) formatsConstants(e *rust.Expr) bool {
	args, ok := e.Macro.Args()
	if !ok || len(args) == 0 || args[0].Kind != rust.ExprLit || slices.ContainsFunc(args, func(a *rust.Expr) bool { return !w.constant(a) }) {
		return false
	}
	for _, h := range holes(args[0].Text) {
		if _, err := strconv.Atoi(h.name); h.name == "" || err == nil {
			continue
		}
		if !w.constant(&rust.Expr{Kind: rust.ExprPath, Path: &rust.Path{Segs: []rust.Seg{{Name: h.name}}}}) {
			return false
		}
	}
	return true
}

// fixes notes a variable that always has the value of a constant, or of one of an array
// of constants.
func (w *walker) fixes(p *rust.Pat, e *rust.Expr) {
	for p != nil && p.Kind == rust.PatRef && len(p.Subs) == 1 {
		p = p.Subs[0]
	}
	if p == nil || p.Kind != rust.PatBind || p.Mut || p.ByRef || len(p.Subs) > 0 || e == nil || !w.constant(e) {
		return
	}
	if l, _ := w.lookup(p.Name); l != nil {
		l.fixed = true
	}
}

// alwaysThere reports `Some(…)` and `Ok(…)` as written, and calls with constants that the
// callee accepts whatever they are.
func (w *walker) alwaysThere(e *rust.Expr) bool {
	switch {
	case e.Kind == rust.ExprCall && (keyOf(e.X) == "Some" || keyOf(e.X) == "Ok") && len(e.Args) == 1:
		return true
	case e.Kind == rust.ExprCall && e.X != nil && e.X.Path != nil && len(e.Args) > 0:
		for _, path := range w.g.table.AcceptsConstants() {
			segs := strings.Split(path, "::")
			if pathEnds(e.X.Path, strings.Join(segs[max(0, len(segs)-2):], "::")) {
				return !slices.ContainsFunc(e.Args, func(a *rust.Expr) bool { return !w.constant(a) || refused(a) })
			}
		}
	case e.Kind == rust.ExprMethodCall && e.Text == "parse" && e.X != nil && e.X.Kind == rust.ExprLit:
		return true
	}
	return false
}

// keeping are methods that give something with as many elements as their receiver has.
var keeping = map[string]bool{"iter": true, "iter_mut": true, "into_iter": true, "chars": true, "bytes": true, "char_indices": true,
	"as_bytes": true, "as_slice": true, "as_str": true, "to_vec": true, "to_owned": true, "to_string": true, "rev": true, "map": true, "copied": true,
	"cloned": true, "enumerate": true, "peekable": true, "inspect": true, "keys": true, "values": true}

// holding are those of them that give a value of its own, which is not used up by asking.
var holding = map[string]bool{"as_bytes": true, "as_slice": true, "as_str": true, "to_vec": true, "to_owned": true, "to_string": true}

// startsFilled reports what a variable is declared with that has elements until it is
// changed. An iterator loses them by being asked.
func (w *walker) startsFilled(e *rust.Expr) bool {
	return e != nil && (e.Kind != rust.ExprMethodCall || holding[e.Text]) && w.hasElements(e)
}

// hasElements reports a collection, text or iterator that is not empty: one that was
// checked, or a literal with something in it.
func (w *walker) hasElements(e *rust.Expr) bool {
	for e != nil {
		if k := keyOf(e); k != "" && w.knows(filled+k) {
			return true
		}
		switch {
		case e.Kind == rust.ExprParen, e.Kind == rust.ExprRef, e.Kind == rust.ExprDeref, e.Kind == rust.ExprMethodCall && keeping[e.Text]:
			e = e.X
			continue
		case e.Kind == rust.ExprLit:
			return strings.HasPrefix(e.Text, `"`) && e.Text != `""` || strings.HasPrefix(e.Text, `b"`) && e.Text != `b""`
		case e.Kind == rust.ExprArray:
			return len(e.Args) > 0 && e.Y == nil
		case e.Kind == rust.ExprMacro && e.Macro != nil && pathEnds(e.Macro.Path, "vec"):
			args, ok := e.Macro.Args()
			return ok && len(args) > 0 && !strings.Contains(e.Macro.Text(), ";")
		}
		return false
	}
	return false
}

// refused is a text with a zero byte inside, which C strings do not hold.
func refused(e *rust.Expr) bool {
	return e.Kind == rust.ExprLit && strings.Contains(e.Text, `\0`) && !strings.HasSuffix(e.Text, `\0"`)
}

// constant reports an expression whose value the compiler knows.
func (w *walker) constant(e *rust.Expr) bool {
	switch {
	case e == nil:
		return false
	case e.Kind == rust.ExprLit:
		return true
	case e.Kind == rust.ExprParen, e.Kind == rust.ExprRef, e.Kind == rust.ExprUnary, e.Kind == rust.ExprCast:
		return w.constant(e.X)
	case e.Kind == rust.ExprBinary:
		return w.constant(e.X) && w.constant(e.Y)
	case e.Kind == rust.ExprArray, e.Kind == rust.ExprTuple:
		return !slices.ContainsFunc(e.Args, func(a *rust.Expr) bool { return !w.constant(a) })
	case e.Kind == rust.ExprMethodCall && asIs[e.Text] && len(e.Args) == 0:
		return w.constant(e.X)
	case e.Kind == rust.ExprMethodCall:
		return (e.Text == "len" || e.Text == "as_bytes" || e.Text == "is_empty" || e.Text == "is_power_of_two") && len(e.Args) == 0 && w.constant(e.X)
	case e.Kind == rust.ExprCall:
		name := keyOf(e.X)
		name = name[strings.LastIndex(name, ":")+1:]
		return (name == "size_of" || name == "align_of") && len(e.Args) == 0
	case e.Kind == rust.ExprMacro && e.Macro != nil && e.Macro.Path != nil && len(e.Macro.Path.Segs) > 0:
		name := e.Macro.Path.Segs[len(e.Macro.Path.Segs)-1].Name
		return name == "format" && w.formatsConstants(e) || slices.Contains([]string{"concat", "env", "stringify", "include_str", "include_bytes", "module_path", "file"}, name)
	case e.Kind == rust.ExprPath && e.Path != nil && len(e.Path.Segs) > 0:
		if l, _ := w.lookup(e.Path.Segs[0].Name); l != nil && len(e.Path.Segs) == 1 {
			return l.fixed
		}
		d, rest := w.g.prog.Resolve(w.scope, w.selfPath(e.Path), names.Values)
		if d != nil && len(rest) == 0 {
			return d.Kind == names.DefConst
		}
		last := e.Path.Segs[len(e.Path.Segs)-1].Name
		return len(e.Path.Segs) > 1 && last == strings.ToUpper(last) // an associated const, as u32::MAX
	}
	return false
}
