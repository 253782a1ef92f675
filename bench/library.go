package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
)

// readLibrary measures what the tool does with a built library, the one of
// bench/large where path is empty: what a check needs, then a first question to the
// debug information.
func readLibrary(w io.Writer, path string, runs int) error {
	if runs < 1 {
		return fmt.Errorf("--runs %d: must be at least 1", runs)
	}
	if path == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		target := filepath.Join(cache, "cdylib-ls-bench", "large")
		if err := quietly("cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", "bench/large/Cargo.toml", "--target-dir", target); err != nil {
			return err
		}
		path = filepath.Join(target, "release", "liblarge.so")
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	steps := []string{"open", "facts of a check", "both", "first source line"}
	times := make([][]time.Duration, len(steps))
	var last *artifact.Library
	for i := range runs + 1 {
		l, took, err := readOnce(path)
		if err != nil {
			return err
		}
		for n := range steps {
			if i > 0 { // the first run fills the page cache
				times[n] = append(times[n], took[n])
			}
		}
		last = l
	}
	fmt.Fprintf(w, "%s: %.1f MB, %d functions, verdict %s\n\n%-18s %28s\n", path, float64(info.Size())/1e6, len(last.File.Functions()), last.Verdict().State, "", "wall ms, min/median/max")
	for n, name := range steps {
		slices.Sort(times[n])
		ms := func(i int) float64 { return float64(times[n][i].Microseconds()) / 1000 }
		fmt.Fprintf(w, "%-18s %8.1f / %7.1f / %7.1f\n", name, ms(0), ms(len(times[n])/2), ms(len(times[n])-1))
	}
	return nil
}

// readOnce opens and judges a library; the library is closed when it returns.
func readOnce(path string) (*artifact.Library, []time.Duration, error) {
	start := time.Now()
	l, err := artifact.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	took := []time.Duration{time.Since(start)}
	lap := func(do func()) {
		at := time.Now()
		do()
		took = append(took, time.Since(at))
	}
	lap(func() { l.Facts() })
	took = append(took, time.Since(start))
	lap(func() {
		if called := l.Called(); len(called) > 0 {
			if frames := l.File.Source(called[0].Addr); len(frames) > 0 {
				l.CallsAt(frames[0].File, frames[0].Line)
			}
		}
	})
	return l, took, nil
}
