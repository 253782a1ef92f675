package main

import (
	"strings"
	"testing"
)

// Libraries of which the same is true for the same reasons stand on one line; one of its
// own, and two, are named.
func TestVerdictsGrouped(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"Cargo.toml":               "[workspace]\nmembers = [\"fw\", \"plugins/*\"]\nresolver = \"2\"\n",
		"fw/Cargo.toml":            "[package]\nname = \"fw\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
		"fw/src/lib.rs":            "pub fn id() -> String {\n    format!(\"{:?}\", std::thread::current().id())\n}\n",
		"plugins/quiet/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() {}\n",
		"plugins/still/src/lib.rs": "#[no_mangle]\npub extern \"C\" fn run() {}\n",
	}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		files["plugins/"+name+"/src/lib.rs"] = "#[no_mangle]\npub extern \"C\" fn run() -> usize {\n    fw::id().len()\n}\n"
	}
	for _, name := range []string{"a", "b", "c", "d", "e", "quiet", "still"} {
		files["plugins/"+name+"/Cargo.toml"] = "[package]\nname = \"" + name + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
		if len(name) == 1 {
			files["plugins/"+name+"/Cargo.toml"] += "[dependencies]\nfw.path = \"../../fw\"\n"
		}
	}
	writeTree(t, dir, files)
	out, errs, _ := separately(dir, "check")
	var lines []string
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "unload ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	if errs != "" || len(lines) != 2 || !strings.HasPrefix(lines[0], "unload 5 libraries (a, b, c and 2 more): crashes on linux-gnu (current-thread-dangles fw/src/lib.rs:2)") ||
		!strings.HasPrefix(lines[1], "unload quiet, still: unloads on linux-gnu") {
		t.Errorf("%s\n%s", errs, strings.Join(lines, "\n"))
	}
}
