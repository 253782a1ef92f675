package analysis

import (
	"strings"
	"testing"
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
	"a test":                    "#[cfg(test)]\nmod tests { fn f() { super::NAME.with(|_| ()); super::NAME(1); NAME::go(); } }\n",
}

// withWords analyses the package with the name put in, each way by itself, and asks what
// remains of a fact.
func withWords(t *testing.T, name, manifest, source string, fact func(*Result) int) {
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
	for how, extra := range mereWords {
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
			func(r *Result) int { return len(r.ThreadLocals) })
	})
	t.Run("freed static", func(t *testing.T) {
		withWords(t, "STATE", dep+"ctor = \"0.2\"\n", "static mut STATE: *mut u8 = std::ptr::null_mut();\n#[ctor::dtor]\nfn stop() { unsafe { drop(Box::from_raw(STATE)) } }\n",
			func(r *Result) int {
				n := 0
				for _, x := range r.Reaches {
					if x.Effect.Kind == Frees {
						n++
					}
				}
				return n
			})
	})
	t.Run("joined thread", func(t *testing.T) {
		withWords(t, "pthread_join", dep+"libc = \"0.2\"\n", "#[no_mangle]\npub extern \"C\" fn run() { unsafe { libc::pthread_create(std::ptr::null_mut(), std::ptr::null(), main, std::ptr::null_mut()); } }\nextern \"C\" fn main(_: *mut libc::c_void) -> *mut libc::c_void { std::ptr::null_mut() }\n",
			func(r *Result) int {
				n := 0
				for _, x := range r.Threads {
					if x.Fate == Detached {
						n++
					}
				}
				return n
			})
	})
	t.Run("section bounds", func(t *testing.T) {
		withWords(t, "__start_plugins", "", "#[used]\n#[link_section = \"plugins\"]\nstatic A: u8 = 1;\n",
			func(r *Result) int {
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
		"async code":               "async fn f() { async { LOCAL.with(|_| ()) }.await }\n",
	} {
		files := memory{"/w/src/lib.rs": "thread_local! { static LOCAL: std::cell::RefCell<Vec<u8>> = Default::default(); }\n#[no_mangle]\npub extern \"C\" fn run() {}\n" + text}
		for _, res := range analyse(t, files, 1) {
			if len(res.ThreadLocals) != 1 {
				t.Errorf("%s: %d thread-locals that code touches", how, len(res.ThreadLocals))
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
		if got := namesCrate([]byte(src), "dep"); got != want {
			t.Errorf("%q: %v", src, got)
		}
	}
}
