package analysis

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Options steer how Analyze works, never what it finds, but for Quick.
type Options struct {
	// Jobs is the number of workers; 0 means one for each processor.
	Jobs int
	// Cache, if set, keeps what was read of files from one run to the next.
	Cache *Cache
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
func Analyze(ctx context.Context, fs vfs.FS, ws *workspace.Workspace, opts Options) (*Result, error) {
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
		opts.Cache = &Cache{} // several targets share what is read
	}
	a := newAnalyzer(ctx, fs, ws, table, hostTable, opts)
	res := a.whole()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := a.others(res); err != nil {
		return nil, err
	}
	return res, nil
}

func newAnalyzer(ctx context.Context, fs vfs.FS, ws *workspace.Workspace, table *effects.Table, hostTable *hosts.Table, opts Options) *analyzer {
	return &analyzer{hosts: hostTable, ctx: ctx, fs: fs, ws: ws, table: table, opts: opts, found: map[string]*Root{}, nodes: map[*Root][]*calls.Node{}, within: map[*Root]*calls.Node{}, before: map[*Root]map[*calls.Node][]Step{}}
}

type analyzer struct {
	ctx   context.Context
	fs    vfs.FS
	ws    *workspace.Workspace
	table *effects.Table
	hosts *hosts.Table
	opts  Options
	sub   bool // the platform is not the one that is asked for

	prog    *names.Program
	graph   *calls.Graph
	scanner *scanner
	scans   []*scanned
	crates  []*names.Crate
	linked  map[string][]*workspace.Target // by manifest
	macros  map[string]bool                // names of macros that may expand to a root
	words   []string                       // aliases and macro names found so far

	loaded map[*workspace.Target]*Loading
	roots  []*Root
	found  map[string]*Root
	nodes  map[*Root][]*calls.Node
	within map[*Root]*calls.Node // the body that registers a callback
	// before are the calls in C that lead from a root to a function of Rust.
	before    map[*Root]map[*calls.Node][]Step
	reaches   []*Reach
	calls     []*Reach
	shadows   []*Shadow
	facts     UnloadFacts
	index     map[string]identifiers // by file
	texts     map[textKey]*packageText
	sectioned []*SectionStatic
	notLinked []*Unlinked

	cuts    map[cutKey]cut      // what limits left out
	leading []*leading          // one for each question about what the host calls
	flags   map[*calls.Node]int // see flagged

	faultMu sync.Mutex // guards faults
	faults  []workspace.Problem
}

func (a *analyzer) run() {
	pkgs := a.packages()
	a.linkTargets(pkgs)
	a.scanner = &scanner{guard: a.guard, hosts: a.hosts, fs: a.fs, table: a.table, jobs: a.opts.Jobs, unloadable: a.inUnloadable, cache: a.opts.Cache, workspace: a.ws.Manifest + "\x00" + a.ws.Target}
	a.scan(pkgs)
	a.prog = names.NewProgram(a.ctx, a.fs, a.table, a.opts.Jobs)
	a.prog.Use(a.opts.Cache.sources(), a.opts.Quick)
	a.graph = calls.New(a.prog, a.table, a.ws.Compiler.From, a.ws.Compiler.To)
	a.settleMarks()
	a.loaded = a.loadings()
	a.unfollowed()
	a.forgetStatics()
	a.reservedNames()
	a.progress(1)
	if !a.anything() {
		return
	}
	a.loadCrates()
	a.progress(2)
	a.macroWords(pkgs)
	a.parseCandidates()
	a.progress(3)
	a.findRoots()
	a.progress(4)
	a.reach()
	a.hostCalls()
	a.unload()
	a.guard(nil, a.settleKept)
	a.guard(nil, a.unlinked)
	a.progress(5)
}

func (a *analyzer) progress(done int) {
	if a.opts.Progress != nil {
		a.opts.Progress(done, 5)
	}
}

// packages lists the members to look at, sorted by manifest: those that are asked for,
// the libraries that link them, and the members that either link. What is found does
// not depend on which folder was named, only what is shown.
func (a *analyzer) packages() []*workspace.Package {
	linked := map[*workspace.Package]map[*workspace.Package]bool{} // by a member, itself included
	take := map[*workspace.Package]bool{}
	for _, p := range a.ws.Packages {
		linked[p] = map[*workspace.Package]bool{}
		linksOf(p, linked[p])
		plugin := slices.ContainsFunc(p.Targets, (*workspace.Target).Unloadable)
		for d := range linked[p] {
			if p.Selected || plugin && d.Selected && !p.Settings.Excluded(p.Dir, p.Dir) {
				take[p] = true
			}
		}
	}
	for p := range maps.Clone(take) {
		for d := range linked[p] {
			take[d] = true
		}
	}
	var out []*workspace.Package
	for _, p := range a.ws.Packages {
		if take[p] && !p.ProcMacro {
			out = append(out, p)
		}
	}
	return out
}

