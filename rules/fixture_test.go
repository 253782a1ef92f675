package rules

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// TestFixtures runs the whole catalogue over testdata/<rule>/{bad,good}, folders or parts
// of the archive testdata/<rule>.txtar. A line
// says what it expects: `// want "regexp"` for the folder's rule, `// want
// rule-id "regexp"` for another, several in a row; `#` in TOML. The regexp is
// matched against "severity: message". What is not expected fails, but for what the
// unload rules say about fixtures of other categories, and the question for their host. unbuilt-bad and unbuilt-good are
// what a rule about built libraries says before one is built, built-bad what another rule
// says where only the built library shows it.
func TestFixtures(t *testing.T) {
	for _, r := range All() {
		if r == internalError {
			continue
		}
		for _, kind := range []string{"bad", "good"} {
			t.Run(r.ID+"/"+kind, func(t *testing.T) {
				t.Parallel()
				runFixture(t, r, kind)
			})
		}
		for _, kind := range []string{"windows-bad", "windows-good", "unbuilt-bad", "unbuilt-good", "built-bad"} {
			if _, err := os.Stat(filepath.Join("testdata", r.ID, kind)); err == nil {
				t.Run(r.ID+"/"+kind, func(t *testing.T) {
					t.Parallel()
					runFixture(t, r, kind)
				})
			}
		}
	}
}

func runFixture(t *testing.T, r *Rule, kind string) {
	ofBuilt := r.Built && !strings.HasPrefix(kind, "unbuilt") || strings.HasPrefix(kind, "built")
	if ofBuilt && testing.Short() {
		t.Skip("builds with cargo")
	}
	dir, err := filepath.Abs(fixture(t, r.ID, kind))
	if err != nil {
		t.Fatal(err)
	}
	check := checkFolder
	if ofBuilt {
		dir, check = built(t, dir, r.ID+"-"+kind), checkBuilt
	}
	if strings.HasPrefix(kind, "windows") {
		check = checkWindows
	}
	if manifest, err := os.ReadFile(filepath.Join(dir, "Cargo.toml")); err == nil && namesTarget.Match(manifest) {
		check = checkConfigured
	}
	findings := check(t, dir)
	wants := readWants(t, dir, r.ID)
	own := false
	for _, f := range findings {
		checkMessage(t, f)
		own = own || f.Rule == r.ID
		line := lineOf(t, f.Place)
		text := f.Severity.String() + ": " + f.Message
		i := slices.IndexFunc(wants, func(w want) bool {
			return w.file == f.Place.File && w.line == line && w.rule == f.Rule && w.re.MatchString(text)
		})
		if i < 0 {
			if f.Rule == unknownHost.ID && r != unknownHost {
				continue // few fixtures say what their host is
			}
			if other := ByID(f.Rule).Category; other != r.Category && other == Unload {
				continue // a fixture about life outside main leaves things behind too
			}
			t.Errorf("%s:%d: unexpected %s: %s%s", relTo(dir, f.Place.File), line, f.Rule, text, chainOf(f))
			continue
		}
		wants = slices.Delete(wants, i, i+1)
	}
	for _, w := range wants {
		t.Errorf("%s:%d: no %s that matches %q", relTo(dir, w.file), w.line, w.rule, w.re)
	}
	if own != strings.HasSuffix(kind, "bad") {
		t.Errorf("reported by its own rule: %t", own)
	}
}

