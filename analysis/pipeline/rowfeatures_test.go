package pipeline

import (
	"strings"
	"testing"
)

// TestRowFeatures holds that a row with features holds where the dependency is known to
// have them, and nowhere else.
func TestRowFeatures(t *testing.T) {
	const source = "use pyo3::prelude::*;\n#[pyclass]\nstruct S;\n#[pymethods]\nimpl S { fn go(&self) {} }\n"
	manifest := func(deps string) string {
		return "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n" + deps
	}
	const helper = "[package]\nname = \"helper\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\npyo3 = { version = \"0.23\", features = [\"multiple-pymethods\"] }\n"
	const vendored = "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendor\"\n"
	const pyo3 = "[package]\nname = \"pyo3\"\nversion = \"0.23.0\"\nedition = \"2021\"\n[features]\ndefault = []\nfull = [\"multiple-pymethods\"]\nmultiple-pymethods = []\n"
	for _, c := range []struct {
		name  string
		files memory
		want  bool
	}{
		{"not asked for", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = \"0.23\"\n")}, false},
		{"another feature", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = { version = \"0.23\", features = [\"extension-module\"] }\n")}, false},
		{"asked for", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = { version = \"0.23\", features = [\"multiple-pymethods\"] }\n")}, true},
		{"asked for by a default feature", memory{"/w/Cargo.toml": manifest("[features]\ndefault = [\"many\"]\nmany = [\"pyo3/multiple-pymethods\"]\n[dependencies]\npyo3 = \"0.23\"\n")}, true},
		{"asked for by a feature that is off", memory{"/w/Cargo.toml": manifest("[features]\nmany = [\"pyo3/multiple-pymethods\"]\n[dependencies]\npyo3 = \"0.23\"\n")}, false},
		{"asked for on another platform", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = \"0.23\"\n[target.'cfg(windows)'.dependencies]\npyo3 = { version = \"0.23\", features = [\"multiple-pymethods\"] }\n")}, false},
		{"asked for by what is linked too", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = \"0.23\"\nhelper = { path = \"helper\" }\n"), "/w/helper/Cargo.toml": helper, "/w/helper/src/lib.rs": ""}, true},
		{"asked for for tests", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = \"0.23\"\n[dev-dependencies]\npyo3 = { version = \"0.23\", features = [\"multiple-pymethods\"] }\n")}, false},
		{"implied by another feature, sources at hand", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = { version = \"0.23\", features = [\"full\"] }\n"),
			"/w/.cargo/config.toml": vendored, "/w/vendor/pyo3/Cargo.toml": pyo3, "/w/vendor/pyo3/src/lib.rs": ""}, true},
		{"implied by another feature, sources missing", memory{"/w/Cargo.toml": manifest("[dependencies]\npyo3 = { version = \"0.23\", features = [\"full\"] }\n")}, false},
	} {
		c.files["/w/src/lib.rs"] = source
		got := false
		for _, res := range analyse(t, c.files, 1) {
			for _, r := range res.Roots {
				got = got || strings.Contains(r.Registration, "pymethods")
			}
		}
		if got != c.want {
			t.Errorf("%s: a root: %t", c.name, got)
		}
	}
}

// TestRowForm holds that a row for a derive macro holds in `derive`, and one for an
// attribute as an attribute.
func TestRowForm(t *testing.T) {
	const manifest = "[package]\nname = \"plugin\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\ngodot = \"0.2\"\nctor = \"0.2\"\n"
	for source, want := range map[string]int{
		"use godot::prelude::*;\n#[derive(GodotClass)]\nstruct S;\n":           1,
		"#[derive(Debug, godot::register::GodotClass)]\nstruct S;\n":           1,
		"use godot::prelude::*;\n#[GodotClass]\nstruct S;\n":                   0,
		"#[ctor::ctor]\nfn f() {}\n":                                           1,
		"use ctor::ctor;\n#[derive(ctor)]\nstruct S;\n":                        0,
		"#[derive(ctor::ctor)]\nstruct S;\n":                                   0,
		"#[cfg_attr(all(), derive(godot::register::GodotClass))]\nstruct S;\n": 1,
	} {
		n := 0
		for _, res := range analyse(t, memory{"/w/Cargo.toml": manifest, "/w/src/lib.rs": source}, 1) {
			n += len(res.Roots)
		}
		if n != want {
			t.Errorf("%q: %d roots, want %d", source, n, want)
		}
	}
}
