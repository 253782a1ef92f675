package rust

import (
	"fmt"
	"testing"
)

func modString(ms []*OutlineMod) string {
	s := ""
	for _, m := range ms {
		s += m.Name
		for _, a := range m.Attrs {
			s += "#" + metaString(a.Meta)
		}
		if m.Inline {
			s += "{" + modString(m.Mods) + "}"
		}
		s += ";"
	}
	return s
}

func TestOutlineMods(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`mod a; pub mod b; pub(crate) mod r#c;`, "a;b;c;"},
		{`#[path = "x.rs"] #[cfg(unix)] pub mod a;`, "a#path=x.rs#cfg(unix);"},
		{`mod a { mod b; mod c { mod d; } } mod e;`, "a{b;c{d;};};e;"},
		{`#[x] struct S; mod a;`, "a;"},
		{`fn f() { mod hidden; } mod a;`, "a;"},
		{`cfg_if! { if #[cfg(a)] { mod x; } else { #[path = "z"] mod y; } } mod w;`, "x#cfg(a);y#cfg(not(any(a)))#path=z;w;"},
		{`cfg_if::cfg_if! { if #[cfg(a)] { mod x { mod y; } } }`, "x#cfg(a){y;};"},
		{`mod a { #![cfg(test)] }`, "a#cfg(test){};"},
		{`/// doc
		 // mod no;
		 const S: &str = "mod no;"; mod a;`, "a;"},
		{`mod a { mod b;`, "a{b;};"},
		{"\xef\xbb\xbfmod a;\r\nmod b;", "a;b;"},
		{"#!/usr/bin/rust\nmod a;", "a;"},
		{`} mod a;`, "a;"},
		{`macro_rules! m { () => { mod no; } } mod a;`, "a;"},
	} {
		if got := modString(NewOutline([]byte(tt.src)).Mods); got != tt.want {
			t.Errorf("%s\n\tgot  %s\n\twant %s", tt.src, got, tt.want)
		}
	}
}

func TestOutlineNames(t *testing.T) {
	s := NewOutline([]byte(`#![cfg(a)]
#![no_std]
pub unsafe extern "C" fn f() { fn inner() {} struct In; let x: fn(u8) = y; foo!(); }
fn f() {} const fn g() {}
static mut A: u8 = 1; const B: u8 = 2; const _: () = (); lazy_static! { static ref C: u8 = 1; }
struct S; enum E {} union U { a: u8 } trait T {} type Y = u8; let union = 1;
macro_rules! m { () => {} }
impl<T: A<B>> fmt::Display for a::S<T> where T: X {}
impl S { fn m(&self) -> impl Iterator<Item = u8> {} }
unsafe impl Send for *mut u8 {}
impl<F> Fn(A) -> B for &F {}
impl<'a> Drop for G<'a> {}
mac! { x } path::mac2!(y); mod q { mac3!(); } fn h(x: impl Clone) { no!(); }
`))
	if got := fmt.Sprint(s.Fns, s.Statics, s.Types, s.Macros); got != "[f inner g m h] [A B C] [In S E U T Y] [m]" {
		t.Errorf("names: %s", got)
	}
	if got := fmt.Sprint(s.Impls); got != "[{Display S false} { S false} {Send  false} {Fn  false} {Drop G false}]" {
		t.Errorf("impls: %s", got)
	}
	if got := fmt.Sprint(s.MacroItems); got != "[lazy_static mac mac2 mac3]" {
		t.Errorf("macro items: %s", got)
	}
	if len(s.Attrs) != 2 || s.Attrs[1].Meta.Path != "no_std" {
		t.Errorf("attributes: %+v", s.Attrs)
	}
}

func TestOutlineSpans(t *testing.T) {
	src := `mod a { mod b; }`
	m := NewOutline([]byte(src)).Mods[0]
	if slice(src, m.Span) != "a" || slice(src, m.Body) != " mod b; " || slice(src, m.Mods[0].Span) != "b" {
		t.Errorf("%+v", m)
	}
}
