package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A check that comes first makes a panic impossible: `if x.is_some() { x.unwrap() }`, a
// `let … else`, an early return. Facts are kept by the text of the expression that was
// checked, per scope; what may change the value takes them away. Where anything is
// unclear there is no fact, and the panic is reported.

// present says that unwrap of the expression succeeds, failed that unwrap_err does,
// filled that it is not empty.
const (
	present = "present "
	failed  = "failed "
	filled  = "filled "
)

// stable are methods that give the same answer when asked again with the same arguments,
// as long as nothing changes the receiver in between.
var stable = map[string]bool{"get": true, "get_mut": true, "first": true, "last": true, "as_ref": true, "as_mut": true, "as_deref": true,
	"as_deref_mut": true, "borrow": true, "borrow_mut": true, "as_slice": true, "as_str": true, "iter": true, "parent": true, "file_name": true,
	"file_stem": true, "extension": true, "to_str": true, "clone": true, "cloned": true, "copied": true,
	"checked_add": true, "checked_sub": true, "checked_mul": true, "checked_div": true, "checked_rem": true, "strip_prefix": true, "strip_suffix": true,
	"find": true, "rfind": true, "split_once": true, "rsplit_once": true, "to_digit": true, "position": true}

// forwarding are methods that give what their receiver holds: it is there if that is.
var forwarding = map[string]bool{"as_ref": true, "as_mut": true, "as_deref": true, "as_deref_mut": true, "clone": true, "cloned": true,
	"copied": true, "take": true, "ok": true}

// opening are methods that have a value where the receiver is not empty.
var opening = map[string]bool{"first": true, "last": true, "first_mut": true, "last_mut": true, "pop": true, "pop_front": true, "pop_back": true,
	"front": true, "back": true, "split_first": true, "split_last": true, "next": true, "next_back": true, "max": true, "min": true, "max_by": true, "max_by_key": true, "min_by": true,
	"min_by_key": true, "reduce": true}

// changing are methods after which nothing is known of the receiver.
var changing = map[string]bool{"take": true, "clear": true, "pop": true, "pop_front": true, "pop_back": true, "remove": true, "drain": true,
	"replace": true, "truncate": true, "swap": true, "retain": true, "split_off": true, "set": true}

// keyOf is the text of an expression of which facts can be known, "" for others.
func keyOf(e *rust.Expr) string {
	switch {
	case e == nil:
		return ""
	case e.Kind == rust.ExprParen, e.Kind == rust.ExprRef, e.Kind == rust.ExprDeref:
		return keyOf(e.X)
	case e.Kind == rust.ExprLit:
		return e.Text
	case e.Kind == rust.ExprPath && e.Path != nil && e.Path.QSelf == nil:
		var segs []string
		for _, s := range e.Path.Segs {
			segs = append(segs, s.Name)
		}
		return strings.Join(segs, "::")
	case e.Kind == rust.ExprField:
		if x := keyOf(e.X); x != "" {
			return x + "." + e.Text
		}
	case e.Kind == rust.ExprIndex:
		if x, y := keyOf(e.X), keyOf(e.Y); x != "" && y != "" {
			return x + "[" + y + "]"
		}
	case e.Kind == rust.ExprMethodCall && stable[e.Text]:
		return callKey(keyOf(e.X), e.Text, e.Args)
	case e.Kind == rust.ExprCall:
		if f := keyOf(e.X); f == "var" || f == "var_os" || strings.HasSuffix(f, "env::var") || strings.HasSuffix(f, "env::var_os") {
			return callKey(f, "", e.Args)
		}
	}
	return ""
}

func callKey(on, method string, args []*rust.Expr) string {
	if on == "" {
		return ""
	}
	if method == "get_mut" {
		method = "get"
	}
	out := on + "." + method + "("
	for _, a := range args {
		k := keyOf(a)
		if k == "" {
			return ""
		}
		out += k + ","
	}
	return out + ")"
}

