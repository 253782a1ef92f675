package main

import (
	"fmt"
	"strings"
)

// crate writes the sources of cargo-cdylib-ls as crates.io takes them, with the version and
// with the archives that `cargo binstall` fetches instead of building.
func (r *release) crate() error {
	files, err := r.read("release/crate/Cargo.toml", "release/crate/Cargo.lock", "release/crate/src/main.rs", "LICENSE-*", "release/description.md")
	if err != nil {
		return err
	}
	top := "cargo-cdylib-ls-" + r.version + "/"
	for _, f := range files {
		name := strings.TrimPrefix(f.name, "release/crate/")
		switch name {
		case "Cargo.toml":
			f.data = []byte(r.filled(string(f.data)) + r.binstall())
		case "Cargo.lock":
			f.data = []byte(r.filled(string(f.data)))
		case "release/description.md":
			name = "README.md"
		}
		f.name = top + name
	}
	return r.write("crate/cargo-cdylib-ls-"+r.version+".crate", writeTar, files)
}

// filled puts the version where the sources have none.
func (r *release) filled(text string) string {
	return strings.ReplaceAll(text, `version = "0.0.0"`, `version = "`+r.version+`"`)
}

// binstall is the part of Cargo.toml that names the archives. The program in them is the
// whole one; called cargo-cdylib-ls, it takes the word that cargo puts in front.
func (r *release) binstall() string {
	var b strings.Builder
	b.WriteString("\n[package.metadata.binstall]\nbin-dir = \"cdylib-ls{ binary-ext }\"\ndisabled-strategies = [\"quick-install\", \"compile\"]\n")
	for _, t := range r.targets {
		format := "tgz"
		if t.os == "windows" {
			format = "zip"
		}
		fmt.Fprintf(&b, "\n[package.metadata.binstall.overrides.%s]\npkg-url = %q\npkg-fmt = %q\n", t.rust, r.download(t), format)
	}
	return b.String()
}

// download is where a release's archive is.
func (r *release) download(t *target) string {
	return project + "/releases/download/v" + r.version + "/" + t.archive
}
