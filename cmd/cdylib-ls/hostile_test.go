//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/probe"
	"github.com/cdylib-ls/cdylib-ls/report"
)

// hostile is what a name may hold: a title for the terminal's window (OSC), a C1 control
// sequence, DEL, an override of direction, Markdown, HTML, and a workflow command.
const hostile = "e\x1b]0;title\x07\u009b31m\x7f\u202e[click](command:x)<script>alert(1)</script>![i](http://h.invalid/i)\n::error::x`|"

// hostileFile is the same as far as it can be the name of a file.
var hostileFile = strings.NewReplacer("/", "", "\n", "").Replace(hostile)

// hostileCrate makes a workspace in which as much as possible has a hostile name.
func hostileCrate(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), hostileFile)
	toml, err := json.Marshal(hostile) // TOML knows these escapes too
	if err != nil {
		t.Fatal(err)
	}
	quoted := strings.NewReplacer("\u009b", `\u009b`, "\u202e", `\u202e`, "\x7f", `\u007f`).Replace(string(toml))
	file, _ := json.Marshal("src/" + hostileFile + ".rs")
	path := strings.NewReplacer("\u009b", `\u009b`, "\u202e", `\u202e`, "\x7f", `\u007f`).Replace(string(file))
	source := "#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\n" +
		"#[used]\n#[link_section = \".init_array\"]\nstatic B: extern \"C\" fn() = a;\n" +
		"extern \"C\" fn a() { println!(\"\x1b]0;x\x07\u202e\") }\n" +
		"// \x1b[31m \u009b31m \x7f\n// cdylib-ls: allow(\x1b[31m)\nfn x() {}\n" +
		"#[export_name = \"\x1b]0;x\x07<script>\"]\npub extern \"C\" fn entry() { thread_local!(static T: String = String::new()); T.with(|t| drop(t.clone())); }\n"
	writeTree(t, dir, map[string]string{
		"Cargo.toml": "[package]\nname = " + quoted + "\nedition = \"2021\"\n[lib]\nname = " + quoted + "\npath = " + path + "\ncrate-type = [\"cdylib\"]\n" +
			"[[bin]]\nname = " + quoted + "\npath = " + path + "\n[package.metadata.cdylib-ls]\nhost = " + quoted + "\nartifact = " + quoted + "\n[package.metadata.cdylib-ls.rules]\n" + quoted + " = \"off\"\n",
		"src/" + hostileFile + ".rs": source,
	})
	return dir
}

// steering finds what steers a terminal or turns the text, the colours of the program's
// own left out.
func steering(text string) string {
	text = strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[1;31m", "", "\x1b[1;32m", "", "\x1b[1;33m", "", "\x1b[1;34m", "", "\x1b[1;36m", "").Replace(text)
	for i, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return text[max(0, i-60):min(len(text), i+20)]
		}
	}
	return ""
}

// TestHostileNames prints everything that can be printed of a hostile crate.
func TestHostileNames(t *testing.T) {
	dir := hostileCrate(t)
	lib := sharedObject(t, "__attribute__((constructor)) static void start(void) {} int entry(void) { return 0; }")
	built := filepath.Join(dir, hostileFile+".so")
	text, err := os.ReadFile(lib)
	if err == nil {
		err = os.WriteFile(built, text, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	runs := [][]string{
		{"check", "--show-settings", "src/" + hostileFile + ".rs"}, {"check", "--show-settings", "."}, {"check", "--fix-dry-run"}, {"check", "--statistics"}, {"check", "--timings"},
		{"check", "--quiet"}, {"check", "--color", "always"}, {"check", "--color", "never"}, {"check", "--write-baseline", "--baseline", hostileFile},
		{"check", hostileFile}, {"check", "--artifact", hostileFile}, {"check", "--select", hostileFile}, {"check", "--target", hostile, "."},
		{"check", "--profile", hostile}, {"check", "--features", hostile}, {"check", "--new-from", hostile}, {"check", "--output", hostileFile + "/x"}, {"check", "--" + hostile},
		{"inspect", built}, {"inspect", "--color", "always", built}, {"inspect", "--format", "json", built}, {"inspect", hostileFile + ".none"}, {"inspect", "--host", hostileFile, built},
		{"inspect", "--against", hostileFile, built}, {"inspect", "--snapshot", hostileFile + ".json", built}, {"explain", hostile}, {hostile},
	}
	for _, format := range report.Formats() {
		runs = append(runs, []string{"check", "--format", format})
	}
	for _, format := range []string{"html", "svg", "dot", "mermaid"} {
		runs = append(runs, []string{"graph", "--format", format})
	}
	if probe.CanProbe {
		runs = append(runs, []string{"probe", built})
	}
	for _, args := range runs {
		var out, errs bytes.Buffer
		p := &program{console.Console{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir, Getenv: func(string) string { return "" }}}
		p.run(context.Background(), args)
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%q: nothing is printed", args)
		}
		for _, text := range []string{out.String(), errs.String()} {
			if bad := steering(text); bad != "" {
				t.Errorf("%q: %q", args, bad)
			}
			for line := range strings.Lines(text) {
				if strings.HasPrefix(strings.TrimSpace(line), "::error::x") {
					t.Errorf("%q: a workflow command of a name: %q", args, line)
				}
			}
		}
		switch last := args[len(args)-1]; {
		case last == "html" || last == "svg":
			if strings.Contains(out.String(), "<script>alert") || strings.Contains(out.String(), "src=\"http") {
				t.Errorf("%q: HTML of a name", args)
			}
		case last == "json" || last == "sarif" || last == "gitlab":
			if !json.Valid(out.Bytes()) {
				t.Errorf("%q: no JSON", args)
			}
		}
	}
}
