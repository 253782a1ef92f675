package rust

import "testing"

func TestCode(t *testing.T) {
	for _, c := range []struct{ src, code, literals string }{
		{"let a = b; // a\nb", "let a = b;     \nb", ""},
		{"/* a /* b */ c */d", "                 d", ""},
		{"/// a\r\nb", "     \r\nb", ""},
		{"f(\"a // b\", r#\"c\"#, b'd', 'e')", "f(        ,       ,     ,    )", "f(\"a // b\", r#\"c\"#, b'd', 'e')"},
		{"fn f<'a>(x: &'a u8) {}", "fn f<'a>(x: &'a u8) {}", ""},
		{"\"a\nb", "  \n ", "\"a\nb"},
		{"a /* b", "a     ", ""},
		{"é/*é*/é", "é      é", ""},
	} {
		if c.literals == "" {
			c.literals = c.code
		}
		for literals, want := range map[bool]string{false: c.code, true: c.literals} {
			if got := string(Code([]byte(c.src), literals)); got != want {
				t.Errorf("Code(%q, %v) = %q, want %q", c.src, literals, got, want)
			}
		}
	}
}
