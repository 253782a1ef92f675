package lab

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// oneAnswer is a workspace whose libraries differ in what they use of one helper crate.
var oneAnswer = map[string]string{
	"Cargo.toml":      "[workspace]\nmembers = [\"fw\", \"mid\", \"plug\", \"through\", \"beside\"]\nresolver = \"3\"\n",
	"fw/Cargo.toml":   "[package]\nname = \"fw\"\nversion = \"0.0.0\"\nedition = \"2024\"\n",
	"fw/src/lib.rs":   "pub fn id() -> String { format!(\"{:?}\", std::thread::current().id()) }\npub fn seven() -> i32 { 7 }\n",
	"mid/Cargo.toml":  "[package]\nname = \"mid\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nfw = { path = \"../fw\" }\n",
	"mid/src/lib.rs":  "pub use fw::seven;\npub fn name() -> usize { fw::id().len() }\n",
	"plug/Cargo.toml": "[package]\nname = \"plug\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nfw = { path = \"../fw\" }\n",
	"plug/src/lib.rs": "#[unsafe(no_mangle)]\npub extern \"C\" fn entry() -> i32 { fw::id().len() as i32 }\n",
	// through a crate of which nothing else tells anything
	"through/Cargo.toml": "[package]\nname = \"through\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nmid = { path = \"../mid\" }\n",
	"through/src/lib.rs": "use mid::name as called;\n#[unsafe(no_mangle)]\npub extern \"C\" fn entry() -> i32 { called() as i32 }\n",
	// what it links and does not call is not in it
	"beside/Cargo.toml": "[package]\nname = \"beside\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nmid = { path = \"../mid\" }\n",
	"beside/src/lib.rs": "#[unsafe(no_mangle)]\npub extern \"C\" fn entry() -> i32 { mid::seven() }\n",
}

// One library has one verdict, whichever way it is asked for: from the workspace, from its
// folder, by its path, with and without the built library, and by that alone.
func TestOneAnswer(t *testing.T) {
	t.Parallel()
	check := checker(t)
	dir, err := filepath.Abs("../target/lab-answer")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range oneAnswer {
		if err := write(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("cargo", "build", "--release", "--quiet", "--offline", "--manifest-path", filepath.Join(dir, "Cargo.toml"))
	build.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, expected := range map[string]string{"plug": "crashes", "through": "crashes", "beside": "unloads"} {
		library := filepath.Join(dir, "target/release/lib"+name+".so")
		for _, ask := range []struct {
			in   string
			args []string
		}{
			{dir, []string{"check", "."}},
			{dir, []string{"check", name}},
			{filepath.Join(dir, name), []string{"check"}},
			{filepath.Join(dir, name), []string{"check", "--no-artifact", "."}},
			{dir, []string{"check", "--no-artifact", "."}},
			{dir, []string{"inspect", library}},
			{dir, []string{"inspect", "--alone", library}},
		} {
			if got := verdictOf(t, check, ask.in, name, ask.args); got != expected {
				t.Errorf("%s, %v in %s: %s, not %s", name, ask.args, filepath.Base(ask.in), got, expected)
			}
		}
	}
}

// verdictOf is what the tool says of a library on linux-gnu.
func verdictOf(t *testing.T, tool, in, name string, args []string) string {
	t.Helper()
	args = append([]string{args[0], "--format", "json"}, args[1:]...)
	if args[0] == "check" {
		args = append([]string{"check", "--fail-on", "never"}, args[1:]...)
	}
	cmd := exec.Command(tool, args...)
	cmd.Dir = in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	type verdict struct{ Verdict string }
	var report struct {
		Libraries []struct{ Verdict verdict }
		Crates    []struct {
			Name   string
			Unload map[string]verdict
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Libraries) == 1 {
		return report.Libraries[0].Verdict.Verdict
	}
	for _, c := range report.Crates {
		if c.Name == name {
			return c.Unload["linux-gnu"].Verdict
		}
	}
	return "no verdict"
}
