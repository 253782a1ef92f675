package hosts

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestData(t *testing.T) {
	table, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(table.All()); n < 34 {
		t.Errorf("%d hosts", n)
	}
	for _, h := range table.All() {
		if h.Confidence == "low" && (h.NeverUnloads() || h.DoesUnload()) {
			t.Errorf("%s: a host of low confidence decides", h.ID)
		}
	}
	if h := table.ByID("postgresql"); !h.NeverUnloads() || !h.Provides("SPI_connect") || h.Provides("malloc") {
		t.Errorf("postgresql: %+v", h)
	}
	if h := table.ByID("pkcs11"); h.CallsExportLate("C_GetFunctionList") || !h.CallsExportLate("C_Finalize") || table.ByID("redis").CallsExportLate("C_Finalize") {
		t.Errorf("pkcs11: %+v", h)
	}
	if h := table.ByID("redis"); !h.DoesUnload() {
		t.Errorf("redis: %+v", h)
	}
	var none *Host
	if none.Sure() || none.NeverUnloads() || none.DoesUnload() || none.Provides("x") {
		t.Error("no host decides nothing")
	}
}

func TestDetect(t *testing.T) {
	table, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		signs Signs
		want  string
	}{
		{"nothing", Signs{Crates: []string{"serde"}, Exports: []string{"run"}}, ""},
		{"dependency", Signs{Crates: []string{"serde", "pyo3"}}, "cpython"},
		{"renamed in the registry", Signs{Crates: []string{"nih-plug"}}, "clap"},
		{"export beats dependency", Signs{Crates: []string{"jni"}, Exports: []string{"clap_entry"}}, "clap"},
		{"export pattern", Signs{Exports: []string{"sqlite3_regex_init"}}, "sqlite"},
		{"lua module", Signs{Exports: []string{"luaopen_x"}}, "lua"},
		{"neovim plugin", Signs{Crates: []string{"nvim-oxi"}, Exports: []string{"luaopen_x"}}, "neovim"},
		{"lua by macro, sqlite by crate", Signs{Crates: []string{"sqlite-loadable"}, Macros: []string{"#lua_module"}}, "lua"},
		{"preload shim", Signs{Exports: []string{"helper", "getaddrinfo"}, Params: map[string]string{"helper": "", "getaddrinfo": "pppp"}, Words: []string{"RTLD_NEXT"}, ELF: true}, "preload"},
		{"a plugin's own open", Signs{Exports: []string{"open", "read"}, Params: map[string]string{"open": "p", "read": "pp"}, Words: []string{"syscall"}, ELF: true}, ""},
		{"libc's signature alone", Signs{Exports: []string{"open", "read"}, Params: map[string]string{"open": "pi", "read": "ipi"}, ELF: true}, ""},
		{"no preloading there", Signs{Exports: []string{"open"}, Params: map[string]string{"open": "pi"}, Words: []string{"RTLD_NEXT"}}, ""},
		{"a crate for preloading", Signs{Crates: []string{"redhook"}, Exports: []string{"open"}, Params: map[string]string{"open": "pi"}, ELF: true}, "preload"},
		{"before main of the program", Signs{Crates: []string{"frida-gum"}, Exports: []string{"__libc_start_main"}, Params: map[string]string{"__libc_start_main": "pippppp"}, Words: []string{"RTLD_NEXT"}, ELF: true}, "preload"},
		{"hooks with Frida's library", Signs{Crates: []string{"frida-gum"}}, ""},
		{"module of a proxy", Signs{Crates: []string{"log", "proxy-wasm"}}, "wasm-sdk"},
		{"contract", Signs{Crates: []string{"anchor-lang"}}, "solana"},
		{"image effect", Signs{Crates: []string{"log"}, Exports: []string{"OfxGetNumberOfPlugins", "OfxGetPlugin"}}, "openfx"},
		{"FMU", Signs{Exports: []string{"fmi3InstantiateCoSimulation", "fmi3FreeInstance"}}, "fmi"},
		{"instrumentation", Signs{Exports: []string{"qemu_plugin_install", "qemu_plugin_version"}}, "qemu"},
		{"SQL function", Signs{Crates: []string{"udf"}}, "mysql"},
		{"C library", Signs{Metadata: []string{"capi"}}, "c-library"},
		{"Android package", Signs{Crates: []string{"jni"}, Metadata: []string{"android"}}, "android"},
		{"C# by its build script", Signs{BuildCrates: []string{"csbindgen"}}, "dotnet"},
		{"bindings of UniFFI", Signs{Crates: []string{"uniffi"}}, "uniffi"},
		{"linked dylib", Signs{Linked: true}, "linked"},
		{"header and archive", Signs{Headers: true}, "c-library"},
		{"header and archive of a Redis module", Signs{Headers: true, Crates: []string{"redis-module"}}, "redis"},
		{"linked and reloaded", Signs{Linked: true, Loaders: []string{"hot-lib-reloader"}}, "hot-reload"},
		{"hot reload", Signs{Exports: []string{"step"}, Loaders: []string{"hot-lib-reloader"}}, "hot-reload"},
		{"loader, but a plugin", Signs{Exports: []string{"pam_sm_authenticate"}, Loaders: []string{"hot-lib-reloader"}}, "pam"},
		{"both formats", Signs{Macros: []string{"nih_export_clap!", "nih_export_vst3!"}}, "clap"},
		{"nss", Signs{Exports: []string{"_nss_foo_getpwnam_r"}}, "nss"},
		{"java", Signs{Exports: []string{"Java_org_example_Native_run"}}, "jni"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := table.Detect(tt.signs)
			got := ""
			if found.Host != nil {
				got = found.Host.ID
			}
			if got != tt.want || (found.Sign == "") != (got == "") {
				t.Errorf("got %q by %q, want %q", got, found.Sign, tt.want)
			}
		})
	}
}

