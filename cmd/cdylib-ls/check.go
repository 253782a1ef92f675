package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// checkFlags are the flags of `check`.
type checkFlags struct {
	format, output, failOn, color, minGlibc string
	artifacts, traces, expectUnload         []string
	formats                                 []string     // --format as given; format and also are what it means
	also                                    []formatFile // formats beside the one of --output
	noArtifact, allowStale                  bool
	quiet, statistics, showRefuted          bool
	explainSeverity                         bool
	batchFlags
	set       *pflag.FlagSet // all of them
	jobs      int
	workspace workspace.Options
	rules     rules.Config
}

// report is everything a check came to; the formats print it.
type report struct {
	root       string // see DESIGN: JSON `root`
	results    []*analysis.Result
	evidence   *evidence.Set // nil with --no-artifact
	findings   []*rules.Finding
	suppressed []*rules.Suppressed
	hidden     []*rules.Finding // concern nothing below the paths
	unread     []error          // of the paths
	took       time.Duration
	timings    *timings
}

func (p *program) checkCommand() *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check crates or workspaces",
		Long: "Check the crates and workspaces at the given paths (folders, manifests or source files; default: here).\n" +
			"Runs no cargo, no build script and no code of the crates.\n\n" +
			"Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or unreadable input,\n130 interrupted.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return p.check(cmd.Context(), f, args) },
	}
	f.declare(cmd)
	return cmd
}

// declare adds the flags and their completions to cmd.
func (f *checkFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	f.set = fl
	fl.SortFlags = false
	fl.StringArrayVar(&f.formats, "format", []string{"text"}, "output format, or `FORMAT`=FILE for one more output into a file (repeatable): "+strings.Join(checkFormatNames(), ", "))
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	f.declareBuild(fl)
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
	f.batchFlags.declare(fl)
	for _, name := range []string{"select", "ignore"} {
		_ = cmd.RegisterFlagCompletionFunc(name, completeRules)
	}
	f.completeBuild(cmd)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(checkFormatNames()...))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", completeWords(failLevels...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(colorModes...))
}

