//go:build unix

package reports

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// A case is a folder with the crates `bad` and `good` (more of them: `good2`, …). Lines
// of a crate say what is found there: `// want rule-id "regexp"`, `#` in TOML; the
// regexp is matched against "severity: message". A good one is silent about every rule
// that a bad one of its folder wants. Other findings are not looked at.
//
// The file `run` has a line for each run: the crate, the exit status that a shell would
// see, and the steps of the host (host/host.c). `VAR=value` before the steps goes to the host
// alone, with $LIB for the library.

// want is one expectation.
type want struct {
	file, rule string
	line       int
	re         *regexp.Regexp
}

var (
	wantComment = regexp.MustCompile(`(?://|#) want ((?:[a-z-]+ "(?:[^"\\]|\\.)*"\s*)+)`)
	wantItem    = regexp.MustCompile(`([a-z-]+) "((?:[^"\\]|\\.)*)"`)
)

func TestFound(t *testing.T) {
	for _, crate := range crates(t) {
		t.Run(name(crate), func(t *testing.T) {
			t.Parallel()
			compare(t, crate, cdylibls.Options{NoArtifact: true})
		})
	}
}

// TestSeen builds what has runs, sees the hazard in a host, and checks once more with
// the built library at hand.
func TestSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("builds crates with cargo")
	}
	host := filepath.Join(t.TempDir(), "host")
	if out, err := exec.Command("cc", "-Wall", "-Werror", "-o", host, "host/host.c", "-ldl", "-pthread").CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	for _, crate := range crates(t) {
		runs := runsOf(t, crate)
		if len(runs) == 0 {
			continue
		}
		t.Run(name(crate), func(t *testing.T) {
			library := build(t, crate)
			for _, r := range runs {
				if got := status(t, host, library, r.steps); got != r.status {
					t.Errorf("%q ends with %d, not %d", r.steps, got, r.status)
				}
			}
			compare(t, crate, cdylibls.Options{Artifacts: []string{library}})
		})
	}
}

// crates lists the folders of all crates, absolute.
func crates(t *testing.T) []string {
	t.Helper()
	manifests, err := filepath.Glob("*/*/Cargo.toml")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("no crates: %v", err)
	}
	for i, m := range manifests {
		if manifests[i], err = filepath.Abs(filepath.Dir(m)); err != nil {
			t.Fatal(err)
		}
	}
	return manifests
}

// name is a crate's folder with its case.
func name(crate string) string {
	return filepath.Base(filepath.Dir(crate)) + "/" + filepath.Base(crate)
}

func compare(t *testing.T, crate string, opts cdylibls.Options) {
	t.Helper()
	opts.Workspace = workspace.Options{Target: target(t, crate), CargoHome: t.TempDir()}
	report, err := cdylibls.Check(context.Background(), []string{crate}, opts)
	if err != nil {
		t.Fatal(err)
	}
	wants, silent := wantsIn(t, crate), silentAbout(t, crate)
	if len(wants)+len(silent) == 0 {
		t.Errorf("nothing is wanted")
	}
	for _, f := range report.Findings {
		text := f.Severity.String() + ": " + f.Message
		line := lineOf(t, f)
		if i := slices.IndexFunc(wants, func(w want) bool {
			return w.file == f.Place.File && w.line == line && w.rule == f.Rule && w.re.MatchString(text)
		}); i >= 0 {
			wants = slices.Delete(wants, i, i+1)
		} else if slices.Contains(silent, f.Rule) && f.Severity > rules.Hint {
			t.Errorf("%s:%d: %s: %s", filepath.Base(f.Place.File), line, f.Rule, text)
		}
	}
	for _, w := range wants {
		t.Errorf("%s:%d: no %s that matches %q", filepath.Base(w.file), w.line, w.rule, w.re)
	}
}

// target is the platform that a case is about: the file `target` in its folder, else
// the one that most of them are about.
func target(t *testing.T, crate string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(crate), "target"))
	if errors.Is(err, os.ErrNotExist) {
		return "x86_64-unknown-linux-gnu"
	} else if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// silentAbout lists the rules that a good crate must not be reported by.
func silentAbout(t *testing.T, crate string) []string {
	t.Helper()
	if strings.HasPrefix(filepath.Base(crate), "bad") {
		return nil
	}
	var out []string
	bad, err := filepath.Glob(filepath.Join(filepath.Dir(crate), "bad*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bad {
		for _, w := range wantsIn(t, b) {
			out = append(out, w.rule)
		}
	}
	return out
}

func wantsIn(t *testing.T, crate string) []want {
	t.Helper()
	var out []want
	err := filepath.WalkDir(crate, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".rs") && !strings.HasSuffix(path, ".toml") {
			return err
		}
		text, err := os.ReadFile(path)
		for i, line := range strings.Split(string(text), "\n") {
			for _, c := range wantComment.FindAllStringSubmatch(line, -1) {
				for _, item := range wantItem.FindAllStringSubmatch(c[1], -1) {
					out = append(out, want{path, item[1], i + 1, regexp.MustCompile(strings.ReplaceAll(item[2], `\"`, `"`))})
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func lineOf(t *testing.T, f *rules.Finding) int {
	t.Helper()
	text, err := os.ReadFile(f.Place.File)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(text[:min(f.Place.Span.Start, len(text))]), "\n") + 1
}

// run is one line of the file `run`.
type run struct {
	status int
	steps  []string
}

func runsOf(t *testing.T, crate string) []run {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(crate), "run"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		t.Fatal(err)
	}
	var out []run
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		words := strings.Fields(line)
		if len(words) < 3 {
			t.Fatalf("run has the line %q", line)
		}
		status, err := strconv.Atoi(words[1])
		if err != nil {
			t.Fatal(err)
		}
		if words[0] == filepath.Base(crate) {
			out = append(out, run{status, words[2:]})
		}
	}
	return out
}

// build builds a crate into a target folder that all share, and returns its library. It is
// not optimised: that is quicker, and no hazard here depends on it.
func build(t *testing.T, crate string) string {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "..", "target", "reports"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cargo", "build", "--locked", "--release", "--quiet", "--message-format", "json", "--target-dir", folder)
	cmd.Dir = crate
	cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=",
		"CARGO_PROFILE_RELEASE_OPT_LEVEL=0", "CARGO_PROFILE_RELEASE_DEBUG=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("cargo build: %v\n%s", err, out)
	}
	libraries := regexp.MustCompile(`"([^"]+\.so)"`).FindAllStringSubmatch(string(out), -1)
	if len(libraries) == 0 {
		t.Fatalf("cargo built no library:\n%s", out)
	}
	return libraries[len(libraries)-1][1]
}

// status runs the host; 124 stands for one that hangs.
func status(t *testing.T, host, library string, steps []string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var env []string
	for len(steps) > 0 && strings.Contains(steps[0], "=") {
		env = append(env, strings.ReplaceAll(steps[0], "$LIB", library))
		steps = steps[1:]
	}
	cmd := exec.CommandContext(ctx, host, append([]string{library}, steps...)...)
	cmd.Env = append(os.Environ(), env...)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 124
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return 128 + signal(exit)
	case errors.As(err, &exit):
		return exit.ExitCode()
	case err != nil:
		t.Fatal(err)
	}
	return 0
}
