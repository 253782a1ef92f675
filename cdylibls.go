// Package cdylibls checks Rust plugin crates as the command cdylib-ls does, for Go
// programs that want findings as values.
//
// Check is the door. What it returns is described by the packages below: a finding by
// package rules, what is known of a crate by package analysis. Both can be used by
// themselves: rules.Apply and rules.Plan apply fixes, artifact.Open reads a built
// library.
//
// Until version 1.0 of the module, names may still change; each change is in CHANGELOG.md.
package cdylibls

import (
	"context"
	_ "embed"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/observed"
	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

//go:embed VERSION
var versionFile string

// Version is the one that these sources are or will be released as, such as 1.2.3. What
// else names it is compared with it by a test of release/pack.
func Version() string { return strings.TrimSpace(versionFile) }

// Options say what to check and how. The zero value checks as `cdylib-ls check` does
// without flags.
type Options struct {
	// Workspace says what Cargo would build: target, profile, features.
	Workspace workspace.Options
	// Rules selects rules. Its Evidence is filled in.
	Rules rules.Config
	// Artifacts are built libraries to compare with, absolute; none means those in the
	// target folder. NoArtifact leaves built libraries out.
	// AllowStale reads those of Artifacts that are older than their sources, which are
	// refused without it.
	Artifacts              []string
	NoArtifact, AllowStale bool
	// Traces are files that `cdylib-ls trace --format json` wrote, absolute.
	Traces []string
	// Jobs is the number of workers; 0 means one for each processor.
	Jobs int
	// FS is where files are read; nil means the disk.
	FS vfs.FS
	// Progress gives the callback for the analysis of a workspace; it and the callback
	// may be nil. Callbacks of different workspaces run side by side.
	Progress func(*workspace.Workspace) func(done, total int)
	// Step, if set, is called at the end of each step with its name, in order.
	Step func(name string)
}

// Report is what a check came to. It belongs to the caller; what it points to is shared
// and must not be changed.
type Report struct {
	// Results are what is known of each workspace, in the order of their manifests.
	Results []*analysis.Result
	// Evidence is what built libraries show, and which of Artifacts were refused; nil
	// with NoArtifact.
	Evidence *evidence.Set
	// Findings are sorted by place, those that a built library refutes among them.
	Findings []*rules.Finding
	// Hidden are those that concern nothing below the paths: what libraries link is
	// looked at wherever it stands.
	Hidden []*rules.Finding
	// Unread says of each of the paths that could not be read why; what it names is not
	// in Findings.
	Unread []error
	// Suppressed are findings that comments in the sources silence.
	Suppressed []*rules.Suppressed
}

// The steps of Check.
const (
	StepFind    = "find crates"
	StepAnalyse = "analyse"
	StepBuilt   = "read built libraries"
	StepRules   = "apply rules"
)

// Check checks the crates and workspaces at paths: folders, manifests or .rs files of a
// package, absolute. It runs no code of them and no cargo. What is wrong inside a project
// is a finding; an error is a path without a crate, an option that fits none of them, or
// the end of ctx.
func Check(ctx context.Context, paths []string, opts Options) (*Report, error) {
	fs, step := opts.FS, opts.Step
	if fs == nil {
		fs = vfs.Disk{}
	}
	if step == nil {
		step = func(string) {}
	}
	set, err := workspace.Load(ctx, fs, paths, opts.Workspace)
	if err != nil {
		return nil, err
	}
	step(StepFind)
	r := &Report{Unread: set.Unread}
	if r.Results, err = pipeline.AnalyzeAll(ctx, fs, set, pipeline.Options{Jobs: opts.Jobs}, opts.Progress); err != nil {
		return nil, err
	}
	step(StepAnalyse)
	cfg := opts.Rules
	if !opts.NoArtifact {
		if r.Evidence, err = evidence.Gather(ctx, vfs.Dated(fs), r.Results, evidence.Options{Jobs: opts.Jobs, Artifacts: opts.Artifacts, AllowStale: opts.AllowStale}); err != nil {
			return nil, err
		}
		step(StepBuilt)
	}
	cfg.Evidence = r.Evidence
	cfg.Hidden = func(f *rules.Finding) { r.Hidden = append(r.Hidden, f) }
	if len(opts.Traces) > 0 {
		traces, err := observed.Load(fs, opts.Traces)
		if err != nil {
			return nil, err
		}
		cfg.Observed = observed.Gather(vfs.Dated(fs), r.Results, r.Evidence, traces)
	}
	r.Findings, r.Suppressed = rules.CheckAll(r.Results, set.Problems, cfg)
	step(StepRules)
	return r, nil
}
