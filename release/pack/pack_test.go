package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// fake is a release of all targets whose programs are text.
func fake(t *testing.T) *release {
	t.Helper()
	root, out := filepath.Join("..", ".."), t.TempDir()
	all, err := targets(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range all {
		path := filepath.Join(out, "bin", target.name, "cdylib-ls"+target.suffix())
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("program for "+target.name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r, err := open(root, out)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.targets) != 7 {
		t.Fatalf("%d targets instead of 7", len(r.targets))
	}
	r.version = "1.2.3"
	return r
}

// TestManifests compares what is filled in with what was read over.
func TestManifests(t *testing.T) {
	r := fake(t)
	for _, target := range r.targets {
		target.archive = "cdylib-ls_1.2.3_" + target.name + ".tar.gz"
		target.sum = strings.Repeat("0", 64-len(target.name)) + target.name
	}
	for _, name := range []string{"homebrew.rb", "scoop.json"} {
		got, err := r.manifest(name)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what testdata holds; look at the difference, then run with -update:\n%s", name, got)
		}
		if strings.HasSuffix(name, ".json") && !json.Valid(got) {
			t.Errorf("%s is not JSON:\n%s", name, got)
		}
	}
}

// TestWheel reads a wheel as an installer does.
func TestWheel(t *testing.T) {
	r := fake(t)
	if err := r.wheels(); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(filepath.Join(r.out, "wheels", "cdylib_ls-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	text := map[string]string{}
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		text[f.Name] = string(data)
		if script := strings.Contains(f.Name, "/scripts/"); script != (f.Mode()&0o100 != 0) {
			t.Errorf("%s has the mode %v", f.Name, f.Mode())
		}
	}
	if text["cdylib_ls-1.2.3.data/scripts/cdylib-ls"] != "program for linux-x64" {
		t.Errorf("the program is not in the wheel: %v", text)
	}
	if tags := text["cdylib_ls-1.2.3.dist-info/WHEEL"]; !strings.Contains(tags, "Tag: py3-none-manylinux_2_17_x86_64\nTag: py3-none-manylinux2014_x86_64\n") {
		t.Errorf("tags: %s", tags)
	}
	record := text["cdylib_ls-1.2.3.dist-info/RECORD"]
	for name := range text {
		if !strings.Contains(record, name+",") {
			t.Errorf("RECORD leaves out %s", name)
		}
	}
}

// TestNPM holds that each machine gets the package for it, by the fields that npm goes by.
func TestNPM(t *testing.T) {
	r := fake(t)
	var got []string
	for _, target := range r.targets {
		system, cpu, libc := target.npmPlatform()
		got = append(got, target.name+" "+strings.Join(slices.Concat(system, cpu, libc), " "))
	}
	want := []string{
		"linux-x64 linux x64 glibc", "linux-arm64 linux arm64 glibc", "alpine-x64 linux x64 musl", "alpine-arm64 linux arm64 musl",
		"win32-x64 win32 x64", "darwin-arm64 darwin arm64", "darwin-x64 darwin x64",
	}
	if !slices.Equal(got, want) {
		t.Errorf("packages for\n%s\ninstead of\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestBinstall holds that each target's archive is named for the compiler's name of it.
func TestBinstall(t *testing.T) {
	r := fake(t)
	if err := r.archives(); err != nil {
		t.Fatal(err)
	}
	text := r.binstall()
	for _, target := range r.targets {
		if !strings.Contains(text, "overrides."+target.rust+"]\npkg-url = \""+project+"/releases/download/v1.2.3/"+target.archive+"\"") {
			t.Errorf("nothing for %s in\n%s", target.rust, text)
		}
	}
}

// TestSince holds that no rule says it came with a version that never was.
func TestSince(t *testing.T) {
	root := filepath.Join("..", "..")
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		t.Fatal(err)
	}
	changes, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := []string{strings.TrimSpace(string(version))}
	for _, m := range regexp.MustCompile(`(?m)^## ([0-9]+\.[0-9]+\.[0-9]+)`).FindAllStringSubmatch(string(changes), -1) {
		known = append(known, m[1])
	}
	files, err := filepath.Glob(filepath.Join(root, "rules", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\n\tSince: +"([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
			n++
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s: since %s, which is neither VERSION nor in CHANGELOG.md", filepath.Base(file), m[1])
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d rules say since when they are there", n)
	}
}

// TestVersion holds that what names the version says that of the file VERSION.
func TestVersion(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		t.Fatal(err)
	}
	version := strings.TrimSpace(string(text))
	for file, pattern := range map[string]string{
		"pyproject.toml":                         `(?m)^version = "(.*)"$|"cdylib-ls==(.*)"`,
		"editors/vscode/package.json":            `(?m)^  "version": "(.*)",$`,
		"editors/neovim/dist/mason/package.yaml": `@v([0-9.]+)#`,
		"docs/ci.md":                             `(?:@|rev: )v([0-9]+\.[0-9]+\.[0-9]+)`,
	} {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(string(data), -1)
		if len(found) == 0 {
			t.Errorf("%s names no version", file)
		}
		for _, m := range found {
			if got := strings.Join(m[1:], ""); got != version {
				t.Errorf("%s names version %s, VERSION %s", file, got, version)
			}
		}
	}
}
