package calls

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxExpansions bounds the macro expansions of one body, maxNestedMacros how deep they
// nest: rustc's own limit is 128.
const (
	maxExpansions   = 20_000
	maxNestedMacros = 128
)

// inert macros take tokens that are no code of the body they stand in.
var inert = map[string]bool{
	"quote": true, "quote_spanned": true, "parse_quote": true, "parse_quote_spanned": true, "stringify": true, "concat": true, "include_str": true,
	"include_bytes": true, "env": true, "option_env": true, "line": true, "file": true, "column": true, "module_path": true, "cfg": true,
	"compile_error": true, "asm": true, "global_asm": true, "naked_asm": true, "html": true, "rsx": true, "view": true,
}

// declares are macros whose tokens are items, also in statement position.
var declares = map[string]bool{"lazy_static": true, "thread_local": true}

// macro walks a macro call in expression or statement position.
func (w *walker) macro(e *rust.Expr, want *Ty) *Ty {
	m := e.Macro
	if m == nil || m.Path == nil || len(m.Path.Segs) == 0 {
		return unknown
	}
	last := m.Path.Segs[len(m.Path.Segs)-1].Name
	def := w.g.prog.ResolveMacro(w.scope, m.Path)
	if def != nil && def.Kind == names.DefMacro && !def.Crate.Stub {
		return w.expand(e, def, want)
	}
	path := last
	if def != nil {
		path = def.Path()
	}
	if inert[last] {
		w.opaque(m)
		return unknown
	}
	if last == "cfg_if" || last == "paste" {
		if b, ok := m.Stmts(); ok {
			return w.block(b, want, true)
		}
		return unit
	}
	if declares[last] {
		w.declareItems(m, last)
		return unit
	}
	return w.knownMacro(e, path, last, want)
}

// opaque records the tokens of a macro that are not understood as code.
func (w *walker) opaque(m *rust.MacroCall) { w.node.Opaque = append(w.node.Opaque, m.Text()) }

// cut records that a limit leaves a part of the body out; the first one tells.
func (w *walker) cut(limit string, at rust.Span) {
	if w.node.Cut == "" {
		w.node.Cut, w.node.CutAt = limit, at
	}
}

// declareItems enters the statics that a macro declares within a body.
func (w *walker) declareItems(m *rust.MacroCall, wrapper string) {
	call := &rust.Item{Kind: rust.ItemMacroCall, Span: m.Span, Call: m}
	w.scope = names.ItemScope(w.scope, []*rust.Item{call})
	e := *w.env
	e.scope = w.scope
	w.env = &e
}

// expand walks the expansion of a macro_rules.
func (w *walker) expand(e *rust.Expr, def *names.Def, want *Ty) *Ty {
	*w.expansions++
	if *w.expansions > maxExpansions {
		w.cut(fmt.Sprintf("it expands more than %d macros", maxExpansions), e.Name)
		return unknown
	}
	if w.macros > maxNestedMacros {
		w.cut(fmt.Sprintf("its macros expand to macros more than %d deep", maxNestedMacros), e.Name)
		return unknown
	}
	ex, err := e.Macro.Expand(w.g.prog.MacroOf(def))
	if errors.Is(err, rust.ErrTooMuch) {
		w.cut("the expansion of a macro is larger than 1 MiB", e.Name)
	}
	if err != nil {
		if args, ok := e.Macro.Args(); ok {
			for _, a := range args {
				w.expr(a, nil)
			}
		}
		w.opaque(e.Macro)
		return unknown
	}
	b, ok := ex.Block()
	if !ok {
		w.opaque(e.Macro)
		return unknown
	}
	w.macros++
	defer func() { w.macros-- }()
	if lets(b) { // `let` of a statement macro is seen by what follows
		return w.spliced(b, want)
	}
	return w.block(b, want, true)
}

func lets(b *rust.Block) bool {
	for _, st := range b.Statements() {
		if st.Kind == rust.StmtLet {
			return true
		}
	}
	return false
}

