package pipeline

import (
	"strings"
	"testing"
)

// TestNativeCode: what a build script compiles leaves the verdict open where its text may
// leave something behind.
func TestNativeCode(t *testing.T) {
	const script = "fn main() { cc::Build::new().file(\"src/a.c\").compile(\"a\"); }"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a key", map[string]string{"build.rs": script, "src/a.c": "int f(void) { return pthread_key_create(&k, d); }"}, "C code that makes a pthread key"},
		{"a thread in a header", map[string]string{"build.rs": script, "src/a.c": "#include \"b.h\"", "src/b.h": "static void g(void) { pthread_create(&t, 0, h, 0); }"}, "C code that starts threads"},
		{"a handler", map[string]string{"build.rs": script, "src/a.c": "void f(void) { signal(SIGINT, g); }"}, "C code that installs a handler"},
		{"an exit callback", map[string]string{"build.rs": script, "src/a.c": "void f(void) { on_exit(g, 0); }"}, "C code that registers an exit callback"},
		{"what is bound to the library", map[string]string{"build.rs": script, "src/a.c": "void f(void) { atexit(g); }"}, ""},
		{"arithmetic", map[string]string{"build.rs": script, "src/a.c": "int f(int x) { return x + 1; }"}, ""},
		{"C++", map[string]string{"build.rs": script, "src/a.cpp": "int f() { return 1; }"}, "C++ code"},
		{"from elsewhere", map[string]string{"build.rs": "fn main() { cmake::build(\"../engine\"); }"}, "native code from elsewhere that its build script links"},
		{"an archive", map[string]string{"build.rs": "fn main() { println!(\"cargo:rustc-link-lib=static=x\"); }"}, "native code from elsewhere that its build script links"},
		{"not compiled", map[string]string{"build.rs": "fn main() { /* cc::Build */ }", "src/a.c": "int f(void) { return pthread_key_create(&k, d); }"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.files["src/lib.rs"] = "pub fn f() {}"
			got := []string{}
			for _, u := range loadingOf(t, tt.files).Unfollowed {
				got = append(got, u.What)
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestHandedOn: a function that leaves something behind may be called where only its
// value is seen.
func TestHandedOn(t *testing.T) {
	const declared = "extern \"C\" { fn pthread_key_create(k: *mut u32, d: Option<D>) -> i32; }\n"
	for _, tt := range []struct {
		name, src string
		want      bool
	}{
		{"in a table", declared + "pub static API: Api = Api { create: pthread_key_create };", true},
		{"in a variable of its own type", "pub fn f() { let make: Create = libc::pthread_key_create; go(make) }", true},
		{"in a static", "static WHO: fn() -> std::thread::Thread = std::thread::current;", true},
		{"by its name", "pub fn f() { unsafe { dlsym(null_mut(), c\"pthread_key_create\".as_ptr()) } }", true},
		{"a call", declared + "pub fn f() { unsafe { pthread_key_create(&mut k, None); } }", false},
		{"an import", "use libc::{c_int, pthread_key_create};", false},
		{"a type of the name", "pub struct A { action: libc::sigaction, n: u8 }", false},
		{"a comment", "// f(std::thread::current);\npub fn f() {}", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := loadingOf(t, map[string]string{"src/lib.rs": tt.src})
			if got := len(l.Unfollowed) > 0; got != tt.want {
				t.Errorf("%+v", l.Unfollowed)
			}
		})
	}
}
