package rust

import (
	"strings"
	"sync"
	"testing"
)

// call returns the first macro call of a file that holds src in a function.
func call(t *testing.T, src string) (string, *MacroCall) {
	t.Helper()
	full := "fn f() { " + src + " }"
	var c *MacroCall
	eachMacro(mustParse(t, full), func(m *MacroCall) {
		if c == nil {
			c = m
		}
	})
	if c == nil {
		t.Fatalf("%s: no macro call", src)
	}
	return full, c
}

func TestArgs(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`println!()`, ""},
		{`println!("{} {x}", a, name = b.c())`, `"{} {x}" | a | b.c()`},
		{`println!("{}", a,)`, `"{}" | a`},
		{`vec![x(); n]`, `x() | n`},
		{`assert!(a == b, "..", c::<D, E>(1))`, `a == b | ".." | c::<D, E>(1)`},
		{`matches!(g(), Some(1..=2) | None if h)`, `g()`},
		{`write!(f, "{}", |a, b| a + b)`, `f | "{}" | |a, b| a + b`},
		{`info!(target: "x", key = %v, ?w, "msg {}", z)`, `"x" | v | w | "msg {}" | z`},
		{`dbg!(&raw const x)`, `&raw const x`},
		{`spawn!(async move || { a })`, `async move || { a }`},
		{`json!({ "a": b })`, "!"},
		{`m!(a => b)`, "!"},
		{`m!($a)`, "!"},
	} {
		full, c := call(t, tt.src)
		args, ok := c.Args()
		var got []string
		for _, a := range args {
			got = append(got, slice(full, a.Span))
		}
		if s := strings.Join(got, " | "); ok != (tt.want != "!") || ok && s != tt.want {
			t.Errorf("%s: %v %s", tt.src, ok, s)
		}
	}
}

func TestArgsNest(t *testing.T) {
	full, c := call(t, `println!("{}", format!("{}", x.unwrap()))`)
	args, _ := c.Args()
	in, ok := args[1].Macro.Args()
	if !ok || len(in) != 2 || slice(full, in[1].Name) != "unwrap" || slice(full, in[1].X.Span) != "x" {
		t.Errorf("inner arguments: %v %+v", ok, in)
	}
	if args[1].Macro.Text() != `"{}", x.unwrap()` || slice(full, args[1].Macro.Tokens) != args[1].Macro.Text() {
		t.Errorf("inner tokens %q", slice(full, args[1].Macro.Tokens))
	}
}

func TestMacroStmts(t *testing.T) {
	full, c := call(t, `m! { let a = b(); if c { d() } e }`)
	b, ok := c.Stmts()
	if !ok || len(b.Statements()) != 3 || slice(full, b.Statements()[0].Expr.Name) != "b" || b.Statements()[2].Semi {
		t.Errorf("%v %+v", ok, b)
	}
	_, c = call(t, `cfg_if! { if #[cfg(a)] { x(); fn i() {} } else { y() } }`)
	b, ok = c.Stmts()
	if !ok || len(b.Statements()) != 3 || b.Statements()[0].Attrs[0].Meta.List[0].Path != "a" || len(b.Statements()[1].Item.Attrs) != 1 {
		t.Errorf("cfg_if: %v %+v", ok, b)
	}
}

func items(t *testing.T, src string) (*File, []*Item, bool) {
	t.Helper()
	f := mustParse(t, src)
	its, ok := f.Items[0].Call.ItemList()
	return f, its, ok
}

