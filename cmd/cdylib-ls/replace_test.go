//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
)

// TestFixRoots asks fixes of crates that name files elsewhere, and of files that must not
// be written: nothing outside changes, and each file left alone is named with the reason.
func TestFixRoots(t *testing.T) {
	manifest := "[package]\nname = \"lost\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
	for _, c := range []struct {
		name   string
		files  map[string]string
		link   [2]string // made at the first, leading to the second
		target string    // that must keep its text
		why    string
	}{
		{"lib.path", map[string]string{"in/Cargo.toml": manifest + "path = \"../victim/x.rs\"\n", "victim/x.rs": lostStatic}, [2]string{}, "victim/x.rs", "is outside"},
		{"module path", map[string]string{"in/Cargo.toml": manifest, "in/src/lib.rs": "#[path = \"../../victim/x.rs\"]\nmod x;\n", "victim/x.rs": lostStatic}, [2]string{}, "victim/x.rs", ""},
		{"members", map[string]string{"in/Cargo.toml": "[workspace]\nmembers = [\"../vict*\"]\n", "victim/Cargo.toml": manifest, "victim/src/lib.rs": lostStatic}, [2]string{}, "victim/src/lib.rs", "is outside"},
		{"linked file", map[string]string{"in/Cargo.toml": manifest, "victim/x.rs": lostStatic, "in/src/.keep": ""}, [2]string{"in/src/lib.rs", "../../victim/x.rs"}, "victim/x.rs", "is outside"},
		{"linked folder", map[string]string{"in/Cargo.toml": manifest, "victim/lib.rs": lostStatic}, [2]string{"in/src", "../victim"}, "victim/lib.rs", ""},
		{"read-only", map[string]string{"in/Cargo.toml": manifest, "in/src/lib.rs": lostStatic}, [2]string{}, "in/src/lib.rs", "is read-only"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			writeTree(t, dir, c.files)
			target := filepath.Join(dir, c.target)
			if c.link[0] != "" {
				if err := os.Symlink(c.link[1], filepath.Join(dir, c.link[0])); err != nil {
					t.Fatal(err)
				}
			}
			if c.name == "read-only" {
				if err := os.Chmod(target, 0o444); err != nil {
					t.Fatal(err)
				}
			}
			out, _ := runIn(filepath.Join(dir, "in"), "check", "--fix")
			if text, err := os.ReadFile(target); err != nil || string(text) != lostStatic {
				t.Errorf("%s is %q, %v", c.target, text, err)
			}
			if c.why == "" { // such a file is not looked at without a reason
				return
			}
			if !strings.Contains(out, "not fixed: ") || !strings.Contains(out, c.why) || !strings.Contains(out, "missing-used") {
				t.Errorf("it says\n%s", out)
			}
		})
	}
}

// TestFixOwner fixes a file of another user as root: it stays his.
func TestFixOwner(t *testing.T) {
	_, lib := lostCrate(t)
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	if err := os.Chown(lib, 12345, 23456); err != nil {
		t.Fatal(err)
	}
	runIn(filepath.Dir(lib), "check", "--fix", "..")
	info, err := os.Stat(lib)
	if err != nil {
		t.Fatal(err)
	}
	if s := info.Sys().(*syscall.Stat_t); s.Uid != 12345 || s.Gid != 23456 {
		t.Errorf("it belongs to %d:%d", s.Uid, s.Gid)
	}
	if text, _ := os.ReadFile(lib); string(text) == lostStatic {
		t.Error("it was not fixed")
	}
}

// TestReplaceSpecial asks for a file in the place of one that is none.
func TestReplaceSpecial(t *testing.T) {
	dir := t.TempDir()
	for kind, path := range special(t, dir) {
		if kind == "sparse" || kind == "device" { // a regular file; one of the machine's own
			continue
		}
		if err := replace.File(path, []byte("x")); err == nil {
			t.Errorf("a %s was replaced", kind)
		}
	}
	if err := replace.Allowed("/dev/null", stat(t, "/dev/null")); err == nil {
		t.Error("a device may be replaced")
	}
}

func stat(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// TestOutputFull writes the report to a full device, and beside one: exit 2, and no file.
func TestOutputFull(t *testing.T) {
	dir, _ := lostCrate(t)
	if out, code := runIn(dir, "check", "--output", "/dev/full"); code != exitFailure || !strings.Contains(out, "cannot write the output") {
		t.Errorf("exit %d: %s", code, out)
	}
	if _, code := runIn(dir, "check", "--output", "/dev/null"); code != exitFindings {
		t.Errorf("exit %d for a device that takes all", code)
	}
	disk := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Logf("no small disk here, the device alone was tried: %s", out)
		return
	}
	defer func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	}()
	if err := os.WriteFile(filepath.Join(disk, "fill"), make([]byte, 4096), 0o644); err != nil {
		t.Fatal(err)
	}
	out, code := runIn(dir, "check", "--output", filepath.Join(disk, "report.txt"))
	if left, err := os.ReadDir(disk); code != exitFailure || !strings.Contains(out, "cannot write the output") || err != nil || len(left) != 1 {
		t.Errorf("exit %d: %s; left %v, %v", code, out, left, err)
	}
}
