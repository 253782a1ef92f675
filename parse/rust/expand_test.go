package rust

import (
	"errors"
	"strings"
	"testing"
)

// expandIn parses src, takes its first macro_rules as the definition and expands
// the first call of it.
func expandIn(t testing.TB, src string) (*File, *MacroCall, *Macro, *Expansion, error) {
	t.Helper()
	f := mustParse(t, src)
	m := macroOf(f, src)
	var c *MacroCall
	eachMacro(f, func(x *MacroCall) {
		if c == nil && pathString(x.Path) == m.Name {
			c = x
		}
	})
	e, err := c.Expand(m)
	return f, c, m, e, err
}

func macroOf(f *File, src string) *Macro {
	for _, it := range f.Items {
		if it.Kind == ItemMacroRules {
			return &Macro{Name: it.Name, File: "def.rs", Src: []byte(src), Rules: it.Rules, Crate: "the_crate"}
		}
	}
	return nil
}

func TestExpand(t *testing.T) {
	for _, tt := range []struct{ rules, call, want string }{
		{`() => { a }`, `m!()`, "a"},
		{`($x:expr) => { $x * 2 }`, `m!(1 + 2)`, "(1 + 2) * 2"},
		{`($x:expr) => { f($x) }`, `m!(y)`, "f( y )"},
		{`($($x:expr),* $(,)?) => { [$($x),*] }`, `m!(a, b.c(), |d, e| d,)`, "[ a , (b.c()) , (|d, e| d) ]"},
		{`($($k:ident => $v:expr;)+) => { $(let $k = $v;)+ }`, `m!(a => 1; b => 2;)`, "let a = 1 ; let b = 2 ;"},
		{`($($k:ident: [$($v:tt)*]),*) => { $( $k($($v)*) );* }`, `m!(a: [1 2], b: [])`, "a ( 1 2 ) ; b ( )"},
		{`($a:ident $($rest:tt)*) => { $a { $($rest)* } }`, `m!(x -> (y, z) => w)`, "x { -> (y, z) => w }"},
		{`($t:ty, $e:expr) => { let x: $t = $e; }`, `m!(HashMap<A, Vec<B>>, c::<D, E>())`, "let x: HashMap<A, Vec<B>> = (c::<D, E>()) ;"},
		{`($t:ty) => { T($t) }`, `m!(&'a mut dyn Fn(A) -> B + 'static)`, "T( &'a mut dyn Fn(A) -> B + 'static )"},
		{`($v:vis static $n:ident : $t:ty = $e:expr;) => { $v static $n: $t = $e; }`, `m!(pub(crate) static A: u8 = 1;)`, "pub(crate) static A : u8 = 1 ;"},
		{`($v:vis fn) => { $v x }`, `m!(fn)`, "x"},
		{`($(#[$m:meta])* $i:item) => { $(#[$m])* $i }`, `m!(#[a] #[b(c)] fn f() { g() })`, "#[ a ] #[ b(c) ] fn f() { g() }"},
		{`($p:pat => $e:expr) => { match x { $p => $e } }`, `m!(Some(1) | None => y)`, "match x { Some(1) | None => y }"},
		{`($p:pat_param | $q:pat_param) => { $q }`, `m!(A | B)`, "B"},
		{`($l:literal) => { $l }; ($e:expr) => { expr $e }`, `m!(-1)`, "-1"},
		{`($l:literal) => { $l }; ($e:expr) => { expr($e) }`, `m!(a)`, "expr( a )"},
		{`($l:lifetime) => { $l: loop {} }`, `m!('a)`, "'a : loop {}"},
		{`($b:block) => { unsafe $b }`, `m!({ a; b })`, "unsafe { a; b }"},
		{`($s:stmt) => { $s; }`, `m!(let x: A<B, C> = d)`, "let x: A<B, C> = d ;"},
		{`($p:path) => { $p::x() }`, `m!(a::b::<C, D>::E)`, "a::b::<C, D>::E ::x()"},
		{`() => { $crate::x() }`, `m!()`, "the_crate ::x()"},
		{`(@a $x:tt) => { a $x }; (@b => $x:tt) => { b $x }`, `m!(@b => 1)`, "b 1"},
		{`(= $x:expr) => { eq $x }; (== $x:expr) => { eqeq $x }`, `m!(== y)`, "eqeq y"},
		{`($a:ident $b:ident) => { two }; ($e:expr) => { one }`, `m!(a)`, "one"},
		{`($e:expr) => { one }; ($a:ident $b:ident) => { two }`, `m!(a b)`, "two"},
		{`($e:expr) => { one }; (= $a:expr) => { two }`, `m!(= b)`, "two"},
		{`($i:ident) => { id }; (_) => { wild }`, `m!(_)`, "wild"},
		{`($e:expr, $($a:tt)*) => { f($e, $($a)*) }`, `m!(if a { b } else { c }, d = e)`, "f( (if a { b } else { c }) , d = e )"},
		{`($e:expr) => { $e }`, `m!(x as Vec<A, B>)`, "(x as Vec<A, B>)"},
		{`($e:expr; $n:expr) => { $n }`, `m!(S { a, b: c }; <T as U<V, W>>::X)`, "(<T as U<V, W>>::X)"},
		{`($e:expr) => { $e }`, `m!(match x { A => 1, B => 2 })`, "(match x { A => 1, B => 2 })"},
		{`($($x:ident),+ ; $y:expr) => { $y }`, `m!(a, b; c)`, "c"},
		{`($($($x:ident)* ;)*) => { $([$($x)*])* }`, `m!(a b; ; c;)`, "[ a b ] [ ] [ c ]"},
		{`($x:ident $($y:ident)?) => { $x $(.$y)? }`, `m!(a b)`, "a . b"},
	} {
		src := "macro_rules! m { " + tt.rules + " }\nfn f() { " + tt.call + "; }"
		_, _, _, e, err := expandIn(t, src)
		if err != nil {
			t.Errorf("%s / %s: %v", tt.rules, tt.call, err)
			continue
		}
		norm := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if norm(e.text) != norm(tt.want) {
			t.Errorf("%s / %s\n\tgot  %s\n\twant %s", tt.rules, tt.call, norm(e.text), tt.want)
		}
	}
}

