package rust

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func mustParse(t testing.TB, src string) *File {
	t.Helper()
	f, err := Parse(context.Background(), "test.rs", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func slice(src string, s Span) string {
	if s.Start < 0 || s.End > len(src) || s.Start > s.End {
		return "<bad span>"
	}
	return src[s.Start:s.End]
}

// Edition-2024 FFI code must leave nothing that the grammar cannot read.
func TestEdition2024HasNoErrors(t *testing.T) {
	for _, src := range []string{
		`unsafe extern "C" { pub safe fn a(); pub unsafe static B: i32; safe static mut C: u8; unsafe fn d(x: ...); }`,
		`unsafe extern { fn a(); }`,
		`extern "C" { fn a(x: u8, ...) -> i32; type Opaque; static X: u8; }`,
		`#[unsafe(no_mangle)] pub unsafe extern "C" fn f() { let p = &raw const x; let q = &raw mut x.y; }`,
		`fn f() { let c = async || {}; let d = async move |x: u8| x + 1; g(async |a| { a.await }); }`,
		`fn f() { let s = c"hi"; let r = cr"x"; let b = br#"x"y"#; let z = cr#"a"b"#; }`,
		`fn f() { if let Some(x) = y && let Ok(z) = x && z > 1 { g() } while let Some(_) = a && b {} }`,
		`fn f<'a>(x: &'a u8) -> impl Fn() + use<'a> { || () }`,
		`fn f<'a, T>(x: &'a T) -> impl Iterator<Item = u8> + Send + use<'a, T> { x }`,
		`fn f() { const { assert!(true) }; let x = const { 1 }; }`,
		`#[used(linker)] #[unsafe(link_section = ".init_array")] static F: extern "C" fn() = f;`,
		`fn f() { let g = gen { yield 1; }; let h = gen move { yield 2; }; }`,
		`static mut X: [u8; 4] = [0; 4]; const _: () = { assert!(1 == 1); };`,
		`fn f() { let f = for<'a> |x: &'a u8| -> u8 { *x }; }`,
		`fn f() -> Result<(), E> { let Some(x) = y else { return Ok(()) }; Ok(()) }`,
		`impl<T> Drop for S<T> where T: ?Sized + 'static { fn drop(&mut self) {} }`,
		`fn f(x: impl AsyncFn(u8) -> u8, y: &dyn Fn(&str)) {}`,
		`trait T { type A<'a>: Clone where Self: 'a; const N: usize = 1; fn f(self: Box<Self>); }`,
		`fn f() { match x { A | B if let Some(y) = z => {} 0..=9 | 11.. => {} ..5 => {} _ => {} } }`,
		`pub(in crate::a) struct S<const N: usize = 3>(#[x] pub u8, [u8; N]);`,
		`#![cfg_attr(docsrs, feature(doc_cfg))] use {a::b, c::*, ::d::{self as e, f::_g}};`,
		`fn f() { let x: *const dyn Fn() = g as *const _; unsafe { (*x)() } }`,
		`fn f() { let _ = x.0.1; let y = 1..2; let z = 1.0; a.b::<u8>(); <A as B>::c::<D>(); 'l: { break 'l; } }`,
		`fn f() { r#try(); let r#fn = 1; }`,
		`macro_rules! m { ($x:expr_2021, $($y:tt)*) => { $x }; } m!(1);`,
		`fn f() { unsafe extern "C" fn g() {} let p: unsafe extern "C" fn(u8) -> u8 = g; }`,
		`pub static X: LazyLock<Foo> = LazyLock::new(|| Foo { a: 1, ..Default::default() });`,
		`fn f() { let x = &raw const (*p).field; let raw = 1; let y = &raw; g(&raw, 1); }`,
		`fn gen() {} fn f() { gen(); let gen = 1; if gen == 1 {} match gen {} }`,
		`unsafe impl Send for X {} unsafe trait T {} default impl X for Y {}`,
		`fn f() { let v = vec![1; 2]; println!("{}", v.len()); }`,
		`extern crate alloc; extern crate a as _; pub use alloc::vec;`,
		`async fn f() { let x = g().await?; let y = async move { x }; }`,
	} {
		f := mustParse(t, src)
		for _, e := range f.Errors {
			t.Errorf("%s\n\tERROR at %q", src, slice(src, e))
		}
	}
}

func TestBlankKeepsLengthAndStrings(t *testing.T) {
	src := `unsafe extern "C" { safe fn a(); } // unsafe extern "C" { safe fn
const S: &str = "unsafe extern { safe fn x(); } &raw const"; fn g(raw: u8) { h(&raw) }`
	b := blank([]byte(src), true)
	if len(b.text) != len(src) {
		t.Fatalf("length %d, want %d", len(b.text), len(src))
	}
	want := `       extern "C" {      fn a(); }` + src[len(`unsafe extern "C" { safe fn a(); }`):]
	if string(b.text) != want {
		t.Errorf("got  %s\nwant %s", b.text, want)
	}
}

// The grammar need not read what a macro's tokens say, but a negation is code.
func TestBlankMacroArguments(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`a!(b, c(d)); e![1]; f! { g } h`, `a!(       ); e![ ]; f! {   } h`},
		{`if!(a) { return!(b) } c != (d)`, ``},
		{`a!(b ] c); d`, ``},
		{`a!(b; c`, ``},
		{`macro_rules! m { ($a:expr) => { b!($a) } }`, `macro_rules! m { ($a:expr) => { b!(  ) } }`},
	} {
		if tt.want == "" {
			tt.want = tt.src
		}
		if got := string(blank([]byte(tt.src), true).text); got != tt.want {
			t.Errorf("%s\n\tgot  %s\n\twant %s", tt.src, got, tt.want)
		}
	}
}

