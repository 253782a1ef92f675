package lab

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// An artifact is fresh exactly when cargo would not build it again.
func TestFresh(t *testing.T) {
	t.Setenv("CARGO_TARGET_DIR", "")
	t.Setenv("CARGO_BUILD_TARGET_DIR", "")
	dir := filepath.Join(t.TempDir(), "my plug")
	file := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const manifest = "[package]\nname = \"my-plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[profile.small]\ninherits = \"release\"\nopt-level = \"s\"\n[[example]]\nname = \"demo\"\ncrate-type = [\"cdylib\"]\n"
	file("Cargo.toml", manifest)
	file("src/lib.rs", "mod other;\n#[no_mangle]\npub extern \"C\" fn entry() -> u8 { other::VALUE }\n")
	file("src/other.rs", "pub const VALUE: u8 = 1;\n")
	file("examples/demo.rs", "#[no_mangle]\npub extern \"C\" fn demo() {}\n")
	cargo := func(args ...string) string {
		cmd := exec.Command("cargo", append(args, "--offline")...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Join(dir, "target"), "RUSTFLAGS=", "CARGO_TERM_VERBOSE=true")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("cargo %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	find := func(kind workspace.TargetKind) []artifact.Built {
		set, err := workspace.Load(context.Background(), vfs.Disk{}, []string{dir}, workspace.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range set.Workspaces[0].Packages[0].Targets {
			if target.Kind == kind {
				return artifact.Find(vfs.Disk{}, target)
			}
		}
		t.Fatalf("no target of kind %d", kind)
		return nil
	}
	want := func(step string, profiles string, fresh bool) {
		t.Helper()
		var names []string
		for _, b := range find(workspace.TargetLib) {
			names = append(names, b.Profile)
			if b.Profile == "release" && b.Fresh != fresh {
				t.Errorf("%s: fresh is %v (%s), want %v", step, b.Fresh, b.Stale, fresh)
			}
			if b.Optimised != (b.Profile != "dev") {
				t.Errorf("%s: %s is optimised: %v", step, b.Profile, b.Optimised)
			}
		}
		if got := strings.Join(names, " "); got != profiles {
			t.Errorf("%s: profiles %q, want %q", step, got, profiles)
		}
	}
	want("not built", "", false)
	cargo("build")
	cargo("build", "--profile", "small")
	cargo("build", "--release", "--examples", "--lib")
	want("built", "release small dev", true)
	if list := find(workspace.TargetExample); len(list) != 1 || !list[0].Fresh || filepath.Base(list[0].Path) != "libdemo.so" {
		t.Errorf("example: %+v", list)
	}
	agree := func(step string, fresh bool) {
		t.Helper()
		want(step, "release small dev", fresh)
		if out := cargo("build", "--release"); strings.Contains(out, "Fresh my-plug") != fresh {
			t.Errorf("%s: cargo disagrees: %s", step, out)
		}
	}
	agree("nothing changed", true)
	later := time.Now().Add(time.Second)
	file("Cargo.toml", manifest+"[package.metadata.cdylib-ls]\nunload = \"never\"\n")
	if err := os.Chtimes(filepath.Join(dir, "Cargo.toml"), later, later); err != nil {
		t.Fatal(err)
	}
	agree("metadata edited", true)
	file("src/other.rs", "pub const VALUE: u8 = 2;\n")
	agree("source edited", false)
	want("built again", "release small dev", true)
}
