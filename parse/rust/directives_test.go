package rust

import (
	"strings"
	"testing"
)

func TestDirectiveForms(t *testing.T) {
	for _, tt := range []struct{ src, rules, reason, problem string }{
		{"// cdylib-ls: allow(a-b)", "a-b", "", ""},
		{"//cdylib-ls:allow(a, b-c) because x", "a b-c", "because x", ""},
		{"/* cdylib-ls: allow(a,) why */", "a", "why", ""},
		{"//   cdylib-ls: allow-file(a) x\r", "a", "x", ""},
		{"// cdylib-ls: deny(a)", "", "", "expected `allow"},
		{"// cdylib-ls: allow a", "", "", "expected `allow"},
		{"// cdylib-ls: allow()", "", "", "expected a rule id"},
		{"// cdylib-ls: allow(a b)", "", "", "expected `,`"},
		{"// cdylib-ls: allow(a", "", "", "expected `,`"},
		{"/// cdylib-ls: allow(a)", "-", "", ""},
		{"//! cdylib-ls: allow(a)", "-", "", ""},
		{"/** cdylib-ls: allow(a) */", "-", "", ""},
		{"// see cdylib-ls: allow(a)", "-", "", ""},
		{"const S: &str = \"// cdylib-ls: allow(a)\";", "-", "", ""},
	} {
		f := mustParse(t, tt.src+"\nfn f() {}\n")
		if tt.rules == "-" {
			if len(f.Directives) != 0 {
				t.Errorf("%s: is a directive", tt.src)
			}
			continue
		}
		if len(f.Directives) != 1 {
			t.Errorf("%s: %d directives", tt.src, len(f.Directives))
			continue
		}
		d := f.Directives[0]
		var ids []string
		for _, r := range d.Rules {
			ids = append(ids, r.ID)
			if slice(tt.src, r.Span) != r.ID {
				t.Errorf("%s: span of %s", tt.src, r.ID)
			}
		}
		if strings.Join(ids, " ") != tt.rules || d.Reason != tt.reason || !strings.HasPrefix(d.Problem, tt.problem) || (d.Problem != "") != (tt.problem != "") {
			t.Errorf("%s: %+v", tt.src, d)
		}
		if strings.TrimRight(tt.src, "\r") != slice(tt.src, d.Span) {
			t.Errorf("%s: comment span %q", tt.src, slice(tt.src, d.Span))
		}
	}
}

// In each source the text between « and » is what the directive must cover.
func TestDirectiveCovers(t *testing.T) {
	const d = "// cdylib-ls: allow(x)"
	for _, src := range []string{
		d + "\n«#[a]\npub fn f() {\n a();\n}» fn g() {}",
		"#[z] fn e() {}\n" + d + " why\n" + "// prose\n/// doc\n«#[a] static A: u8 = 1;»\nfn g() {}",
		"«#[a]\n" + d + "\nfn f() {}» fn g() {}",
		"fn f() {\n a();\n " + d + "\n «b(\n1);»\n c();\n}",
		"fn f() {\n a();\n " + d + "\n «b()»\n}",
		"fn f() {\n a(); «b();» " + d + "\n c();\n}",
		"fn f() {\n «let x = a(\n 1,\n 2\n);» " + d + "\n c();\n}",
		"fn f() {\n «let x = a( " + d + "\n 1,\n 2\n);»\n c();\n}",
		"fn f() {\n «let x = a(\n 1, " + d + "\n 2\n);»\n c();\n}",
		"«fn f() { " + d + "\n c();\n}» fn g() {}",
		"«fn f() {\n c();\n}» " + d + "\nfn g() {}",
		"«fn f() { a(); }» " + d + "\nfn g() {}",
		"fn f() {\n match x {\n " + d + "\n «A => b(),»\n C => d(),\n }\n}",
		"fn f() {\n match x {\n «A => b(),» " + d + "\n C => d(),\n }\n}",
		"enum E {\n " + d + "\n «#[a] A»,\n B,\n}",
		"struct S {\n «a: u8», " + d + "\n b: u8,\n}",
		"impl S {\n " + d + "\n «fn f() { a() }»\n fn g() {}\n}",
		"extern \"C\" {\n " + d + "\n «fn f();»\n fn g();\n}",
		"fn f() {\n if a { b(); }\n " + d + "\n «if c {\n d();\n } else {\n e();\n }»\n}",
		"thread_local! {\n " + d + "\n «static X: u8 = 1;»\n static Y: u8 = 2;\n}",
		d + "\n// cdylib-ls: allow-me-not\n«fn f() {}»",
		"mod m {\n " + d + "\n «use a::b;»\n use c;\n}",
		"fn f() {\n if a {\n b();\n " + d + "\n }«»\n c();\n}",
	} {
		want := Span{strings.Index(src, "«"), strings.Index(src, "»") - len("«")}
		plain := strings.NewReplacer("«", "", "»", "").Replace(src)
		f := mustParse(t, plain)
		if len(f.Directives) == 0 {
			t.Fatalf("%s: no directive", plain)
		}
		got := f.Directives[0].Covers
		if want.Start == want.End {
			if got.Start != got.End {
				t.Errorf("%s\n\tcovers %q, want nothing", plain, slice(plain, got))
			}
			continue
		}
		if g, w := strings.TrimRight(slice(plain, got), ","), strings.TrimRight(slice(plain, want), ","); g != w || got.Start != want.Start {
			t.Errorf("%s\n\tcovers %q\n\twant   %q", plain, g, w)
		}
	}
}

func TestDirectiveAllowFile(t *testing.T) {
	src := "fn a() {}\n// cdylib-ls: allow-file(x)\nfn b() {}"
	d := mustParse(t, src).Directives[0]
	if !d.WholeFile || d.Covers != (Span{0, len(src)}) {
		t.Errorf("%+v", d)
	}
}