// spliced walks statements in the current block.
func (w *walker) spliced(b *rust.Block, want *Ty) *Ty {
	if s := w.g.prog.BlockScope(w.scope, b); s != nil {
		outer := w.scope
		w.scope = s
		defer func() { w.scope = outer }()
	}
	last := unit
	for i, st := range b.Statements() {
		if w.enabled(st.Attrs) {
			last = w.stmt(st, want, i == len(b.Statements())-1)
		}
	}
	return last
}

// knownMacro is a macro of std or of a crate judged by data.
func (w *walker) knownMacro(e *rust.Expr, path, last string, want *Ty) *Ty {
	if last == "matches" {
		if t, ok := w.matches(e); ok {
			return t
		}
	}
	if last == "include" && (w.node.Def == nil || w.node.Def.Kind == names.DefFn) && w.node.Crate.IncludesCode(w.node.File, e.Macro) {
		w.cut("it takes a file in by `include!`", e.Name)
	}
	var types []*Ty
	args, ok := e.Macro.Args()
	rows := w.g.table.Lookup(path+"!", w.g.from, w.g.to)
	if !w.node.Crate.Env().Flags["debug_assertions"] && slices.ContainsFunc(rows, func(r *effects.Row) bool { return r.DebugOnly }) {
		return unit // its arguments are not evaluated
	}
	if ok {
		for _, a := range args {
			if last == "vec" {
				types = append(types, w.value(a, nil))
			} else {
				types = append(types, w.expr(a, nil))
			}
		}
	}
	if !ok {
		w.opaque(e.Macro)
	}
	for _, r := range slices.Concat(rows, w.g.table.Libc(path+"!")) {
		if w.assertIsStatic(last, args) {
			continue
		}
		w.row(r, path, e, e.Name, args, types, nil)
		if slices.Contains(r.Kinds, effects.LogCall) {
			w.ownLogger(e)
		}
	}
	if last == "assert" && len(args) > 0 {
		w.learn(w.implied(args[0], true))
	}
	w.formats(e, last, args, types)
	return w.macroResult(e, last, types)
}

// macroResult is the type of a macro call of std.
func (w *walker) macroResult(e *rust.Expr, last string, types []*Ty) *Ty {
	first := unknown
	if len(types) > 0 {
		first = types[0]
	}
	switch last {
	case "format":
		return w.g.std("string", "String")
	case "vec":
		for _, t := range types {
			first = merge(first, t)
		}
		return w.g.std("vec", "Vec", all(first))
	case "panic", "todo", "unimplemented", "unreachable", "bail":
		return never
	case "dbg":
		return first
	case "join", "try_join":
		for _, t := range types {
			if t.callable() {
				w.runs(t, e, e.Name, true, false)
			}
		}
		return unknown
	case "try":
		return w.try(first)
	case "write", "writeln":
		return w.g.std("result", "Result", unit, unknown)
	case "addr_of", "addr_of_mut":
		return &Ty{Kind: Ptr, Elem: first, Static: first.Static}
	case "pin":
		return first
	}
	return unknown
}

// ownLogger adds the `log::Log` implementations of the workspace, which a log
// macro ends in once one of them is installed.
func (w *walker) ownLogger(e *rust.Expr) {
	var found []*Node
	for _, c := range w.g.prog.Loaded() {
		if c.Package == nil || !c.Package.Member {
			continue
		}
		for _, im := range c.ImplsOf("Log", "") {
			if t := im.Trait(); t != nil && t.Kind == names.DefExt && t.Ext == "log::Log" {
				if n := w.g.node(im.Fns["log"]); n != nil {
					found = append(found, n)
				}
			}
		}
	}
	for _, n := range found {
		w.edge(n, e.Name, e.Origin, "calls", len(found) == 1, false)
	}
}

// assertIsStatic reports an assertion about constants: it holds always or never, and who
// has built the library once knows which.
func (w *walker) assertIsStatic(last string, args []*rust.Expr) bool {
	switch last {
	case "assert", "debug_assert":
		return len(args) > 0 && args[0].Text != "false" && w.constant(args[0])
	case "assert_eq", "assert_ne", "debug_assert_eq", "debug_assert_ne":
		return len(args) > 1 && w.constant(args[0]) && w.constant(args[1])
	}
	return false
}
