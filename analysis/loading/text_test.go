package loading

import "testing"

func TestLeftBy(t *testing.T) {
	const key, start, local = "code that makes a pthread key", "code that starts threads", "thread-locals that may need drop"
	for _, tt := range []struct{ name, src, want string }{
		{"a thread", "fn f() { std::thread::spawn(|| ()); }", start},
		{"a named thread", "fn f() { thread::Builder::new().name(n).spawn(g); }", start},
		{"spawn of something else", "fn f(e: &E) { e.spawn(job); }", ""},
		{"the current thread", "fn f() { thread::current(); }", "code that asks for the current thread"},
		{"a key", "fn f() { unsafe { libc::pthread_key_create(&mut k, None) }; }", key},
		{"a declaration only", "extern \"C\" { pub fn pthread_key_create(k: *mut u32) -> i32; }", ""},
		{"a method of the name", "fn f() { layer.on_exit(id); }", ""},
		{"a local that needs drop", "thread_local! { static A: RefCell<Vec<u8>> = RefCell::default(); }", local},
		{"a plain local", "thread_local! { static A: Cell<Option<u32>> = const { Cell::new(None) }; }", ""},
		{"the second of two", "thread_local! { static A: Cell<u8> = Cell::new(0); static B: String = String::new(); }", local},
		{"in a comment", "// std::thread::spawn(|| ())\nfn f() {}", ""},
		{"in tests", "#[cfg(test)]\nmod tests { fn f() { std::thread::spawn(|| ()); } }\nfn g() {}", ""},
	} {
		if got := leftBy([]byte(tt.src), false); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