func TestExports(t *testing.T) {
	src := `
#[no_mangle]
pub extern "C" fn one() {}
#[unsafe(no_mangle)]
/// says { something };
#[allow(clippy::all)]
pub unsafe extern "C" fn two(x: [u8; 3]) {}
// #[no_mangle] pub extern "C" fn commented() {}
#[export_name = "three"]
extern "C" fn named() {}
#[cfg_attr(feature = "x", no_mangle)]
pub static mut four: u8 = 0;
macro_rules! m { ($n:ident) => { #[no_mangle] pub extern "C" fn $n() {} }; }
#[unsafe(export_name = "five")]
fn f() {}
`
	var got []string
	for _, e := range Exports([]byte(src)) {
		got = append(got, e.Name)
		if at := src[e.Start:e.End]; at != e.Name && at != "named" && at != "f" {
			t.Errorf("%s stands at %q", e.Name, src[e.Start:e.End])
		}
	}
	var params []string
	for _, e := range Exports([]byte("#[no_mangle] fn a() {}\n#[no_mangle] fn b(x: [u8; 2], f: extern \"C\" fn(u8, u8) -> u8) {}\n#[no_mangle] fn c(p: *const u8, ...) {}\n#[no_mangle] static D: (u8, u8) = (1, 2);\n#[no_mangle] fn e<'a>(x: Vec<(u8, u8)>,) {}")) {
		params = append(params, e.Params)
	}
	if want := []string{"", "ip", "p", "-", "i"}; !slices.Equal(params, want) {
		t.Errorf("parameters %q, want %q", params, want)
	}
	if want := []string{"one", "two", "three", "four", "five"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMacros(t *testing.T) {
	table, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ src, want string }{
		{"#[pymodule]\nfn m() {}", "#pymodule"},
		{"#[pyo3::pymodule(name = \"x\")]", "#pymodule"},
		{"use pyo3::pymodule;", ""},
		{"#[pymodule_init]", ""},
		{"// #[pymodule]", ""},
		{"#[mlua::lua_module]", "#lua_module"},
		{"nih_plug::nih_export_clap!(Gain);", "nih_export_clap!"},
		{"macro_rules! pam_hooks { }", ""},
		{"#[cfg_attr(feature = \"node\", napi)]", "#napi"},
		{"#[napi::ctor]", ""},
		{"#[other::init]", ""},
		{"#[magnus::init]", "#magnus::init"},
	}
	for _, tt := range tests {
		if got := strings.Join(table.Macros([]byte(tt.src)), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.src, got, tt.want)
		}
	}
}

func TestFaults(t *testing.T) {
	const whole = "[[host]]\nid = \"x\"\nname = \"X\"\ncrates = [\"x\"]\nunloads = \"never\"\nwhen = \"w\"\nthread = \"t\"\nadvice = \"a\"\nconfidence = \"high\"\nsource = \"s\"\n"
	tests := []struct{ name, text, want string }{
		{"whole", whole, ""},
		{"unknown key", whole + "unload = 1\n", "unknown key"},
		{"no source", strings.Replace(whole, `source = "s"`, "", 1), "source is missing"},
		{"unloads", strings.Replace(whole, `"never"`, `"sometimes"`, 1), "unloads is"},
		{"confidence", strings.Replace(whole, `"high"`, `"sure"`, 1), "confidence is"},
		{"nothing to detect", strings.Replace(whole, `crates = ["x"]`, "", 1), "nothing tells"},
		{"macro", whole + "macros = [\"pymodule\"]\n", "macros holds"},
		{"twice", whole + whole, "twice"},
		{"version", "[compiler]\nnodelete-since = \"1.98.0\"\n" + whole, "not major.minor"},
		{"preloaded", strings.Replace(whole, `"never"`, `"often"`, 1) + "preloaded = true\n", "never unloaded"},
		{"requires", strings.Replace(whole, `crates = ["x"]`, "exports = [\"x_*\"]", 1) + "requires-crate = true\n", "requires-crate without"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(fstest.MapFS{fileName: {Data: []byte(tt.text)}})
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