// fixture is the folder of a rule's fixture. An archive is unpacked for it.
func fixture(t *testing.T, id, kind string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + id + ".txtar")
	if err != nil {
		return filepath.Join("testdata", id, kind)
	}
	dir := filepath.Join(t.TempDir(), kind)
	for _, part := range regexp.MustCompile(`(?m)^-- `).Split(string(text), -1)[1:] {
		name, body, _ := strings.Cut(part, " --\n")
		if rel, ok := strings.CutPrefix(name, kind+"/"); ok {
			path := filepath.Join(dir, filepath.FromSlash(rel))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// inFolder is the folder of a fixture by its name, RULE/KIND.
func inFolder(t *testing.T, name string) string {
	t.Helper()
	id, kind, _ := strings.Cut(name, "/")
	return fixture(t, id, kind)
}

// checkFolder loads, analyses and checks everything below dir.
func checkFolder(t *testing.T, dir string) []*Finding {
	t.Helper()
	findings, _ := CheckAll(analysed(t, dir, "x86_64-unknown-linux-gnu"))
	return findings
}

// checkWindows does so for Windows: the folders windows-bad and windows-good.
func checkWindows(t *testing.T, dir string) []*Finding {
	t.Helper()
	findings, _ := CheckAll(analysed(t, dir, "x86_64-pc-windows-msvc"))
	return findings
}

// namesTarget is a manifest whose configuration says for what it is checked: the fixtures
// of rules that are about one system alone.
var namesTarget = regexp.MustCompile(`(?m)^target = "`)

// checkConfigured does so for the target that the manifest names.
func checkConfigured(t *testing.T, dir string) []*Finding {
	t.Helper()
	findings, _ := CheckAll(analysed(t, dir, ""))
	return findings
}

// checkBuilt does so for this machine's target and with the libraries built there.
func checkBuilt(t *testing.T, dir string) []*Finding {
	t.Helper()
	results, problems, cfg := analysed(t, dir, "")
	var err error
	if cfg.Evidence, err = evidence.Gather(context.Background(), vfs.Disk{}, results, evidence.Options{}); err != nil {
		t.Fatal(err)
	}
	findings, _ := CheckAll(results, problems, cfg)
	return findings
}

func analysed(t *testing.T, dir, target string) ([]*analysis.Result, []workspace.Problem, Config) {
	t.Helper()
	ctx := context.Background()
	set, err := workspace.Load(ctx, vfs.Disk{}, []string{dir}, workspace.Options{Target: target, CargoHome: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var results []*analysis.Result
	for _, ws := range set.Workspaces {
		res, err := pipeline.Analyze(ctx, vfs.Disk{}, ws, pipeline.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, res)
	}
	return results, set.Problems, Config{}
}

// building lets one cargo run at a time: each uses all processors.
var building sync.Mutex

// built copies a fixture out of the source tree and builds it there. A script
// after-build.sh in it gets the path of the library, to do what other tools do to it.
func built(t *testing.T, fixture, name string) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	dir, err := filepath.Abs(filepath.Join("..", "target", "fixtures", name))
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(fixture))
	}
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=", "CARGO_TARGET_DIR="+filepath.Join(dir, "target"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
	}
	run("cargo", "build", "--release", "--offline", "--quiet")
	if _, err := os.Stat(filepath.Join(dir, "after-build.sh")); err == nil {
		libraries, _ := filepath.Glob(filepath.Join(dir, "target", "release", "lib*.so"))
		run("sh", append([]string{"after-build.sh"}, libraries...)...)
	}
	return dir
}

// want is one expectation.
type want struct {
	file, rule string
	line       int
	re         *regexp.Regexp
}

var (
	wantComment = regexp.MustCompile(`(?://|#|/\*) want ((?:(?:[a-z-]+ )?"(?:[^"\\]|\\.)*"\s*)+)`)
	wantItem    = regexp.MustCompile(`(?:([a-z-]+) )?"((?:[^"\\]|\\.)*)"`)
)

// readWants collects the expectations of all Rust and TOML files below dir.
func readWants(t *testing.T, dir, rule string) []want {
	t.Helper()
	var out []want
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !slices.Contains([]string{".rs", ".toml", ".c", ".S"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, c := range wantComment.FindAllStringSubmatch(line, -1) {
				for _, item := range wantItem.FindAllStringSubmatch(c[1], -1) {
					w := want{file: path, line: i + 1, rule: item[1], re: regexp.MustCompile(strings.ReplaceAll(item[2], `\"`, `"`))}
					if w.rule == "" {
						w.rule = rule
					}
					out = append(out, w)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func lineOf(t *testing.T, p analysis.Place) int {
	t.Helper()
	text, err := os.ReadFile(p.File)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(text[:min(p.Span.Start, len(text))]), "\n") + 1
}

func relTo(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil {
		return rel
	}
	return file
}

// chainOf prints the chain of a finding that nobody expected.
func chainOf(f *Finding) string {
	var b strings.Builder
	if len(f.Paths) > 0 {
		for _, s := range f.Paths[0].Chain {
			fmt.Fprintf(&b, "\n\t\t%s", s.Message)
		}
	}
	return b.String()
}
