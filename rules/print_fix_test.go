package rules

import "testing"

func TestPlainText(t *testing.T) {
	for _, tt := range []struct {
		literal string
		line    bool
		want    string // "" where no text is known
	}{
		{`"a"`, true, `"a\n"`},
		{`"a"`, false, `"a"`},
		{"", true, `"\n"`},
		{"", false, ""},
		{`r"a"`, true, `concat!(r"a", "\n")`},
		{`r#"a"b"#`, false, `r#"a"b"#`},
		{`"{}"`, true, ""},
		{`"{x}"`, true, ""},
		{`"{{x}}"`, true, `"{x}\n"`},
		{`"\u{e9}"`, true, `"\u{e9}\n"`},
		{`"\u{e9}{{"`, true, ""},
		{`"\u{7b}\u{7B}"`, true, ""},
		{`"\x7b\x7b"`, true, ""},
	} {
		got, ok := plainText(tt.literal, tt.line)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("plainText(%s, %t) = %s, %t; want %s", tt.literal, tt.line, got, ok, tt.want)
		}
	}
}
