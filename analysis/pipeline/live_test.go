package pipeline

import (
	"strings"
	"testing"
)

// TestReferences holds that a static in a startup section counts as named where code that
// a build keeps names it by a path that resolves to it, and nowhere else.
func TestReferences(t *testing.T) {
	const slot = "#[link_section = \".init_array\"]\nstatic INIT: extern \"C\" fn() = setup;\nextern \"C\" fn setup() {}\n"
	lib := func(text string) memory { return memory{"/w/src/lib.rs": slot + text} }
	const rlib = "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n"
	for name, c := range map[string]struct {
		files memory
		lost  int // statics that nothing keeps
	}{
		"nothing else":                        {lib(""), 1},
		"a string":                            {lib("#[no_mangle]\npub extern \"C\" fn run() { let _ = \"INIT\"; }\n"), 1},
		"a comment":                           {lib("/* INIT */ #[no_mangle]\npub extern \"C\" fn run() { /* INIT */ }\n"), 1},
		"a doc comment":                       {lib("/// INIT\n#[doc = \"INIT\"]\n#[no_mangle]\npub extern \"C\" fn run() {}\n"), 1},
		"a local const":                       {lib("#[no_mangle]\npub extern \"C\" fn run() -> u8 { const INIT: u8 = 1; INIT }\n"), 1},
		"a local static":                      {lib("#[no_mangle]\npub extern \"C\" fn run() -> u8 { static INIT: u8 = 1; INIT }\n"), 1},
		"a variant":                           {lib("enum E { INIT }\n#[no_mangle]\npub extern \"C\" fn run() { let _ = E::INIT; }\n"), 1},
		"a field":                             {lib("#[allow(non_snake_case)]\nstruct S { INIT: u8 }\n#[no_mangle]\npub extern \"C\" fn run() -> u8 { S { INIT: 1 }.INIT }\n"), 1},
		"an associated const":                 {lib("struct S;\nimpl S { const INIT: u8 = 1; }\n#[no_mangle]\npub extern \"C\" fn run() -> u8 { S::INIT }\n"), 1},
		"a label":                             {lib("#[no_mangle]\npub extern \"C\" fn run() { 'INIT: loop { break 'INIT; } }\n"), 1},
		"a macro of the name":                 {lib("macro_rules! INIT { () => { 1 } }\n#[no_mangle]\npub extern \"C\" fn run() -> u8 { INIT!() }\n"), 1},
		"a file of no module":                 {memory{"/w/src/lib.rs": slot, "/w/src/stray.rs": "fn f() { super::INIT(); }\n#[no_mangle]\npub extern \"C\" fn run() { INIT(); }\n"}, 1},
		"code that is switched off":           {lib("#[cfg(windows)]\n#[no_mangle]\npub extern \"C\" fn run() { INIT(); }\n"), 1},
		"a test":                              {lib("#[test]\nfn run() { INIT(); }\n#[cfg(test)]\nmod tests { fn run() { super::INIT(); } }\n"), 1},
		"a function nobody calls":             {lib("fn idle() { INIT(); }\n"), 1},
		"functions that only call each other": {lib("fn idle() { INIT(); more(); }\nfn more() { idle(); }\n"), 1},
		"the function that it registers":      {memory{"/w/src/lib.rs": "#[link_section = \".init_array\"]\nstatic INIT: extern \"C\" fn() = setup;\nextern \"C\" fn setup() { let _ = &INIT; }\n"}, 1},
		"a public function of a cdylib":       {lib("pub fn idle() { INIT(); }\n"), 1},
		"an import nobody uses":               {lib("mod m { #[allow(unused_imports)] use super::INIT; }\n"), 1},
		"two of the same name":                {memory{"/w/src/lib.rs": "mod a;\nmod b;\n", "/w/src/a.rs": slot, "/w/src/b.rs": slot}, 2},
		"two, one of them named":              {memory{"/w/src/lib.rs": "mod a;\nmod b;\n", "/w/src/a.rs": slot, "/w/src/b.rs": slot + "#[no_mangle]\npub extern \"C\" fn run() { INIT(); }\n"}, 1},
		"the other by a path":                 {memory{"/w/src/lib.rs": "mod a;\nmod b;\n", "/w/src/a.rs": strings.Replace(slot, "static", "pub static", 1), "/w/src/b.rs": slot + "#[no_mangle]\npub extern \"C\" fn run() { crate::a::INIT(); }\n"}, 1},

		"an export":                            {lib("#[no_mangle]\npub extern \"C\" fn run() { INIT(); }\n"), 0},
		"an export in a function":              {lib("fn f() { #[no_mangle]\npub extern \"C\" fn run() { INIT(); } }\n"), 0},
		"an export that calls another":         {lib("#[export_name = \"go\"]\npub extern \"C\" fn run() { busy(); }\nfn busy() { let f = || INIT(); f() }\n"), 0},
		"a function handed on":                 {lib("extern \"C\" { fn register(f: extern \"C\" fn()); }\nextern \"C\" fn busy() { INIT(); }\n#[no_mangle]\npub extern \"C\" fn run() { unsafe { register(busy) } }\n"), 0},
		"a table of functions":                 {lib("extern \"C\" fn busy() { INIT(); }\n#[no_mangle]\npub static TABLE: [extern \"C\" fn(); 1] = [busy];\n"), 0},
		"a const":                              {lib("const SLOT: &extern \"C\" fn() = &INIT;\n#[no_mangle]\npub extern \"C\" fn run() { SLOT(); }\n"), 0},
		"another name":                         {lib("use self::INIT as start;\n#[no_mangle]\npub extern \"C\" fn run() { start(); }\n"), 0},
		"a glob":                               {memory{"/w/src/lib.rs": "mod a;\nuse a::*;\n#[no_mangle]\npub extern \"C\" fn run() { INIT(); }\n", "/w/src/a.rs": strings.Replace(slot, "static", "pub static", 1)}, 0},
		"a format string":                      {lib("#[no_mangle]\npub extern \"C\" fn run() { println!(\"{INIT:?}\"); }\n"), 0},
		"an argument of a macro":               {lib("#[no_mangle]\npub extern \"C\" fn run() { assert!(INIT as usize != 0); }\n"), 0},
		"a macro of the crate":                 {lib("macro_rules! call { ($f:path) => { $f() } }\n#[no_mangle]\npub extern \"C\" fn run() { call!(INIT) }\n"), 0},
		"a macro that is not known":            {lib("other::entry! { INIT }\n"), 0},
		"assembly":                             {lib("#[no_mangle]\npub extern \"C\" fn run() { unsafe { core::arch::asm!(\"/* {} */\", sym INIT) } }\n"), 0},
		"a constructor":                        {lib("#[ctor::ctor]\nfn start() { INIT(); }\n"), 0},
		"an attribute that is not known":       {lib("#[plugin::entry]\nfn start() { INIT(); }\n"), 0},
		"a trait's implementation":             {lib("struct S;\nimpl Drop for S { fn drop(&mut self) { INIT(); } }\n"), 0},
		"a method of a type that is not known": {lib("struct S;\nimpl S { fn go(&self) { INIT(); } }\n#[no_mangle]\npub extern \"C\" fn run() { other::make().go(); }\n"), 0},
		"a public function of an rlib":         {memory{"/w/Cargo.toml": rlib, "/w/src/lib.rs": slot + "pub fn busy() { INIT(); }\n"}, 0},
		"a crate that links it": {memory{"/w/Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n",
			"/w/a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\nedition = \"2021\"\n", "/w/a/src/lib.rs": strings.Replace(slot, "static", "pub static", 1),
			"/w/b/Cargo.toml": "[package]\nname = \"b\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\na = { path = \"../a\" }\n",
			"/w/b/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() { a::INIT(); }\n"}, 0},
	} {
		lost := 0
		for _, res := range analyse(t, c.files, 1) {
			for _, st := range res.Sectioned {
				if st.Kept == "" {
					lost++
				}
			}
		}
		if lost != c.lost {
			t.Errorf("%s: %d statics that nothing keeps, want %d", name, lost, c.lost)
		}
	}
}
