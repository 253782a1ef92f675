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
			if got := shown(Outline([]byte(tt.text), Dialect{})); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := shown(Outline([]byte("#ifdef _WIN32\nvoid w(void) {}\n#else\nvoid u(void) {}\n#endif"), Dialect{Windows: true})); got != "w" {
		t.Errorf("on Windows %q", got)
	}
}

func TestObjects(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"constructor and destructor", "struct R { R() { up(); } ~R() { down(); } };\nstatic R r;", "R up/0|~R down/0|r static dtor ~R/0|r static ctor R/0"},
		{"defined outside of the class", "class R { public: R(); ~R(); };\nR::R() : n(f()) { up(); }\nR::~R() { down(); }\nnamespace { R r(1); }", "R up/0|~R down/0|r static dtor ~R/0|r static ctor R/0"},
		{"initialiser", "static int x = boot();\nstatic const bool y = [] { g(); return true; }();\nauto later = [] { h(); };", "x static ctor boot/0 int/0|y static ctor g/0 bool/0|later static ctor auto/0"},
		{"pointer", "static R *r = new R(1);\nR &s = get();", "r static ctor R/1|s static ctor get/0"},
		{"members and bases", "struct A : public B<int>, n::C { D d; E *e; int f(); };\nA a{1};", "A B/0 C/0 D/0|~A ~B/0 ~C/0 ~D/0|a static dtor ~A/0|a static ctor A/0"},
		{"no objects", "R f(int a);\nextern R r;\ntypedef R S;\nusing T = R;\nenum class E : int { a };\nstatic thread_local R t;\nvoid g() { static R r; }", "g"},
		{"constant", "constexpr R r(1);", "r static dtor ~R/0"},
		{"extern C", "extern \"C\" int f(void) { return up(); }", "f up/0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := shown(slices.DeleteFunc(Outline([]byte(tt.text), Dialect{Cpp: true}), func(f Func) bool {
				return f.Destructor && len(f.Calls) == 1 && slices.Contains([]string{"~int", "~bool", "~auto"}, f.Calls[0].Name)
			}))
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDllMain(t *testing.T) {
	const head = "BOOL WINAPI DllMain(HINSTANCE h, DWORD reason, LPVOID reserved) "
	tests := []struct{ name, body, call, runs string }{
		{"switch", "{ switch (reason) { case DLL_PROCESS_ATTACH: f(); break; case DLL_PROCESS_DETACH: g(); } return TRUE; }", "f", "DLL_PROCESS_ATTACH"},
		{"last case", "{ switch (reason) { case DLL_PROCESS_ATTACH: f(); break; case DLL_PROCESS_DETACH: g(); } return TRUE; }", "g", "DLL_PROCESS_DETACH/null DLL_PROCESS_DETACH"},
		{"several labels", "{ switch (reason) { case DLL_THREAD_ATTACH: case DLL_PROCESS_ATTACH: { f(); } } return TRUE; }", "f", "DLL_PROCESS_ATTACH DLL_THREAD_ATTACH"},
		{"falls through", "{ switch (reason) { case DLL_PROCESS_ATTACH: f(); case DLL_THREAD_ATTACH: g(); } return TRUE; }", "g", "DLL_PROCESS_ATTACH DLL_THREAD_ATTACH"},
		{"default", "{ switch (reason) { case DLL_PROCESS_ATTACH: break; default: g(); } return TRUE; }", "g", "DLL_THREAD_ATTACH DLL_THREAD_DETACH DLL_PROCESS_DETACH/null DLL_PROCESS_DETACH"},
		{"if", "{ if (reason == DLL_PROCESS_ATTACH) f(); else g(); return TRUE; }", "f", "DLL_PROCESS_ATTACH"},
		{"else", "{ if (reason == DLL_PROCESS_ATTACH) f(); else { g(); } return TRUE; }", "g", "DLL_THREAD_ATTACH DLL_THREAD_DETACH DLL_PROCESS_DETACH/null DLL_PROCESS_DETACH"},
		{"reserved", "{ if (reason == DLL_PROCESS_DETACH && reserved == NULL) { g(); } return TRUE; }", "g", "DLL_PROCESS_DETACH/null"},
		{"not reserved", "{ if (DLL_PROCESS_DETACH == reason) { if (reserved) return TRUE; else g(); } }", "g", "DLL_PROCESS_DETACH/null"},
		{"either", "{ if (reason == DLL_PROCESS_ATTACH || reason == DLL_THREAD_ATTACH) f(); }", "f", "DLL_PROCESS_ATTACH DLL_THREAD_ATTACH"},
		{"another condition", "{ if (reason == DLL_PROCESS_ATTACH && ready(h)) f(); }", "f", "DLL_PROCESS_ATTACH"},
		{"always", "{ f(); return TRUE; }", "f", "DLL_PROCESS_ATTACH DLL_THREAD_ATTACH DLL_THREAD_DETACH DLL_PROCESS_DETACH/null DLL_PROCESS_DETACH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fs := Outline([]byte(head+tt.body), Dialect{Windows: true})
			var got []string
			for _, c := range fs[0].Calls {
				if c.Name != tt.call {
					continue
				}
				for _, r := range []string{"DLL_PROCESS_ATTACH", "DLL_THREAD_ATTACH", "DLL_THREAD_DETACH"} {
					if c.When.Runs(r, AnyReserved) {
						got = append(got, r)
					}
				}
				if c.When.Runs("DLL_PROCESS_DETACH", Null) {
					got = append(got, "DLL_PROCESS_DETACH/null")
				}
				if c.When.Runs("DLL_PROCESS_DETACH", NonNull) {
					got = append(got, "DLL_PROCESS_DETACH")
				}
			}
			if strings.Join(got, " ") != tt.runs {
				t.Errorf("%s: %q, want %q", tt.call, got, tt.runs)
			}
		})
	}
}

