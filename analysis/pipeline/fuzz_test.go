package pipeline

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/mutate"
)

// FuzzAnalyze analyses mutations of the scenarios: lines and tokens are taken
// out, doubled, moved between places. Code that is broken or nonsense must give
// an answer, with places inside the files; the limit of `go test` ends what hangs.
func FuzzAnalyze(f *testing.F) {
	paths, err := filepath.Glob("testdata/chains/*.txtar")
	if err != nil || len(paths) == 0 {
		f.Fatal("no scenarios", err)
	}
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), uint64(i))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if len(text) > 1<<15 {
			return
		}
		_, files := archive(text)
		if len(files) > 40 {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		names := keys(files)
		for range r.IntN(6) {
			if len(names) == 0 {
				return
			}
			name := names[r.IntN(len(names))]
			if strings.HasSuffix(name, ".rs") {
				files[name] = mutate.Text(r, files[name])
			}
		}
		checkAnalysis(t, files)
	})
}

func checkAnalysis(t *testing.T, files memory) {
	if _, ok := files["/w/Cargo.toml"]; !ok {
		files["/w/Cargo.toml"] = chainsManifest
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil {
		return
	}
	for _, ws := range set.Workspaces {
		res, err := Analyze(ctx, files, ws, Options{Jobs: 1})
		if err != nil {
			t.Fatalf("%v for\n%s", err, strings.Join(slices.Sorted(maps.Values(files)), "\n--\n"))
		}
		for _, r := range res.Reaches {
			if text, ok := files[r.Place.File]; !ok || r.Place.Span.Start > r.Place.Span.End || r.Place.Span.End > len(text) || len(r.Paths) == 0 {
				t.Fatalf("bad reach %+v of %+v", r, r.Effect)
			}
		}
	}
}
