package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What a condition tells that was kept in a variable, and what calls and assignments
// leave behind them.

// verdictOf is what a variable tells that holds a condition: `let has = x.is_some()`.
type verdictOf struct{ yes, no []string }

// remembers notes what a variable tells of the condition that it was declared with.
func (w *walker) remembers(l *local, e *rust.Expr) {
	if yes, no := w.implied(e, true), w.implied(e, false); len(yes)+len(no) > 0 {
		l.verdict = &verdictOf{yes, no}
		w.verdicts = append(w.verdicts, l)
	}
}

// passOn gives a variable what is known of the value that it was declared with:
// `let c = b;`.
func (w *walker) passOn(name string, e *rust.Expr) {
	if w.startsFilled(e) {
		w.learn([]string{filled + name})
	}
	x := keyOf(e)
	if x == "" || x == name {
		return
	}
	for _, kind := range []string{present, failed, filled} {
		if w.knows(kind + x) {
			w.learn([]string{kind + name})
		}
	}
}

// told are the facts that a variable holding a condition implies.
func (w *walker) told(e *rust.Expr, yes bool) []string {
	if e.Path == nil || len(e.Path.Segs) != 1 {
		return nil
	}
	l, _ := w.lookup(e.Path.Segs[0].Name)
	switch {
	case l == nil || l.verdict == nil:
		return nil
	case yes:
		return l.verdict.yes
	}
	return l.verdict.no
}

// forgetVerdicts takes away what variables told of an expression that may have changed.
func (w *walker) forgetVerdicts(x string) {
	about := func(f string) bool { return concerns(f, x) }
	w.verdicts = slices.DeleteFunc(w.verdicts, func(l *local) bool {
		if v := l.verdict; slices.ContainsFunc(v.yes, about) || slices.ContainsFunc(v.no, about) {
			l.verdict = nil
		}
		return l.verdict == nil
	})
}

// concerns reports a fact about the expression, or about what belongs to it.
func concerns(fact, x string) bool {
	_, about, _ := strings.Cut(fact, " ")
	return about == x || strings.HasPrefix(about, x) && !wordByte(about[len(x)]) || mentions(about, x)
}

// filling are methods of an Option after which it holds a value, adding those of a
// collection after which it is not empty.
var (
	filling = map[string]bool{"get_or_insert": true, "get_or_insert_with": true, "get_or_insert_default": true, "insert": true}
	adding  = map[string]bool{"push": true, "push_back": true, "push_front": true, "push_str": true}
)

// leaves are the facts that hold after a method was called.
func leaves(e *rust.Expr) []string {
	x := keyOf(e.X)
	switch {
	case x == "":
	case adding[e.Text]:
		return []string{filled + x}
	case filling[e.Text] && (len(e.Args) == 1 || e.Text == "get_or_insert_default"):
		return []string{present + x}
	case e.Text == "insert" && len(e.Args) == 2: // a map
		if k := callKey(x, "get", e.Args[:1]); k != "" {
			return []string{present + k, present + indexKey(x, e.Args[0])}
		}
	}
	return nil
}

// asks names, for a method that only asks, those that find what it asked for.
var asks = map[string][]string{"starts_with": {"strip_prefix"}, "ends_with": {"strip_suffix"}, "contains": {"find", "rfind", "split_once", "rsplit_once"}}

// sameAnswer are the facts of a question about a text: `s.starts_with(p)` and `s.strip_prefix(p)`.
func sameAnswer(x string, e *rust.Expr, yes bool) (facts []string) {
	for _, method := range asks[e.Text] {
		if k := callKey(x, method, e.Args); yes && k != "" && len(e.Args) == 1 {
			facts = append(facts, present+k)
		}
	}
	return facts
}

// firstPart reports the first or last part of what was split: there is one, also of an
// empty text or slice.
func firstPart(e *rust.Expr) bool {
	return (e.Text == "next" || e.Text == "last" || e.Text == "next_back") && e.X != nil && e.X.Kind == rust.ExprMethodCall &&
		(len(e.X.Args) == 1 && (e.X.Text == "split" || e.X.Text == "rsplit"))
}

// mends are those of the facts that a block without them brings about itself:
// `if x.is_none() { x = Some(…) }`.
func (w *walker) mends(b *rust.Block, facts []string) []string {
	if b == nil || len(facts) == 0 {
		return nil
	}
	var made []string
	for _, st := range b.Statements() {
		e := st.Expr
		switch {
		case e == nil:
		case e.Kind == rust.ExprAssign && e.Text == "=" && w.alwaysThere(e.Y):
			made = append(made, present+keyOf(e.X))
		case e.Kind == rust.ExprMethodCall:
			made = append(made, leaves(e)...)
		}
	}
	return slices.DeleteFunc(slices.Clone(facts), func(f string) bool { return !slices.Contains(made, f) })
}

// onlyPoisoned says why an unwrap fails only where another thread panicked before, ""
// for others: the locks of std give an error for nothing else.
func (w *walker) onlyPoisoned(e *rust.Expr, recv *Ty) string {
	const why = "only where a thread panicked while it held the lock"
	if s := recv.strip(); s.is("std::result::Result") {
		if g := s.arg(0); g.Kind == Adt && g.Def != nil && guards[g.Def.Path()] {
			return why
		}
	}
	x := e.X
	for x != nil && x.Kind == rust.ExprParen {
		x = x.X
	}
	if x == nil || x.Kind != rust.ExprMethodCall {
		return ""
	}
	switch {
	case len(x.Args) == 0 && (x.Text == "lock" || x.Text == "read" || x.Text == "write"):
		return why
	case len(x.Args) == 2 && (x.Text == "wait_while" || x.Text == "wait_timeout"):
		return why
	}
	return ""
}

// onlyAgain says why an unwrap fails at the second time alone, "" for others: what it was
// called on, whose sites begin at from, is initialisation that succeeds once in a process.
func (w *walker) onlyAgain(from int) string {
	for _, s := range w.node.Sites[min(from, len(w.node.Sites)):] {
		if s.Row != nil && s.Row.Unwrapped && !s.Open && slices.Contains(s.Row.Kinds, effects.OnceInit) {
			return "only where it was done before in this copy of the library"
		}
	}
	return ""
}
