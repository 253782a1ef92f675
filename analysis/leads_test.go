package analysis

import (
	"strings"
	"testing"
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

// TestIncludes says of what `include!` takes in that it is not looked at.
func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		name, text, said string
		minor            bool
	}{
		{"functions", "include!(\"code.rs\");\n", "code.rs is not looked at", false},
		{"functions out of the package", "include!(\"../../other/code.rs\");\n", "code.rs is not looked at", false},
		{"in a module", "mod a { include! { r\"code.rs\" } }\n", "code.rs is not looked at", false},
		{"a comma behind", "include!(\"code.rs\",);\n", "code.rs is not looked at", false},
		{"constants", "include!(\"data.rs\");\n", "data.rs is not looked at", true},
		{"no file", "include!(\"none.rs\");\n", "none.rs: ", false},
		{"made by a build", "include!(concat!(env!(\"OUT_DIR\"), \"/code.rs\"));\n", "its file is made by a build", true},
		{"a value", "const X: u8 = include!(\"data.rs\");\n", "", false},
		{"a comment", "// include!(\"code.rs\");\n", "", false},
		{"a string", "const X: &str = \"include!(1)\";\n", "", false},
		{"switched off", "#[cfg(windows)] include!(\"code.rs\");\n", "", false},
	} {
		files := memory{"/w/src/lib.rs": c.text, "/w/src/code.rs": "fn f() {}\n", "/other/code.rs": "fn f() {}\n", "/w/src/data.rs": "const Y: u8 = 1;\n"}
		for _, res := range analyse(t, files, 1) {
			t.Run(c.name, func(t *testing.T) { checkSaid(t, res.Problems, c.said, c.minor) })
		}
	}
}
