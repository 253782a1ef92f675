package lab

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// workspaces is where the cases' workspaces are laid out, one folder a group and
// in it one a case; cargo and check read the same files.
const workspaces = "../target/lab-unload"

const rootManifest = `[workspace]
members = ["*"]
exclude = ["target", ".cargo"]
resolver = "3"

[workspace.metadata.cdylib-ls]
unload = "supported"
`

var groupProfile = map[string]string{
	fatGroup:   "\n[profile.release]\nlto = \"fat\"\ncodegen-units = 1\n",
	debugGroup: "\n[profile.release]\nopt-level = 0\n",
}

// prelude stands before a body; what it imports is std's.
const prelude = `#![allow(unused_imports, clippy::all)]
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::{Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, mpsc};
use std::time::Duration;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    %s
}
`

func (c *unloadCase) in() string {
	if c.group == "" {
		return plainGroup
	}
	return c.group
}

func (c *unloadCase) source() ([]byte, error) {
	if c.body != "" {
		return fmt.Appendf(nil, prelude, c.body), nil
	}
	file := c.file
	if file == "" {
		file = c.name
	}
	return os.ReadFile("unload/" + file + ".rs")
}

func (c *unloadCase) library() string {
	return filepath.Join(workspaces, c.in(), "target", "release", "lib"+c.name+".so")
}

// lay writes the case's package.
func (c *unloadCase) lay() error {
	dir := filepath.Join(workspaces, c.in(), c.name)
	source, err := c.source()
	if err != nil {
		return err
	}
	kind := c.kind
	if kind == "" {
		kind = "cdylib"
	}
	m := fmt.Sprintf("[package]\nname = %q\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [%q]\n\n[dependencies]\n", c.name, kind)
	if bytes.Contains(source, []byte("lab::")) {
		m += "lab = { path = \"../lab\" }\n"
	}
	if c.dependency {
		m += "registers = { path = \"../registers\" }\n"
	}
	if c.args != nil {
		var b strings.Builder
		for _, a := range c.args {
			fmt.Fprintf(&b, "    println!(\"cargo:rustc-cdylib-link-arg=%s\");\n", a)
		}
		if err := write(filepath.Join(dir, "build.rs"), "fn main() {\n"+b.String()+"}\n"); err != nil {
			return err
		}
	}
	if err := write(filepath.Join(dir, "Cargo.toml"), m); err != nil {
		return err
	}
	return write(filepath.Join(dir, "src/lib.rs"), string(source))
}

// layGroup writes a workspace and the crates that its cases share.
func layGroup(group string) error {
	dir := filepath.Join(workspaces, group)
	if err := write(filepath.Join(dir, "Cargo.toml"), rootManifest+groupProfile[group]); err != nil {
		return err
	}
	if group == sharedGroup {
		if err := write(filepath.Join(dir, ".cargo/config.toml"), "[build]\nrustflags = [\"-Cprefer-dynamic\"]\n"); err != nil {
			return err
		}
	}
	for name, file := range map[string]string{"lab": "plugins/src/lib.rs", "registers": "unload/registers.rs"} {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		m := fmt.Sprintf("[package]\nname = %q\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n", name)
		if name != "lab" {
			m += "lab = { path = \"../lab\" }\n"
		}
		if err := write(filepath.Join(dir, name, "Cargo.toml"), m); err != nil {
			return err
		}
		if err := write(filepath.Join(dir, name, "src/lib.rs"), string(text)); err != nil {
			return err
		}
	}
	return nil
}

// write leaves a file alone that is as it should be, so that cargo does not build
// it anew.
func write(path, text string) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == text {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// unloadCases are all that link.
func unloadCases() []unloadCase { return slices.Concat(calls, left) }

// buildUnload lays out all cases and builds those that link, one cargo run a group.
func buildUnload(t *testing.T) {
	t.Helper()
	all := slices.Concat(unloadCases(), refused)
	wanted := map[string]map[string]bool{}
	for i := range all {
		c := &all[i]
		if wanted[c.in()] == nil {
			wanted[c.in()] = map[string]bool{"lab": true, "registers": true, "target": true}
			if err := layGroup(c.in()); err != nil {
				t.Fatal(err)
			}
		}
		wanted[c.in()][c.name] = true
		if err := c.lay(); err != nil {
			t.Fatal(err)
		}
	}
	for group, names := range wanted {
		forget(t, group, names)
		if group == refusedGroup {
			continue
		}
		if out, err := cargo(group, "build", "--quiet", "--offline", "--release", "--workspace"); err != nil {
			t.Fatalf("cargo: %v\n%s(install a C compiler and a Rust toolchain with cargo to run the lab)", err, out)
		}
	}
}

// forget removes packages of cases that are no more.
func forget(t *testing.T, group string, names map[string]bool) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(workspaces, group))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !names[e.Name()] && !strings.HasPrefix(e.Name(), ".") {
			if err := os.RemoveAll(filepath.Join(workspaces, group, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// cargo runs in a group's folder, whose configuration counts and no other's.
func cargo(group string, args ...string) ([]byte, error) {
	cmd := exec.Command("cargo", args...)
	cmd.Dir = filepath.Join(workspaces, group)
	for _, kv := range os.Environ() {
		switch key, _, _ := strings.Cut(kv, "="); key {
		case "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_TARGET":
		default:
			cmd.Env = append(cmd.Env, kv)
		}
	}
	return cmd.CombinedOutput()
}
