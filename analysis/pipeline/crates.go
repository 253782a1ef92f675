package pipeline

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/reach"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
)

// loadCrates loads the module trees of the packages that hold a trigger.
func (r *run) loadCrates() {
	var targets []*workspace.Target
	for _, sc := range r.Scans {
		if len(sc.Hit) > 0 || len(sc.Calls) > 0 || len(sc.Unload) > 0 || len(sc.TLS) > 0 || sc.Unread || r.callsMatter(sc) || foreign.Runs(r.Corpus, sc) {
			targets = append(targets, sc.Pkg.Targets...)
		}
	}
	r.Prog.Preload(targets, r.opts.Jobs)
	for _, t := range targets {
		if c := r.Prog.Crate(t); c != nil && !slices.Contains(r.Crates, c) {
			r.Crates = append(r.Crates, c)
		}
	}
}

// callsMatter reports a package with functions that a host calls and that a rule asks of.
func (r *run) callsMatter(sc *scan.Package) bool {
	for path, m := range sc.Marks {
		if m.Shadows(r.Table.LibcSymbols()) {
			return true
		}
		if r.Exporting(path) {
			return reach.AsksCalls(r.Corpus, r.loaded, links.Libraries(r.Linked[sc.Pkg.Manifest]))
		}
	}
	return slices.ContainsFunc(links.Libraries(r.Linked[sc.Pkg.Manifest]), func(t *workspace.Target) bool {
		l := r.loaded[t]
		return l != nil && l.Host != nil && len(l.Host.Traits) > 0
	})
}

// anything reports whether the scan found a reason to look further.
func (r *run) anything() bool {
	return slices.ContainsFunc(r.Scans, func(sc *scan.Package) bool {
		return len(sc.Hit)+len(sc.Calls)+len(sc.TLS)+len(sc.Notes)+len(sc.Unload) > 0 || sc.Unread || r.callsMatter(sc) || foreign.Runs(r.Corpus, sc)
	})
}

// parseCandidates parses the files with triggers on all workers.
func (r *run) parseCandidates() {
	var files []*names.SourceFile
	for _, c := range r.Crates {
		for _, f := range c.Files() {
			if r.Hits(f.Path) || r.RegistersCallback(f.Path) {
				files = append(files, f)
			}
		}
	}
	parallel.Do(r.opts.Jobs, len(files), func(i int) {
		if r.Ctx.Err() == nil {
			files[i].AST()
		}
	})
}