// declareBuild adds the flags that say what is built, and compared with what.
func (f *checkFlags) declareBuild(fl *pflag.FlagSet) {
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

// overrides are the configuration keys that flags set.
func (f *checkFlags) overrides() map[string]any {
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
func (f *checkFlags) validateExpected() error {
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

// validateBuild refuses what the flags of declareBuild cannot mean.
func (f *checkFlags) validateBuild() error {
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

var (
	twoFormats = []string{"text", "json"} // of the other commands
	failLevels = []string{"error", "warning", "information", "never"}
	colorModes = []string{"auto", "always", "never"}
)

// validate refuses what the flags cannot mean.
func (f *checkFlags) validate(args []string) error {
	if f.jobs < 0 || f.jobs == 0 && f.set.Changed("jobs") {
		return fmt.Errorf("--jobs takes a positive number, not %d; leave it out for one per processor", f.jobs)
	}
	return errors.Join(
		f.validateBuild(), f.validateFormats(),
		f.batchFlags.validate(f.format == "text" && len(f.also) == 0, args),
		oneOf("fail-on", f.failOn, failLevels...), oneOf("color", f.color, colorModes...),
		ruleIDs("select", f.rules.Select), ruleIDs("ignore", f.rules.Ignore))
}

// check runs the command.
func (p *program) check(ctx context.Context, f *checkFlags, args []string) error {
	switch err := f.validate(args); {
	case err != nil:
		return err
	case f.showSettings != "":
		return p.printSettings(ctx, f)
	case f.watch:
		return p.watch(ctx, f, args)
	}
	return p.checkOnce(ctx, f, args, vfs.NewTrace(vfs.Disk{}))
}

// colored reports whether the report gets colours.
func (f *checkFlags) colored(p *program) bool {
	return f.output == "" && p.colored(f.color) || f.color == "always"
}

// deliver writes the finished output, so that a failure leaves no half of it.
func (p *program) deliver(file string, data []byte) error {
	if file == "" {
		_, err := p.stdout.Write(data)
		return err
	}
	path, write := p.absolute(file), replaceFile
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		write = writeDevice
	}
	if err := write(path, data); err != nil {
		return fmt.Errorf("cannot write the output: %w; choose another --output", err)
	}
	return nil
}

// verdict is an error of its own where something that the command line names was not
// read, else errFindings where something weighs as much as --fail-on.
func (o *output) verdict() error {
	if err := o.unread(); err != nil {
		return err
	}
	for _, f := range o.findings {
		if o.fails(f) {
			return errFindings
		}
	}
	return nil
}

// unread is an error where something that the command line names was not read.
func (o *output) unread() error {
	if all := slices.Concat(o.report.unread, o.evidence.Refused()); len(all) > 0 {
		return unreadError(all)
	}
	return nil
}

// fails reports whether a finding fails the check.
func (o *output) fails(f *rules.Finding) bool {
	return o.failing != rules.Off && f.Severity >= o.failing
}

// analyse finds the workspaces below args and runs the rules over them. stream, which
// may be nil, hears of the progress.
func (p *program) analyse(ctx context.Context, fs vfs.FS, f *checkFlags, args []string, stream *jsonStream) (*output, error) {
	start := time.Now()
	paths, root, err := p.paths(args)
	if err != nil {
		return nil, err
	}
	progress := p.newProgress(f.quiet)
	defer progress.clear()
	o := &output{
		src: newSources(fs), dir: p.dir, base: repositoryRoot(fs, p.base(root)), quiet: f.quiet, color: f.colored(p), weights: f.explainSeverity,
	}
	if !f.quiet { // whose lines other programs read, in the working directory
		o.dir = p.base(root)
		o.elsewhere = o.dir != p.dir
	}
	o.failing, _ = rules.ParseSeverity(f.failOn)
	o.stream, progress.stream = stream, stream
	f.workspace.Overrides = f.overrides()
	r := &report{root: root, timings: newTimings(start)}
	options := cdylibls.Options{
		Workspace: f.workspace, Rules: f.rules, NoArtifact: f.noArtifact, AllowStale: f.allowStale, Jobs: f.jobs, FS: fs,
		Progress: r.timings.of(progress.of), Step: r.timings.lap,
	}
	for _, a := range f.artifacts {
		options.Artifacts = append(options.Artifacts, p.absolute(a))
	}
	for _, t := range f.traces {
		options.Traces = append(options.Traces, p.absolute(t))
	}
	all, err := cdylibls.Check(ctx, paths, options)
	if err != nil {
		return nil, err
	}
	r.results, r.evidence, r.findings, r.suppressed = all.Results, all.Evidence, all.Findings, all.Suppressed
	r.hidden, r.unread = all.Hidden, all.Unread
	if !f.showRefuted {
		r.findings, r.hidden = withoutRefuted(r.findings), withoutRefuted(r.hidden)
	}
	r.took = time.Since(start)
	o.report = r
	return o, nil
}

// paths makes the arguments absolute and names the root that output is
// relative to: the folder given, or the working directory for several.
func (p *program) paths(args []string) (paths []string, root string, err error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, a := range args {
		if a == "" {
			return nil, "", errors.New("an empty path was given; name a folder, or leave it out for the working directory")
		}
		paths = append(paths, p.absolute(a))
	}
	if len(paths) > 1 {
		return paths, p.dir, nil
	}
	root = paths[0]
	if info, err := os.Stat(root); err == nil && !info.IsDir() {
		root = filepath.Dir(root)
	}
	return paths, root, nil
}

// base is what text shows paths relative to: the working directory, or root where that lies
// outside of it, as cargo has it.
func (p *program) base(root string) string {
	if filepath.IsAbs(relative(p.dir, root)) {
		return root
	}
	return p.dir
}

// absolute is a path of the command line, which is relative to the working directory.
func (p *program) absolute(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.dir, path)
	}
	return filepath.Clean(path)
}

// withoutRefuted leaves out what a fresh artifact disproves.
func withoutRefuted(findings []*rules.Finding) []*rules.Finding {
	var out []*rules.Finding
	for _, f := range findings {
		if f.Evidence.Level != "refuted" {
			out = append(out, f)
		}
	}
	return out
}