func TestItemList(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`lazy_static! { pub static ref A: Vec<u8> = x(); #[d] static ref B: u8 = 1; }`, "A B"},
		{`thread_local! { #[a] pub static X: RefCell<u8> = const { RefCell::new(1) } }`, "X"},
		{`thread_local! { static X: u8 = y(); static Y: u8 = const { 1 }; }`, "X Y"},
		{`thread_local!(static X: u8 = y());`, "X"},
		{`ctor::declarative::ctor! { #[ctor(unsafe)] fn f() { g() } }`, "f"},
		{`cfg_if! { if #[cfg(a)] { mod x; fn f() {} } else if #[cfg(b)] { use y::z; } else { cfg_if! { if #[cfg(c)] { fn q() {} } } } }`, "x f  "},
		{`bitflags! { struct Flags: u32 { const A = 1; } }`, "!"},
		{`foo! { a => b }`, "!"},
		{`foo!(a, b)`, "!"},
		{`foo! { a + b }`, "!"},
		{`foo! { fn f() { x. } fn g() {} }`, "f g"},
	} {
		_, its, ok := items(t, tt.src)
		var names []string
		for _, it := range its {
			names = append(names, it.Name)
		}
		if s := strings.Join(names, " "); ok != (tt.want != "!") || ok && s != tt.want {
			t.Errorf("%s: %v %q", tt.src, ok, s)
		}
	}
}

func TestItemListDetails(t *testing.T) {
	src := `lazy_static! { pub static ref A: Vec<u8> = x(); }`
	_, its, _ := items(t, src)
	if a := its[0]; a.Kind != ItemStatic || !a.Pub || a.Static.Mut || slice(src, a.NameSpan) != "A" || slice(src, a.Static.Type.Span) != "Vec<u8>" || slice(src, a.Static.Init.Name) != "x" {
		t.Errorf("lazy_static: %+v", a)
	}
	src = `cfg_if! { if #[cfg(a)] { fn f() {} } else if #[cfg(b)] { fn g() {} } else { fn h() {} } }`
	_, its, _ = items(t, src)
	show := func(it *Item) string { return metaString(it.Attrs[0].Meta) }
	if show(its[0]) != "cfg(a)" || show(its[1]) != "cfg(all(b,not(any(a))))" || show(its[2]) != "cfg(not(any(a,b)))" {
		t.Errorf("conditions: %s, %s, %s", show(its[0]), show(its[1]), show(its[2]))
	}
}

func metaString(m *Meta) string {
	s := m.Path
	if m.HasValue {
		s += "=" + m.Value
	}
	if m.HasList {
		var in []string
		for _, e := range m.List {
			in = append(in, metaString(e))
		}
		s += "(" + strings.Join(in, ",") + ")"
	}
	return s
}

func TestMeta(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`#[a]`, "a"},
		{`#[ a :: b ( ) ]`, "a::b()"},
		{`#[::ctor]`, "::ctor"},
		{`#[unsafe(link_section = ".init_array")]`, "unsafe(link_section=.init_array)"},
		{`#[cfg(all(unix, not(feature = "x"), any()))]`, "cfg(all(unix,not(feature=x),any()))"},
		{`#[cfg_attr(target_os = "linux", link_section = r#"a"b"#)]`, `cfg_attr(target_os=linux,link_section=a"b)`},
		{`#[path = "a\n\u{e9}\x41\\"]`, "path=a\né" + "A\\"},
		{`#[doc = concat!("a", "b")]`, `doc=concat!("a", "b")`},
		{`#[x("lit", 5, -1, c = 'q')]`, `x(=lit,=5,=-1,c=q)`},
		{`#[x(fn(a) -> b, c)]`, `x(fn(a),c)`},
		{`#[link(name = "z", kind = "static",)]`, "link(name=z,kind=static)"},
	} {
		f := mustParse(t, tt.src+" fn f() {}")
		if len(f.Items) != 1 || len(f.Items[0].Attrs) != 1 {
			t.Errorf("%s: no attribute", tt.src)
			continue
		}
		a := f.Items[0].Attrs[0]
		if got := metaString(a.Meta); got != tt.want {
			t.Errorf("%s: %s", tt.src, got)
		}
		if slice(tt.src, a.Span) != tt.src {
			t.Errorf("%s: span %v", tt.src, a.Span)
		}
	}
}

func TestMacroResultsAreSharedSafely(t *testing.T) {
	_, c := call(t, `println!("{}", a)`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { c.Args(); c.Stmts(); c.ItemList() })
	}
	wg.Wait()
	a, _ := c.Args()
	b, _ := c.Args()
	if a[0] != b[0] {
		t.Error("arguments are read twice")
	}
}
