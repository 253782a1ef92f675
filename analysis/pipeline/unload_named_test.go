package pipeline

import (
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// TestUndoneByName has a pthread key, or a thread's identity, and the name of the function
// that would make it harmless in places that mean something else.
func TestUndoneByName(t *testing.T) {
	const key = "extern \"C\" fn end(_: *mut libc::c_void) {}\n#[no_mangle]\npub extern \"C\" fn make() { let mut k = 0; unsafe { libc::pthread_key_create(&mut k, Some(end)); } }\n"
	for name, c := range map[string]struct {
		text   string
		undone bool
	}{
		"called":                         {"pub fn unload() { unsafe { libc::pthread_key_delete(0); } }\n", true},
		"imported":                       {"use libc::pthread_key_delete;\npub fn unload() { unsafe { pthread_key_delete(0); } }\n", true},
		"declared here":                  {"extern \"C\" { fn pthread_key_delete(k: u32) -> i32; }\npub fn unload() { unsafe { pthread_key_delete(0); } }\n", true},
		"by a wrapper":                   {"fn pthread_key_delete(k: u32) { unsafe { libc::pthread_key_delete(k); } }\npub fn unload() { pthread_key_delete(0); }\n", true},
		"handed on":                      {"fn with(f: unsafe extern \"C\" fn(u32) -> i32) {}\npub fn unload() { with(libc::pthread_key_delete) }\n", true},
		"in a string":                    {"pub fn unload() { log(\"pthread_key_delete(0)\"); }\n", false},
		"in a comment":                   {"pub fn unload() { /* pthread_key_delete(0) */ }\n", false},
		"a function of the same name":    {"fn pthread_key_delete(_: u32) {}\npub fn unload() { pthread_key_delete(0); }\n", false},
		"one in another module":          {"mod mine { pub fn pthread_key_delete(_: u32) {} }\npub fn unload() { mine::pthread_key_delete(0); crate::mine::pthread_key_delete(1); }\n", false},
		"one that is imported":           {"mod mine { pub fn pthread_key_delete(_: u32) {} }\nuse mine::pthread_key_delete;\npub fn unload() { pthread_key_delete(0); }\n", false},
		"a variable":                     {"pub fn unload() { let pthread_key_delete = 1; drop(pthread_key_delete + 1); }\n", false},
		"a field":                        {"struct S { pthread_key_delete: u32 }\npub fn unload(s: S) -> u32 { s.pthread_key_delete }\n", false},
		"in a function that undoes none": {"pub fn go() { unsafe { libc::pthread_key_delete(0); } }\n", false},
	} {
		for _, res := range analyse(t, memory{"/w/src/lib.rs": key + c.text}, 1) {
			found := false
			for _, x := range res.Callbacks {
				if x.Effect.Kind == analysis.TLSKey {
					found = true
					if x.Undone != c.undone {
						t.Errorf("%s: undone %t, want %t", name, x.Undone, c.undone)
					}
				}
			}
			if !found {
				t.Errorf("%s: no key", name)
			}
		}
	}
}

func TestOwnThreadByName(t *testing.T) {
	const work = "fn work() { let _ = std::thread::current(); }\n"
	for name, c := range map[string]struct {
		text string
		own  bool
	}{
		"std's":                       {work + "#[no_mangle] pub extern \"C\" fn go() { std::thread::spawn(work).join().unwrap(); }\n", true},
		"a builder's":                 {work + "#[no_mangle] pub extern \"C\" fn go() { std::thread::Builder::new().spawn(work).unwrap().join().unwrap(); }\n", true},
		"a wrapper":                   {work + "fn spawn(f: fn()) { std::thread::spawn(f).join().unwrap() }\n#[no_mangle] pub extern \"C\" fn go() { spawn(work); }\n", true},
		"a function of the same name": {work + "fn spawn(f: fn()) { f() }\n#[no_mangle] pub extern \"C\" fn go() { spawn(work); }\n", false},
		"a method of the same name":   {work + "struct Now;\nimpl Now { fn spawn(&self, f: fn()) { f() } }\n#[no_mangle] pub extern \"C\" fn go() { Now.spawn(work); }\n", false},
		"the name in a string":        {work + "fn spawn(f: fn()) { f(); log(\"spawn(f)\"); }\n#[no_mangle] pub extern \"C\" fn go() { spawn(work); }\n", false},
		"a closure":                   {"fn spawn<F: Fn()>(f: F) { f() }\n#[no_mangle] pub extern \"C\" fn go() { spawn(|| { let _ = std::thread::current(); }); }\n", false},
		"called too":                  {work + "#[no_mangle] pub extern \"C\" fn go() { std::thread::spawn(work).join().unwrap(); work(); }\n", false},
	} {
		for _, res := range analyse(t, memory{"/w/src/lib.rs": c.text}, 1) {
			if len(res.Currents) != 1 || res.Currents[0].OwnThread != c.own {
				t.Errorf("%s: %d uses, own thread: %t", name, len(res.Currents), len(res.Currents) > 0 && res.Currents[0].OwnThread)
			}
		}
	}
}
