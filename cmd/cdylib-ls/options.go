package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// buildOptions say what is built, and what it is compared with; their words are those of the flags.
type buildOptions struct {
	artifacts, traces, expectUnload []string
	noArtifact, allowStale          bool
	minGlibc                        string
	workspace                       workspace.Options
}

// checkOptions are what a check was asked for. The words are those of the flags.
type checkOptions struct {
	buildOptions
	formats                          []string // --format as given; see outputs
	output, failOn, color            string
	quiet, statistics, timings       bool
	showRefuted, explainSeverity     bool
	fix, fixUnsafe, fixDryRun        bool
	baseline, writeBaseline, newFrom string
	pruneBaseline, watch, noCache    bool
	stdinName, showSettings          string
	jobs                             int
	rules                            rules.Config
	// key are the flags that make a result another, each with its value.
	key []string
}

// overrides are the configuration keys that flags set.
func (f *buildOptions) overrides() map[string]any {
	out := map[string]any{}
	if f.minGlibc != "" {
		out["min-glibc"] = f.minGlibc
	}
	by := map[string]any{}
	for _, e := range f.expectUnload {
		if platform, word, ok := strings.Cut(e, "="); ok {
			by[platform] = word
			out["expect-unload"] = by
		} else {
			out["expect-unload"] = e
		}
	}
	return out
}

// validateExpected refuses what --expect-unload cannot mean.
func (f *buildOptions) validateExpected() error {
	words, plain := workspace.KeyByName("expect-unload").Words, 0
	for _, e := range f.expectUnload {
		platform, word, ok := strings.Cut(e, "=")
		switch {
		case !ok:
			plain, word = plain+1, e
		case !slices.Contains(workspace.Platforms, platform):
			return fmt.Errorf("--expect-unload takes WORD or PLATFORM=WORD; the platforms are %s, not `%s`", strings.Join(workspace.Platforms, ", "), platform)
		}
		if !slices.Contains(words, word) {
			return fmt.Errorf("--expect-unload takes %s, not `%s`", strings.Join(words, ", "), word)
		}
	}
	if plain > 0 && len(f.expectUnload) > 1 {
		return errors.New("--expect-unload takes one word, or PLATFORM=WORD for each platform; give one form")
	}
	return nil
}

// validate refuses what the flags of the build cannot mean.
func (f *buildOptions) validate() error {
	switch {
	case len(f.artifacts) > 0 && f.noArtifact:
		return errors.New("--artifact and --no-artifact exclude each other; give one")
	case f.allowStale && len(f.artifacts) == 0:
		return errors.New("--allow-stale is about the library that --artifact names; give both")
	case f.minGlibc != "" && !workspace.IsGlibcVersion(f.minGlibc):
		return fmt.Errorf("--min-glibc takes a version such as 2.17, not %q", f.minGlibc)
	case f.workspace.AllFeatures && f.workspace.NoDefaultFeatures:
		return errors.New("--all-features and --no-default-features exclude each other; give one")
	}
	return f.validateExpected()
}

// failLevels are the words of --fail-on.
var failLevels = []string{"error", "warning", "information", "never"}

// validate refuses what the options cannot mean.
func (f *checkOptions) validate(args []string) error {
	if f.jobs < 0 {
		return jobsError(f.jobs)
	}
	_, err := f.outputs()
	return errors.Join(
		f.buildOptions.validate(), err, f.validateTogether(args),
		oneOf("fail-on", f.failOn, failLevels...), oneOf("color", f.color, colorModes...),
		ruleIDs("select", f.rules.Select), ruleIDs("ignore", f.rules.Ignore))
}

func jobsError(n int) error {
	return fmt.Errorf("--jobs takes a positive number, not %d; leave it out for one per processor", n)
}

// fixes reports whether fixes are asked for.
func (f *checkOptions) fixes() bool { return f.fix || f.fixUnsafe || f.fixDryRun }

// plain reports that text is the one output.
func (f *checkOptions) plain() bool { return len(f.formats) == 1 && f.formats[0] == "text" }

// validateTogether refuses what cannot be meant together; args are the paths.
func (f *checkOptions) validateTogether(args []string) error {
	stdin := false
	for _, a := range args {
		stdin = stdin || a == "-"
	}
	switch {
	case f.fixDryRun && !f.plain():
		return errors.New("--fix-dry-run prints a diff in place of a report; leave --format out")
	case f.baseline != "" && f.writeBaseline != "":
		return errors.New("--baseline and --write-baseline exclude each other; --prune-baseline shortens one")
	case f.pruneBaseline && f.baseline == "":
		return errors.New("--prune-baseline needs --baseline, the file to shorten")
	case f.pruneBaseline && f.fixes():
		return errors.New("--fix and --prune-baseline exclude each other; fix first")
	case f.showSettings != "" && len(args) > 0:
		return errors.New("--show-settings takes the file; leave the paths out")
	case f.writeBaseline != "" && (f.fixes() || f.newFrom != ""):
		return errors.New("--write-baseline takes all findings as they are; leave --fix and --new-from out")
	case f.watch && (f.fixes() || f.writeBaseline != "" || f.pruneBaseline):
		return errors.New("--watch writes no files; leave --fix, --write-baseline and --prune-baseline out")
	case stdin != (f.stdinName != "") || stdin && len(args) > 1:
		return errors.New("standard input needs the path - alone and --stdin-filename, the file that it is the text of")
	case stdin && (f.fixes() || f.watch || f.newFrom != ""):
		return errors.New("standard input is checked once and as it is; leave --fix, --watch and --new-from out")
	}
	return nil
}