// implied are the facts that hold where a condition is what yes says.
func (w *walker) implied(e *rust.Expr, yes bool) []string {
	switch {
	case e == nil:
		return nil
	case e.Kind == rust.ExprParen:
		return w.implied(e.X, yes)
	case e.Kind == rust.ExprUnary && e.Text == "!":
		return w.implied(e.X, !yes)
	case e.Kind == rust.ExprBinary && (e.Text == "&&" && yes || e.Text == "||" && !yes):
		return append(w.implied(e.X, yes), w.implied(e.Y, yes)...)
	case e.Kind == rust.ExprBinary:
		return comparison(e, yes)
	case e.Kind == rust.ExprLet:
		return letFacts(e.Pat, keyOf(e.X), yes)
	case e.Kind == rust.ExprMacro && e.Macro != nil && yes:
		return matchesFacts(e)
	case e.Kind == rust.ExprPath:
		return w.told(e, yes)
	case e.Kind != rust.ExprMethodCall:
		return nil
	}
	x := keyOf(e.X)
	if x == "" {
		return nil
	}
	switch e.Text {
	case "is_some", "is_ok":
		if yes {
			return []string{present + x}
		}
		return []string{failed + x}
	case "is_some_and", "is_ok_and":
		if yes {
			return []string{present + x}
		}
	case "is_none", "is_err":
		if yes {
			return []string{failed + x}
		}
		return []string{present + x}
	case "is_empty":
		if !yes {
			return []string{filled + x}
		}
	case "contains_key":
		if k := callKey(x, "get", e.Args); yes && k != "" {
			return []string{present + k, present + indexKey(x, e.Args[0])}
		}
	}
	return sameAnswer(x, e, yes)
}

func indexKey(x string, at *rust.Expr) string { return x + "[" + keyOf(at) + "]" }

// comparison reads `x != None`, `x.len() > 0` and `i < x.len()`.
func comparison(e *rust.Expr, yes bool) []string {
	op, l, r := e.Text, e.X, e.Y
	if l == nil || r == nil {
		return nil
	}
	if !yes {
		op = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}[op]
	}
	if op == "!=" && keyOf(r) == "None" && keyOf(l) != "" {
		return []string{present + keyOf(l)}
	}
	if op == ">" || op == ">=" { // as `<`, and no difference is below zero
		if k := callKey(keyOf(l), "checked_sub", []*rust.Expr{r}); k != "" {
			return append([]string{present + k}, comparison(&rust.Expr{Kind: rust.ExprBinary, Text: map[string]string{">": "<", ">=": "<="}[op], X: r, Y: l}, true)...)
		}
		l, r = r, l
		op = map[string]string{">": "<", ">=": "<="}[op]
	}
	n := func(x *rust.Expr) string {
		if x.Kind == rust.ExprMethodCall && x.Text == "len" && len(x.Args) == 0 {
			return keyOf(x.X)
		}
		return ""
	}
	switch {
	case op == "<" && n(r) != "" && keyOf(l) != "":
		return []string{filled + n(r), present + indexKey(n(r), l), present + callKey(n(r), "get", []*rust.Expr{l})}
	case op == "<=" && n(r) != "" && l.Kind == rust.ExprLit && l.Text != "0":
		return []string{filled + n(r)}
	case op == "!=" && n(l) != "" && r.Kind == rust.ExprLit && r.Text == "0", op == "==" && n(l) != "" && r.Kind == rust.ExprLit && r.Text != "0":
		return []string{filled + n(l)}
	}
	return nil
}

// letFacts are those of `let pattern = x` in a condition, a `let … else` or an arm.
func letFacts(p *rust.Pat, x string, yes bool) []string {
	if p == nil || x == "" {
		return nil
	}
	for p.Kind == rust.PatRef && len(p.Subs) == 1 {
		p = p.Subs[0]
	}
	name := p.Name
	if p.Path != nil && len(p.Path.Segs) > 0 {
		name = p.Path.Segs[len(p.Path.Segs)-1].Name
	}
	// Refuted, a pattern tells only if it takes all values of its variant.
	whole := !slices.ContainsFunc(p.Subs, func(s *rust.Pat) bool { return s.Kind != rust.PatWild && (s.Kind != rust.PatBind || len(s.Subs) > 0) })
	switch name {
	case "Some", "Ok":
		if yes {
			return []string{present + x}
		} else if whole {
			return []string{failed + x}
		}
	case "None", "Err":
		if yes {
			return []string{failed + x}
		} else if whole {
			return []string{present + x}
		}
	}
	return nil
}

