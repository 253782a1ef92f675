package linkargs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var library = &workspace.Target{Kind: workspace.TargetLib, CrateTypes: []string{"cdylib"}}

// ask answers for a build script alone.
func ask(t *testing.T, build string, flags ...string) *Answers {
	t.Helper()
	dir := t.TempDir()
	p := &workspace.Package{Name: "plug", Dir: dir, Workspace: &workspace.Workspace{}}
	for _, f := range flags {
		p.Workspace.Rustflags = append(p.Workspace.Rustflags, workspace.Flag{Text: f, File: "config.toml"})
	}
	if build != "" {
		p.BuildScript = filepath.Join(dir, "build.rs")
		if err := os.WriteFile(p.BuildScript, []byte(build), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Of(vfs.Disk{}, p).For(library)
}

func TestNoDelete(t *testing.T) {
	given := map[string]string{
		"one word":         `fn main() { println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete"); }`,
		"new prefix":       `fn main() { println!("cargo::rustc-link-arg=-Wl,-z,nodelete"); }`,
		"cdylib suffix":    `fn main() { println!("cargo:rustc-link-arg-cdylib=-Wl,-znodelete"); }`,
		"two words":        `fn main() { println!("cargo:rustc-link-arg=-z"); println!("cargo:rustc-link-arg=nodelete"); }`,
		"driver":           `fn main() { println!("cargo:rustc-link-arg=-Xlinker"); println!("cargo:rustc-link-arg=-znodelete"); }`,
		"condition":        `fn main() { if std::env::var("CARGO_CFG_TARGET_OS").unwrap() == "linux" { println!("cargo:rustc-link-arg=-Wl,-z,nodelete"); } }`,
		"several lines":    `fn main() { print!("cargo:rerun-if-changed=build.rs\ncargo:rustc-link-arg=-Wl,-z,nodelete\n"); }`,
		"raw string":       `fn main() { println!(r#"cargo:rustc-link-arg=-Wl,-z,nodelete"#); }`,
		"constant":         `const ARG: &str = "cargo:rustc-link-arg=-Wl,-z,nodelete"; fn main() { let c = '"'; println!("{ARG}{c}"); }`,
		"among others":     `fn main() { println!("cargo:rustc-link-arg=-Wl,--as-needed,-z,now,-z,nodelete"); }`,
		"helper":           `fn main() { napi_build::setup(); }`,
		"helper by use":    `fn main() { use napi_build::setup; setup(); }`,
		"helper in braces": "use napi_build::{self, setup};\nfn main() { setup(); }",
	}
	for name, build := range given {
		if a := ask(t, build); a.NoDelete == nil {
			t.Errorf("%s: not seen", name)
		}
	}
	missing := map[string]string{
		"comment":       "fn main() {\n// println!(\"cargo:rustc-link-arg=-Wl,-z,nodelete\");\n/* \"cargo:rustc-link-arg=-Wl,-z,nodelete\" */ }",
		"for programs":  `fn main() { println!("cargo:rustc-link-arg-bins=-Wl,-z,nodelete"); println!("cargo:rustc-link-arg-bin=x=-Wl,-z,nodelete"); }`,
		"for tests":     `fn main() { println!("cargo:rustc-link-arg-tests=-Wl,-z,nodelete"); }`,
		"another":       `fn main() { println!("cargo:rustc-link-arg=-Wl,-z,now"); println!("cargo:rustc-link-arg=nodelete"); }`,
		"a library":     `fn main() { println!("cargo:rustc-link-lib=nodelete"); }`,
		"own setup":     `fn setup() {} fn main() { setup(); }`,
		"only imported": `use napi_build::setup; fn main() {}`,
	}
	for name, build := range missing {
		if a := ask(t, build); a.NoDelete != nil {
			t.Errorf("%s: seen as %q", name, a.NoDelete.Text)
		}
	}
	for _, flags := range [][]string{
		{"-C", "link-arg=-Wl,-z,nodelete"}, {"-Clink-arg=-Wl,-z,nodelete"}, {"-Clink-args=-Wl,-z -Wl,nodelete"},
		{"-C", "link-args=-Xlinker -z -Xlinker nodelete"}, {"--codegen", "link-arg=-znodelete"}, {"--codegen=link-arg=-znodelete"},
		{"-C", "opt-level=3", "-C", "link-arg=-z", "-C", "link-arg=nodelete"}, {"-Zpre-link-args=-Wl,-z,nodelete"},
	} {
		if a := ask(t, "", flags...); a.NoDelete == nil || a.NoDelete.Place.File != "config.toml" {
			t.Errorf("%q: not seen", flags)
		}
	}
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		words string
		got   func(*Answers) string
		want  string
	}{
		{"-Wl,-init=start -Wl,-fini,stop", symbols, "init start, fini stop"},
		{"-init _start2", symbols, "init _start2"},
		{"-Wl,--unresolved-symbols=ignore-all", unresolved, "-Wl,--unresolved-symbols=ignore-all"},
		{"-undefined dynamic_lookup", unresolved, "dynamic_lookup"},
		{"-Wl,-undefined,dynamic_lookup", unresolved, "-Wl,-undefined,dynamic_lookup"},
		{"-Wl,-undefined,error", unresolved, ""},
		{"-Wl,--allow-shlib-undefined", unresolved, "-Wl,--allow-shlib-undefined"},
		{"/FORCE:UNRESOLVED", unresolved, "/FORCE:UNRESOLVED"},
		{"/FORCE:MULTIPLE /OPT:REF", unresolved, ""},
		{"-Wl,-z,undefs -Wl,-z,defs", unresolved, "-Wl,-z,undefs"},
		{"-Wl,--version-script=api.map", scripts, "version-script api.map"},
		{"-Wl,--version-script -Wl,api.map", scripts, "version-script api.map"},
		{"-Wl,-exported_symbols_list,{path}", scripts, "exported-symbols {path}"},
		{"/DEF:Win32.def", scripts, "def Win32.def"},
		{"-Wl,-rpath,-init", symbols, ""},
		{"-nostartfiles -Wl,-z,defs", func(a *Answers) string {
			if a.NoStartFiles == nil || a.Defs == nil {
				return "missing"
			}
			return ""
		}, ""},
	}
	for _, tt := range tests {
		var build strings.Builder
		build.WriteString("fn main() {\n")
		var flags []string
		for _, w := range strings.Fields(tt.words) {
			build.WriteString("println!(\"cargo:rustc-cdylib-link-arg=" + w + "\");\n")
			flags = append(flags, "-C", "link-arg="+w)
		}
		build.WriteString("}\n")
		if got := tt.got(ask(t, build.String())); got != tt.want {
			t.Errorf("build script, %s: got %q, want %q", tt.words, got, tt.want)
		}
		if got := tt.got(ask(t, "", flags...)); got != tt.want {
			t.Errorf("rustflags, %s: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

func symbols(a *Answers) string {
	var out []string
	for _, s := range a.InitFini {
		out = append(out, map[bool]string{false: "init ", true: "fini "}[s.Fini]+s.Name)
	}
	return strings.Join(out, ", ")
}

func unresolved(a *Answers) string {
	var out []string
	for _, u := range a.Unresolved {
		out = append(out, u.Text)
	}
	return strings.Join(out, ", ")
}

func scripts(a *Answers) string {
	var out []string
	for _, s := range a.Scripts {
		out = append(out, s.Kind+" "+s.Path)
	}
	return strings.Join(out, ", ")
}

func TestCompilerFlags(t *testing.T) {
	a := ask(t, "", "-C", "target-feature=+avx,+crt-static", "-Cprefer-dynamic")
	if a.CrtStatic == nil || a.PreferDynamic == nil {
		t.Errorf("got %+v", a)
	}
	a = ask(t, "", "-Ctarget-feature=+crt-static", "-C", "target-feature=-crt-static", "-C", "prefer-dynamic", "-Cprefer-dynamic=no")
	if a.CrtStatic != nil || a.PreferDynamic != nil {
		t.Errorf("taken back, but got %+v", a)
	}
}

func TestPlaceAndCondition(t *testing.T) {
	const build = `fn main() {
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap();
    if os == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
`
	a := ask(t, build)
	if a.NoDelete == nil {
		t.Fatal("not seen")
	}
	at := a.NoDelete.Place.Span
	if got := build[at.Start:at.End]; got != "-Wl,-z,nodelete" {
		t.Errorf("stands at %q", got)
	}
	if a.NoDelete.When != `if os == "linux"` || a.NoDelete.Scope != Cdylib {
		t.Errorf("got %+v", a.NoDelete)
	}
}

func TestAttributes(t *testing.T) {
	s := &Set{}
	s.AddAttributes("lib.rs", []byte("#![feature(link_args)]\n#[link_args = \"-Wl,-z,nodelete -nostartfiles\"]\nextern {}\n// #[link_args = \"-init x\"]\n"))
	if a := s.For(library); a.NoDelete == nil || a.NoStartFiles == nil || len(a.InitFini) != 0 {
		t.Errorf("got %+v", a)
	}
}

// TestWorkspaceHelper follows a wrapper of a helper in the workspace.
func TestWorkspaceHelper(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ws := &workspace.Workspace{Locked: map[string][]workspace.LockedPackage{"napi-build": {{Version: "2.3.1"}}}}
	wrapper := &workspace.Package{Name: "binding-build", Manifest: filepath.Join(dir, "a"), Workspace: ws}
	wrapper.Targets = []*workspace.Target{{Package: wrapper, Path: write("build-lib/lib.rs", "pub fn setup() {\n  napi_build::setup();\n  println!(\"cargo:rustc-link-arg=-Wl,-init=go\");\n}\n")}}
	plug := &workspace.Package{Name: "plug", Manifest: filepath.Join(dir, "b"), Workspace: ws, BuildScript: write("build.rs", "fn main() { binding_build::setup(); }")}
	ws.Packages = []*workspace.Package{wrapper, plug}
	a := Of(vfs.Disk{}, plug).For(library)
	if a.NoDelete == nil || len(a.InitFini) != 1 {
		t.Fatalf("got %+v", a)
	}
	for _, arg := range a.Args {
		if arg.Place.File != plug.BuildScript {
			t.Errorf("%q stands in %s", arg.Text, arg.Place.File)
		}
	}
	ws.Locked["napi-build"][0].Version = "2.2.3"
	if a := Of(vfs.Disk{}, plug).For(library); a.NoDelete != nil {
		t.Error("a version that does not add it was believed to")
	}
}

func TestHelperData(t *testing.T) {
	table, err := helpers()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(table, func(h *Helper) bool { return h.Call == "napi_build::setup" }) {
		t.Error("napi_build::setup is missing")
	}
}

func FuzzDirectives(f *testing.F) {
	f.Add([]byte(`fn main() { println!("cargo:rustc-link-arg=-z"); let a = 'a'; let s = r#"x"#; /* /* */ */ }`))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, a := range directives("build.rs", src) {
			if s := a.Place.Span; s.Start > s.End || s.Start < 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}

func TestLinker(t *testing.T) {
	script := func(arg string) string { return `fn main() { println!("cargo:rustc-link-arg=` + arg + `"); }` }
	for _, tt := range []struct {
		build string
		flags []string
		want  string
	}{
		{"", nil, ""},
		{script("-fuse-ld=bfd"), nil, "gnu-ld"},
		{script("-fuse-ld=mold"), nil, "mold"},
		{script("-fuse-ld=lld"), nil, "lld"},
		{script("-Wl,-z,now"), []string{"-Clink-arg=-fuse-ld=gold"}, "gnu-ld"},
		{"", []string{"-C", "link-arg=--ld-path=/usr/bin/mold"}, ""},
		{"", []string{"-Clinker=clang"}, ""},
		{"", []string{"-Clinker=clang", "-Clink-arg=-fuse-ld=/usr/bin/mold"}, "mold"},
		{"", []string{"-Clinker=rust-lld"}, "lld"},
		{"", []string{"-Clinker=/usr/bin/ld.lld"}, "lld"},
		{"", []string{"-Clinker-features=-lld"}, "gnu-ld"},
		{"", []string{"-Clinker-features=+lld"}, "lld"},
		{"", []string{"-Zlinker-features=-lld"}, "gnu-ld"},
		{"", []string{"-Clinker-flavor=gnu-lld-cc"}, "lld"},
		{"", []string{"-Clinker-flavor=gcc"}, "gnu-ld"},
		{"", []string{"-Clinker=x86_64-linux-gnu-gcc"}, ""},
		{"", []string{"-Clinker=gcc"}, ""},
	} {
		if got := ask(t, tt.build, tt.flags...).Linker; got != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.build, tt.flags, got, tt.want)
		}
	}
}
