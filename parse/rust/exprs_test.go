package rust

import (
	"fmt"
	"strings"
	"testing"
)

// body parses src as the body of a function and returns its statements.
func body(t *testing.T, src string) (string, []*Stmt) {
	t.Helper()
	full := "fn f() {" + src + "}"
	f := mustParse(t, full)
	if len(f.Errors) > 0 {
		t.Errorf("%s: errors %v", src, f.Errors)
	}
	return full, f.Items[0].Fn.Body.Statements()
}

// show prints an expression as an S-expression.
func show(e *Expr) string {
	if e == nil {
		return "nil"
	}
	list := func(es []*Expr) string {
		var s []string
		for _, e := range es {
			s = append(s, show(e))
		}
		return strings.Join(s, " ")
	}
	switch e.Kind {
	case ExprPath:
		return pathString(e.Path)
	case ExprLit:
		return e.Text
	case ExprCall:
		return fmt.Sprintf("(call %s %s)", show(e.X), list(e.Args))
	case ExprMethodCall:
		return fmt.Sprintf("(.%s %s %s)", e.Text, show(e.X), list(e.Args))
	case ExprField:
		return fmt.Sprintf("(field %s %s)", show(e.X), e.Text)
	case ExprMacro:
		return pathString(e.Macro.Path) + "!"
	case ExprBinary, ExprAssign:
		return fmt.Sprintf("(%s %s %s)", e.Text, show(e.X), show(e.Y))
	case ExprRange:
		return fmt.Sprintf("(range%s %s %s)", e.Text, show(e.X), show(e.Y))
	case ExprClosure:
		return fmt.Sprintf("(closure %d async=%v move=%v %s)", len(e.Params), e.Async, e.Move, show(e.X))
	case ExprBlock:
		return fmt.Sprintf("(block unsafe=%v async=%v const=%v %q %d)", e.Unsafe, e.Async, e.Const, e.Text, len(e.Block.Statements()))
	case ExprStruct:
		return fmt.Sprintf("(struct %s %v %s base=%s)", pathString(e.Path), e.Fields, list(e.Args), show(e.Y))
	case ExprArray, ExprTuple:
		return fmt.Sprintf("(list %s; %s)", list(e.Args), show(e.Y))
	case ExprIf:
		return fmt.Sprintf("(if %s %d %s)", show(e.X), len(e.Block.Statements()), show(e.Else))
	case ExprMatch:
		return fmt.Sprintf("(match %s %d)", show(e.X), len(e.Arms))
	case ExprErr:
		return "(err " + list(e.Args) + ")"
	}
	return fmt.Sprintf("(%d %s %s)", e.Kind, show(e.X), show(e.Y))
}

func pathString(p *Path) string {
	var s []string
	for _, seg := range p.Segs {
		n := seg.Name
		if len(seg.Args) > 0 {
			n += fmt.Sprintf("<%d>", len(seg.Args))
		}
		s = append(s, n)
	}
	out := strings.Join(s, "::")
	if p.QSelf != nil {
		out = "<>::" + out
	}
	if p.Global {
		out = "::" + out
	}
	return out
}

