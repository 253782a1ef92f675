package pipeline

import "testing"

// TestUncalled has a helper crate that makes std's key for the calling thread, and a
// library that calls it in ways of which a name tells, or does not call it.
func TestUncalled(t *testing.T) {
	const id = "pub fn id() -> u32 { std::thread::current().id(); 1 }\n"
	const entry = "#[no_mangle] pub extern \"C\" fn entry() -> u32 { "
	for name, c := range map[string]struct {
		helper, body string
		called       bool
	}{
		"not at all":              {"pub fn seven() -> u32 { 7 }", "helper::seven()", false},
		"by nobody's function":    {"pub fn unused() { id(); }", "7", false},
		"in a ring":               {"pub fn a() { b() } pub fn b() { a(); id(); }", "7", false},
		"in a ring with a way in": {"pub fn a() { b(); } pub fn b() { a(); c(); } pub fn c() { b(); id(); }", "helper::b(); 1", true},
		"in a comment":            {"", "/* helper::id() */ 7", false},
		"by its name":             {"", "helper::id()", true},
		"through another":         {"pub fn via() -> u32 { id() }", "helper::via()", true},
		"imported":                {"", "use helper::id; id()", true},
		"renamed":                 {"", "use helper::id as q; q()", true},
		"renamed where it is":     {"pub use self::id as other;", "helper::other()", true},
		"a constant":              {"pub const F: fn() -> u32 = id;", "(helper::F)()", true},
		"a trait's method":        {"pub trait T { fn go(&self) -> u32 { id() } } impl T for u8 {}", "use helper::T; 1u8.go()", true},
		"a destructor":            {"pub struct D; impl Drop for D { fn drop(&mut self) { id(); } }", "let _d = helper::D; 1", true},
		"a macro":                 {"#[macro_export] macro_rules! m { () => { $crate::id() } }", "helper::m!()", true},
		"an export of its own":    {"#[no_mangle] pub extern \"C\" fn other() { id(); }", "7", true},
		"an export in a body":     {"pub fn unused() { #[no_mangle] pub extern \"C\" fn other() { crate::id(); } }", "7", true},
		"an attribute":            {"#[derive(Deserialize)] pub struct S { #[serde(default = \"id\")] n: u32 }", "7", true},
		"names put together":      {"paste::paste! { pub fn [<get_ id>]() {} }", "7", true},
	} {
		files := memory{
			"/w/Cargo.toml":        "[workspace]\nmembers = [\"plug\", \"helper\"]\nresolver = \"2\"\n",
			"/w/plug/Cargo.toml":   "[package]\nname = \"plug\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nhelper = { path = \"../helper\" }\n",
			"/w/plug/src/lib.rs":   entry + c.body + " }\n",
			"/w/helper/Cargo.toml": "[package]\nname = \"helper\"\nversion = \"0.0.0\"\nedition = \"2021\"\n",
			"/w/helper/src/lib.rs": id + c.helper + "\n",
		}
		found := false
		for _, res := range analyse(t, files, 1) {
			for _, x := range res.Currents {
				found = found || len(x.Libraries) > 0
			}
		}
		if found != c.called {
			t.Errorf("%s: in the library %t, want %t", name, found, c.called)
		}
	}
}
