package rust

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestAnchors inserts a directive where Anchors says and asks whether it covers
// the place, which `§` marks; `|` is where it should stand.
func TestAnchors(t *testing.T) {
	for name, marked := range map[string]string{
		"statement":        "fn f() {\n    a();\n    |b§();\n}\n",
		"nested block":     "fn f() {\n    if x {\n        |b§();\n    }\n}\n",
		"match arm":        "fn f() {\n    match x {\n        A => a(),\n        |B => b§(),\n    }\n}\n",
		"attributes":       "|#[used]\n#[link_section = \"x\"]\nstatic A§: u8 = 0;\n",
		"doc comment":      "/// Says.\n|#[used]\nstatic A§: u8 = 0;\n",
		"one line":         "|fn f() { a§() }\n",
		"second on a line": "fn f() {}  |fn g() { a§() }\n",
		"second statement": "fn f() {\n    a(); |b§();\n}\n",
		"closure":          "fn f() {\n    |a()\n        .map(|x| { x.b§() });\n}\n",
		"macro call":       "fn f() {\n    |assert!(a, \"{}\",\n        b§());\n}\n",
		"thread_local":     "thread_local! {\n    static A: u8 = 0;\n    |static B§: u8 = 1;\n}\n",
		"thread_local one": "|thread_local!(static A§: u8 = 0);\n",
		"closure in macro": "fn f() {\n    run!(|| {\n        a();\n        |b§();\n    });\n}\n",
		"cfg_if":           "cfg_if! {\n    if #[cfg(x)] {\n        fn a() {}\n        |fn b§() {}\n    }\n}\n",
		"chain":            "fn f() {\n    |a()\n        .b§()\n        .c();\n}\n",
		"after string":     "fn f() {\n    |let s = \"\n    // x\n\"; \n    |b§(); }\n",
		"field":            "struct S {\n    |a§: u8,\n}\n",
		"tail":             "fn f() -> u8 {\n    |g§()\n}\n",
		"shebang":          "#!/bin/x\n|fn f§() {}\n",
		"crlf":             "fn f() {\r\n    |b§();\r\n}\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			want := strings.LastIndexByte(strings.NewReplacer("(||", "(__", "|x|", "_x_").Replace(marked), '|')
			src := marked[:want] + marked[want+1:]
			if name == "after string" {
				src = strings.Replace(src, "|", "", 1)
				want--
			}
			at := strings.Index(src, "§")
			src = strings.Replace(src, "§", "", 1)
			got, err := Anchors(context.Background(), []byte(src), []int{at - 1})
			if err != nil || got[0] != want {
				t.Fatalf("got %d (%v), want %d", got[0], err, want)
			}
			note := "// cdylib-ls: allow(x) why\n"
			if !beginsLine([]byte(src), want) {
				note = "\n" + note
			}
			file, err := Parse(context.Background(), "t", []byte(src[:want]+note+src[want:]))
			if err != nil || len(file.Directives) != 1 || len(file.Errors) > 0 {
				t.Fatalf("%v, %d directives", err, len(file.Directives))
			}
			if !file.Directives[0].Covers.Contains(at - 1 + len(note)) {
				t.Errorf("covers %q", bytes.TrimSpace(file.Source[file.Directives[0].Covers.Start:file.Directives[0].Covers.End]))
			}
		})
	}
}
