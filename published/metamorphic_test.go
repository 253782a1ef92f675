package published

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

var every = flag.Bool("every", false, "change every published crate, not only a few")

// few are changed in each run: those with the most findings of different rules for their
// size.
var few = []string{"minstant", "static_init", "uu_stdbuf_libstdbuf", "emacs"}

// source is a crate's sources and manifest by path.
type source map[string][]byte

// change makes another crate of the same meaning.
type change struct {
	name  string
	make  func(t *testing.T, s source) source
	exact bool // places stay at their lines and columns
}

var changes = []change{
	{"CRLF", crlf, true},
	{"comments", comments, true},
	{"order of items", reordered, false},
	{"names of types", renamed, false},
	{"a workspace", nil, true}, // only its surroundings change
}

// TestMetamorphic changes published crates in ways that mean nothing: the findings stay.
func TestMetamorphic(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "cdylib-ls")
	command(t, "..", "go", "build", "-o", tool, "./cmd/cdylib-ls")
	seen(t, "../analysis", "../cmd", "../parse", "../rules", "crates")
	names := few
	if *every {
		names = pinned(t)
	}
	sources := fetch(t)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			from := sources[name]
			if from == "" {
				t.Fatalf("cargo knows no source of %s", name)
			}
			plain := lay(t, from, "", nil)
			want := look(t, tool, plain, "", false)
			if len(want) == 0 && !*every {
				t.Fatal("nothing is found")
			}
			exact := look(t, tool, plain, "", true)
			for _, c := range changes {
				t.Run(c.name, func(t *testing.T) {
					below := ""
					if c.make == nil {
						below = "member"
					}
					got, expected := look(t, tool, lay(t, from, below, c.make), below, c.exact), want
					if c.exact {
						expected = exact
					}
					if !slices.Equal(got, expected) {
						t.Errorf("found\n%s\nwithout the change\n%s", strings.Join(got, "\n"), strings.Join(expected, "\n"))
					}
				})
			}
		})
	}
}