func TestExpandFails(t *testing.T) {
	for _, tt := range []struct {
		rules, call string
		want        error
	}{
		{`($x:expr) => { $x }`, `m!(a, b)`, ErrNoArm},
		{`($x:ident) => { $x }`, `m!(1)`, ErrNoArm},
		{`($($x:expr),*) => { ${count($x)} }`, `m!(a)`, ErrMacroForm},
		{`($($x:ident)*, $($y:ident)*) => { $($x $y)* }`, `m!(a b, c)`, errRepeatMismatch},
	} {
		src := "macro_rules! m { " + tt.rules + " }\nfn f() { " + tt.call + "; }"
		if _, _, _, _, err := expandIn(t, src); !errors.Is(err, tt.want) {
			t.Errorf("%s / %s: %v", tt.rules, tt.call, err)
		}
	}
	big := "macro_rules! m { ($($x:tt)*) => { $($x " + strings.Repeat("a ", 2000) + ")* } }\nfn f() { m!(" + strings.Repeat("b ", 2000) + "); }"
	if _, _, _, _, err := expandIn(t, big); !errors.Is(err, ErrTooMuch) {
		t.Errorf("big: %v", err)
	}
}

// Arguments stand where they are written, the body at the call.
func TestExpansionPlaces(t *testing.T) {
	src := `macro_rules! log { ($e:expr) => { println!("{}", $e); helper($e.len()) } }
fn f() { path::log!(x.unwrap()); log!(x.unwrap()); }`
	f := mustParse(t, src)
	m := macroOf(f, src)
	for i, name := range []string{"path::log!", "log!"} {
		c := f.Items[1].Fn.Body.Statements()[i].Expr.Macro
		e, err := c.Expand(m)
		if err != nil {
			t.Fatal(err)
		}
		b, ok := e.Block()
		if !ok || len(b.Statements()) != 2 {
			t.Fatalf("block: %v %+v", ok, b)
		}
		p := b.Statements()[0].Expr
		if slice(src, p.Name) != name || p.Origin == nil || slice(src, p.Origin.Body) != "println" || p.Origin.DefFile != "def.rs" {
			t.Errorf("println stands at %q, origin %+v", slice(src, p.Name), p.Origin)
		}
		args, ok := p.Macro.Args()
		if !ok || len(args) != 2 {
			t.Fatalf("arguments: %v", ok)
		}
		if args[0].Origin == nil || slice(src, args[0].Name) != name {
			t.Errorf("format string: %q %+v", slice(src, args[0].Name), args[0].Origin)
		}
		u := args[1]
		if u.Kind == ExprParen {
			u = u.X
		}
		if u.Kind != ExprMethodCall || slice(src, u.Name) != "unwrap" || u.Origin != nil || u.Name.Start < c.Span.Start {
			t.Errorf("unwrap stands at %q, origin %+v", slice(src, u.Name), u.Origin)
		}
		h := b.Statements()[1].Expr
		if slice(src, h.Name) != name || slice(src, h.Origin.Body) != "helper" {
			t.Errorf("helper stands at %q, origin %+v", slice(src, h.Name), h.Origin)
		}
		if l := h.Args[0]; l.Text != "len" || slice(src, l.Name) != name || slice(src, l.Origin.Body) != "len" {
			t.Errorf("len stands at %q, origin %+v", slice(src, l.Name), l.Origin)
		}
	}
}

