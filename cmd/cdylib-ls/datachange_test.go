package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cdylib-ls/cdylib-ls/analysis/data"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
)

// TestDataKeysChangeSomething takes keys of rows of the data away, or gives them another
// value, and asks for a difference in what the program prints of a small crate that the
// row is about. Each key of each file has such a case in testdata/datakeys; `source`, which
// is for readers of the data, must be there for the data to be read at all.
func TestDataKeysChangeSomething(t *testing.T) {
	if testing.Short() {
		t.Skip("checks one project many times over")
	}
	names, err := fs.Glob(data.Files(), "*.toml")
	if err != nil || len(names) < 6 {
		t.Fatal(names, err)
	}
	for _, file := range names {
		t.Run(file, func(t *testing.T) {
			text, err := fs.ReadFile(data.Files(), file)
			if err != nil {
				t.Fatal(err)
			}
			d := &dataFile{name: file, blocks: dataBlocks(string(text))}
			missing := d.keys()
			_, parts := splitArchive(read(t, filepath.Join("testdata", "datakeys", strings.TrimSuffix(file, ".toml")+".txtar")))
			for _, s := range dataSamples(parts) {
				t.Run(s.name, func(t *testing.T) { d.changes(t, s, missing) })
			}
			for key := range missing {
				if strings.HasSuffix(key, ".source") {
					d.required(t, key)
				} else {
					t.Errorf("no case for the key %s", key)
				}
			}
		})
	}
}

// dataFile is a data file by its blocks: a table's header with the lines up to the next.
type dataFile struct {
	name   string
	blocks []string
}

func dataBlocks(text string) []string {
	out := []string{""}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "[") {
			out = append(out, "")
		}
		out[len(out)-1] += line
	}
	return out
}

var (
	blockHeader = regexp.MustCompile(`^\[+([a-z.-]+)\]+`)
	keyLine     = regexp.MustCompile(`(?m)^([a-z-]+) = (\{.*\}$)?`)
	inlineKey   = regexp.MustCompile(`([a-z-]+) = `)
)

// keys lists the keys of the file: with the table's name before, and an inline table's.
func (d *dataFile) keys() map[string]bool {
	out := map[string]bool{}
	for _, b := range d.blocks {
		table := ""
		if h := blockHeader.FindStringSubmatch(b); h != nil {
			table = h[1] + "."
		}
		for _, m := range keyLine.FindAllStringSubmatch(b, -1) {
			if m[2] == "" {
				out[table+m[1]] = true
				continue
			}
			for _, k := range inlineKey.FindAllStringSubmatch(m[2], -1) {
				out[table+m[1]+"."+k[1]] = true
			}
		}
	}
	return out
}

// dataSample is a crate, or a workspace, with the keys that show in it.
type dataSample struct {
	name  string
	files map[string]string
	args  []string
	data  [2]string // what to replace in the data beforehand
	cases []string  // key | what only the row's text has, several with & | new value, none to remove it
}

// dataSamples reads an archive: `name/keys` has the cases of `name`, after lines `args:`
// of the command to run, `crates:` to depend on, where there is no manifest, and `data:` of
// what to replace beforehand, so that the change makes no row contradict another.
func dataSamples(parts []part) []*dataSample {
	var out []*dataSample
	for _, p := range parts {
		name, file, _ := strings.Cut(p.name, "/")
		if len(out) == 0 || out[len(out)-1].name != name { // files of a sample stand together
			s := &dataSample{name: name, files: map[string]string{}}
			s.args = strings.Fields("check --target x86_64-unknown-linux-gnu --no-artifact --format json")
			s.files["Cargo.toml"] = "[package]\nname = \"" + name + "\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
			out = append(out, s)
		}
		s := out[len(out)-1]
		if file != "keys" {
			s.files[file] = p.text
			continue
		}
		for line := range strings.Lines(p.text) {
			line = strings.TrimSpace(line)
			if args, ok := strings.CutPrefix(line, "args: "); ok {
				s.args = strings.Fields(args)
			} else if pair, ok := strings.CutPrefix(line, "data: "); ok {
				s.data[0], s.data[1], _ = strings.Cut(strings.ReplaceAll(pair, `\n`, "\n"), " -> ")
			} else if crates, ok := strings.CutPrefix(line, "crates: "); ok {
				s.files["Cargo.toml"] += "[dependencies]\n" + strings.ReplaceAll(crates, ", ", "\n") + "\n"
			} else if line != "" {
				s.cases = append(s.cases, line)
			}
		}
	}
	return out
}

var messageLine = regexp.MustCompile(`"(?:rule|name|message|verdict|id)": .*`)