// linksOf adds a package and the members that it links, examples' own included.
func linksOf(p *workspace.Package, seen map[*workspace.Package]bool) {
	if p == nil || seen[p] || p.ProcMacro {
		return
	}
	seen[p] = true
	deps := p.Deps
	if slices.ContainsFunc(p.Targets, func(t *workspace.Target) bool { return t.Kind == workspace.TargetExample }) {
		deps = slices.Concat(deps, p.DevDeps)
	}
	for _, d := range deps {
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			linksOf(r, seen)
		}
	}
}

// loadCrates loads the module trees of the packages that hold a trigger.
func (a *analyzer) loadCrates() {
	var targets []*workspace.Target
	for _, sc := range a.scans {
		if len(sc.hit) > 0 || len(sc.calls) > 0 || len(sc.unload) > 0 || len(sc.tls) > 0 || sc.unread || a.callsMatter(sc) || a.foreignRuns(sc) {
			targets = append(targets, sc.pkg.Targets...)
		}
	}
	a.prog.Preload(targets, a.opts.Jobs)
	for _, t := range targets {
		if c := a.prog.Crate(t); c != nil && !slices.Contains(a.crates, c) {
			a.crates = append(a.crates, c)
		}
	}
}

// callsMatter reports a package with functions that a host calls and that a rule asks of.
func (a *analyzer) callsMatter(sc *scanned) bool {
	for path, m := range sc.marks {
		if m.shadows(a.table.LibcSymbols()) {
			return true
		}
		if a.exporting(path) {
			return a.asksCalls(libraries(a.linked[sc.pkg.Manifest]))
		}
	}
	return false
}

// besides scans path dependencies that are no members: a library links them, so
// what they leave behind at an unload counts; their roots are their own matter.
func (a *analyzer) besides(pkgs []*workspace.Package) []*scanned {
	var more []*workspace.Package
	var follow func(p *workspace.Package, depth int)
	follow = func(p *workspace.Package, depth int) {
		for _, d := range p.Deps {
			r := d.Resolved()
			if r == nil || r.ProcMacro || r.Member || r.Source != "path" || slices.Contains(more, r) || depth > 20 {
				continue
			}
			more = append(more, r)
			follow(r, depth+1)
		}
	}
	for _, p := range pkgs {
		if slices.ContainsFunc(p.Targets, (*workspace.Target).Unloadable) {
			follow(p, 0)
		}
	}
	var out []*scanned
	for _, sc := range a.scanner.scan(more, nil) {
		for path := range sc.found {
			sc.found[path] &= unloadWords | valueWord
		}
		out = append(out, &scanned{pkg: sc.pkg, files: sc.files, unload: sc.unload, notes: sc.notes, words: sc.words, found: sc.found, names: sc.names})
	}
	return out
}

// anything reports whether the scan found a reason to look further.
func (a *analyzer) anything() bool {
	return slices.ContainsFunc(a.scans, func(sc *scanned) bool {
		return len(sc.hit)+len(sc.calls)+len(sc.tls)+len(sc.notes)+len(sc.unload) > 0 || sc.unread || a.callsMatter(sc) || a.foreignRuns(sc)
	})
}

// inUnloadable reports whether a library that may be unloaded links the package.
func (a *analyzer) inUnloadable(p *workspace.Package) bool {
	return slices.ContainsFunc(a.linked[p.Manifest], (*workspace.Target).Unloadable)
}

// hits reports whether a file of a crate must be looked at for roots.
func (a *analyzer) hits(path string) bool {
	return slices.ContainsFunc(a.scans, func(sc *scanned) bool { return sc.hit[path] })
}

// scanOf is the scan that holds a file; an empty one for files that none does.
func (a *analyzer) scanOf(path string) *scanned {
	for _, sc := range a.scans {
		if _, ok := sc.found[path]; ok {
			return sc
		}
	}
	return noScan
}

var noScan = &scanned{words: words.New()}