func TestExprs(t *testing.T) {
	for _, tt := range []struct{ src, want, name string }{
		{"a::b::c(x, 1)", "(call a::b::c x 1)", "a::b::c"},
		{"std::thread::spawn::<u8>(x)", "(call std::thread::spawn<1> x)", "std::thread::spawn"},
		{"Vec::<u8>::new()", "(call Vec<1>::new )", "Vec::<u8>::new"},
		{"<A as B>::c()", "(call <>::c )", "<A as B>::c"},
		{"::std::abort()", "(call ::std::abort )", "::std::abort"},
		{"x.lock().unwrap()", "(.unwrap (.lock x ) )", "unwrap"},
		{"x.parse::<u8>(y)", "(.parse x y)", "parse"},
		{"(self.f)(1)", "(call (31 (field self f) nil) 1)", "(self.f)"},
		{"a.0.1", "(field (field a 0) 1)", "1"},
		{"std::println!(\"\")", "std::println!", "std::println!"},
		{"a + b * c", "(+ a (* b c))", "a + b * c"},
		{"a += 1", "(+= a 1)", "a += 1"},
		{"a = b", "(= a b)", "a = b"},
		{"..", "(range.. nil nil)", ".."},
		{"a..=b", "(range..= a b)", "a..=b"},
		{"..b", "(range.. nil b)", "..b"},
		{"a..", "(range.. a nil)", "a.."},
		{"move |a, &b: &u8| a", "(closure 2 async=false move=true a)", ""},
		{"async move || 1", "(closure 0 async=true move=true 1)", "async move || 1"},
		{"async |x| x", "(closure 1 async=true move=false x)", "async |x| x"},
		{"unsafe { a; b }", `(block unsafe=true async=false const=false "" 2)`, ""},
		{"async move { a }", `(block unsafe=false async=true const=false "" 1)`, ""},
		{"const { 1 }", `(block unsafe=false async=false const=true "" 1)`, ""},
		{"'l: { 1 }", `(block unsafe=false async=false const=false "l" 1)`, ""},
		{"S { a, b: 1, ..d }", "(struct S [a b] a 1 base=d)", "S"},
		{"[1; 4]", "(list 1; 4)", ""},
		{"[1, 2]", "(list 1 2; nil)", ""},
		{"()", "(list ; nil)", ""},
		{"if let Some(x) = y && z { 1 } else if q {} else { 2 }", `(if (&& (14 y nil) z) 1 (if q 0 (block unsafe=false async=false const=false "" 1)))`, ""},
		{"match x { A => 1, _ if g => {} }", "(match x 2)", ""},
		{"&raw mut x", "(15 x nil)", "&raw mut x"},
		{"a[1]", "(23 a 1)", ""},
		{"x as u8", "(20 x nil)", ""},
		{"x.await?", "(21 (22 x nil) nil)", "?"},
		{"return", "(28 nil nil)", "return"},
		{"g(|a, b,| c)", "(call g (closure 2 async=false move=false c))", "g"},
		{"|a: u8, b: B<C>,| { c }", `(closure 2 async=false move=false (block unsafe=false async=false const=false "" 1))`, ""},
		{"g(a || b, |c| d, a | b, |e| f)", "(call g (|| a b) (closure 1 async=false move=false d) (| a b) (closure 1 async=false move=false f))", "g"},
		{"x as T <= y", "(<= (20 x nil) y)", "x as T <= y"},
		{"x as *const T <= y && x as usize <= z", "(&& (<= (20 x nil) y) (<= (20 x nil) z))", ""},
		{"break 'a 3", "(29 3 nil)", ""},
	} {
		src, stmts := body(t, tt.src)
		if len(stmts) != 1 {
			t.Errorf("%s: %d statements", tt.src, len(stmts))
			continue
		}
		e := stmts[0].Expr
		if got := show(e); got != tt.want {
			t.Errorf("%s\n\tgot  %s\n\twant %s", tt.src, got, tt.want)
		}
		if tt.name != "" && slice(src, e.Name) != tt.name {
			t.Errorf("%s: name %q, want %q", tt.src, slice(src, e.Name), tt.name)
		}
	}
}

func TestStatements(t *testing.T) {
	src, s := body(t, `#[cfg(a)] let (mut x, ref y): (u8, Z) = g() else { return };
		#[b] h();
		unsafe { i() };
		static Q: u8 = 1;
		m! { a }
		n!();
		if a { b }
		tail`)
	if len(s) != 8 {
		t.Fatalf("%d statements", len(s))
	}
	if s[0].Kind != StmtLet || len(s[0].Attrs) != 1 || s[0].Else == nil || s[0].Pat.Subs[0].Name != "x" || !s[0].Pat.Subs[1].ByRef {
		t.Errorf("let: %+v", s[0])
	}
	if len(s[1].Attrs) != 1 || !s[1].Semi || !s[2].Semi || s[3].Kind != StmtItem {
		t.Errorf("%+v %+v %+v", s[1], s[2], s[3])
	}
	if s[4].Expr.Kind != ExprMacro || s[4].Semi || !s[5].Semi || s[6].Semi || s[7].Semi {
		t.Errorf("semicolons: %v %v %v %v", s[4].Semi, s[5].Semi, s[6].Semi, s[7].Semi)
	}
	if slice(src, s[0].Pat.Span) != "(mut x, ref y)" {
		t.Errorf("pattern span %q", slice(src, s[0].Pat.Span))
	}
}