// lay puts a crate into a folder, changed, with the lock file of the pinned versions. With
// below it is a member of a workspace.
func lay(t *testing.T, from, below string, change func(*testing.T, source) source) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "crate")
	dir := filepath.Join(root, below)
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile("crates/Cargo.lock")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "Cargo.lock"), lock)
	if below != "" {
		manifest, err := os.ReadFile(filepath.Join(dir, "Cargo.toml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Join(dir, "Cargo.lock")); err != nil {
			t.Fatal(err)
		}
		// Profiles count in the workspace's manifest alone.
		write(t, filepath.Join(root, "Cargo.toml"), []byte("[workspace]\nmembers = [\""+below+"\"]\nresolver = \"2\"\n\n"+profiles(manifest)))
	}
	if change == nil {
		return root
	}
	s := source{}
	for _, f := range seenFiles(t, dir) {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s[f] = text
	}
	for path, text := range change(t, s) {
		write(t, path, text)
	}
	return root
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// profiles are the tables of a manifest that say how to build.
func profiles(manifest []byte) string {
	var out strings.Builder
	in := false
	for line := range strings.Lines(string(manifest)) {
		if strings.HasPrefix(line, "[") {
			in = strings.HasPrefix(line, "[profile.")
		}
		if in {
			out.WriteString(line)
		}
	}
	return out.String()
}

// seenFiles are the sources and the manifest.
func seenFiles(t *testing.T, dir string) []string {
	t.Helper()
	out := []string{filepath.Join(dir, "Cargo.toml")}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && filepath.Ext(path) == ".rs" {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// look checks a crate and lists the places of its findings: exactly, or with the text of
// their lines, which tells them where lines move.
func look(t *testing.T, tool, root, below string, exact bool) []string {
	t.Helper()
	out := command(t, root, tool, "check", "--format", "json", "--fail-on", "never", "--no-cache", "--target", target)
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%v\n%.500s", err, out)
	}
	var found []string
	for _, f := range r.Findings {
		for _, p := range f.Places {
			where := fmt.Sprintf("%d:%d", p.Start.Line, p.Start.Column)
			if !exact {
				where = lineOf(t, filepath.Join(root, filepath.FromSlash(p.File)), p.Start.Line)
			}
			file := strings.TrimPrefix(p.File, below+"/")
			if file == "Cargo.toml" && !exact {
				where = ""
			}
			found = append(found, fmt.Sprintf("%s %s %s: %s", f.Severity, f.Rule, file, where))
		}
	}
	slices.Sort(found)
	return found
}

// lineOf is the code of a line, with new names of types taken back.
func lineOf(t *testing.T, path string, line int) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(text, []byte("\n"))
	if line < 1 || line > len(lines) {
		return "?"
	}
	return strings.ReplaceAll(string(bytes.TrimSpace(lines[line-1])), newName, "")
}

func crlf(_ *testing.T, s source) source {
	for path, text := range s {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		s[path] = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	return s
}

// comments puts one behind every line that ends a statement, a block or an item. It holds
// words that mean something where they are code.
func comments(_ *testing.T, s source) source {
	for path, text := range s {
		if filepath.Ext(path) != ".rs" {
			s[path] = bytes.ReplaceAll(text, []byte("\n\n"), []byte(" # [lib] crate-type\n\n"))
			continue
		}
		var out []byte
		code := rust.Code(text, false)
		at := 0
		for line := range bytes.Lines(text) {
			own := bytes.TrimRight(code[at:at+len(line)], "\r\n")
			at += len(line)
			out = append(out, bytes.TrimRight(line, "\r\n")...)
			if bytes.HasSuffix(own, []byte(";")) || bytes.HasSuffix(own, []byte("}")) {
				out = append(out, " // main #[ctor] thread_local! static unsafe { std::thread::spawn(println!) /* \" '"...)
			}
			out = append(out, line[len(bytes.TrimRight(line, "\r\n")):]...)
		}
		s[path] = out
	}
	return s
}

// reordered turns each run of items around that may stand in any order, in files and in
// impls: functions, types, impls and statics. What macros define, and what they write, is
// found by those after it.
func reordered(t *testing.T, s source) source {
	for path, text := range s {
		if filepath.Ext(path) != ".rs" {
			continue
		}
		f, err := rust.Parse(t.Context(), filepath.Base(path), text)
		if err != nil || len(f.Errors) > 0 {
			continue
		}
		s[path] = turned(text, f.Items)
	}
	return s
}

func turned(text []byte, items []*rust.Item) []byte {
	var out []byte
	at := 0
	var run [][2]int // from the end of the item before, to the item's own
	flush := func() {
		for i := range slices.Backward(run) {
			out = append(out, text[run[i][0]:run[i][1]]...)
			if text[run[i][1]-1] != '\n' {
				out = append(out, '\n')
			}
		}
		run = nil
	}
	for _, it := range items {
		start, end := at, it.Span.End
		if i := bytes.IndexByte(text[end:], '\n'); i >= 0 && len(bytes.TrimSpace(text[end:end+i])) == 0 {
			end += i + 1
		}
		if end <= start {
			continue // several on one line
		}
		at = end
		switch it.Kind {
		case rust.ItemFn, rust.ItemStatic, rust.ItemConst, rust.ItemStruct, rust.ItemEnum, rust.ItemImpl:
			if len(out) > 0 || len(run) > 0 { // before the first stand inner attributes
				run = append(run, [2]int{start, end})
				continue
			}
		}
		flush()
		out = append(out, text[start:end]...)
	}
	flush()
	return append(out, text[at:]...)
}

// newName is what new names of types end in.
const newName = "RenamedType"

// renamed gives all types that only this crate knows another name.
func renamed(t *testing.T, s source) source {
	types := map[string]int{}
	foreign := regexp.MustCompile(`\b(?:std|core|alloc)::[\w:{}, \n]*|\buse\s+[a-z_]\w*::[^;]*;`)
	var others []byte
	for path, text := range s {
		if filepath.Ext(path) != ".rs" {
			continue
		}
		f, err := rust.Parse(t.Context(), filepath.Base(path), text)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range f.Items {
			if (it.Kind == rust.ItemStruct || it.Kind == rust.ItemEnum || it.Kind == rust.ItemUnion) && len(it.Name) > 3 && it.Name[0] >= 'A' && it.Name[0] <= 'Z' {
				types[it.Name]++
			}
		}
		for _, m := range foreign.FindAll(text, -1) {
			if !bytes.HasPrefix(m, []byte("use crate::")) && !bytes.HasPrefix(m, []byte("use self::")) && !bytes.HasPrefix(m, []byte("use super::")) {
				others = append(append(others, m...), '\n')
			}
		}
	}
	word := regexp.MustCompile(`\b[A-Z]\w*\b`)
	known := map[string]bool{"String": true, "Option": true, "Result": true, "Vec": true, "Box": true, "Drop": true, "Default": true, "Error": true}
	for _, w := range word.FindAll(others, -1) {
		known[string(w)] = true
	}
	maps.DeleteFunc(types, func(name string, n int) bool { return n != 1 || known[name] })
	for path, text := range s {
		if filepath.Ext(path) != ".rs" {
			continue
		}
		code := rust.Code(text, false)
		var out []byte
		at := 0
		for _, m := range word.FindAllIndex(code, -1) {
			if types[string(code[m[0]:m[1]])] == 1 {
				out = append(append(out, text[at:m[1]]...), newName...)
				at = m[1]
			}
		}
		s[path] = append(out, text[at:]...)
	}
	return s
}
