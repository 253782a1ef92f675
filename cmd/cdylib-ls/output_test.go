package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/report"
)

// TestJobs asks for the same bytes whatever the number of workers.
func TestJobs(t *testing.T) {
	dir, err := filepath.Abs("../../rules/testdata/stdio-in-ctor")
	if err != nil {
		t.Fatal(err)
	}
	formats := report.Formats()
	if testing.Short() {
		formats = []string{"text", "jsonl"}
	}
	for _, format := range formats {
		one, _ := runIn(dir, "check", "--format", format, "--jobs", "1")
		for range 2 {
			if many, _ := runIn(dir, "check", "--format", format, "--jobs", "8"); withoutProgress(many) != withoutProgress(one) {
				t.Errorf("%s differs with --jobs", format)
			}
		}
	}
}

// withoutProgress drops the lines of a stream that say how far the work is, which a
// slow machine adds.
func withoutProgress(out string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, `{"progress":`) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestFormatsAgree compares the findings of the formats.
func TestFormatsAgree(t *testing.T) {
	dir, err := filepath.Abs("../../rules/testdata/stdio-in-ctor")
	if err != nil {
		t.Fatal(err)
	}
	out, _ := runIn(dir, "check", "--format", "json")
	var r report.JSONReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	text, _ := runIn(dir, "check", "--quiet")
	if n := strings.Count(text, "\n"); n != len(r.Findings) || n == 0 {
		t.Errorf("text has %d findings, JSON %d", n, len(r.Findings))
	}
	if strings.Contains(out, "null,\n      \"roots\"") && r.Findings[0].Root == nil {
		t.Errorf("the first finding has no root")
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if out, code := runIn(t.TempDir(), "completion", shell); code != 0 || !strings.Contains(out, "cdylib-ls") {
			t.Errorf("%s: exit %d", shell, code)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Cargo.toml"), []byte("[profile.shipped]\ninherits = \"release\"\n[features]\nnet = []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, c := range []struct{ flag, typed, want string }{
		{"--select", "std", "stdio-in-ctor\t"},
		{"--ignore", "stdio-in-ctor,std", "stdio-in-ctor,std-in-dtor\t"},
		{"--target", "x86_64-un", "x86_64-unknown-linux-musl\n"},
		{"--profile", "", "shipped\n"},
		{"--features", "other,", "other,net\n"},
		{"--format", "", "sarif\n"},
	} {
		if out, _ := runIn(dir, "__complete", "check", c.flag, c.typed); !strings.Contains(out, c.want) {
			t.Errorf("%s %s: %q is not offered in %q", c.flag, c.typed, c.want, out)
		}
	}
}

// TestBashCompletion asks bash itself, without the package bash-completion.
func TestBashCompletion(t *testing.T) {
	dir := t.TempDir()
	script, _ := runIn(dir, "completion", "bash")
	// The program that the script calls prints what it is asked for.
	stub := "#!/bin/sh\nprintf '%s\\n' \"asked:$*\" >>asked\nprintf 'answer\\n:4\\n'\n"
	for name, text := range map[string]string{"cdylib-ls": stub, "script": script} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ line, words, at, want string }{
		{"cdylib-ls check --sel", "cdylib-ls check --sel", "2", "asked:__complete check --sel"},
		{"cdylib-ls check --format=js", "cdylib-ls check --format = js", "4", "asked:__complete check --format=js"},
		{"cdylib-ls check --format ", "cdylib-ls check --format ''", "3", "asked:__complete check --format "},
		{"cdylib-ls check a:b --tar", "cdylib-ls check a : b --tar", "5", "asked:__complete check a:b --tar"},
	} {
		cmd := exec.Command("bash", "--norc", "--noprofile", "-c",
			"PATH=.:$PATH; source ./script; COMP_LINE='"+c.line+"'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("+c.words+"); COMP_CWORD="+c.at+"; COMP_TYPE=9; compopt() { :; }; __start_cdylib-ls cdylib-ls")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v %s", c.line, err, out)
		}
		asked, _ := os.ReadFile(filepath.Join(dir, "asked"))
		if !strings.HasSuffix(string(asked), c.want+"\n") {
			t.Errorf("%s: bash asked %q, want %q", c.line, asked, c.want)
		}
	}
}
