package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestSnippet(t *testing.T) {
	long := strings.Repeat("a", 200) + "MARK" + strings.Repeat("b", 200)
	tests := []struct {
		name, line string
		start, end int
		mark       string // what stands above the carets
		cells      int
	}{
		{"plain", "let x = f();", 9, 10, "f", 1},
		{"tab", "\tf();", 2, 3, "f", 1},
		{"wide", "let 日本 = f();", 10, 11, "f", 1},
		{"marked wide", "日本();", 1, 3, "日本", 4},
		{"combining", "e\u0301 = f()", 6, 7, "f", 1},
		{"long", long, 201, 205, "MARK", 4},
		{"end of line", "f();", 5, 5, "", 1},
		{"beyond the line", "f();", 40, 50, "", 1},
		{"empty", "", 1, 1, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, at, width := snippet(tt.line, tt.start, tt.end)
			if width != tt.cells {
				t.Errorf("width %d, want %d", width, tt.cells)
			}
			if !strings.Contains(text, tt.mark) {
				t.Fatalf("%q does not show %q", text, tt.mark)
			}
			if before := cells(text[:max(0, strings.Index(text, tt.mark))]); tt.mark != "" && before != at {
				t.Errorf("caret at %d, want %d in %q", at, before, text)
			}
			if n := cells(text); n > maxLine+2 {
				t.Errorf("%d cells wide", n)
			}
		})
	}
}

// cells is the width of text on a terminal.
func cells(text string) (n int) {
	for _, r := range text {
		_, w := shown(r)
		n += w
	}
	return n
}

func TestSnippetHidesControlCharacters(t *testing.T) {
	text, _, _ := snippet("a\x1b[31mb\u202Ec\r", 1, 2)
	if strings.ContainsAny(text, "\x1b\u202E\r") {
		t.Errorf("control characters get through: %q", text)
	}
}

func TestPositions(t *testing.T) {
	s := &source{text: []byte("é\r\n日x\n"), starts: []int{0, 4, 9}}
	tests := []struct{ offset, line, column int }{{0, 1, 1}, {2, 1, 2}, {4, 2, 1}, {7, 2, 2}, {9, 3, 1}, {99, 3, 1}}
	for _, tt := range tests {
		if p := s.at(tt.offset); p.Line != tt.line || p.Column != tt.column {
			t.Errorf("offset %d: %d:%d, want %d:%d", tt.offset, p.Line, p.Column, tt.line, tt.column)
		}
	}
	if got := s.line(1); got != "é" {
		t.Errorf("line 1 is %q", got)
	}
}

// TestJobs asks for the same bytes whatever the number of workers.
func TestJobs(t *testing.T) {
	dir, err := filepath.Abs("../../rules/testdata/stdio-in-ctor")
	if err != nil {
		t.Fatal(err)
	}
	formats := checkFormatNames()
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
	var r jsonReport
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
