package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// Build say what is built, and what it is compared with; their words are those of the flags.
type Build struct {
	Artifacts, Traces, ExpectUnload []string
	NoArtifact, AllowStale          bool
	MinGlibc                        string
	Workspace                       workspace.Options
}

// Options are what a check was asked for. The words are those of the flags.
type Options struct {
	Build
	Formats                          []string // --format as given; see outputs
	Output, FailOn, Color            string
	Quiet, Statistics, Timings       bool
	ShowRefuted, ExplainSeverity     bool
	Fix, FixUnsafe, FixDryRun        bool
	Baseline, WriteBaseline, NewFrom string
	PruneBaseline, Watch, NoCache    bool
	StdinName, ShowSettings          string
	Jobs                             int
	Rules                            rules.Config
	// Key are the flags that make a result another, each with its value.
	Key []string
}

// overrides are the configuration keys that flags set.
func (f *Build) overrides() map[string]any {
	out := map[string]any{}
	if f.MinGlibc != "" {
		out["min-glibc"] = f.MinGlibc
	}
	by := map[string]any{}
	for _, e := range f.ExpectUnload {
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
func (f *Build) validateExpected() error {
	words, plain := workspace.KeyByName("expect-unload").Words, 0
	for _, e := range f.ExpectUnload {
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
	if plain > 0 && len(f.ExpectUnload) > 1 {
		return errors.New("--expect-unload takes one word, or PLATFORM=WORD for each platform; give one form")
	}
	return nil
}

// Validate refuses what the flags of the build cannot mean.
func (f *Build) Validate() error {
	switch {
	case len(f.Artifacts) > 0 && f.NoArtifact:
		return errors.New("--artifact and --no-artifact exclude each other; give one")
	case f.AllowStale && len(f.Artifacts) == 0:
		return errors.New("--allow-stale is about the library that --artifact names; give both")
	case f.MinGlibc != "" && !workspace.IsGlibcVersion(f.MinGlibc):
		return fmt.Errorf("--min-glibc takes a version such as 2.17, not %q", f.MinGlibc)
	case f.Workspace.AllFeatures && f.Workspace.NoDefaultFeatures:
		return errors.New("--all-features and --no-default-features exclude each other; give one")
	}
	return f.validateExpected()
}

// FailLevels are the words of --fail-on.
var FailLevels = []string{"error", "warning", "information", "never"}

// validate refuses what the options cannot mean.
func (f *Options) validate(args []string) error {
	if f.Jobs < 0 {
		return JobsError(f.Jobs)
	}
	_, err := f.outputs()
	return errors.Join(
		f.Build.Validate(), err, f.validateTogether(args),
		console.OneOf("fail-on", f.FailOn, FailLevels...), console.OneOf("color", f.Color, console.ColorModes...),
		console.RuleIDs("select", f.Rules.Select), console.RuleIDs("ignore", f.Rules.Ignore))
}

// JobsError says what --jobs takes.
func JobsError(n int) error {
	return fmt.Errorf("--jobs takes a positive number, not %d; leave it out for one per processor", n)
}

// fixes reports whether fixes are asked for.
func (f *Options) fixes() bool { return f.Fix || f.FixUnsafe || f.FixDryRun }

// plain reports that text is the one output.
func (f *Options) plain() bool { return len(f.Formats) == 1 && f.Formats[0] == "text" }

// validateTogether refuses what cannot be meant together; args are the paths.
func (f *Options) validateTogether(args []string) error {
	stdin := false
	for _, a := range args {
		stdin = stdin || a == "-"
	}
	switch {
	case f.FixDryRun && !f.plain():
		return errors.New("--fix-dry-run prints a diff in place of a report; leave --format out")
	case f.Baseline != "" && f.WriteBaseline != "":
		return errors.New("--baseline and --write-baseline exclude each other; --prune-baseline shortens one")
	case f.PruneBaseline && f.Baseline == "":
		return errors.New("--prune-baseline needs --baseline, the file to shorten")
	case f.PruneBaseline && f.fixes():
		return errors.New("--fix and --prune-baseline exclude each other; fix first")
	case f.ShowSettings != "" && len(args) > 0:
		return errors.New("--show-settings takes the file; leave the paths out")
	case f.WriteBaseline != "" && (f.fixes() || f.NewFrom != ""):
		return errors.New("--write-baseline takes all findings as they are; leave --fix and --new-from out")
	case f.Watch && (f.fixes() || f.WriteBaseline != "" || f.PruneBaseline):
		return errors.New("--watch writes no files; leave --fix, --write-baseline and --prune-baseline out")
	case stdin != (f.StdinName != "") || stdin && len(args) > 1:
		return errors.New("standard input needs the path - alone and --stdin-filename, the file that it is the text of")
	case stdin && (f.fixes() || f.Watch || f.NewFrom != ""):
		return errors.New("standard input is checked once and as it is; leave --fix, --watch and --new-from out")
	}
	return nil
}