// changes runs the cases of a sample.
func (d *dataFile) changes(t *testing.T, s *dataSample, missing map[string]bool) {
	dir := t.TempDir()
	writeTree(t, dir, s.files)
	if s.files["lib.c"] != "" { // what Rust's linker may make, without Rust
		out := filepath.Join(dir, "target", "release", "lib"+s.name+".so")
		if err := os.MkdirAll(filepath.Dir(out), 0o777); err != nil {
			t.Fatal(err)
		}
		if msg, err := exec.Command("cc", "-shared", "-fPIC", "-nostdlib", "-o", out, filepath.Join(dir, "lib.c")).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, msg)
		}
	}
	args := s.args
	if s.data[0] != "" {
		all := strings.Join(d.blocks, "")
		if !strings.Contains(all, s.data[0]) {
			t.Fatalf("the data do not have %q", s.data[0])
		}
		d = &dataFile{d.name, dataBlocks(strings.Replace(all, s.data[0], s.data[1], 1))}
	}
	if args[0] == "check" {
		args = append(slices.Clone(args), "--no-cache", "--fail-on", "never")
	}
	before, _ := runIn(dir, args...)
	if s.data[0] != "" {
		var err error
		if before, err = runWith(d.name, strings.Join(d.blocks, ""), dir, args); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range s.cases {
		f := strings.Split(c, " | ")
		if len(f) < 2 {
			t.Fatalf("%q is no `key | row | value`", c)
		}
		value := ""
		if len(f) > 2 {
			value = f[2]
		}
		changed, err := d.with(f[0], f[1], value)
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		delete(missing, f[0])
		after, err := runWith(d.name, changed, dir, args)
		switch {
		case err != nil:
			t.Errorf("%s: the changed data cannot be read: %v", c, err)
		case after == before:
			t.Errorf("%s: it changes nothing: %q", c, messageLine.FindAllString(before, -1))
		case strings.Contains(after, "internal error"):
			t.Errorf("%s: %s", c, after)
		}
	}
}

// with is the file's text with another value of a key, or without it, in the one row
// whose text holds about.
func (d *dataFile) with(key, about, value string) (string, error) {
	blocks := slices.Clone(d.blocks)
	found := 0
	for i, b := range blocks {
		name := key
		if h := blockHeader.FindStringSubmatch(b); h != nil {
			rest, ok := strings.CutPrefix(key, h[1]+".")
			if !ok {
				continue
			}
			name = rest
		}
		if changed, ok := changeKey(b, name, value); ok && !slices.ContainsFunc(strings.Split(about, " & "), func(s string) bool { return !strings.Contains(b, s) }) {
			blocks[i] = changed
			found++
		}
	}
	if found != 1 {
		return "", fmt.Errorf("%d rows have the key and %q", found, about)
	}
	return strings.Join(blocks, ""), nil
}

var tomlValue = `("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[a-z0-9]+)`

// changeKey changes a key of a block; with a dot, one of an inline table.
func changeKey(block, key, value string) (string, bool) {
	outer, inner, nested := strings.Cut(key, ".")
	if !nested {
		at := regexp.MustCompile(`(?m)^` + key + ` = ` + tomlValue + `$\n?`).FindStringIndex(block)
		if at == nil {
			return "", false
		}
		if value != "" {
			value = key + " = " + value + "\n"
		}
		return block[:at[0]] + value + block[at[1]:], true
	}
	at := regexp.MustCompile(`(?m)^` + outer + ` = \{.*\b` + inner + ` = ` + tomlValue + `(, )?`).FindStringSubmatchIndex(block)
	if at == nil {
		return "", false
	}
	start, end := strings.LastIndex(block[:at[2]], inner), at[1]
	if value != "" {
		value, end = inner+" = "+value, at[3]
	} else if block[end] == ' ' { // the last one: the comma before goes too
		start = strings.LastIndexAny(block[:start], ",{") + 1
		if block[start-1] == ',' {
			start--
		}
	}
	return block[:start] + value + block[end:], true
}

// runWith is what the program prints with other data.
func runWith(name, text, dir string, args []string) (string, error) {
	defer data.Replace(otherData(name, text))()
	if _, err := effects.Embedded(); err != nil {
		return "", err
	}
	if _, err := hosts.Load(); err != nil {
		return "", err
	}
	if err := linkargs.CheckData(); err != nil {
		return "", err
	}
	out, _ := runIn(dir, args...)
	return out, nil
}

// changedData is the data with one file changed.
type changedData struct {
	fs.FS
	other fstest.MapFS
}

func (c changedData) Open(name string) (fs.File, error) {
	if c.other[name] != nil {
		return c.other.Open(name)
	}
	return c.FS.Open(name)
}

func otherData(name, text string) fs.FS {
	return changedData{data.Files(), fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}}}
}

// required demands that no row goes without a key.
func (d *dataFile) required(t *testing.T, key string) {
	for i, b := range d.blocks {
		h := blockHeader.FindStringSubmatch(b)
		if h == nil {
			continue
		}
		name, ok := strings.CutPrefix(key, h[1]+".")
		without, has := changeKey(b, name, "")
		if !ok || !has {
			continue
		}
		blocks := slices.Clone(d.blocks)
		blocks[i] = without
		if _, err := runWith(d.name, strings.Join(blocks, ""), t.TempDir(), []string{"version"}); err == nil {
			t.Errorf("a row without %s is read", key)
		}
		return // all rows are checked alike
	}
	t.Errorf("no row has %s", slices.Sorted(maps.Keys(d.keys())))
}
