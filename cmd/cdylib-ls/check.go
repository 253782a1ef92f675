package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/check"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report"
)

// keyless are the flags that do not make a result another.
var keyless = []string{"jobs", "output", "color", "no-cache"}

func (p *program) checkCommand() *cobra.Command {
	f := &check.Options{}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check crates or workspaces",
		Long: "Check the crates and workspaces at the given paths (folders, manifests or source files; default: here).\n" +
			"Runs no cargo, no build script and no code of the crates.\n\n" +
			"Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or unreadable input,\n130 interrupted.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.Jobs == 0 && cmd.Flags().Changed("jobs") {
				return check.JobsError(0)
			}
			cmd.Flags().VisitAll(func(flag *pflag.Flag) {
				if !slices.Contains(keyless, flag.Name) {
					f.Key = append(f.Key, flag.Name, flag.Value.String())
				}
			})
			return check.Run(cmd.Context(), &p.Console, f, args)
		},
	}
	declareCheck(cmd, f)
	return cmd
}

// declareCheck adds the flags of check and their completions to cmd.
func declareCheck(cmd *cobra.Command, f *check.Options) {
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringArrayVar(&f.Formats, "format", []string{"text"}, "output format, or `FORMAT`=FILE for one more output into a file (repeatable): "+strings.Join(report.Formats(), ", "))
	fl.StringVar(&f.Output, "output", "", "write to `FILE` instead of standard output")
	declareBuild(fl, &f.Build)
	fl.StringSliceVar(&f.ExpectUnload, "expect-unload", nil, "the worst that closing the libraries may do, `WORD` or PLATFORM=WORD; a worse verdict is an error")
	fl.StringSliceVar(&f.Rules.Select, "select", nil, "run only these `RULE`s, groups or patterns; a rule by its id also where the configuration switches it off")
	fl.StringSliceVar(&f.Rules.Ignore, "ignore", nil, "leave these `RULE`s, groups or patterns out")
	fl.StringVar(&f.FailOn, "fail-on", "warning", "exit with 1 from this severity on: error, warning, information, never")
	fl.BoolVar(&f.ShowRefuted, "show-refuted", false, "list findings that a built library refutes, as hints")
	fl.BoolVar(&f.ExplainSeverity, "explain-severity", false, "say of each finding by which steps it came to its severity")
	fl.IntVar(&f.Jobs, "jobs", 0, "work on `N` files at once (default: one per processor)")
	fl.StringVar(&f.Color, "color", "auto", "colours: auto, always, never")
	fl.BoolVar(&f.Statistics, "statistics", false, "print counts per rule and the work done to standard error")
	fl.BoolVar(&f.Quiet, "quiet", false, "print findings only, without snippets, summary and progress")
	declareBatch(fl, f)
	for _, name := range []string{"select", "ignore"} {
		_ = cmd.RegisterFlagCompletionFunc(name, completeRules)
	}
	completeBuild(cmd)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(report.Formats()...))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", completeWords(check.FailLevels...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(console.ColorModes...))
}

// declareBuild adds the flags that say what is built, and compared with what.
func declareBuild(fl *pflag.FlagSet, f *check.Build) {
	fl.StringArrayVar(&f.Artifacts, "artifact", nil, "compare with the built library `LIB`, not with those in the target folder")
	fl.BoolVar(&f.AllowStale, "allow-stale", false, "read an --artifact that is older than its sources, without confirming or refuting by it")
	fl.StringArrayVar(&f.Traces, "trace", nil, "raise findings that the trace `FILE` of a real host saw (repeatable)")
	fl.BoolVar(&f.NoArtifact, "no-artifact", false, "do not look for built libraries, check the sources alone")
	fl.StringVar(&f.Workspace.Profile, "profile", "", "Cargo profile that is shipped (default release)")
	fl.StringVar(&f.Workspace.Target, "target", "", "target `TRIPLE` (default: this machine's)")
	fl.StringSliceVar(&f.Workspace.Features, "features", nil, "features to enable, separated by commas")
	fl.BoolVar(&f.Workspace.AllFeatures, "all-features", false, "enable all features")
	fl.BoolVar(&f.Workspace.NoDefaultFeatures, "no-default-features", false, "leave the default features out")
	fl.StringVar(&f.MinGlibc, "min-glibc", "", "oldest glibc that the libraries must load with, `X.Y`")
}

// declareBatch adds the flags that concern pipelines: what is fixed, what is known, and how
// the work is done.
func declareBatch(fl *pflag.FlagSet, f *check.Options) {
	fl.BoolVar(&f.Fix, "fix", false, "apply the fixes that are safe and report what is left")
	fl.BoolVar(&f.FixUnsafe, "fix-unsafe", false, "also apply the fixes that need a review")
	fl.BoolVar(&f.FixDryRun, "fix-dry-run", false, "print what fixes would change as a diff and write nothing")
	fl.StringVar(&f.Baseline, "baseline", "", "leave out the findings that are in `FILE`")
	fl.StringVar(&f.WriteBaseline, "write-baseline", "", "write all findings to `FILE`, for --baseline")
	fl.BoolVar(&f.PruneBaseline, "prune-baseline", false, "take findings that no longer occur out of the --baseline")
	fl.StringVar(&f.NewFrom, "new-from", "", "report only what was not found at the git revision `REV`")
	fl.StringVar(&f.StdinName, "stdin-filename", "", "with the path -: check `FILE` with standard input as its text")
	fl.StringVar(&f.ShowSettings, "show-settings", "", "print the settings that hold for `FILE` and where they come from")
	fl.BoolVar(&f.Watch, "watch", false, "check again whenever a file changes that was looked at, until interrupted")
	fl.BoolVar(&f.NoCache, "no-cache", false, "neither use a kept result nor keep this one")
	fl.BoolVar(&f.Timings, "timings", false, "print to standard error how long each step took")
}
