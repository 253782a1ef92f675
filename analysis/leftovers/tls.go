package leftovers

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// threadLocals looks at the thread-locals of a module or block.
func (u *unloader) threadLocals(s *names.Scope) {
	for _, d := range s.Items {
		if d.Kind == names.DefStatic && syntax.ThreadLocalMacros[d.Wrapper] {
			u.threadLocal(d)
		}
	}
	for _, it := range s.Calls {
		if it.Call != nil {
			u.threadLocalMacro(s, it.Call)
		}
	}
}

// threadLocalMacro reads the statics of a call of a macro of that name: std's in
// a body, or one of the same form that a crate hands on (rubicon).
func (u *unloader) threadLocalMacro(s *names.Scope, m *rust.MacroCall) {
	if m.Path == nil || len(m.Path.Segs) == 0 || !syntax.ThreadLocalMacros[m.Path.Segs[len(m.Path.Segs)-1].Name] {
		return
	}
	items, ok := m.ItemList()
	if !ok {
		return
	}
	for _, it := range items {
		if it.Kind == rust.ItemStatic && u.crate.Enabled(it.Attrs) {
			u.threadLocal(&names.Def{Kind: names.DefStatic, Name: it.Name, Crate: u.crate, Scope: s, Item: it, Wrapper: "thread_local"})
		}
	}
}

func (u *unloader) threadLocal(d *names.Def) {
	place := analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
	if d.Item.Static == nil || d.Name == "" || d.Name == "_" || u.seen["tls|"+syntax.PlaceKey(place)] {
		return
	}
	needs := u.Graph.NeedsDrop(u.Graph.StaticType(d))
	if needs == calls.No {
		return
	}
	touches := u.touches(d)
	if len(touches) == 0 || needs == calls.Maybe && u.readsCopies(d, touches) || !u.once("tls", place) {
		return
	}
	t := &analysis.ThreadLocal{Spot: analysis.Spot{Place: place, In: d.LocalPath(), Package: u.crate.Package, Libraries: u.libs}, Name: d.LocalPath(), Needs: needs,
		Touches: len(touches)}
	src := d.Scope.Module.File.AST().Source
	if o := d.Item.Origin; o != nil {
		t.Inner = &analysis.Place{File: o.DefFile, Span: o.Body}
	}
	if ty := d.Item.Static.Type; ty != nil && ty.Span.End <= len(src) && ty.Span.Start < ty.Span.End {
		t.Type = short(string(src[ty.Span.Start:ty.Span.End]))
		t.TypeSpan = ty.Span
	}
	if init := d.Item.Static.Init; init != nil {
		t.InitSpan = init.Span
		if init.Kind == rust.ExprBlock && init.Const && init.Block != nil {
			t.Const = true
			t.InitSpan = rust.Span{}
			if body := init.Block.Statements(); len(body) == 1 && body[0].Kind == rust.StmtExpr {
				init = body[0].Expr
				t.InitSpan = init.Span
			}
		}
		cellIn(t, d.Item.Static.Type, init)
	}
	if d.Item.Origin != nil {
		t.Type = ""
		t.TypeSpan, t.InitSpan, t.CellType, t.CellInit = rust.Span{}, rust.Span{}, rust.Span{}, rust.Span{}
	}
	t.Methods = methodsOn(d, touches)
	u.out.ThreadLocals = append(u.out.ThreadLocals, t)
}

// cellIn notes what stands within `RefCell<…>` and `RefCell::new(…)`.
func cellIn(t *analysis.ThreadLocal, ty *rust.Type, init *rust.Expr) {
	if ty == nil || ty.Path == nil || len(ty.Path.Segs) == 0 || init.Kind != rust.ExprCall || len(init.Args) != 1 || syntax.Callee(init) != "new" {
		return
	}
	if last := ty.Path.Segs[len(ty.Path.Segs)-1]; last.Name == "RefCell" && len(last.Args) == 1 {
		t.CellType, t.CellInit = last.Args[0].Span, init.Args[0].Span
	}
}

// short puts a type on one line of bearable length.
func short(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\n' || c == '\t' || c == '\r' {
			c = ' '
		}
		if c == ' ' && len(out) > 0 && out[len(out)-1] == ' ' {
			continue
		}
		out = append(out, c)
	}
	if len(out) > 60 {
		return string(out[:57]) + "…"
	}
	return string(out)
}

// readsCopies reports a thread-local `Cell<T>` whose value some code gets by `get` or
// `update`: both exist for `T: Copy` alone, and what is Copy has no drop glue.
func (u *unloader) readsCopies(d *names.Def, at []mention.Mention) bool {
	t := u.Graph.StaticType(d)
	if t == nil || t.Kind != calls.Adt || t.Def.Path() != "std::cell::Cell" {
		return false
	}
	return slices.ContainsFunc(at, func(m mention.Mention) bool { return getsCopy(m.Src[m.At+len(d.Name):]) })
}
