package calls

import (
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Code of the workspace that runs without being called by name: operators,
// Deref, conversions of `?` and into, and what formatting macros call.

// operators are the trait functions behind binary and compound operators.
var operators = map[string]string{
	"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem", "&": "bitand", "|": "bitor", "^": "bitxor", "<<": "shl", ">>": "shr",
	"+=": "add_assign", "-=": "sub_assign", "*=": "mul_assign", "/=": "div_assign", "%=": "rem_assign",
	"&=": "bitand_assign", "|=": "bitor_assign", "^=": "bitxor_assign", "<<=": "shl_assign", ">>=": "shr_assign",
	"==": "eq", "!=": "eq", "<": "partial_cmp", ">": "partial_cmp", "<=": "partial_cmp", ">=": "partial_cmp",
}

// trait runs a trait function that a type of the workspace implements for what
// the source says in another way. It gives the result, nil where there is none.
func (w *walker) trait(t *Ty, name string, args []*Ty, e *rust.Expr, span rust.Span) *Ty {
	s := t
	if name != "from" {
		s = t.strip()
	}
	if s.Kind != Adt && s.Kind != Prim || s.Kind == Adt && s.Def.Crate.Stub {
		return nil
	}
	m := w.g.traitImpls(s, sought{name: name}, w.g.cratesFor(s, w.scope))
	if m.def == nil || m.def.Crate.Stub {
		return nil
	}
	if len(m.alts) > 0 {
		m = w.g.choose(m, args)
	}
	if span.End == 0 {
		span = e.Span
	}
	w.invoke(m, e, span, args, nil)
	return m.result(w.g)
}

// derefs runs the Deref impls of the workspace that auto-deref passes through.
func (w *walker) derefs(via []*Ty, mut bool, e *rust.Expr) {
	name := "deref"
	if mut {
		name = "deref_mut"
	}
	for _, t := range via {
		w.trait(t, name, nil, e, e.Name)
	}
}

// stdTraits runs what some std methods call of a type of the workspace.
func (w *walker) stdTraits(e *rust.Expr, recv, ret, want *Ty) {
	switch e.Text {
	case "into":
		if want != nil {
			w.trait(want, "from", []*Ty{recv}, e, e.Name)
		}
	case "to_string":
		w.formatted(recv, "Display", e, e.Name)
	case "parse":
		if ret.is("std::result::Result") {
			w.trait(ret.arg(0), "from_str", nil, e, e.Name)
		}
	}
}

// converts runs the From impl that `?` needs where the error types differ.
func (w *walker) converts(t *Ty, e *rust.Expr) {
	if w.ret == nil || !w.ret.is("std::result::Result") || !t.is("std::result::Result") {
		return
	}
	from, to := t.arg(1), w.ret.arg(1)
	if from.Kind == Unknown || from.Kind == Adt && to.Kind == Adt && from.Def == to.Def {
		return
	}
	w.trait(to, "from", []*Ty{from}, e, e.Span)
}

// formatted runs the impl of a formatting trait.
func (w *walker) formatted(t *Ty, trait string, e *rust.Expr, span rust.Span) {
	t = t.strip()
	if t.Kind != Adt || t.Def.Crate.Stub {
		return
	}
	for _, im := range t.Def.Crate.ImplsOf(trait, t.Def.Name) {
		if d := im.Fns["fmt"]; im.Self() == t.Def && d != nil {
			w.edge(w.g.node(d), span, e.Origin, "formats by", true, false)
		}
	}
}

// formatAt is where a macro takes its format string.
var formatAt = map[string]int{"println": 0, "print": 0, "eprintln": 0, "eprint": 0, "format": 0, "format_args": 0, "panic": 0, "todo": 0,
	"unimplemented": 0, "unreachable": 0, "write": 1, "writeln": 1}

// formats runs the Display and Debug impls that a formatting macro calls.
func (w *walker) formats(e *rust.Expr, last string, args []*rust.Expr, types []*Ty) {
	at, ok := formatAt[last]
	if !ok || at >= len(args) || args[at].Kind != rust.ExprLit {
		return
	}
	next := at + 1
	for _, h := range holes(args[at].Text) {
		var t *Ty
		switch n, err := strconv.Atoi(h.name); {
		case h.name == "":
			if next < len(types) {
				t = types[next]
			}
			next++
		case err == nil:
			if n += at + 1; n > at && n < len(types) {
				t = types[n]
			}
		default:
			if l, _ := w.lookup(h.name); l != nil {
				l.empty, t = false, l.ty
			} else if d, rest := w.g.prog.Resolve(w.scope, &rust.Path{Segs: []rust.Seg{{Name: h.name}}}, names.Values); len(rest) == 0 {
				w.named(d)
			}
		}
		if t != nil {
			w.formatted(t, h.trait, e, e.Name)
		}
	}
}

// hole is one `{name:spec}` of a format string.
type hole struct{ name, trait string }

func holes(text string) []hole {
	var out []hole
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return out
		}
		if strings.HasPrefix(rest, "{") {
			text = rest[1:]
			continue
		}
		body, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		name, spec, _ := strings.Cut(body, ":")
		h := hole{strings.TrimSpace(name), "Display"}
		switch spec = strings.TrimSpace(spec); {
		case strings.HasSuffix(spec, "?"):
			h.trait = "Debug"
		case strings.HasSuffix(spec, "x"):
			h.trait = "LowerHex"
		case strings.HasSuffix(spec, "X"):
			h.trait = "UpperHex"
		}
		out = append(out, h)
		text = after
	}
}

// assocConst gives the type of an associated const of t, nil if there is none.
func (w *walker) assocConst(t *Ty, name string) *Ty {
	var found *names.Def
	if t.Kind == Adt {
		for _, im := range t.Def.Crate.ImplsOfType(t.Def) {
			if d := im.Other[name]; d != nil && d.Kind == names.DefConst {
				found = d
			}
		}
	}
	if found == nil || found.Item.Static == nil {
		return nil
	}
	c := w.g.lower(found.Item.Static.Type, w.g.envOf(found))
	if v := w.initial(found, c); v != nil {
		return v
	}
	return c
}