func TestPatterns(t *testing.T) {
	_, s := body(t, `match x { A::B { c, d: 1, ref e, .. } | (_, 2) => {} &mut [x, ..] => {} n @ Some(y) => {} i32::MAX => {} -1 => {} m!() => {} T(..) => {} }`)
	arms := s[0].Expr.Arms
	or := arms[0].Pat
	if or.Kind != PatOr || or.Subs[0].Kind != PatStruct || fmt.Sprint(or.Subs[0].Fields) != "[c d e]" || !or.Subs[0].Subs[2].ByRef || or.Subs[1].Subs[0].Kind != PatWild {
		t.Errorf("or: %+v", or)
	}
	if p := arms[1].Pat; p.Kind != PatRef || p.Subs[0].Kind != PatSlice || p.Subs[0].Subs[1].Kind != PatRest {
		t.Errorf("slice: %+v", p)
	}
	if p := arms[2].Pat; p.Kind != PatBind || p.Name != "n" || p.Subs[0].Kind != PatTupleStruct {
		t.Errorf("captured: %+v", p)
	}
	for i, k := range []PatKind{PatPath, PatLit, PatMacro, PatTupleStruct} {
		if arms[3+i].Pat.Kind != k {
			t.Errorf("arm %d: %+v", 3+i, arms[3+i].Pat)
		}
	}
}

// The grammar has no generic arguments before the braces of a pattern, and takes
// a bar after a comma for the next parameter.
func TestPatternsBeyondTheGrammar(t *testing.T) {
	_, s := body(t, `let a::P::<T> { b } = x; match x { | P::<Q<T>> { c, .. } => 1, | R => 2, } h(P::<T> { c });`)
	if p := s[0].Pat; p.Kind != PatStruct || pathString(p.Path) != "a::P" || p.Fields[0] != "b" {
		t.Errorf("let: %+v", p)
	}
	m := s[1].Expr
	if len(m.Arms) != 2 || m.Arms[0].Pat.Subs[0].Kind != PatStruct || m.Arms[1].Pat.Subs[0].Kind != PatBind {
		t.Fatalf("match: %+v", m.Arms)
	}
	if e := s[2].Expr; show(e) != "(call h (struct P<1> [c] c base=nil))" {
		t.Errorf("expression: %s", show(e))
	}
}

func TestTypes(t *testing.T) {
	f := mustParse(t, `type A = fn(u8, x: B) -> !; type C = Box<dyn Fn(&u8, D) -> E + Send + 'static>; type F = *mut [u8; 3]; type G = <H as I<J>>::K; type L = (M, ()); type N = impl O<P = Q>; type R = &'a mut _;`)
	ty := func(i int) *Type { return f.Items[i].Alias }
	if x := ty(0); x.Kind != TypeFn || len(x.Elems) != 2 || x.Ret.Kind != TypeNever {
		t.Errorf("fn: %+v", x)
	}
	dyn := ty(1).Path.Segs[0].Args[0]
	if dyn.Kind != TypeDyn || len(dyn.Bounds) != 2 || !dyn.Bounds[0].Path.Segs[0].Sugar || len(dyn.Bounds[0].Path.Segs[0].Args) != 2 || dyn.Bounds[0].Path.Segs[0].Ret == nil {
		t.Errorf("dyn: %+v", dyn)
	}
	if x := ty(2); x.Kind != TypePtr || !x.Mut || x.Elem.Kind != TypeArray {
		t.Errorf("ptr: %+v", x)
	}
	if x := ty(3); x.Path.QSelf == nil || x.Path.QTrait.Segs[0].Name != "I" || x.Path.Segs[0].Name != "K" {
		t.Errorf("qself: %+v", x.Path)
	}
	if x := ty(4); x.Kind != TypeTuple || len(x.Elems) != 2 || x.Elems[1].Kind != TypeTuple {
		t.Errorf("tuple: %+v", x)
	}
	if x := ty(5); x.Kind != TypeImpl || x.Bounds[0].Path.Segs[0].Assoc[0].Name != "P" {
		t.Errorf("impl: %+v", x)
	}
	if x := ty(6); x.Kind != TypeRef || !x.Mut || x.Elem.Kind != TypeInfer {
		t.Errorf("ref: %+v", x)
	}
}
