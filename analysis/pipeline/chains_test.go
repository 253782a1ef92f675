package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// TestChains runs the scenarios of testdata/chains. A scenario is one workspace
// in txtar form. Without a manifest it is one cdylib of edition 2021 that
// depends on the crates in chainsManifest.
//
// A line says what stands on it:
//
//	println!("x"); //= load: println!
//	f().unwrap();  //= load: Option::unwrap? caught, unload: Option::unwrap
//
// that is moment and effect, `?` where the chain is only likely, `caught` where
// every path passes catch_unwind. What a scenario does not expect fails, but for
// the kinds in unmarked. `//@ root load ctor::ctor` expects a root whose name
// stands on the line; a scenario with one of them expects all its roots.
func TestChains(t *testing.T) {
	paths, err := filepath.Glob("testdata/chains/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			runChains(t, string(text))
		})
	}
}

const chainsManifest = `[package]
name = "plugin"
version = "1.0.0"
edition = "2021"
[lib]
crate-type = ["cdylib"]
[dependencies]
ctor = "0.2"
dtor = "0.1"
libc = "0.2"
log = "0.4"
once_cell = "1"
lazy_static = "1"
parking_lot = "0.12"
cfg-if = "1"
tokio = { version = "1", features = ["full"] }
futures = "0.3"
env_logger = "0.11"
`

// unmarked are kinds that scenarios are not about: they would stand on nearly
// every line.
var unmarked = []analysis.EffectKind{analysis.PanicImplicit, analysis.Frees}

func runChains(t *testing.T, text string) {
	_, files := archive(text)
	all := &analysis.Result{}
	for _, res := range analyse(t, files, 1) {
		for _, p := range res.Problems {
			t.Errorf("%s: %s", p.File, p.Message)
		}
		all.Reaches = append(all.Reaches, res.Reaches...)
		all.Roots = append(all.Roots, res.Roots...)
	}
	checkReaches(t, files, all)
	checkRoots(t, files, all)
}

func analyse(t testing.TB, files memory, jobs int) []*analysis.Result {
	t.Helper()
	if !slices.ContainsFunc(keys(files), func(name string) bool { return strings.HasSuffix(name, "/Cargo.toml") }) {
		files["/w/Cargo.toml"] = chainsManifest
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil {
		t.Fatal(err)
	}
	var out []*analysis.Result
	for _, ws := range set.Workspaces {
		res, err := Analyze(ctx, files, ws, Options{Jobs: jobs})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, res)
	}
	return out
}

func keys(m memory) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// marked is a line with what is expected, or was found, on it.
type marked struct {
	file string
	line int
	text string
}

func (m marked) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.text) }

var reachMark = regexp.MustCompile(`//= ([^/]*)`)
var rootMark = regexp.MustCompile(`//@ root (\S+ \S+)`)

func lineMarks(files memory, re *regexp.Regexp, split bool) []marked {
	var out []marked
	for _, name := range keys(files) {
		for i, line := range strings.Split(files[name], "\n") {
			m := re.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			items := []string{m[1]}
			if split {
				items = strings.Split(m[1], ",")
			}
			for _, item := range items {
				out = append(out, marked{name, i + 1, strings.TrimSpace(item)})
			}
		}
	}
	return out
}

func checkReaches(t *testing.T, files memory, res *analysis.Result) {
	wants := lineMarks(files, reachMark, true)
	for _, r := range res.Reaches {
		if slices.Contains(unmarked, r.Effect.Kind) {
			continue
		}
		seen := map[analysis.Moment]bool{}
		for _, p := range r.Paths {
			if seen[p.Root.Moment] {
				continue
			}
			seen[p.Root.Moment] = true
			got := marked{r.Place.File, lineAt(files, r.Place), string(p.Root.Moment) + ": " + r.Effect.What}
			if !p.Certain {
				got.text += "?"
			}
			if p.Caught {
				got.text += " caught"
			}
			if i := slices.Index(wants, got); i >= 0 {
				wants = slices.Delete(wants, i, i+1)
				continue
			}
			t.Errorf("unexpected %v (%s)%s", got, r.Effect.Kind, steps(p.Chain))
		}
	}
	for _, w := range wants {
		t.Errorf("missing    %v", w)
	}
}

func checkRoots(t *testing.T, files memory, res *analysis.Result) {
	wants := lineMarks(files, rootMark, false)
	if len(wants) == 0 {
		return
	}
	for _, r := range res.Roots {
		got := marked{r.Place.File, lineAt(files, r.Place), string(r.Moment) + " " + r.Registration}
		if i := slices.Index(wants, got); i >= 0 {
			wants = slices.Delete(wants, i, i+1)
			continue
		}
		t.Errorf("unexpected root %v", got)
	}
	for _, w := range wants {
		t.Errorf("missing root %v", w)
	}
}

func lineAt(files memory, p analysis.Place) int {
	text := files[p.File]
	return strings.Count(text[:min(p.Span.Start, len(text))], "\n") + 1
}

func steps(chain []analysis.Step) string {
	var b strings.Builder
	for _, s := range chain {
		b.WriteString("\n\t\t" + s.Message)
	}
	return b.String()
}

// TestJobs: the number of workers changes nothing about the result.
func TestJobs(t *testing.T) {
	paths, _ := filepath.Glob("testdata/chains/*.txtar")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, files := archive(string(text))
		var first string
		for _, jobs := range []int{1, 4, 4} {
			var b strings.Builder
			for _, res := range analyse(t, files, jobs) {
				for _, r := range res.Reaches {
					fmt.Fprintf(&b, "%v %s in %s\n", r.Place, r.Effect.What, r.In)
					for _, p := range r.Paths {
						fmt.Fprintf(&b, "\t%s %v %v%s\n", p.Root.Name, p.Certain, p.Caught, steps(p.Chain))
					}
				}
			}
			if first == "" {
				first = b.String()
			} else if first != b.String() {
				t.Errorf("%s: the result depends on the number of jobs", path)
			}
		}
	}
}
