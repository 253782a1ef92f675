package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// keyless are the flags that do not make a result another.
var keyless = []string{"jobs", "output", "color", "no-cache"}

func (p *program) checkCommand() *cobra.Command {
	f := &checkOptions{}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check crates or workspaces",
		Long: "Check the crates and workspaces at the given paths (folders, manifests or source files; default: here).\n" +
			"Runs no cargo, no build script and no code of the crates.\n\n" +
			"Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or unreadable input,\n130 interrupted.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.jobs == 0 && cmd.Flags().Changed("jobs") {
				return jobsError(0)
			}
			cmd.Flags().VisitAll(func(flag *pflag.Flag) {
				if !slices.Contains(keyless, flag.Name) {
					f.key = append(f.key, flag.Name, flag.Value.String())
				}
			})
			return runCheck(cmd.Context(), &p.console, f, args)
		},
	}
	declareCheck(cmd, f)
	return cmd
}

// declareCheck adds the flags of check and their completions to cmd.
func declareCheck(cmd *cobra.Command, f *checkOptions) {
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringArrayVar(&f.formats, "format", []string{"text"}, "output format, or `FORMAT`=FILE for one more output into a file (repeatable): "+strings.Join(formatNames(), ", "))
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	declareBuild(fl, &f.buildOptions)
	fl.StringSliceVar(&f.expectUnload, "expect-unload", nil, "the worst that closing the libraries may do, `WORD` or PLATFORM=WORD; a worse verdict is an error")
	fl.StringSliceVar(&f.rules.Select, "select", nil, "run only these `RULE`s, groups or patterns; a rule by its id also where the configuration switches it off")
	fl.StringSliceVar(&f.rules.Ignore, "ignore", nil, "leave these `RULE`s, groups or patterns out")
	fl.StringVar(&f.failOn, "fail-on", "warning", "exit with 1 from this severity on: error, warning, information, never")
	fl.BoolVar(&f.showRefuted, "show-refuted", false, "list findings that a built library refutes, as hints")
	fl.BoolVar(&f.explainSeverity, "explain-severity", false, "say of each finding by which steps it came to its severity")
	fl.IntVar(&f.jobs, "jobs", 0, "work on `N` files at once (default: one per processor)")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always, never")
	fl.BoolVar(&f.statistics, "statistics", false, "print counts per rule and the work done to standard error")
	fl.BoolVar(&f.quiet, "quiet", false, "print findings only, without snippets, summary and progress")
	declareBatch(fl, f)
	for _, name := range []string{"select", "ignore"} {
		_ = cmd.RegisterFlagCompletionFunc(name, completeRules)
	}
	completeBuild(cmd)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(formatNames()...))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", completeWords(failLevels...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(colorModes...))
}

// declareBuild adds the flags that say what is built, and compared with what.
func declareBuild(fl *pflag.FlagSet, f *buildOptions) {
	fl.StringArrayVar(&f.artifacts, "artifact", nil, "compare with the built library `LIB`, not with those in the target folder")
	fl.BoolVar(&f.allowStale, "allow-stale", false, "read an --artifact that is older than its sources, without confirming or refuting by it")
	fl.StringArrayVar(&f.traces, "trace", nil, "raise findings that the trace `FILE` of a real host saw (repeatable)")
	fl.BoolVar(&f.noArtifact, "no-artifact", false, "do not look for built libraries, check the sources alone")
	fl.StringVar(&f.workspace.Profile, "profile", "", "Cargo profile that is shipped (default release)")
	fl.StringVar(&f.workspace.Target, "target", "", "target `TRIPLE` (default: this machine's)")
	fl.StringSliceVar(&f.workspace.Features, "features", nil, "features to enable, separated by commas")
	fl.BoolVar(&f.workspace.AllFeatures, "all-features", false, "enable all features")
	fl.BoolVar(&f.workspace.NoDefaultFeatures, "no-default-features", false, "leave the default features out")
	fl.StringVar(&f.minGlibc, "min-glibc", "", "oldest glibc that the libraries must load with, `X.Y`")
}

// declareBatch adds the flags that concern pipelines: what is fixed, what is known, and how
// the work is done.
func declareBatch(fl *pflag.FlagSet, f *checkOptions) {
	fl.BoolVar(&f.fix, "fix", false, "apply the fixes that are safe and report what is left")
	fl.BoolVar(&f.fixUnsafe, "fix-unsafe", false, "apply fixes that are to be looked over too")
	fl.BoolVar(&f.fixDryRun, "fix-dry-run", false, "print what fixes would change as a diff and write nothing")
	fl.StringVar(&f.baseline, "baseline", "", "leave out the findings that are in `FILE`")
	fl.StringVar(&f.writeBaseline, "write-baseline", "", "write all findings to `FILE`, for --baseline")
	fl.BoolVar(&f.pruneBaseline, "prune-baseline", false, "take findings that no longer occur out of the --baseline")
	fl.StringVar(&f.newFrom, "new-from", "", "report only what was not found at the git revision `REV`")
	fl.StringVar(&f.stdinName, "stdin-filename", "", "with the path -: check `FILE` with standard input as its text")
	fl.StringVar(&f.showSettings, "show-settings", "", "print the settings that hold for `FILE` and where they come from")
	fl.BoolVar(&f.watch, "watch", false, "check again whenever a file changes that was looked at, until interrupted")
	fl.BoolVar(&f.noCache, "no-cache", false, "neither use a kept result nor keep this one")
	fl.BoolVar(&f.timings, "timings", false, "print to standard error how long each step took")
}
