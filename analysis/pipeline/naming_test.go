package pipeline

import (
	"maps"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkage"
)

// mereWords puts a name into a package in every way that is no reference to the thing of that
// name. NAME stands for it.
var mereWords = map[string]string{
	"a string":                  "fn f() { let _ = \"NAME\"; let _ = r#\"NAME(NAME)\"#; let _ = b\"NAME\"; }\n",
	"a line comment":            "fn f() {} // NAME\n",
	"a block comment":           "fn f() { /* NAME() NAME::x /* NAME */ NAME */ }\n",
	"a doc comment":             "/// NAME\n//! NAME\n/** NAME() */\n#[doc = \"NAME\"]\nfn f() {}\n",
	"a variant":                 "enum E { NAME, Other }\nfn f() -> E { E::NAME }\n",
	"a field":                   "struct S { NAME: u8 }\nfn f(s: S) -> u8 { let t = S { NAME: 1 }; s.NAME + t.NAME }\n",
	"a local const":             "fn f() -> u8 { const NAME: u8 = 1; NAME }\n",
	"a label":                   "fn f() { 'NAME: loop { break 'NAME } }\n",
	"an associated const":       "struct S;\nimpl S { const NAME: u8 = 1; }\nfn f() -> u8 { S::NAME }\n",
	"another module's":          "mod other { pub static NAME: u8 = 1; pub fn f() -> u8 { NAME } }\nfn f() -> u8 { other::NAME }\n",
	"an import of another one":  "mod other { pub static NAME: u8 = 1; }\nmod user { use crate::other::NAME; fn f() -> u8 { NAME } }\n",
	"code that is switched off": "#[cfg(any())]\nfn f() { NAME.with(|_| ()); let _ = &NAME; NAME::go(); NAME(1); }\n",
	"an own method":             "struct S;\nimpl S { fn NAME(&self, _: u8) {} }\nfn f(s: S) { s.NAME(1); }\n",
	"a type's own function":     "struct S;\nimpl S { fn NAME(_: u8) {} }\nfn f() { S::NAME(1); let _ = [S::NAME]; }\n",
	"an own function":           "mod other { pub fn NAME(_: u8) {} }\nfn f() { other::NAME(1); keep(other::NAME); }\nfn keep(_: fn(u8)) {}\n",
	"a function in a function":  "fn f() { fn NAME(_: u8) {} NAME(1); }\n",
	"an own macro":              "macro_rules! NAME { ($($x:tt)*) => {} }\nfn f() { NAME!(1); }\n",
	"a lifetime":                "fn f<'NAME>(x: &'NAME u8) -> &'NAME u8 { x }\n",
	"a dead statement":          "fn f() { #[cfg(any())] NAME(1); #[cfg(any())] { NAME::<u8>(1) } }\n",
	"a tuple variant":           "enum E { NAME(u8), Other }\nfn f() -> E { E::NAME(1) }\n",
	"a module":                  "mod NAME { pub fn go() {} }\nfn f() { NAME::go(); }\n",
	"a test":                    "#[cfg(test)]\nmod tests { fn f() { super::NAME.with(|_| ()); super::NAME(1); NAME::go(); } }\n",
}

// withWords analyses the package with the name put in, each way by itself, and asks what
// remains of a fact.
func withWords(t *testing.T, name, manifest, source string, fact func(*analysis.Result) int) {
	t.Helper()
	count := func(extra string) int {
		files := memory{"/w/src/lib.rs": source + strings.ReplaceAll(extra, "NAME", name), "/w/src/stray.rs": "fn f() { " + name + "(); " + name + ".with(|_| ()); " + name + "::go(); }\n"}
		if manifest != "" {
			files["/w/Cargo.toml"] = manifest
		}
		n := 0
		for _, res := range analyse(t, files, 1) {
			n += fact(res)
		}
		return n
	}
	want := count("")
	ways := maps.Clone(mereWords)
	if name == strings.ToLower(name) { // patterns cannot bind the name of a static
		ways["a parameter"] = "fn f(NAME: fn(u8)) { NAME(1); (NAME)(2); }\n"
		ways["a variable"] = "fn f() { let NAME = |_: u8| (); NAME(1); }\n"
	}
	for how, extra := range ways {
		extra = strings.ReplaceAll(extra, "fn f(", "fn stop(") // it may run before an unload
		if got := count(extra); got != want {
			t.Errorf("%s, %s: %d facts, %d without the word", name, how, got, want)
		}
	}
}