// matchesFacts reads `matches!(x, Some(_))`.
func matchesFacts(e *rust.Expr) []string {
	m := matchesMacro()
	segs := e.Macro.Path
	if m == nil || segs == nil || len(segs.Segs) == 0 || segs.Segs[len(segs.Segs)-1].Name != "matches" {
		return nil
	}
	ex, err := e.Macro.Expand(m)
	if err != nil {
		return nil
	}
	b, ok := ex.Block()
	if !ok || len(b.Statements()) != 1 || b.Statements()[0].Expr == nil || len(b.Statements()[0].Expr.Arms) != 2 {
		return nil
	}
	match := b.Statements()[0].Expr
	return letFacts(match.Arms[0].Pat, keyOf(match.X), true)
}

// learn notes facts for the rest of the scope.
func (w *walker) learn(facts []string) {
	if len(facts) == 0 {
		return
	}
	top := len(w.vars) - 1
	for len(w.facts) <= top {
		w.facts = append(w.facts, nil)
	}
	if w.facts[top] == nil {
		w.facts[top] = map[string]bool{}
	}
	for _, f := range facts {
		w.facts[top][f] = true
	}
}

func (w *walker) knows(fact string) bool {
	return slices.ContainsFunc(w.facts[:min(len(w.facts), len(w.vars))], func(m map[string]bool) bool { return m[fact] })
}

// forget takes away what is known of an expression that may have changed, and of what
// belongs to it.
func (w *walker) forget(e *rust.Expr) {
	x := keyOf(e)
	if x == "" {
		return
	}
	w.forgetVerdicts(x)
	for _, m := range w.facts {
		for f := range m {
			if concerns(f, x) {
				delete(m, f)
			}
		}
	}
}

// forgetName does so for a variable that is declared anew.
func (w *walker) forgetName(name string) {
	if len(w.facts) > 0 || len(w.verdicts) > 0 {
		w.forget(&rust.Expr{Kind: rust.ExprPath, Path: &rust.Path{Segs: []rust.Seg{{Name: name}}}})
	}
}

// during notes facts while f runs, and takes those away again that were new.
func (w *walker) during(facts []string, f func()) {
	w.push()
	w.learn(facts)
	f()
	w.pop()
}

// mentions reports an index or argument of the expression.
func mentions(about, x string) bool {
	for i := strings.Index(about, x); i >= 0; {
		end := i + len(x)
		if (i == 0 || !wordByte(about[i-1]) && about[i-1] != '.') && (end == len(about) || !wordByte(about[end])) {
			return true
		}
		next := strings.Index(about[end:], x)
		if next < 0 {
			return false
		}
		i = end + next
	}
	return false
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// guarded reports a call of unwrap or expect that a check before or the value itself
// makes safe.
func (w *walker) guarded(e *rust.Expr) bool {
	want := present
	if strings.HasSuffix(e.Text, "_err") {
		want = failed
	}
	x := e.X
	for x != nil {
		if k := keyOf(x); k != "" && w.knows(want+k) {
			return true
		}
		if want == present && w.alwaysThere(x) {
			return true
		}
		if x.Kind == rust.ExprParen || x.Kind == rust.ExprRef || x.Kind == rust.ExprDeref || x.Kind == rust.ExprMethodCall && forwarding[x.Text] && len(x.Args) == 0 {
			x = x.X
			continue
		}
		break
	}
	return x != nil && want == present && x.Kind == rust.ExprMethodCall && opening[x.Text] && (firstPart(x) || w.hasElements(x.X))
}
