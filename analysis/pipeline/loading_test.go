package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// loadingOf analyses a package of the given files and returns its library's
// loading. Cargo.toml is written unless it is among them.
func loadingOf(t *testing.T, files map[string]string) *analysis.Loading {
	t.Helper()
	dir := t.TempDir()
	if files["Cargo.toml"] == "" {
		files["Cargo.toml"] = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, vfs.Disk{}, []string{dir}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	res, err := Analyze(ctx, vfs.Disk{}, set.Workspaces[0], Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range res.Targets {
		if tr.Loading != nil {
			return tr.Loading
		}
	}
	t.Fatal("no library")
	return nil
}

func TestPins(t *testing.T) {
	tests := []struct {
		name, source string
		want         string
	}{
		{"of the name that dladdr gives", "unsafe fn pin() { let mut i = core::mem::zeroed::<Dl_info>(); dladdr(pin as _, &mut i); dlopen(i.dli_fname, RTLD_NOLOAD); }", "dlopen"},
		{"of its own name", "fn pin() { unsafe { libc::dlopen(c\"libplug.so\".as_ptr(), libc::RTLD_NOW | libc::RTLD_NODELETE); } }", "dlopen"},
		{"of another library", "fn load() { unsafe { libc::dlopen(c\"libother.so\".as_ptr(), libc::RTLD_NOW | libc::RTLD_NODELETE); } }", ""},
		{"closed again", "unsafe fn look() { let mut i: Dl_info; dladdr(look as _, &mut i); let h = dlopen(i.dli_fname, 1); dlclose(h); }", ""},
		{"commented out", "// dlopen(info.dli_fname, RTLD_NODELETE)", ""},
		{"declared only", "extern \"C\" { fn dlopen(a: *const u8, b: i32); fn dladdr(a: *const u8); } static dli_fname: u8 = 0;", ""},
		{"by the value that SQLite keeps", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { if bad() { return 1; } ffi::SQLITE_OK_LOAD_PERMANENTLY }", "return SQLITE_OK_LOAD_PERMANENTLY"},
		{"by its number", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { return 256; }", "return 256"},
		{"by a macro", "#[sqlite_entrypoint_permanent] pub fn sqlite3_plug_init(db: *mut sqlite3) -> Result<()> { Ok(()) }", "sqlite_entrypoint_permanent"},
		{"in an arm", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { match start() { Ok(()) => sqlite_plugin::vars::SQLITE_OK_LOAD_PERMANENTLY, Err(e) => e.code } }", "return SQLITE_OK_LOAD_PERMANENTLY"},
		{"in a branch", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { if start() { SQLITE_OK_LOAD_PERMANENTLY } else { SQLITE_ERROR } }", "return SQLITE_OK_LOAD_PERMANENTLY"},
		{"bound to a name", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { let rc = match start() { Ok(_) => ffi::SQLITE_OK_LOAD_PERMANENTLY, Err(_) => ffi::SQLITE_ERROR }; log(rc); rc }", "return SQLITE_OK_LOAD_PERMANENTLY"},
		{"by a function that makes the result", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_plug_init(db: *mut Db) -> c_int { init(db, false) }\nfn init(db: *mut Db, d: bool) -> c_int {\n if db.is_null() { return ffi::SQLITE_ERROR; }\n let rc = match start() { Ok(_) => ffi::SQLITE_OK_LOAD_PERMANENTLY, Err(_) => 1 };\n rc\n}", "return SQLITE_OK_LOAD_PERMANENTLY"},
		{"by a function on one path", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_plug_init(db: *mut Db) -> c_int { if db.is_null() { return 0; } init(db) }\nfn init(db: *mut Db) -> c_int { SQLITE_OK_LOAD_PERMANENTLY }", ""},
		{"compared with", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { let rc = start(); if rc == SQLITE_OK_LOAD_PERMANENTLY { log() } rc }", ""},
		{"asked for", "#[no_mangle] pub unsafe extern \"C\" fn sqlite3_extension_init() -> c_int { match start() { SQLITE_OK_LOAD_PERMANENTLY => 1, rc => rc } }", ""},
		{"a number in an arm", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { match start() { Ok(_) => 256, Err(_) => 1 } }", "return 256"},
		{"a size of that number", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { let size = 256; start(size) }", ""},
		{"in an arm beside plain success", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { match start() { Ok(true) => SQLITE_OK_LOAD_PERMANENTLY, Ok(false) => SQLITE_OK, Err(_) => 1 } }", ""},
		{"plain success on one path", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { if twice() { return SQLITE_OK; } 256 }", ""},
		{"plain success", "#[no_mangle] pub extern \"C\" fn sqlite3_plug_init() -> i32 { log(256); 0 }", ""},
		{"the number of another host's function", "#[no_mangle] pub extern \"C\" fn plug_size() -> i32 { 256 }", ""},
		{"on Windows", "fn pin() { unsafe { GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, core::ptr::null(), &mut h); } }", "GetModuleHandleEx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := loadingOf(t, map[string]string{"src/lib.rs": tt.source})
			got := ""
			for _, p := range l.Pins {
				got = p.What
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOverrides(t *testing.T) {
	const name = "__cxa_thread_atexit_impl"
	tests := []struct {
		name  string
		files map[string]string
		want  analysis.OverrideKind
	}{
		{"set to zero", map[string]string{"src/lib.rs": "core::arch::global_asm!(\".globl " + name + "\", \".set " + name + ", 0\");"}, analysis.OverrideZero},
		{"assigned zero", map[string]string{"src/lib.rs": "core::arch::global_asm!(\".global " + name + "\", \".hidden " + name + "\", \"" + name + " = 0x0\");"}, analysis.OverrideZero},
		{"static", map[string]string{"src/lib.rs": "#[no_mangle]\npub static " + name + ": usize = 0;"}, analysis.OverrideZero},
		{"weak", map[string]string{"src/lib.rs": "core::arch::global_asm!(\".weak " + name + "\\n.hidden " + name + "\");"}, analysis.OverrideWeak},
		{"function", map[string]string{"src/lib.rs": "#[unsafe(no_mangle)]\npub extern \"C\" fn " + name + "() {}"}, analysis.OverrideExported},
		{"renamed function", map[string]string{"src/lib.rs": "#[export_name = \"" + name + "\"]\nextern \"C\" fn mine() {}"}, analysis.OverrideExported},
		{"assembly file", map[string]string{"src/lib.rs": "core::arch::global_asm!(include_str!(\"stub.s\"));", "src/stub.s": ".globl " + name + "\n.hidden " + name + "\n" + name + ":\n  ret\n"}, analysis.OverrideHidden},
		{"assembly file in an archive", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"src/stub.S\").compile(\"stub\"); }", "src/stub.S": ".globl " + name + "\n.set " + name + ", 0\n"}, analysis.OverrideUnlinked},
		{"assembly file in a whole archive", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"src/stub.S\").link_lib_modifier(\"+whole-archive\").compile(\"stub\"); }", "src/stub.S": ".globl " + name + "\n.set " + name + ", 0\n"}, analysis.OverrideZero},
		{"object of C", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"stub.c\").compile_intermediates(); }", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }"}, analysis.OverrideHidden},
		{"archive of C", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"stub.c\").compile(\"stub\"); }", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }"}, analysis.OverrideUnlinked},
		{"archive of C by a pattern", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().files(glob::glob(\"native/*.c\").unwrap().flatten()).compile(\"stub\"); }", "native/stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }"}, analysis.OverrideUnlinked},
		{"archive of C, member taken", map[string]string{"src/lib.rs": "extern \"C\" { fn helper(); }", "build.rs": "fn main() { cc::Build::new().file(\"stub.c\").compile(\"stub\"); }", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }\nvoid helper(void) {}"}, analysis.OverrideHidden},
		{"archive of C, member taken by another", map[string]string{"src/lib.rs": "extern \"C\" { fn run(); }", "build.rs": "fn main() { cc::Build::new().files([\"stub.c\", \"run.c\"]).compile(\"stub\"); }", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }\nvoid helper(void) {}", "run.c": "void helper(void);\nvoid run(void) { helper(); }"}, analysis.OverrideHidden},
		{"C that calls libc's", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"stub.c\").compile_intermediates(); }", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return real()(f, o, d); }"}, ""},
		{"C of its own file", map[string]string{"src/lib.rs": "", "build.rs": "fn main() { cc::Build::new().file(\"stub.c\").compile_intermediates(); }", "stub.c": "static int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }"}, ""},
		{"C that nobody compiles", map[string]string{"src/lib.rs": "", "build.rs": "fn main() {}", "stub.c": "int " + name + "(void (*f)(void *), void *o, void *d) { return 0; }"}, ""},
		{"assembly without hiding", map[string]string{"src/lib.rs": "core::arch::global_asm!(\".globl " + name + "\", \"" + name + ":\", \"ret\");", "build.rs": "fn main() {}"}, analysis.OverrideHidden},
		{"assembly file nobody names", map[string]string{"src/lib.rs": "", "src/stub.s": ".set " + name + ", 0\n"}, ""},
		{"weak by extern", map[string]string{"src/lib.rs": "extern \"C\" { #[linkage = \"extern_weak\"] static " + name + ": usize; }"}, ""},
		{"not made global", map[string]string{"src/lib.rs": "core::arch::global_asm!(\".hidden " + name + "\", \".set " + name + ", 0\");"}, ""},
		{"another function", map[string]string{"src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() { let " + name + " = 1; }"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := loadingOf(t, tt.files)
			var got analysis.OverrideKind
			for _, o := range l.Overrides {
				got = o.Kind
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHostOfLibrary(t *testing.T) {
	const member = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"export in a module", map[string]string{"src/lib.rs": "mod entry;", "src/entry.rs": "#[no_mangle]\npub extern \"C\" fn pam_sm_authenticate() {}"}, "pam"},
		{"macro", map[string]string{"src/lib.rs": "use mlua::prelude::*;\n#[mlua::lua_module]\nfn plug(lua: &Lua) {}"}, "lua"},
		{"an example's export is not the library's", map[string]string{"src/lib.rs": "", "examples/demo.rs": "#[no_mangle]\npub extern \"C\" fn clap_entry() {}"}, ""},
		{"a program's neither", map[string]string{"src/lib.rs": "", "src/bin/tool.rs": "#[no_mangle]\npub extern \"C\" fn malloc() {}\nfn main() {}"}, ""},
		{"configured", map[string]string{"src/lib.rs": "#[no_mangle]\npub static clap_entry: u8 = 0;",
			"Cargo.toml": member + "[lib]\ncrate-type = [\"cdylib\"]\n[package.metadata.cdylib-ls]\nhost = \"obs\"\n"}, "obs"},
		{"by an entry point's macro", map[string]string{"src/lib.rs": "unity_native_plugin::unity_native_plugin_entry_point! { fn load() {} }",
			"Cargo.toml": member + "[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nunity-native-plugin = \"0.8\"\n"}, "unity"},
		{"an example that is a library", map[string]string{"src/lib.rs": "", "examples/demo.rs": "#[no_mangle]\npub extern \"C\" fn retro_run() {}",
			"Cargo.toml": member + "[[example]]\nname = \"demo\"\ncrate-type = [\"cdylib\"]\n"}, "libretro"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := loadingOf(t, tt.files)
			got := ""
			if l.Host != nil {
				got = l.Host.ID
			}
			if got != tt.want {
				t.Errorf("got %q by %q, want %q", got, l.HostSign, tt.want)
			}
		})
	}
}
