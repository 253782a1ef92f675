package published

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expectations, keeping the verdicts of lines that stay")

// target is what the crates are checked for and their dependencies fetched for,
// wherever the test runs.
const target = "x86_64-unknown-linux-gnu"

const unreviewed = "unreviewed"

// report is what the test reads of check's JSON output.
type report struct {
	Findings []struct {
		Rule, Severity, Message, File string
		Start                         struct{ Line, Column int }
		Places                        []place
	}
}

// place is one of the sites that a finding stands for.
type place struct {
	File  string
	Start struct{ Line, Column int }
}

func TestPublishedCrates(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "cdylib-ls")
	command(t, "..", "go", "build", "-o", tool, "./cmd/cdylib-ls")

	seen(t, "../analysis", "../cmd", "../lsp", "../parse", "../rules", "crates")
	names := pinned(t)
	if len(names) < 10 {
		t.Fatalf("only %d crates are pinned", len(names))
	}
	sources := fetch(t)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkCrate(t, tool, name, sources[name])
		})
	}
	for _, file := range glob(t, "expect/*.txt") {
		if name := strings.TrimSuffix(filepath.Base(file), ".txt"); !slices.Contains(names, name) {
			t.Errorf("%s belongs to no pinned crate", file)
		}
	}
}

func checkCrate(t *testing.T, tool, name, source string) {
	if source == "" {
		t.Fatalf("cargo knows no source of %s", name)
	}
	dir := filepath.Join(t.TempDir(), filepath.Base(source))
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	// The package's own lock file, if any, names versions that may or may not be
	// in this machine's cache; ours names those that were fetched.
	lock, err := os.ReadFile("crates/Cargo.lock")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Cargo.lock"), lock, 0o644); err != nil {
		t.Fatal(err)
	}
	out := command(t, dir, tool, "check", "--format", "json", "--fail-on", "never", "--target", target)
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("check %s: %v\n%.500s", name, err, out)
	}
	agree(t, tool, dir, &r)
	var found []string
	for _, f := range r.Findings {
		if len(f.Places) == 0 {
			t.Errorf("%s at %s:%d has no places", f.Rule, f.File, f.Start.Line)
		}
		for _, p := range f.Places {
			found = append(found, fmt.Sprintf("%s %s %s:%d:%d", f.Severity, f.Rule, p.File, p.Start.Line, p.Start.Column))
		}
	}
	compare(t, filepath.Join("expect", name+".txt"), filepath.Base(source), found)
}

// compare holds the findings against a kept file, or rewrites the file.
func compare(t *testing.T, file, title string, found []string) {
	t.Helper()
	verdicts := map[string]string{}
	kept, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Errorf("%v (run the test with -update, then review)", err)
	}
	var remarks []string
	for line := range strings.Lines(string(kept)) {
		line = strings.TrimSpace(line)
		finding, verdict, _ := strings.Cut(line, " # ")
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			remarks = append(remarks, line)
		default:
			verdicts[finding] = verdict
		}
	}
	var b strings.Builder
	if len(remarks) == 0 {
		remarks = []string{"# " + title + ": " + unreviewed}
	}
	for _, r := range remarks {
		fmt.Fprintln(&b, r)
	}
	for _, f := range found {
		verdict, known := verdicts[f]
		if !known {
			verdict = unreviewed
			t.Logf("new:  %s", f)
		}
		if verdict == "" {
			verdict = unreviewed
		}
		fmt.Fprintf(&b, "%s # %s\n", f, verdict)
		delete(verdicts, f)
	}
	for f := range verdicts {
		t.Logf("gone: %s", f)
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.HasPrefix(remarks[0], "# "+title+":") {
		t.Errorf("%s: the first line should name %s", file, title)
	}
	if b.String() != string(kept) {
		t.Errorf("%s: findings differ\n--- kept\n%s--- found\n%s", file, kept, b.String())
	}
	if strings.Contains(b.String(), unreviewed) {
		t.Errorf("%s: holds lines that nobody has reviewed", file)
	}
}

// pinned lists the crates of the manifest.
func pinned(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("crates/Cargo.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, dependencies, _ := strings.Cut(string(text), "[dependencies]")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^([\w-]+) = "=`).FindAllStringSubmatch(dependencies, -1) {
		names = append(names, m[1])
	}
	return names
}

// fetch downloads the crates with cargo and says where each one's source is.
func fetch(t *testing.T) map[string]string {
	t.Helper()
	command(t, "crates", "cargo", "fetch", "--quiet", "--locked", "--target", target)
	out := command(t, "crates", "cargo", "metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", target)
	var meta struct {
		Packages []struct {
			Name     string
			Manifest string `json:"manifest_path"`
			Version  string
		}
	}
	if err := json.Unmarshal(out, &meta); err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile("crates/Cargo.toml")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{}
	for _, p := range meta.Packages {
		// Some names occur in several versions below; the pinned one is ours.
		if bytes.Contains(manifest, []byte("\n"+p.Name+` = "=`+p.Version+`"`)) {
			sources[p.Name] = filepath.Dir(p.Manifest)
		}
	}
	return sources
}

// command runs a program and returns its standard output.
func command(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stderr = dir, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// seen opens what the tool is built from: go test reuses a result until a file
// that the test itself opened has changed.
func seen(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				_, err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}
