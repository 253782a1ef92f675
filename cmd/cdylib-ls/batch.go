package main

import (
	"errors"

	"github.com/spf13/pflag"
)

// batchFlags are the flags of `check` that concern pipelines: what is fixed, what is
// known, and how the work is done.
type batchFlags struct {
	fix, fixUnsafe, fixDryRun        bool
	baseline, writeBaseline, newFrom string
	pruneBaseline, watch, timings    bool
	noCache                          bool
	stdinName, showSettings          string
}

func (f *batchFlags) declare(fl *pflag.FlagSet) {
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

// fixes reports whether the flags ask for fixes.
func (f *batchFlags) fixes() bool { return f.fix || f.fixUnsafe || f.fixDryRun }

// validate refuses what cannot be meant together; plain: text is the one output, and args
// are the paths.
func (f *batchFlags) validate(plain bool, args []string) error {
	stdin := false
	for _, a := range args {
		stdin = stdin || a == "-"
	}
	switch {
	case f.fixDryRun && !plain:
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