func TestAssembly(t *testing.T) {
	const text = `/* .quad no */
    .text
boot: # comment
    call helper@PLT
.Lx:
    jmp up
    .section .init_array,"aw",@init_array
    .quad boot, 0
    .p2align 3
    .fini_array
    .xword down // last
    .data
    .quad table`
	if got, want := shown(Assembly([]byte(text))), "boot helper/0 up/0|boot static ctor boot/0|down static dtor down/0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzAssembly: no text breaks it, and its spans lie in the text at the names.
func FuzzAssembly(f *testing.F) {
	f.Add(".section .init_array\n.quad a, b\na: call c")
	f.Fuzz(func(t *testing.T, text string) {
		for _, fn := range Assembly([]byte(text)) {
			if text[fn.Span.Start:fn.Span.End] != fn.Name {
				t.Fatalf("%v is not %q", fn.Span, fn.Name)
			}
		}
	})
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
	f.Add("namespace n { struct A : B { A() { f(); } ~A(); C c; } a; static int x = g(); }", false)
	f.Add("BOOL DllMain(H h, D r, P p) { switch (r) { case 1: a(); if (p == 0 && r != 2) b(); else { c(); } } }", true)
	f.Fuzz(func(t *testing.T, text string, windows bool) {
		for _, fn := range Outline([]byte(text), Dialect{Windows: windows, Cpp: len(text)%2 == 0}) {
			if strings.TrimPrefix(text[fn.Span.Start:fn.Span.End], "~") != strings.TrimPrefix(fn.Name, "~") {
				t.Fatalf("%v is not %q", fn.Span, fn.Name)
			}
			for _, c := range fn.Calls {
				if text[c.Span.Start:c.Span.End] != strings.TrimPrefix(c.Name, "~") {
					t.Fatalf("%v is not %q", c.Span, c.Name)
				}
			}
		}
	})
}
