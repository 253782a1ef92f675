package pipeline

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// TestModulesElsewhere has the only constructor in a module whose file the scan of the
// package's folder does not come to.
func TestModulesElsewhere(t *testing.T) {
	const ctor = "#[ctor::ctor]\nfn start() { println!(); }\n"
	for name, files := range map[string]memory{
		"by a path out of the package":      {"/w/src/lib.rs": "#[path = \"../../other/x.rs\"] mod x;\n", "/other/x.rs": ctor},
		"by a raw string":                   {"/w/src/lib.rs": "#[path = r#\"../../other/x.rs\"#] mod x;\n", "/other/x.rs": ctor},
		"by a condition":                    {"/w/src/lib.rs": "#[cfg_attr(unix, path = \"../../other/x.rs\")] mod x;\n", "/other/x.rs": ctor},
		"by two paths":                      {"/w/src/lib.rs": "#[path = \"../../other/x.rs\"] mod x;\n", "/other/x.rs": "mod y;\n", "/other/y.rs": ctor},
		"beside one by a path":              {"/w/src/lib.rs": "#[path = \"../../other/mod.rs\"] mod x;\n", "/other/mod.rs": "mod y;\n", "/other/y/mod.rs": ctor},
		"in a folder for tests":             {"/w/src/lib.rs": "#[path = \"../tests/x.rs\"] mod x;\n", "/w/tests/x.rs": ctor},
		"in a hidden folder":                {"/w/src/lib.rs": "#[path = \".gen/x.rs\"] mod x;\n", "/w/src/.gen/x.rs": ctor},
		"in a module that is called target": {"/w/src/lib.rs": "mod target;\n", "/w/src/target/mod.rs": ctor},
		"below a module called target":      {"/w/src/lib.rs": "mod target;\n", "/w/src/target.rs": "mod r#x;\n", "/w/src/target/x.rs": ctor},
		"named in a comment before":         {"/w/src/lib.rs": "// mod x;\n/* path = \"none.rs\" */\n#[path /* y */ = \"../../other/x.rs\"]\nmod x;\n#[path = \"../../other/x.rs\"] mod z;\n", "/other/x.rs": ctor},
	} {
		found := 0
		for _, res := range analyse(t, files, 1) {
			for _, r := range res.Roots {
				if strings.HasSuffix(r.Name, "start") {
					found++
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

// TestIncludes says of what `include!` takes in that it is not looked at, where it is not.
func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		name, text, said string
		minor            bool
	}{
		{"functions", "include!(\"code.rs\");\n", "", false},
		{"functions out of the package", "include!(\"../../other/code.rs\");\n", "code.rs lies outside the workspace", false},
		{"in a module", "mod a { include! { r\"code.rs\" } }\n", "", false},
		{"a comma behind", "include!(\"code.rs\",);\n", "", false},
		{"constants", "include!(\"data.rs\");\n", "", false},
		{"no file", "include!(\"none.rs\");\n", "none.rs: ", false},
		{"itself", "include!(\"lib.rs\");\n", "lib.rs includes itself", false},
		{"each other", "include!(\"round.rs\");\n", "lib.rs includes itself", false},
		{"a folder", "include!(\"..\");\n", "w: ", false},
		{"of the package", "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/code.rs\"));\n", "", false},
		{"of the package, not there", "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/none.rs\"));\n", "none.rs: ", false},
		{"made by a build", "include!(concat!(env!(\"OUT_DIR\"), \"/code.rs\"));\n", "its file is made by a build", true},
		{"a value", "const X: u8 = include!(\"data.rs\");\n", "", false},
		{"a body at load", "#[used]\n#[link_section = \".init_array\"]\nstatic F: extern \"C\" fn() = f;\nextern \"C\" fn f() { include!(\"body.rs\") }\n", "a part of `f` is left out: it takes a file in by `include!`", false},
		{"a closure's", "#[used]\n#[link_section = \".init_array\"]\nstatic F: extern \"C\" fn() = f;\nextern \"C\" fn f() { let g = || include!(\"none.rs\"); g(); }\n", "is left out: it takes a file in by `include!`", false},
		{"data in a body", "pub fn f() -> [u8; 2] { include!(\"list.rs\") }\n", "", false},
		{"a comment", "// include!(\"code.rs\");\n", "", false},
		{"a string", "const X: &str = \"include!(1)\";\n", "", false},
		{"made by the build script", "mod g { include!(\"generated/out.rs\"); }\n", "as `build.rs` has it", true},
		{"made by the build script, by its name", "include!(\"out2.rs\");\n", "as `build.rs` has it", true},
		{"of another folder", "mod g { include!(\"other/out.rs\"); }\n", "out.rs: ", false},
		{"a header of C++", "mod ffi { unsafe extern \"C++\" { include!(\"operator.h\"); type Operator; } }\n", "", false},
		{"switched off", "#[cfg(windows)] include!(\"code.rs\");\n", "", false},
	} {
		files := memory{"/w/src/lib.rs": c.text, "/w/src/code.rs": "fn f() {}\n", "/other/code.rs": "fn f() {}\n", "/w/src/data.rs": "const Y: u8 = 1;\n", "/w/src/body.rs": "{ println!() }\n", "/w/src/list.rs": "[1, 2]\n", "/w/src/round.rs": "include!(\"lib.rs\");\n",
			"/w/build.rs": "fn main() { prost_build::Config::new().out_dir(\"src/generated\"); write(dir.join(\"out2.rs\")); /* \"src/other\" */ }\n"}
		for _, res := range analyse(t, files, 1) {
			t.Run(c.name, func(t *testing.T) { checkSaid(t, res.Problems, c.said, c.minor) })
		}
	}
}

// TestIncludedCode holds that what stands in an included file is a part of the module that
// takes it in, and is found at its own line.
func TestIncludedCode(t *testing.T) {
	const start = "\n#[ctor::ctor]\nfn start() { say(); }\n"
	const say = "\n\nfn say() { println!(); }\n"
	for _, c := range []struct{ name, lib, inc, more, at string }{
		{"all of it", "include!(\"inc.rs\");\n", start + say, "", "inc.rs:6"},
		{"what it calls", "include!(\"inc.rs\");\n" + say, start, "", "lib.rs:4"},
		{"what calls it", "include!(\"inc.rs\");\n" + start, say, "", "inc.rs:3"},
		{"in a module", "mod a { include!(\"inc.rs\"); " + say + " }\n", start, "", "lib.rs:3"},
		{"a path through the module", "mod a { include!(\"inc.rs\"); }\n#[ctor::ctor]\nfn start() { a::say(); }\n", "\npub fn say() { println!(); }\n", "", "inc.rs:2"},
		{"self and super", "mod a { include!(\"inc.rs\"); fn here() { super::say() } }\n" + say, "#[ctor::ctor]\nfn start() { self::here(); }\n", "", "lib.rs:4"},
		{"an import", "include!(\"inc.rs\");\nmod b { pub fn tell() { println!(); } }\n" + "#[ctor::ctor]\nfn start() { tell(); }\n", "use self::b::tell;\n", "", "lib.rs:2"},
		{"a macro", "include!(\"inc.rs\");\n#[ctor::ctor]\nfn start() { hello!(); }\n", "macro_rules! hello { () => { println!() } }\n", "", "lib.rs:3"},
		{"a module in it", "include!(\"inc.rs\");\n#[ctor::ctor]\nfn start() { more::say(); }\n", "mod more;\n", "\npub fn say() { println!(); }\n", "more.rs:2"},
		{"an include in it", "include!(\"inc.rs\");\n" + start, "include!(\"more.rs\");\n", say, "more.rs:3"},
		{"a method", "include!(\"inc.rs\");\nstruct S;\n#[ctor::ctor]\nfn start() { S.say(); }\n", "impl S { fn say(&self) { println!(); } }\n", "", "inc.rs:1"},
		{"twice", "mod a { include!(\"inc.rs\"); }\nmod b { include!(\"inc.rs\"); }\n", start + say, "", "inc.rs:6"},
	} {
		for _, inc := range []string{"inc.rs", "inc.in"} {
			lib := strings.ReplaceAll(c.lib, "inc.rs", inc)
			files := memory{"/w/Cargo.toml": "[package]\nname = \"p\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n",
				"/w/src/lib.rs": lib, "/w/src/" + inc: c.inc, "/w/src/more.rs": c.more}
			found := map[string]bool{}
			for _, res := range analyse(t, files, 1) {
				for _, x := range res.Reaches {
					if x.Effect.Kind == analysis.Stdio {
						src := files[x.Place.File]
						found[fmt.Sprintf("%s:%d", path.Base(x.Place.File), 1+strings.Count(src[:x.Place.Span.Start], "\n"))] = true
					}
				}
			}
			if want := strings.ReplaceAll(c.at, "inc.rs", inc); len(found) != 1 || !found[want] {
				t.Errorf("%s in %s: printed at %v, want %s", c.name, inc, found, want)
			}
		}
	}
}

// TestIncludesGrow has files that take each other in on more paths than anybody can follow:
// in one module each counts once, in many a limit ends it and is said.
func TestIncludesGrow(t *testing.T) {
	for _, c := range []struct{ name, text, said string }{
		{"in one module", "include!(\"NEXT\");\ninclude!(\"NEXT\");\n", ""},
		{"in many", "mod a { include!(\"NEXT\"); }\nmod b { include!(\"NEXT\"); }\n", "more than 500 times"},
	} {
		files := memory{"/w/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() {}\ninclude!(\"i0.rs\");\n", "/w/src/i30.rs": ""}
		for i := range 30 {
			files[fmt.Sprintf("/w/src/i%d.rs", i)] = strings.ReplaceAll(c.text, "NEXT", fmt.Sprintf("i%d.rs", i+1))
		}
		for _, res := range analyse(t, files, 1) {
			said := ""
			for _, p := range res.Problems {
				said += p.Message
			}
			if c.said == "" && said != "" || !strings.Contains(said, c.said) {
				t.Errorf("%s: said: %.300q", c.name, said)
			}
		}
	}
}
