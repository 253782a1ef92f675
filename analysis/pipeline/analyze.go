// Package pipeline runs the stages of the analysis one after the other and puts together
// their result. What a stage looks for stands in the stage's own package.
package pipeline

import (
	"context"
	"runtime"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/gaps"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/leftovers"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkage"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/loading"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/reach"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Options steer how Analyze works, never what it finds, but for Quick.
type Options struct {
	// Jobs is the number of workers; 0 means one for each processor.
	Jobs int
	// Cache, if set, keeps what was read of files from one run to the next.
	Cache *scan.Cache
	// Quick accepts what an edited file with syntax errors gives in a hurry; see
	// Result.Inexact.
	Quick bool
	// Progress is called now and then with the number of steps done.
	Progress func(done, total int)
	// fail, for tests, is called where the work on a package begins and may panic.
	fail func(*workspace.Package)
	// visits, for tests, replaces maxVisits.
	visits int
}

// Analyze finds the roots of a workspace and what they reach. The result does
// not depend on Options. A cancelled context gives its error.
func Analyze(ctx context.Context, fs vfs.FS, ws *workspace.Workspace, opts Options) (*analysis.Result, error) {
	table, err := effects.Embedded()
	if err != nil {
		return nil, err
	}
	hostTable, err := hosts.Load()
	if err != nil {
		return nil, err
	}
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	if opts.Cache == nil {
		opts.Cache = &scan.Cache{} // several targets share what is read
	}
	r := newRun(ctx, fs, ws, table, hostTable, opts)
	res := r.whole()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := r.others(res); err != nil {
		return nil, err
	}
	return res, nil
}

// run is one pass over a workspace for one target: what the stages have given so far.
type run struct {
	*corpus.Corpus
	opts Options
	sub  bool // the platform is not the one that is asked for

	scanner   *scan.Scanner
	loaded    map[*workspace.Target]*analysis.Loading
	found     *roots.Found
	reaches   []*analysis.Reach
	calls     []*analysis.Reach
	shadows   []*analysis.Shadow
	facts     analysis.UnloadFacts
	notLinked []*analysis.Unlinked
}

func newRun(ctx context.Context, fs vfs.FS, ws *workspace.Workspace, table *effects.Table, hostTable *hosts.Table, opts Options) *run {
	c := &corpus.Corpus{Ctx: ctx, FS: fs, WS: ws, Table: table, Hosts: hostTable, Visits: opts.visits, Links: &links.Links{}, Log: &gaps.Log{WS: ws, Fail: opts.fail}}
	return &run{Corpus: c, opts: opts, scanner: &scan.Scanner{}, found: roots.New()}
}

// stages runs one stage after the other. A fault ends it: what was given until then is
// the result.
func (r *run) stages() {
	c := r.Corpus
	c.Links = links.Of(r.WS)
	r.scan()
	r.loaded = loading.Of(c)
	if !r.sub {
		loading.Unfollowed(c, r.loaded)
	}
	leftovers.ForgetStatics(c, r.loaded)
	roots.ReservedNames(c, r.loaded)
	r.progress(1)
	if !r.anything() {
		return
	}
	r.loadCrates()
	r.progress(2)
	macros := roots.Macros(c, r.scanner, r.loadCrates)
	r.parseCandidates()
	r.progress(3)
	roots.Find(c, r.loaded, macros, r.found)
	r.progress(4)
	r.reaches = reach.Of(c, r.found)
	r.calls, r.shadows = reach.HostCalls(c, r.loaded)
	r.facts = leftovers.Gather(c, r.loaded, r.found)
	c.Guard(nil, func() { linkage.SettleKept(c, r.found) })
	c.Guard(nil, func() { r.notLinked = linkage.Unlinked(c, r.found.Roots) })
	r.progress(5)
}

// scan looks through the text of all files, and takes up what is compiled of it.
func (r *run) scan() {
	c := r.Corpus
	r.scanner = &scan.Scanner{Guard: c.Guard, Hosts: c.Hosts, FS: c.FS, Table: c.Table, Jobs: r.opts.Jobs, Unloadable: c.InUnloadable, Cache: r.opts.Cache, Workspace: c.WS.Manifest + "\x00" + c.WS.Target}
	c.Scans = r.scanner.All(c.Packages)
	c.Prog = names.NewProgram(c.Ctx, c.FS, c.Table, r.opts.Jobs)
	c.Prog.Use(r.opts.Cache.Sources(), r.opts.Quick)
	c.Graph = calls.New(c.Prog, c.Table, c.WS.Compiler.From, c.WS.Compiler.To)
	c.Scans.SettleMarks(c.Prog, c.Hosts, c.Guard)
}

func (r *run) progress(done int) {
	if r.opts.Progress != nil {
		r.opts.Progress(done, 5)
	}
}
