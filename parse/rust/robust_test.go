package rust

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/parse/leak"
)

// Broken code costs only itself: the functions around it keep their facts.
func TestBrokenCodeKeepsItsNeighbours(t *testing.T) {
	const before, after = "fn before() { good1(); }\n", "\nfn after() { good2(); }\nstatic S: u8 = good3();\n"
	for _, broken := range []string{
		"fn a() { x. }", "fn a() { x.y( }", "fn a() { let }", "fn a() { let x = }", "fn a() { if }", "fn a() { match x { }",
		"fn a(", "fn", "#[ctor", "#[ctor]", "static X: = ;", "impl X {", "use a::;", "use a::{b,", "pub", "fn a() { println!( }",
		"fn a() { foo::<; }", "struct S { a: }", "enum E { A(, }", "fn a() { 'x }", "fn a() { x.unwrap(); y. ; z.unwrap() }",
		"extern \"C\" { fn a( }", "macro_rules! m {", "fn a() -> { }", "let x = ;", "}", ")", "fn a() { }}", "fn a() { |x }", "const",
	} {
		f := mustParse(t, before+broken+after)
		got := map[string]bool{}
		each(f, func(e *Expr) {
			if e.Kind == ExprCall {
				got[show(e.X)] = true
			}
		})
		for _, want := range []string{"good1", "good2", "good3"} {
			if !got[want] && !openedBefore(broken) {
				t.Errorf("%s: %s is lost", broken, want)
			}
		}
		if !got["good1"] || !got["good2"] && !strings.ContainsAny(broken, "{([") {
			t.Errorf("%s: neighbours are lost: %v", broken, got)
		}
	}
}

// openedBefore reports whether the snippet leaves a delimiter open: what follows
// is then inside it, and may be anything.
func openedBefore(s string) bool {
	n := 0
	for _, c := range s {
		switch {
		case strings.ContainsRune("([{", c):
			n++
		case strings.ContainsRune(")]}", c):
			n--
		}
	}
	return n != 0
}

func TestOddBytesKeepOffsets(t *testing.T) {
	for name, src := range map[string]string{
		"crlf":     "fn a() {\r\n  b();\r\n}\r\nfn target() { hit(); }\r\n",
		"bom":      "\xef\xbb\xbffn a() {}\nfn target() { hit(); }",
		"nul":      "fn a() { \x00 }\x00\nfn target() { hit(); }",
		"invalid":  "// \xff\xfe\nconst S: &[u8] = b\"\xff\"; /* \xc0 */ \xff\nfn target() { hit(); }",
		"shebang":  "#!/bin/sh\nfn target() { hit(); }",
		"unicode":  "// é 𝄞\nconst É: &str = \"𝄞\";\nfn target() { hit(); }",
		"comments": "/* /* nested */ fn no() {} */ fn target() { hit(); }",
		"strings":  "const S: &str = r#\"fn no() { \"# ; const C: char = '\"'; const D: char = '\\''; fn f<'a>(x: &'a u8) {} fn target() { hit(); }",
	} {
		f := mustParse(t, src)
		ok := false
		for _, it := range f.Items {
			if it.Name == "target" {
				ok = slice(src, it.NameSpan) == "target" && slice(src, it.Fn.Body.Statements()[0].Expr.Name) == "hit"
			}
		}
		if !ok {
			t.Errorf("%s: target is lost or moved", name)
		}
	}
}

// checkSpans verifies that every span lies within the source and, where within
// is set, that children lie within their parents.
func checkSpans(t testing.TB, f *File, within bool) {
	t.Helper()
	n := len(f.Source)
	walkAll(reflect.ValueOf(f), map[any]bool{}, func(p any) {
		v := reflect.ValueOf(p).Elem()
		if v.Kind() != reflect.Struct {
			return
		}
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			s, ok := v.Field(i).Interface().(Span)
			if !ok {
				continue
			}
			if s.Start < 0 || s.Start > s.End || s.End > n {
				t.Fatalf("%T.%s: span %v of %d bytes", p, v.Type().Field(i).Name, s, n)
			}
		}
		if e, ok := p.(*Expr); ok && within {
			for _, c := range append([]*Expr{e.X, e.Y, e.Else}, e.Args...) {
				if c != nil && c.Kind != ExprErr && (c.Span.Start < e.Span.Start || c.Span.End > e.Span.End) {
					t.Fatalf("child %v outside of %v", c.Span, e.Span)
				}
			}
		}
	})
}

