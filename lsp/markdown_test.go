package lsp

import "testing"

// TestMarkdown asks that no name begins anything: a link, an image, HTML, an address.
func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ in, code, prose string }{
		{"plain", "`plain`", "plain"},
		{"[x](command:y)", "`[x](command:y)`", `\[x\](command:y)`},
		{"![i](http://h/i)", "`![i](http://h/i)`", `\!\[i\](http:\//h/i)`},
		{"<img src=x>", "`<img src=x>`", `\<img src=x\>`},
		{"a`b", "``a`b``", "a\\`b"},
		{"`[x](y)`", "`` `[x](y)` ``", "`[x](y)`"},
		{"``", "``` `` ```", "\\`\\`"},
		{"www.h.invalid", "`www.h.invalid`", `www\.h.invalid`},
		{"a\n# b\x1b\u202e", "`a # b\ufffd\ufffd`", "a \\# b\ufffd\ufffd"},
		{"", "` `", ""},
	} {
		if got := code(c.in); got != c.code {
			t.Errorf("code(%q) = %q, want %q", c.in, got, c.code)
		}
		if got := prose(c.in); got != c.prose {
			t.Errorf("prose(%q) = %q, want %q", c.in, got, c.prose)
		}
	}
	if got := cell("`a|b` \\|"); got != "`a\\|b` \\|" {
		t.Errorf("cell: %q", got)
	}
}