const itemsSource = `
#![cfg(unix)]
#[ctor::ctor(unsafe)] pub(crate) unsafe extern "C" fn r#init<T: A + ?Sized, U = u8>(&mut self, #[x] mut a: &[u8], ...) -> Vec<T> where T: Q<Item = u8> { #![allow(y)] tail() }
#[link_section = ".init_array"] static mut X: extern "C" fn() = f;
const _: u8 = 1;
struct S<'a, const N: usize> { #[a] pub r#type: &'a u8, b: [u8; N] }
struct T(u8, pub S);
enum E { #[d] A, B(u8) = 3, C { x: u8 } }
impl<T> !fmt::Display for S<T> { fn d(&self) {} }
impl Drop for T { #![allow(z)] fn drop(&mut self) {} }
mod m { #![cfg(test)] fn inner() {} }
mod n;
use a::{self, b::{c as d, *}, e};
use ::std::io as _;
extern crate foo as bar;
extern { fn ext(); }
extern "system" { static Y: u8; }
type Al<T> = Box<T>;
trait Tr: A + for<'a> B<'a> { type As: C; fn m(self); }
mac! { a }
path::to::mac!(b);
macro_rules! mm { ($a:expr) => { $a }; () => (1) }
union Un { a: u8 }
`

func TestItemKinds(t *testing.T) {
	f := mustParse(t, itemsSource)
	if len(f.Errors) > 0 {
		t.Fatalf("errors: %v", f.Errors)
	}
	if len(f.Attrs) != 1 || f.Attrs[0].Meta.Path != "cfg" || !f.Attrs[0].Inner || f.Attrs[0].Meta.List[0].Path != "unix" {
		t.Errorf("file attributes: %+v", f.Attrs)
	}
	kinds := []ItemKind{ItemFn, ItemStatic, ItemConst, ItemStruct, ItemStruct, ItemEnum, ItemImpl, ItemImpl, ItemMod, ItemMod,
		ItemUse, ItemUse, ItemExternCrate, ItemForeignMod, ItemForeignMod, ItemTypeAlias, ItemTrait, ItemMacroCall, ItemMacroCall, ItemMacroRules, ItemUnion}
	if len(f.Items) != len(kinds) {
		t.Fatalf("%d items, want %d", len(f.Items), len(kinds))
	}
	for i, k := range kinds {
		if f.Items[i].Kind != k {
			t.Errorf("item %d is %v, want %v", i, f.Items[i].Kind, k)
		}
	}
}

func TestFnAndStatics(t *testing.T) {
	src := itemsSource
	f := mustParse(t, src)
	fn := f.Items[0]
	if fn.Name != "init" || slice(src, fn.NameSpan) != "r#init" || !fn.Pub || fn.ABI != "C" || !fn.Fn.Unsafe ||
		!fn.Fn.Extern || !fn.Fn.Variadic || fn.Fn.Self != "&mut self" || len(fn.Fn.Params) != 1 || len(fn.Attrs) != 2 {
		t.Errorf("fn: %+v %+v", fn, fn.Fn)
	}
	if a := fn.Attrs[0].Meta; a.Path != "ctor::ctor" || len(a.List) != 1 || a.List[0].Path != "unsafe" {
		t.Errorf("ctor attribute: %+v", a)
	}
	if p := fn.Fn.Params[0]; p.Pat.Name != "a" || p.Type.Kind != TypeRef || p.Type.Elem.Kind != TypeSlice || len(p.Attrs) != 1 {
		t.Errorf("param: %+v", p)
	}
	if g := fn.Generics; len(g.Params) != 2 || !g.Params[0].Bounds[1].Maybe || g.Params[1].Default == nil || g.Where[0].Bounds[0].Path.Segs[0].Assoc[0].Name != "Item" {
		t.Errorf("generics: %+v", g)
	}
	if slice(src, fn.Span)[:4] != "pub(" {
		t.Errorf("item span %q", slice(src, fn.Span))
	}
	if s := f.Items[1]; s.Attrs[0].Meta.Value != ".init_array" || !s.Static.Mut || s.Static.Type.Kind != TypeFn || s.Static.Type.ABI != "C" {
		t.Errorf("static: %+v", s.Static)
	}
	if f.Items[2].Name != "_" {
		t.Errorf("const _ is named %q", f.Items[2].Name)
	}
}