// holds reports whether a file of a member has a call of the class.
func (a *analyzer) holds(path string, class words.Class) bool {
	return a.scanOf(path).found[path]&class != 0
}

// registersCallback reports whether a file may register a callback at run time.
func (a *analyzer) registersCallback(path string) bool {
	return slices.ContainsFunc(a.scans, func(sc *scanned) bool { return sc.calls[path] })
}

// declaresTLS reports whether a file declares a thread-local.
func (a *analyzer) declaresTLS(path string) bool {
	return slices.ContainsFunc(a.scans, func(sc *scanned) bool { return sc.tls[path] })
}

// parseCandidates parses the files with triggers on all workers.
func (a *analyzer) parseCandidates() {
	var files []*names.SourceFile
	for _, c := range a.crates {
		for _, f := range c.Files() {
			if a.hits(f.Path) || a.registersCallback(f.Path) {
				files = append(files, f)
			}
		}
	}
	names.Parallel(a.opts.Jobs, len(files), func(i int) {
		if a.ctx.Err() == nil {
			files[i].AST()
		}
	})
}

// linkTargets tells for each package which targets of the workspace link it.
func (a *analyzer) linkTargets(pkgs []*workspace.Package) {
	a.linked = map[string][]*workspace.Target{}
	for _, p := range pkgs {
		for _, t := range p.Targets {
			seen := map[string]bool{}
			a.link(p, t, seen)
		}
	}
}

func (a *analyzer) link(p *workspace.Package, t *workspace.Target, seen map[string]bool) {
	if p == nil || seen[p.Manifest] || p.ProcMacro {
		return
	}
	seen[p.Manifest] = true
	a.linked[p.Manifest] = append(a.linked[p.Manifest], t)
	deps := p.Deps
	if t.Package == p && t.Kind == workspace.TargetExample {
		deps = append(slices.Clone(deps), p.DevDeps...)
	}
	for _, d := range deps {
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			a.link(r, t, seen)
		}
	}
}

// linkedBy lists the targets that a root of crate c ends up in.
func (a *analyzer) linkedBy(c *names.Crate) []*workspace.Target {
	if c.Target != nil && c.Target.Kind != workspace.TargetLib {
		return []*workspace.Target{c.Target}
	}
	return a.linked[c.Package.Manifest]
}

func (a *analyzer) result() *Result {
	res := &Result{Workspace: a.ws, Reaches: a.reaches, Calls: a.calls, Shadows: a.shadows, UnloadFacts: a.facts, Sectioned: a.sectioned, Unlinked: a.notLinked}
	sortSpots(res.Sectioned, func(x *SectionStatic) Place { return x.Place })
	sortSpots(res.Unlinked, func(x *Unlinked) Place { return x.Place })
	slices.SortFunc(a.roots, func(x, y *Root) int {
		return cmp.Or(strings.Compare(x.Place.File, y.Place.File), cmp.Compare(x.Place.Span.Start, y.Place.Span.Start),
			strings.Compare(string(x.Moment), string(y.Moment)), strings.Compare(x.Name, y.Name))
	})
	for _, r := range a.roots {
		r.TakesBack = r.Moment == Unload && a.takesBackOnly(r)
	}
	res.Roots = a.roots
	for _, p := range a.packages() {
		for _, t := range p.Targets {
			tr := &TargetResult{Target: t, Loading: a.loaded[t]}
			tr.Absent = tr.Loading != nil && a.absent(t)
			for _, r := range a.roots {
				if r.Target == t {
					tr.Roots = append(tr.Roots, r)
				}
			}
			res.Targets = append(res.Targets, tr)
		}
	}
	res.FilesRead = a.scanner.read
	res.Directives = a.ws.Directives()
	if a.prog != nil {
		res.Inexact = a.prog.Inexact()
		res.Directives = a.directives()
		res.Problems = slices.Concat(res.Problems, a.prog.Missing, a.prog.Unparsed(), a.includes(), a.unreadScripts(), a.cutProblems())
		a.unreadCode(res.Problems)
		read, parsed := a.prog.Counts()
		res.FilesRead, res.FilesParsed = max(read, a.scanner.read), parsed
	}
	res.Sources = a.sources(res)
	a.foreignTexts(res)
	return res
}

// isMember reports whether a file belongs to a package of the workspace.
func isMember(p *workspace.Package) bool { return p != nil && p.Member }

func rel(base, path string) string {
	if r, err := filepath.Rel(base, path); err == nil {
		return filepath.ToSlash(r)
	}
	return path
}