// TestWordsAreNoReferences holds that facts which hang on whether something is named do
// not change by a mere word.
func TestWordsAreNoReferences(t *testing.T) {
	const dep = "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\n"
	t.Run("thread-local", func(t *testing.T) {
		withWords(t, "LOCAL", "", "thread_local! { static LOCAL: std::cell::RefCell<Vec<u8>> = Default::default(); }\n#[no_mangle]\npub extern \"C\" fn run() {}\n",
			func(r *analysis.Result) int { return len(r.ThreadLocals) })
	})
	t.Run("freed static", func(t *testing.T) {
		withWords(t, "STATE", dep+"ctor = \"0.2\"\n", "static mut STATE: *mut u8 = std::ptr::null_mut();\n#[ctor::dtor]\nfn stop() { unsafe { drop(Box::from_raw(STATE)) } }\n",
			func(r *analysis.Result) int {
				n := 0
				for _, x := range r.Reaches {
					if x.Effect.Kind == analysis.Frees {
						n++
					}
				}
				return n
			})
	})
	t.Run("joined thread", func(t *testing.T) {
		withWords(t, "pthread_join", dep+"libc = \"0.2\"\n", "#[no_mangle]\npub extern \"C\" fn run() { unsafe { libc::pthread_create(std::ptr::null_mut(), std::ptr::null(), main, std::ptr::null_mut()); } }\nextern \"C\" fn main(_: *mut libc::c_void) -> *mut libc::c_void { std::ptr::null_mut() }\n",
			func(r *analysis.Result) int {
				n := 0
				for _, x := range r.Threads {
					if x.Escape == analysis.Detached {
						n++
					}
				}
				return n
			})
	})
	const dropped = "static LOGGER: std::sync::Mutex<Option<sentry::ClientInitGuard>> = std::sync::Mutex::new(None);\n#[no_mangle]\npub extern \"C\" fn run() { *LOGGER.lock().unwrap() = Some(sentry::init(\"x\")); }\n"
	for _, name := range []string{"end_session", "flush", "close"} {
		t.Run("guard and "+name, func(t *testing.T) {
			withWords(t, name, dep+"sentry = \"0.34\"\n", dropped, func(r *analysis.Result) int { return len(r.Guards) })
		})
	}
	undone := func(r *analysis.Result) int {
		n := 0
		for _, x := range r.Callbacks {
			if !x.Undone {
				n++
			}
		}
		return n
	}
	t.Run("key", func(t *testing.T) {
		withWords(t, "pthread_key_delete", dep+"libc = \"0.2\"\n", "extern \"C\" fn ends(_: *mut libc::c_void) {}\n#[no_mangle]\npub extern \"C\" fn run() { let mut key = 0; unsafe { libc::pthread_key_create(&mut key, Some(ends)); } }\n", undone)
	})
	t.Run("registrar", func(t *testing.T) {
		withWords(t, "sqlite3_cancel_auto_extension", dep+"libc = \"0.2\"\n", "extern \"C\" { fn sqlite3_auto_extension(f: extern \"C\" fn()) -> i32; }\nextern \"C\" fn entry() {}\n#[no_mangle]\npub extern \"C\" fn run() { unsafe { sqlite3_auto_extension(entry); } }\n", undone)
	})
	t.Run("section bounds", func(t *testing.T) {
		withWords(t, "__start_plugins", "", "#[used]\n#[link_section = \"plugins\"]\nstatic A: u8 = 1;\n",
			func(r *analysis.Result) int {
				n := 0
				for _, st := range r.Sectioned {
					if st.Bounds {
						n++
					}
				}
				return n
			})
	})
}