func TestAdtsImplsAndMods(t *testing.T) {
	f := mustParse(t, itemsSource)
	if s := f.Items[3].Adt.Variants[0]; len(s.Fields) != 2 || s.Fields[0].Name != "type" || len(s.Fields[0].Attrs) != 1 {
		t.Errorf("struct: %+v", s)
	}
	if s := f.Items[4].Adt.Variants[0]; !s.Tuple || len(s.Fields) != 2 || s.Fields[1].Name != "1" {
		t.Errorf("tuple struct: %+v", s)
	}
	if e := f.Items[5].Adt.Variants; len(e) != 3 || len(e[0].Attrs) != 1 || !e[1].Tuple || e[2].Fields[0].Name != "x" {
		t.Errorf("enum: %+v", e)
	}
	if im := f.Items[6].Impl; !im.Negative || im.Trait.Segs[1].Name != "Display" || im.Self.Path.Segs[0].Name != "S" {
		t.Errorf("impl: %+v", im)
	}
	if it := f.Items[7]; len(it.Attrs) != 1 || !it.Attrs[0].Inner || len(it.Items) != 1 {
		t.Errorf("impl members: %+v", it)
	}
	if m := f.Items[8]; !m.Mod.Inline || len(m.Attrs) != 1 || f.Items[9].Mod.Inline {
		t.Errorf("mods: %+v", m)
	}
}

func TestUsesAndMacros(t *testing.T) {
	src := itemsSource
	f := mustParse(t, src)
	if got := uses(f.Items[10]); got != "a as a, a::b::c as d, a::b::*, a::e as e" {
		t.Errorf("use: %s", got)
	}
	if u := f.Items[11].Uses[0]; !u.Path.Global || u.Alias != "_" {
		t.Errorf("use: %+v", u)
	}
	if u := f.Items[12]; u.Name != "foo" || u.Uses[0].Alias != "bar" {
		t.Errorf("extern crate: %+v", u)
	}
	if f.Items[13].ABI != "C" || f.Items[14].ABI != "system" || len(f.Items[14].Items) != 1 {
		t.Errorf("foreign mods: %+v %+v", f.Items[13], f.Items[14])
	}
	if tr := f.Items[16]; len(tr.Supers) != 2 || tr.Supers[1].Path.Segs[0].Name != "B" || len(tr.Items) != 2 {
		t.Errorf("trait: %+v", tr)
	}
	if c := f.Items[18].Call; slice(src, c.Name) != "path::to::mac!" || slice(src, c.Tokens) != "b" || c.Delim != '(' {
		t.Errorf("macro call: %+v", c)
	}
	if r := f.Items[19]; r.Name != "mm" || len(r.Rules.Arms) != 2 || slice(src, r.Rules.Arms[0].Body) != " $a " || slice(src, r.Rules.Arms[1].Body) != "1" {
		t.Errorf("macro_rules: %+v", r)
	}
}

func uses(it *Item) string {
	var out []string
	for _, u := range it.Uses {
		var segs []string
		for _, s := range u.Path.Segs {
			segs = append(segs, s.Name)
		}
		p := strings.Join(segs, "::")
		if u.Glob {
			p += "::*"
		} else {
			p += " as " + u.Alias
		}
		out = append(out, p)
	}
	return strings.Join(out, ", ")
}

func TestLimits(t *testing.T) {
	deep := "fn f() { " + strings.Repeat("(", MaxDepth+1) + strings.Repeat(")", MaxDepth+1) + " }"
	if _, err := Parse(context.Background(), "deep.rs", []byte(deep)); !errors.Is(err, ErrTooDeep) || !strings.Contains(err.Error(), "deep.rs") {
		t.Errorf("deep: %v", err)
	}
	if _, err := Parse(context.Background(), "big.rs", make([]byte, MaxSource+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("big: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Parse(ctx, "c.rs", []byte("fn f() {}")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLongChainsAreCut(t *testing.T) {
	for name, src := range map[string]string{
		"sum":     "fn f() { a" + strings.Repeat("+a", 20000) + "; } fn g() {}",
		"methods": "fn f() { a" + strings.Repeat(".b()", 20000) + "; } fn g() {}",
		"else if": "fn f() { " + strings.Repeat("if a {} else ", 20000) + "{} } fn g() {}",
		"unary":   "fn f() { " + strings.Repeat("!", 20000) + "a; } fn g() {}",
		"types":   "fn f(x: " + strings.Repeat("&", 20000) + "u8) {} fn g() {}",
		"generic": "fn f(x: " + strings.Repeat("A<", 5000) + "u8" + strings.Repeat(">", 5000) + ") {} fn g() {}",
		"path":    "fn f() { a" + strings.Repeat("::a", 20000) + "(); } fn g() {}",
	} {
		f := mustParse(t, src)
		if n := len(f.Items); n == 0 || f.Items[n-1].Name != "g" {
			t.Errorf("%s: the item after is lost", name)
		}
	}
}
