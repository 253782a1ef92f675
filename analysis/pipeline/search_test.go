package pipeline

import (
	"slices"
	"testing"
)

// TestOrderOfCalls holds that the place of a finding in a dependency does not hang on the
// order in which the calls that lead to it, the modules that they stand in or the functions
// are written.
func TestOrderOfCalls(t *testing.T) {
	const manifest = "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\ndep = { path = \"../dep\" }\n"
	dep := memory{
		"/dep/Cargo.toml": "[package]\nname = \"dep\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\n",
		"/dep/src/lib.rs": "pub fn work() { println!(); }\npub fn more() { inner::deep(); }\nmod inner { pub fn deep() { eprintln!(); } }\n",
	}
	root := "#[ctor::ctor]\nfn start() { "
	for name, c := range map[string][2]memory{
		"calls":          {{"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "a::f(); b::f(); }\n"}, {"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "b::f(); a::f(); }\n"}},
		"modules":        {{"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "a::f(); b::f(); }\n"}, {"/w/src/lib.rs": "mod b;\nmod a;\n" + root + "b::f(); a::f(); }\n"}},
		"a step more":    {{"/w/src/lib.rs": "mod a;\nmod b;\nfn x() { a::f() }\nfn y() { b::f() }\n" + root + "x(); y(); }\n"}, {"/w/src/lib.rs": "mod a;\nmod b;\nfn y() { b::f() }\nfn x() { a::f() }\n" + root + "y(); x(); }\n"}},
		"several roots":  {{"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "a::f(); }\n#[ctor::ctor]\nfn other() { b::f(); }\n"}, {"/w/src/lib.rs": "mod a;\nmod b;\n#[ctor::ctor]\nfn other() { b::f(); }\n" + root + "a::f(); }\n"}},
		"likely callees": {{"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "let x: &dyn Fn() = &a::f; x(); b::f(); a::f(); }\n"}, {"/w/src/lib.rs": "mod a;\nmod b;\n" + root + "a::f(); b::f(); let x: &dyn Fn() = &a::f; x(); }\n"}},
	} {
		var places [2][]string
		for i := range c {
			files := memory{"/w/Cargo.toml": manifest, "/w/src/a.rs": "pub fn f() { dep::work(); dep::more() }\n", "/w/src/b.rs": "pub fn f() { dep::more(); dep::work() }\n"}
			for _, m := range []memory{dep, c[i]} {
				for path, text := range m {
					files[path] = text
				}
			}
			for _, res := range analyse(t, files, 1) {
				for _, r := range res.Reaches {
					places[i] = append(places[i], r.Effect.What+" "+r.Place.File+" "+r.In)
				}
			}
			slices.Sort(places[i])
		}
		if len(places[0]) < 2 || !slices.Equal(places[0], places[1]) {
			t.Errorf("%s: %q, and in the other order %q", name, places[0], places[1])
		}
	}
}