// TestReferencesCount is the other side: what names the thing counts, wherever it stands.
func TestReferencesCount(t *testing.T) {
	for how, text := range map[string]string{
		"a function":               "fn f() { LOCAL.with(|_| ()); }\n",
		"a closure":                "fn f() { let g = || LOCAL.with(|_| ()); g() }\n",
		"a function in a function": "fn f() { fn g() { LOCAL.with(|_| ()); } g() }\n",
		"an impl in a function":    "fn f() { struct S; impl S { fn g(&self) { LOCAL.with(|_| ()); } } }\n",
		"a method":                 "struct S;\nimpl S { fn f(&self) { LOCAL.with(|_| ()); } }\n",
		"a trait's method":         "trait T { fn f(&self) { LOCAL.with(|_| ()); } }\n",
		"an impl of a trait":       "struct S;\nimpl Drop for S { fn drop(&mut self) { LOCAL.with(|_| ()); } }\n",
		"an initialiser":           "static F: fn() = || LOCAL.with(|_| ());\n",
		"a const of an impl":       "struct S;\nimpl S { const F: fn() = || LOCAL.with(|_| ()); }\n",
		"a module":                 "mod m { pub fn f() { super::LOCAL.with(|_| ()); } }\n",
		"an import":                "mod m { use crate::LOCAL; pub fn f() { LOCAL.with(|_| ()); } }\n",
		"a glob":                   "mod m { use crate::*; pub fn f() { LOCAL.with(|_| ()); } }\n",
		"a macro of the crate":     "macro_rules! m { () => { LOCAL.with(|_| ()) } }\nfn f() { m!() }\n",
		"a macro that is unknown":  "other::m! { LOCAL }\n",
		"an argument of one":       "fn f() { other::m!(LOCAL); }\n",
		"an argument":              "fn f() { g(&LOCAL); }\nfn g<T>(_: &T) {}\n",
		"broken code":              "fn f( { LOCAL.with(|_| ()); }\n",
		"either of two modules":    "#[cfg(not(maybe))]\nmod m { pub static TWIN: u8 = 0; }\n#[cfg(maybe)]\nmod m { thread_local! { pub static TWIN: std::cell::RefCell<Vec<u8>> = Default::default(); } }\nfn f() { #[cfg(maybe)] m::TWIN.with(|_| ()); }\n",
		"pasted code":              "paste::paste! { fn [<touch_ local>]() { LOCAL.with(|_| ()); } }\n",
		"async code":               "async fn f() { async { LOCAL.with(|_| ()) }.await }\n",
	} {
		files := memory{"/w/src/lib.rs": "thread_local! { static LOCAL: std::cell::RefCell<Vec<u8>> = Default::default(); }\n#[no_mangle]\npub extern \"C\" fn run() {}\n" + text}
		if strings.Contains(text, "cfg(maybe)") { // which a build script settles
			files["/w/build.rs"] = "fn main() { if std::env::var(\"X\").is_ok() { println!(\"cargo:rustc-cfg=maybe\"); } }\n"
		}
		for _, res := range analyse(t, files, 1) {
			if len(res.ThreadLocals) != 1 {
				t.Errorf("%s: %d thread-locals that code touches", how, len(res.ThreadLocals))
			}
		}
	}
}