var seeds = []string{
	"fn f() { a::b(x)?.c::<D>(|e| e).await; }",
	"#[unsafe(link_section = \".init_array\")] #[used] static F: extern \"C\" fn() = f;",
	"unsafe extern \"C\" { safe fn a(); } fn g() { &raw const x; async move || {}; }",
	"macro_rules! m { ($($x:expr),* $(,)?) => { [$($x),*] } } fn f() { m!(a, 1 + 2); }",
	"thread_local! { static X: u8 = const { 1 } } lazy_static! { static ref Y: u8 = 2; }",
	"// cdylib-ls: allow(a) b\nmod m { #![x] fn f() { x. } } // cdylib-ls: allow(c)",
	"cfg_if! { if #[cfg(a)] { mod x; } else { fn y() {} } }",
	"impl<T: A> B<C = D> for E<'a> where F: for<'b> G<'b> {} use a::{self, b::*, c as _};",
	"fn f() { match x { A { b, .. } | C(..=5) if d => {} _ => 'l: loop { break 'l 1.0 } } }",
	"const S: &str = r#\"a\"#; const C: char = '\\u{41}'; // \xff\x00",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<14 {
			return
		}
		file, err := Parse(context.Background(), "fuzz.rs", src)
		if err != nil {
			return
		}
		checkSpans(t, file, true)
		n := 0
		eachMacro(file, func(m *MacroCall) {
			if n++; n > 8 {
				return
			}
			args, _ := m.Args()
			block, _ := m.Stmts()
			items, _ := m.ItemList()
			checkSpans(t, &File{Source: src, Items: append(items, &Item{Fn: &Fn{Body: block}}, &Item{Static: &Static{Init: &Expr{Kind: ExprErr, Args: args}}})}, false)
		})
	})
}

func FuzzOutline(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s := NewOutline(src)
		var walk func(ms []*OutlineMod)
		walk = func(ms []*OutlineMod) {
			for _, m := range ms {
				for _, sp := range []Span{m.Span, m.Body} {
					if sp.Start < 0 || sp.Start > sp.End || sp.End > len(src) {
						t.Fatalf("%s: span %v", m.Name, sp)
					}
				}
				walk(m.Mods)
			}
		}
		walk(s.Mods)
	})
}

func FuzzExpand(f *testing.F) {
	for _, s := range []string{
		"($x:expr) => { $x * 2 }\x00 1 + 2",
		"($($k:ident => $v:expr),* $(,)?) => { $(let $k = $v;)* }\x00 a => 1, b => |c, d| e,",
		"($v:vis fn $n:ident $b:block) => { $v fn $n() $b }; ($($t:tt)*) => { $($t)* $crate }\x00 pub fn f {}",
		"($t:ty, $p:pat => $i:item $l:lifetime $m:meta) => { $i }\x00 A<B>, C | D => fn f() {} 'a cfg(x)",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		rules, call, ok := strings.Cut(string(in), "\x00")
		if !ok || len(in) > 1<<12 {
			return
		}
		src := "macro_rules! m { " + rules + " }\nfn f() { m!(" + call + "); }"
		file, err := Parse(context.Background(), "fuzz.rs", []byte(src))
		if err != nil {
			return
		}
		m := macroOf(file, src)
		if m == nil {
			return
		}
		eachMacro(file, func(c *MacroCall) {
			e, err := c.Expand(m)
			if err != nil {
				return
			}
			block, _ := e.Block()
			items, _ := e.Items()
			checkSpans(t, &File{Source: []byte(src), Items: append(items, &Item{Fn: &Fn{Body: block}})}, false)
		})
	})
}

func TestNoGoroutineLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	big := []byte(strings.Repeat("fn f() { a(b, c); }\n", 20000))
	for i := range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*time.Millisecond)
		_, _ = Parse(ctx, "big.rs", big)
		cancel()
		mustParse(t, "fn f() {}")
	}
	leak.Check(t, before)
}
