// Command bench compares `cdylib-ls check` with `ast-grep scan` over the same tree
// of Rust source, and with clippy on an example crate.
//
//	go run ./bench                  the default tree: bench/tree's dependencies
//	go run ./bench --tree DIR       some other tree
//	go run ./bench --large          reading a library of 390 MB, built from bench/large
//	go run ./bench --library FILE   reading some other library
//	go run ./bench --lsp            the language servers while somebody types
//
// Both tools run in turn, so that what disturbs the machine disturbs both, and
// the ratio of each pair is what counts. The seconds are there to size it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

func main() {
	var (
		tree   = flag.String("tree", "", "directory of Rust source (default: assembled from bench/tree)")
		runs   = flag.Int("runs", 5, "measured runs of each tool, after one that is not")
		large  = flag.Bool("large", false, "build and read a large library instead")
		built  = flag.String("library", "", "read this library instead")
		lsp    = flag.Bool("lsp", false, "compare the language servers instead")
		rounds = flag.Int("rounds", 5, "with --lsp: how often the text is typed and deleted")
		clippy = flag.Bool("clippy", true, "compare with cargo clippy on examples/chorus")
	)
	flag.Parse()
	err := error(nil)
	if *large || *built != "" {
		err = readLibrary(os.Stdout, *built, *runs)
	} else {
		err = run(os.Stdout, options{*tree, *runs, *clippy, *lsp, *rounds})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	tree   string
	runs   int
	clippy bool
	lsp    bool
	rounds int
}

func run(w io.Writer, o options) error {
	tree, runs, clippy := o.tree, o.runs, o.clippy
	if runs < 1 || o.rounds < 1 {
		return fmt.Errorf("--runs %d, --rounds %d: must be at least 1", runs, o.rounds)
	}
	if _, err := os.Stat("bench/ast-grep/sgconfig.yml"); err != nil {
		return fmt.Errorf("run it from the repository's root: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	// Outside the repository, whose .gitignore ast-grep would obey.
	cache = filepath.Join(cache, "cdylib-ls-bench")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	tool := filepath.Join(cache, "cdylib-ls")
	if err := quietly("go", "build", "-o", tool, "./cmd/cdylib-ls"); err != nil {
		return err
	}
	grep, err := astGrep(filepath.Join(cache, "npm"))
	if err != nil {
		return err
	}
	if tree == "" {
		if tree, err = assemble(filepath.Join(cache, "tree")); err != nil {
			return err
		}
	}
	if o.lsp {
		return languageServers(w, tool, grep, tree, cache, o.rounds)
	}
	files, bytes, err := rustSource(tree)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %d files, %.0f MB of Rust; %d processors\n\n", tree, files, float64(bytes)/1e6, runtime.NumCPU())

	check := command{name: "cdylib-ls check", args: []string{tool, "check", "--no-cache", "--color", "never", "--fail-on", "never", tree}}
	scan := command{name: "ast-grep scan", args: []string{grep, "scan", "--config", "bench/ast-grep/sgconfig.yml", "--report-style", "short", "--color", "never", tree}}
	if err := duel(w, scan, check, runs); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nthe same tree, with the result of the run before")
	if err := os.Setenv("CDYLIB_LS_CACHE", filepath.Join(cache, "results")); err != nil {
		return err
	}
	again := command{name: "kept", args: []string{tool, "check", "--color", "never", "--fail-on", "never", tree}}
	if err := duel(w, check, again, runs); err != nil {
		return err
	}
	if !clippy {
		return nil
	}
	return besideClippy(w, tool, cache, runs)
}

// besideClippy compares one crate's check with clippy's.
func besideClippy(w io.Writer, tool, cache string, runs int) error {
	if err := exec.Command("cargo", "clippy", "--version").Run(); err != nil {
		fmt.Fprintln(w, "\ncargo clippy is not here: not compared")
		return nil
	}
	const crate = "examples/chorus"
	check := command{name: "cdylib-ls check", args: []string{tool, "check", "--no-cache", "--color", "never", "--fail-on", "never", crate}}
	lint := command{
		name: "cargo clippy",
		args: []string{"cargo", "clippy", "--quiet", "--locked", "--manifest-path", crate + "/Cargo.toml", "--target-dir", filepath.Join(cache, "clippy")},
		// Dependencies stay built, the crate itself is checked anew each time.
		before: []string{"cargo", "clean", "--quiet", "--manifest-path", crate + "/Cargo.toml", "--target-dir", filepath.Join(cache, "clippy"), "--package", "chorus"},
	}
	fmt.Fprintf(w, "\n%s\n\n", crate)
	return duel(w, lint, check, runs)
}

// quietly runs a program and shows its output only if it fails.
func quietly(args ...string) error {
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", args[0], err, out)
	}
	return nil
}
