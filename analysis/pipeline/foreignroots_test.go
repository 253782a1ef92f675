package pipeline

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// TestForeignRoots: what C, C++ and assembly run by themselves leads to the functions of
// Rust that they call.
func TestForeignRoots(t *testing.T) {
	const (
		linux   = "x86_64-unknown-linux-gnu"
		windows = "x86_64-pc-windows-msvc"
		source  = "extern \"C\" { fn anchor(); }\n#[no_mangle] pub extern \"C\" fn up() { println!(\"up\"); }\n#[no_mangle] pub extern \"C\" fn down() { println!(\"down\"); }"
		anchor  = "\nint anchor(void) { return 0; }\n"
	)
	for _, tt := range []struct{ name, target, file, text, want string }{
		{"constructor of C", linux, "a.c", "__attribute__((constructor)) static void start(void) { up(); }" + anchor, "load start up"},
		{"object of C++", linux, "a.cpp", "struct R { R() { up(); } ~R() { down(); } };\nstatic R r;\nextern \"C\"" + anchor, "load r up|unload r down"},
		{"initialiser of C++", linux, "a.cc", "namespace { const int once = (up(), 1); }\nextern \"C\"" + anchor, "load once up"},
		{"local object of C++", linux, "a.cpp", "struct R { R() { up(); } };\nvoid f() { static R r; }\nextern \"C\"" + anchor, ""},
		{"member of an archive that nothing takes", linux, "a.cpp", "struct R { R() { up(); } };\nstatic R r;", ""},
		{"arms of a DllMain", windows, "a.c", "BOOL WINAPI DllMain(HINSTANCE h, DWORD r, LPVOID p) { if (r == DLL_PROCESS_ATTACH) up(); if (r == DLL_PROCESS_DETACH && p == NULL) down(); return TRUE; }" + anchor, "load DllMain up|unload DllMain down"},
		{"DllMain that does nothing", windows, "a.c", "BOOL WINAPI DllMain(HINSTANCE h, DWORD r, LPVOID p) { return TRUE; }" + anchor, ""},
		{"DllMain elsewhere", linux, "a.c", "BOOL WINAPI DllMain(HINSTANCE h, DWORD r, LPVOID p) { up(); return TRUE; }" + anchor, ""},
		{"arrays of assembly", linux, "a.S", "anchor: jmp up@PLT\n.section .init_array,\"aw\"\n.quad anchor\n.section .fini_array,\"aw\"\n.quad down", "load anchor up|unload down down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := memory{
				"/w/Cargo.toml": "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
				"/w/build.rs":   "fn main() { cc::Build::new().file(\"" + tt.file + "\").compile(\"a\"); }",
				"/w/src/lib.rs": source, "/w/" + tt.file: tt.text,
			}
			ctx := context.Background()
			set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: tt.target, CargoHome: "/home"})
			if err != nil {
				t.Fatal(err)
			}
			res, err := Analyze(ctx, files, set.Workspaces[0], Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range res.Reaches {
				for _, p := range r.Paths {
					got = append(got, string(p.Root.Moment)+" "+p.Root.Name+" "+r.In)
				}
			}
			slices.Sort(got)
			if found := strings.Join(slices.Compact(got), "|"); found != tt.want {
				t.Errorf("got %q, want %q", found, tt.want)
			}
		})
	}
}
