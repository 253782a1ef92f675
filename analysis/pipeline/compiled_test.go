package pipeline

import (
	"fmt"
	"strings"
	"testing"
)

// TestOnlyCompiledTextTellsTheHost holds that what keeps a library loaded, or says that its
// host does, is code that is compiled into it: not a comment, a literal, a test, what cfg
// switches off, or a file that no module names.
func TestOnlyCompiledTextTellsTheHost(t *testing.T) {
	const zero = `core::arch::global_asm!(".weak __cxa_thread_atexit_impl", ".set __cxa_thread_atexit_impl, 0");`
	for _, c := range []struct{ name, item, fact string }{
		{"an export", `#[no_mangle] pub extern "C" fn PyInit_x() {}`, "host cpython"},
		{"an export by another name", `#[export_name = "PyInit_x"] pub extern "C" fn x() {}`, "host cpython"},
		{"an attribute", "#[pymodule]\nfn x() {}", "host cpython"},
		{"a macro", "py_module_initializer!(x);", "host cpython"},
		{"a preloaded library", "#[no_mangle] pub unsafe extern \"C\" fn open(p: *const u8, f: i32) -> i32 { libc::dlsym(libc::RTLD_NEXT, p) as i32 }", "host preload"},
		{"its own handle", "fn f() { unsafe { libc::dladdr(0 as _, &mut info); libc::dlopen(info.dli_fname, libc::RTLD_NODELETE); } }", "pin dlopen"},
		{"a pinned module", "fn f() { GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, 0, 0); }", "pin GetModuleHandleEx"},
		{"an override", zero, "override zero"},
	} {
		if got := knownBy(t, c.item, ""); !strings.Contains(got, c.fact) {
			t.Errorf("%s: %q, want %q", c.name, got, c.fact)
		}
		if got := knownBy(t, "mod more;", c.item); !strings.Contains(got, c.fact) {
			t.Errorf("%s in a module: %q, want %q", c.name, got, c.fact)
		}
		for how, text := range map[string]string{
			"a line comment":  "// " + strings.ReplaceAll(c.item, "\n", "\n// "),
			"a block comment": "/*\n" + c.item + "\n*/",
			"a raw string":    "const S: &str = r#\"\n" + c.item + "\n\"#;",
			"a string":        fmt.Sprintf("const S: &str = %q;", c.item),
			"tests":           "#[cfg(test)]\nmod tests {\n" + c.item + "\n}",
			"nothing":         "#[cfg(any())]\nmod never {\n" + c.item + "\n}",
			"a feature":       "#[cfg(feature = \"python\")]\npub mod python {\nmod inner {\n" + c.item + "\n} }",
		} {
			if got := knownBy(t, text, ""); got != "" {
				t.Errorf("%s in %s: %q", c.name, how, got)
			}
		}
		if got := knownBy(t, "", c.item); got != "" {
			t.Errorf("%s in a file that no module names: %q", c.name, got)
		}
	}
}

// TestOnlyCalledHelpersCount is the same for build scripts.
func TestOnlyCalledHelpersCount(t *testing.T) {
	for text, want := range map[string]string{
		"fn main() { napi_build::setup(); }":                                                                       "nodelete",
		"use napi_build::setup;\nfn main() { setup(); }":                                                           "nodelete",
		"fn main() { println!(\"cargo:rustc-link-arg=-Wl,-z,nodelete\"); }":                                        "nodelete",
		"fn main() {} // napi_build::setup()":                                                                      "",
		"fn main() { /* napi_build::setup(); */ }":                                                                 "",
		"fn main() { let _ = \"napi_build::setup()\"; }":                                                           "",
		"fn main() {}\n// println!(\"cargo:rustc-link-arg=-Wl,-z,nodelete\");":                                     "",
		"fn main() {}\n/* println!(\"cargo:rustc-link-arg=-Wl,-z,nodelete\"); */\n":                                "",
		"fn main() {}\n#[cfg(test)]\nmod tests { fn f() { println!(\"cargo:rustc-link-arg=-Wl,-z,nodelete\"); } }": "",
		"fn main() {}\n#[cfg(all(test, unix))]\nfn f() { napi_build::setup(); }":                                   "",
	} {
		files := memory{"/w/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() {}\n", "/w/build.rs": text}
		for _, res := range analyse(t, files, 1) {
			for _, tr := range res.Targets {
				if l := tr.Loading; l != nil && (l.Link.NoDelete != nil) != (want != "") {
					t.Errorf("%q: nodelete is %v", text, l.Link.NoDelete != nil)
				}
			}
		}
	}
}

// knownBy is what a library with that text, and a file beside it, is known by.
func knownBy(t *testing.T, text, more string) string {
	t.Helper()
	files := memory{"/w/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() {}\n" + text + "\n", "/w/src/more.rs": more}
	var out []string
	for _, res := range analyse(t, files, 1) {
		for _, tr := range res.Targets {
			l := tr.Loading
			if l == nil {
				continue
			}
			if l.Host != nil {
				out = append(out, "host "+l.Host.ID)
			}
			for _, p := range l.Pins {
				out = append(out, "pin "+p.What)
			}
			for _, o := range l.Overrides {
				out = append(out, "override "+string(o.Kind))
			}
		}
	}
	return strings.Join(out, ", ")
}