// A call within an expansion is expanded in turn; its body stands at the
// outermost call and says which macro it came from.
func TestNestedExpansion(t *testing.T) {
	src := `macro_rules! inner { ($e:expr) => { danger($e) } }
macro_rules! outer { ($e:expr) => { inner!($e) } }
fn f() { outer!(g(1)); }`
	f := mustParse(t, src)
	mac := func(i int) *Macro {
		return &Macro{Name: f.Items[i].Name, File: "d.rs", Src: []byte(src), Rules: f.Items[i].Rules, Crate: "k"}
	}
	c := f.Items[2].Fn.Body.Statements()[0].Expr.Macro
	e, err := c.Expand(mac(1))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := e.Block()
	in := b.Statements()[0].Expr.Macro
	if in == nil || slice(src, in.Name) != "outer!" || in.Origin.Macro != "outer" {
		t.Fatalf("inner call: %+v", in)
	}
	e, err = in.Expand(mac(0))
	if err != nil {
		t.Fatal(err)
	}
	b, _ = e.Block()
	d := b.Statements()[0].Expr
	if slice(src, d.Name) != "outer!" || d.Origin.Macro != "inner" || slice(src, d.Origin.Body) != "danger" {
		t.Errorf("danger stands at %q, origin %+v", slice(src, d.Name), d.Origin)
	}
	g := d.Args[0]
	for g.Kind == ExprParen {
		g = g.X
	}
	if slice(src, g.Name) != "g" || g.Origin != nil {
		t.Errorf("g stands at %q, origin %+v", slice(src, g.Name), g.Origin)
	}
}

func TestExpansionItems(t *testing.T) {
	src := `macro_rules! reg { ($n:ident, $b:block) => { #[ctor] fn $n() $b static S: fn() = $n; } }
reg!(start, { println!("x") });`
	f, _, _, e, err := expandIn(t, src)
	_ = f
	if err != nil {
		t.Fatal(err)
	}
	its, ok := e.Items()
	if !ok || len(its) != 2 || its[0].Name != "start" || slice(src, its[0].NameSpan) != "start" || its[0].Origin != nil {
		t.Fatalf("%v %+v", ok, its)
	}
	if its[0].Attrs[0].Meta.Path != "ctor" || slice(src, its[1].NameSpan) != "reg!" || its[1].Origin == nil {
		t.Errorf("%+v %+v", its[0], its[1])
	}
	if b := its[0].Fn.Body.Statements()[0].Expr; slice(src, b.Name) != "println!" || b.Origin != nil {
		t.Errorf("body: %q", slice(src, b.Name))
	}
}

// A macro that an expansion defines is expanded from there; what it says stands
// in the file of the outer one.
func TestMacroDefinedByExpansion(t *testing.T) {
	src := `macro_rules! outer { ($n:ident, $w:expr) => { macro_rules! $n { ($e:expr) => { danger($e, $w) }; () => {} } } }
outer!(made, arg());
fn f() { made!(g(1)); made!() }`
	f, _, _, e, err := expandIn(t, src)
	if err != nil {
		t.Fatal(err)
	}
	its, ok := e.Items()
	if !ok || len(its) != 1 || its[0].Name != "made" || its[0].Kind != ItemMacroRules {
		t.Fatalf("%v %+v", ok, its)
	}
	m := &Macro{Name: "made", File: "call.rs", Src: []byte(src), Rules: its[0].Rules, Crate: "k"}
	stmts := f.Items[2].Fn.Body.Statements()
	e, err = stmts[0].Expr.Macro.Expand(m)
	if err != nil {
		t.Fatal(err)
	}
	b, ok := e.Block()
	if !ok || len(b.Statements()) != 1 {
		t.Fatalf("%v %+v", ok, b)
	}
	d := b.Statements()[0].Expr
	if slice(src, d.Name) != "made!" || d.Origin == nil || d.Origin.Macro != "made" || d.Origin.DefFile != "def.rs" || slice(src, d.Origin.Body) != "danger" {
		t.Errorf("danger stands at %q, origin %+v", slice(src, d.Name), d.Origin)
	}
	g, w := d.Args[0], d.Args[1]
	for _, x := range []**Expr{&g, &w} {
		for (*x).Kind == ExprParen {
			*x = (*x).X
		}
	}
	if slice(src, g.Name) != "g" || g.Origin != nil {
		t.Errorf("g stands at %q, origin %+v", slice(src, g.Name), g.Origin)
	}
	if slice(src, w.Name) != "made!" || w.Origin == nil || w.Origin.DefFile != "call.rs" || slice(src, w.Origin.Body) != "arg" {
		t.Errorf("arg stands at %q, origin %+v", slice(src, w.Name), w.Origin)
	}
	if _, err := stmts[1].Expr.Macro.Expand(m); err != nil {
		t.Error(err)
	}
}
