package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dllProject is a crate with a DLL in its target folder, whose code starts no thread.
func dllProject(t *testing.T) (dir, library string) {
	t.Helper()
	dir = t.TempDir()
	library = filepath.Join(dir, "target/x86_64-pc-windows-gnu/release/plugin.dll")
	dll, err := os.ReadFile("../../parse/pe/testdata/named.dll")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		filepath.Join(dir, "Cargo.toml"):              "[package]\nname = \"plugin\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
		filepath.Join(dir, "src/lib.rs"):              "#[no_mangle]\npub extern \"C\" fn plugin_run(n: i32) -> i32 {\n    std::thread::spawn(|| loop {});\n    n\n}\n",
		library:                                       string(dll),
		filepath.Join(dir, "target/.rustc_info.json"): "{}",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(library, later, later); err != nil {
		t.Fatal(err)
	}
	return dir, library
}

// verdicts are the words of a check's verdicts by platform, with the library that decided.
func verdicts(t *testing.T, dir string, args ...string) map[string]string {
	t.Helper()
	out, code := runIn(dir, append([]string{"check", "--format", "json", "--fail-on", "never"}, args...)...)
	var report struct {
		Crates []struct {
			Unload map[string]struct {
				Verdict string
				Because []struct{ ID string }
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitClean || len(report.Crates) != 1 {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	said := map[string]string{}
	for p, v := range report.Crates[0].Unload {
		said[p] = v.Verdict
	}
	return said
}

// A library for another platform than the one that is checked decides what is said of its
// own, and nothing else.
func TestBuiltElsewhere(t *testing.T) {
	dir, library := dllProject(t)
	without, with := verdicts(t, dir, "--no-artifact"), verdicts(t, dir)
	if without["windows"] != "crashes" || with["windows"] != "unloads" {
		t.Errorf("windows: %s without the DLL, %s with it", without["windows"], with["windows"])
	}
	for _, p := range []string{"linux-gnu", "linux-musl", "macos"} {
		if without[p] == "" || without[p] != with[p] {
			t.Errorf("%s: %q without the DLL, %q with it", p, without[p], with[p])
		}
	}
	if out, _ := runIn(dir, "check", "--format", "json"); !strings.Contains(out, `"decides": true`) {
		t.Errorf("the DLL is not said to decide: %s", out)
	}
	out, _ := runIn(dir, "check", "--target", "x86_64-pc-windows-gnu", "--show-refuted", "--color", "never")
	if !strings.Contains(out, "hint[thread-outlives-cdylib]") || !strings.Contains(out, "refuted by `target/x86_64-pc-windows-gnu/release/plugin.dll`") {
		t.Errorf("checked for Windows: %s", out)
	}
	out, code := runIn(dir, "inspect", library, "--color", "never")
	if code != exitClean || !strings.Contains(out, "unloads on windows") || !strings.Contains(out, "judged      with `plugin`") {
		t.Errorf("inspect: exit %d\n%s", code, out)
	}

	// A file that ends too early shows nothing.
	whole, err := os.ReadFile(library)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(library)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(library, whole[:3000], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(library, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if cut := verdicts(t, dir); cut["windows"] == "unloads" {
		t.Errorf("with a DLL that is cut off: %v", cut)
	}
	if out, _ := runIn(dir, "inspect", "--alone", library, "--color", "never"); !strings.Contains(out, "undecided on windows") {
		t.Errorf("inspect of a DLL that is cut off: %s", out)
	}

	// A source that is newer takes the evidence away.
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(library, past, past); err != nil {
		t.Fatal(err)
	}
	if old := verdicts(t, dir); old["windows"] != "crashes" {
		t.Errorf("with an older DLL: %v", old)
	}
	if out, _ = runIn(dir, "check", "--color", "never"); !strings.Contains(out, "stale target/x86_64-pc-windows-gnu/release/plugin.dll is older than src/lib.rs: it decides nothing on windows") {
		t.Errorf("nothing names the older DLL: %s", out)
	}
}

// A library that is named for a check of another platform is refused: the findings would
// be compared with code that none of them speaks of.
func TestArtifactOfAnotherPlatform(t *testing.T) {
	dir, library := dllProject(t)
	out, code := runIn(dir, "check", "--artifact", library)
	if code != exitFailure || !strings.Contains(out, "plugin.dll was built for windows") || !strings.Contains(out, "--target") {
		t.Errorf("exit %d: %s", code, out)
	}
	if out, code = runIn(dir, "check", "--artifact", library, "--target", "x86_64-pc-windows-gnu"); code != exitClean {
		t.Errorf("with its target: exit %d: %s", code, out)
	}
}
