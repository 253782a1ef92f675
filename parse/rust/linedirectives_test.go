package rust

import "testing"

func TestLineDirectives(t *testing.T) {
	tests := []struct{ name, text, rule, covers string }{
		{"on a line of its own", "int a;\n// cdylib-ls: allow(one-rule) reason\nint b;\nint c;", "one-rule", "int b;"},
		{"behind code", "int a; /* cdylib-ls: allow(one-rule) reason */\nint b;", "one-rule", "int a; /* cdylib-ls: allow(one-rule) reason */"},
		{"one above another", "// cdylib-ls: allow(one-rule) x\n// cdylib-ls: allow(other) x\nint b;", "one-rule", "int b;"},
		{"whole file", "/* cdylib-ls: allow-file(one-rule) x */\nint b;", "one-rule", "/* cdylib-ls: allow-file(one-rule) x */\nint b;"},
		{"at the end", "// cdylib-ls: allow(one-rule) x", "one-rule", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ds := LineDirectives([]byte(tt.text))
			if len(ds) == 0 || len(ds[0].Rules) != 1 || ds[0].Rules[0].ID != tt.rule {
				t.Fatalf("got %+v", ds)
			}
			if got := tt.text[ds[0].Covers.Start:ds[0].Covers.End]; got != tt.covers {
				t.Errorf("covers %q, want %q", got, tt.covers)
			}
		})
	}
	if ds := LineDirectives([]byte("char *s = \"cdylib-ls: allow(x)\";")); ds != nil {
		t.Errorf("a string is no comment: %+v", ds[0])
	}
}

func FuzzLineDirectives(f *testing.F) {
	f.Add("// cdylib-ls: allow(a) b\nint x;")
	f.Add("/*cdylib-ls:")
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range LineDirectives([]byte(text)) {
			if d.Span.Start < 0 || d.Span.End > len(text) || d.Covers.Start > d.Covers.End || d.Covers.End > len(text) {
				t.Fatalf("%+v", d)
			}
		}
	})
}
