package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

// transcriptFile is the part of an archive that holds the session.
const transcriptFile = "transcript"

// TestTranscripts plays testdata/*.txtar: a description, files of a project, and
// last a transcript of commands (`$ cdylib-ls …`) with what they print, standard
// output before standard error, and the exit code where it is not 0. $WORK
// stands for the project's folder. `| grep TEXT` keeps the lines that hold the text, and
// `| grep -v TEXT` the others, so that no transcript lists all rules.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { playFile(t, file) })
	}
}

func playFile(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	comment, parts := splitArchive(string(text))
	work := t.TempDir()
	var script string
	for _, p := range parts {
		if p.name == transcriptFile {
			script = p.text
			continue
		}
		name := filepath.Join(work, filepath.FromSlash(p.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(p.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := play(t, work, script)
	if got == script {
		return
	}
	if !*update {
		t.Fatalf("the transcript differs (go test -update rewrites it):\n%s", firstDifference(got, script))
	}
	var b strings.Builder
	b.WriteString(comment)
	for _, p := range parts {
		if p.name == transcriptFile {
			p.text = got
		}
		fmt.Fprintf(&b, "-- %s --\n%s", p.name, p.text)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference shows where two transcripts part, below which command.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	command := ""
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%s\n got: %s\nwant: %s", command, g[i], w[i])
		}
		if strings.HasPrefix(g[i], "$ ") {
			command = g[i]
		}
	}
	return fmt.Sprintf("%s\n got %d lines, want %d", command, len(g), len(w))
}

// play runs the commands of a script and returns it with what they print now.
func play(t *testing.T, work, script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		b.WriteString(line)
		command, keep, _ := strings.Cut(strings.TrimSpace(command), " | grep ")
		args := strings.Fields(strings.ReplaceAll(command, "$WORK", work))
		switch args[0] {
		case "cat":
			text, err := os.ReadFile(filepath.Join(work, args[1]))
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(strings.ReplaceAll(string(text), work, "$WORK"))
		case "cp":
			text, err := os.ReadFile(filepath.Join(work, args[1]))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(work, args[2]), text, 0o644); err != nil {
				t.Fatal(err)
			}
		case "cdylib-ls":
			out, code := runIn(work, args[1:]...)
			b.WriteString(strings.ReplaceAll(grep(out, keep), work, "$WORK"))
			if code != 0 {
				fmt.Fprintf(&b, "[exit %d]\n", code)
			}
		default:
			t.Fatalf("unknown command %q", args[0])
		}
	}
	return b.String()
}

// grep keeps the lines with a text, or behind -v those without.
func grep(out, text string) string {
	text, without := strings.CutPrefix(text, "-v ")
	var b strings.Builder
	for line := range strings.Lines(out) {
		if strings.Contains(line, text) != without {
			b.WriteString(line)
		}
	}
	return b.String()
}

// runIn runs one command line in dir and returns what it prints and its code.
func runIn(dir string, args ...string) (string, int) {
	released = "0.0.0-test"
	var stdout, stderr bytes.Buffer
	p := &program{console.Console{Stdout: &stdout, Stderr: &stderr, Dir: dir, Getenv: func(string) string { return "" }}}
	code := p.run(context.Background(), args)
	return stdout.String() + stderr.String(), code
}

// part is one file of an archive.
type part struct{ name, text string }

// splitArchive reads the txtar format: a comment, then `-- name --` and text.
func splitArchive(text string) (comment string, parts []part) {
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "-- ")
		if name, isPart := strings.CutSuffix(name, " --"); ok && isPart {
			parts = append(parts, part{name: name})
		} else if len(parts) == 0 {
			comment += line
		} else {
			parts[len(parts)-1].text += line
		}
	}
	return comment, parts
}
