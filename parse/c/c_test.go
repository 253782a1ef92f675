package c

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestOutline(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"attribute in front", "__attribute__((constructor)) static void start(void) { plug_begin(1, \"a,b\"); }", "start static ctor plug_begin/2"},
		{"attribute behind", "static void end(void) __attribute__((destructor(101)));\nstatic void end(void) { plug_end(); }", "end static dtor plug_end/0"},
		{"attribute in the middle", "static void __attribute__((__constructor__)) start(void)\n{\n}", "start static ctor"},
		{"macro", "#define AT_LOAD \\\n  __attribute__((constructor))\nAT_LOAD void start(void) { go(); }", "start ctor go/0"},
		{"C++ attribute", "[[gnu::constructor]] void start() { go(); }", "start ctor go/0"},
		{"plain functions", "int add(int a, int b) { return a + b; }\nint twice(int a) { if (a) return add(a, add(a, 1)); }", "add|twice add/2 add/2"},
		{"extern C", "extern \"C\" {\nvoid one(void) { two(); }\n}\nvoid three(void) {}", "one two/0|three"},
		{"comments and strings", "/* void no(void) { no(); } */ // void no(void) {\nvoid yes(void) { log(\"no(); }\"); char c = '}'; }", "yes log/1"},
		{"other braces", "struct s { int (*f)(void); };\nint t[] = { f(1) };\nenum e { A };\nvoid g(void) {}", "g"},
		{"another platform", "#ifdef _WIN32\nvoid w(void) {}\n#else\nvoid u(void) {}\n#endif\n#if 0\nvoid z(void) {}\n#endif\n#ifndef _WIN32\nvoid v(void) {}\n#endif", "u|v"},
		{"unknown condition", "#if HAVE_X\nvoid a(void) {}\n#else\nvoid b(void) {}\n#endif", "a|b"},
		{"unfinished", "void a(void) { b(", "a b/0"},
		{"attribute of another", "void f(void) __attribute__((noreturn));\nvoid f(void) {}", "f"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(Outline([]byte(tt.text), false)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := shown(Outline([]byte("#ifdef _WIN32\nvoid w(void) {}\n#else\nvoid u(void) {}\n#endif"), true)); got != "w" {
		t.Errorf("on Windows %q", got)
	}
}

func shown(fs []Func) string {
	var out []string
	for _, f := range fs {
		words := []string{f.Name}
		for word, is := range map[string]bool{"static": f.Static, "ctor": f.Constructor, "dtor": f.Destructor} {
			if is {
				words = append(words, word)
			}
		}
		slices.SortFunc(words[1:], func(a, b string) int { return strings.Compare(b, a) })
		for _, c := range f.Calls {
			words = append(words, fmt.Sprintf("%s/%d", c.Name, len(c.Args)))
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "|")
}

// FuzzOutline: no text breaks it, and its spans lie in the text at the names.
func FuzzOutline(f *testing.F) {
	f.Add("__attribute__((constructor)) static void start(void) { a(b, c); }", false)
	f.Add("#if 0\n#else\nextern \"C\" { void f() { '", true)
	f.Fuzz(func(t *testing.T, text string, windows bool) {
		for _, fn := range Outline([]byte(text), windows) {
			if text[fn.Span.Start:fn.Span.End] != fn.Name {
				t.Fatalf("%v is not %q", fn.Span, fn.Name)
			}
			for _, c := range fn.Calls {
				if text[c.Span.Start:c.Span.End] != c.Name {
					t.Fatalf("%v is not %q", c.Span, c.Name)
				}
			}
		}
	})
}
