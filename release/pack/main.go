// Command pack makes what a release publishes of what `release/build` built:
//
//	go run ./release/pack [FOLDER]      (default: dist)
//
// It reads FOLDER/bin/TARGET and writes archives, wheels, npm packages, a crate, a Homebrew
// formula, a Scoop manifest, a list of components and checksums into FOLDER. The same
// binaries give the same files. A target that was not built is left out, and said.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	project = "https://github.com/cdylib-ls/cdylib-ls"
	summary = "Language server and checker for Rust plugin crates: what runs at load, unload and exit, and what it breaks"
	license = "MIT OR Apache-2.0"
)

// target is a line of release/targets.
type target struct {
	name, os, arch string
	rust, wheel    string
	binary         string // path of the program
	archive        string // name of the archive, once it is written
	sum            string // SHA-256 of the archive
}

// release is what is packed.
type release struct {
	root, out, version string
	targets            []*target
}

func main() {
	out := "dist"
	if len(os.Args) > 1 {
		out = os.Args[1]
	}
	if err := run(".", out); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// run packs the release whose sources are in root.
func run(root, out string) error {
	r, err := open(root, out)
	if err != nil {
		return err
	}
	for _, step := range []func() error{r.archives, r.wheels, r.npm, r.crate, r.manifests, r.components, r.sums} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// open reads the version and the targets, and finds what was built.
func open(root, out string) (*release, error) {
	text, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return nil, err
	}
	r := &release{root: root, out: out, version: strings.TrimSpace(string(text))}
	all, err := targets(root)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		t.binary = filepath.Join(out, "bin", t.name, "cdylib-ls"+t.suffix())
		if _, err := os.Stat(t.binary); err != nil {
			fmt.Printf("%s: not built, left out\n", t.name)
			continue
		}
		r.targets = append(r.targets, t)
	}
	if len(r.targets) == 0 {
		return nil, fmt.Errorf("nothing is built in %s; run release/build first", filepath.Join(out, "bin"))
	}
	return r, nil
}

// targets reads release/targets.
func targets(root string) ([]*target, error) {
	text, err := os.ReadFile(filepath.Join(root, "release", "targets"))
	if err != nil {
		return nil, err
	}
	var out []*target
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" || strings.HasPrefix(line, "#") {
			continue
		}
		if len(f) != 6 {
			return nil, fmt.Errorf("release/targets: %d fields instead of 6: %s", len(f), line)
		}
		out = append(out, &target{name: f[0], os: f[1], arch: f[2], rust: f[4], wheel: f[5]})
	}
	return out, nil
}

// suffix of a program's file name.
func (t *target) suffix() string {
	if t.os == "windows" {
		return ".exe"
	}
	return ""
}