// TestForeignCallsCount is the other side for functions: a thread that somebody joins by a
// function of another crate or of C is not said to be left running.
func TestForeignCallsCount(t *testing.T) {
	const run = "#[no_mangle]\npub extern \"C\" fn run() { unsafe { libc::pthread_create(std::ptr::null_mut(), std::ptr::null(), work, std::ptr::null_mut()); } }\nextern \"C\" fn work(_: *mut libc::c_void) -> *mut libc::c_void { std::ptr::null_mut() }\n"
	for how, text := range map[string]string{
		"a path":              "fn stop(t: usize) { unsafe { libc::pthread_join(t, 0 as _) }; }\n",
		"an import":           "use libc::pthread_join;\nfn stop(t: usize) { unsafe { pthread_join(t, 0 as _) }; }\n",
		"an import in a body": "fn stop(t: usize) { use libc::pthread_join; unsafe { pthread_join(t, 0 as _) }; }\n",
		"a glob":              "use libc::*;\nfn stop(t: usize) { unsafe { pthread_join(t, 0 as _) }; }\n",
		"another name":        "use libc::pthread_join as wait;\nfn stop(t: usize) { unsafe { wait(t, 0 as _) }; }\n",
		"another module":      "mod sys { pub use libc::pthread_join as wait; }\nfn stop(t: usize) { unsafe { sys::wait(t, 0 as _) }; }\n",
		"a declaration":       "extern \"C\" { fn pthread_join(t: usize, r: *mut u8) -> i32; }\nfn stop(t: usize) { unsafe { pthread_join(t, 0 as _) }; }\n",
		"a value":             "fn stop() { keep(libc::pthread_join); }\nfn keep<T>(_: T) {}\n",
		"a table":             "static JOIN: unsafe extern \"C\" fn(usize, *mut u8) -> i32 = libc::pthread_join;\n",
		"a method":            "struct S;\nimpl S { fn f(&self) { unsafe { libc::pthread_join(0, 0 as _) }; } }\n",
		"a trait's method":    "trait T { fn f(&self) { unsafe { libc::pthread_join(0, 0 as _) }; } }\n",
		"a nested function":   "fn stop() { fn g() { unsafe { libc::pthread_join(0, 0 as _) }; } g() }\n",
		"a nested impl":       "fn stop() { struct S; impl S { fn g() { unsafe { libc::pthread_join(0, 0 as _) }; } } }\n",
		"a closure":           "fn stop() { let f = || unsafe { libc::pthread_join(0, 0 as _) }; f(); }\n",
		"async code":          "async fn stop() { unsafe { libc::pthread_join(0, 0 as _) }; }\n",
		"a macro's body":      "macro_rules! join { () => { libc::pthread_join(0, 0 as _) } }\nfn stop() { unsafe { join!() }; }\n",
		"an unknown macro":    "fn stop() { other::m!(libc::pthread_join(0, 0 as _)); }\n",
		"a macro of items":    "other::m! { fn stop() { libc::pthread_join(0, 0 as _); } }\n",
		"an unknown crate":    "fn stop() { other::sys::pthread_join(0); }\n",
		"broken code":         "fn stop( { libc::pthread_join(0, 0 as _); }\n",
	} {
		files := memory{"/w/Cargo.toml": "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nlibc = \"0.2\"\n", "/w/src/lib.rs": run + text}
		for _, res := range analyse(t, files, 1) {
			for _, x := range res.Threads {
				if x.Escape == analysis.Detached {
					t.Errorf("%s: the thread counts as left running", how)
				}
			}
		}
	}
}

// TestNamesCrate tells names of crates from other things of the name.
func TestNamesCrate(t *testing.T) {
	for src, want := range map[string]bool{
		"use dep;": true, "use dep as x;": true, "use dep::x;": true, "pub use ::dep::x;": true, "use {a, dep};": true, "use {a::{b}, dep::c};": true,
		"extern crate dep;": true, "extern crate dep as _;": true, "fn f() { dep::x(); }": true, "fn f() { ::dep::x(); }": true, "#[dep::m] fn f() {}": true,
		"dep::m! {}": true, "fn f(x: dep::T) {}": true, "type T = Vec<::dep::T>;": true,
		"": false, "let dep = 1;": false, "s.dep": false, "S { dep: 1 }": false, "fn dep() { dep() }": false, "mod dep; fn f() { dep::x(); }": false,
		"use crate::dep;": false, "use self::dep::x;": false, "crate::dep::x()": false, "use a::{dep};": false, "use {a::{dep}};": false, "other::dep": false,
		"mod dep {} use ::dep::x;": true, "dependent::x()": false, "Self::dep::<T>()": false, "<T>::dep::x": false,
	} {
		if got := linkage.NamesCrate([]byte(src), "dep"); got != want {
			t.Errorf("%q: %v", src, got)
		}
	}
}
