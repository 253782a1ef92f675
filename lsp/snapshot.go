package lsp

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// snapshot is the state after one change. It is immutable; what was found in it
// is computed when first asked for, and taken over by the next snapshot as far
// as nothing that it was computed from has changed.
type snapshot struct {
	server   *server
	seq      uint64
	folders  []string
	settings *settings
	untitled map[protocol.DocumentURI]*document // open documents that are no files
	fs       *files
	model    *lazy[*model]
	checked  *lazy[*checked]
	// evidence is what built libraries showed last; see gather.
	evidence *evidenceOf
	// broken maps manifests that cannot be read now to their last good text;
	// lastModel is the latest that was made, maybe of an older snapshot.
	broken    map[string]*document
	lastModel *model
	// base is what was found last before this snapshot; since holds the files that
	// changed after it, nil for more than files.
	base  *base
	since map[string]bool
}

// base is what was found in an older snapshot.
type base struct {
	found *checked
	trees map[string]*rust.File // of open documents
}

// model is what Cargo would build of the folders.
type model struct {
	set     *workspace.Set
	files   *files
	results []*lazy[*result]
}

// result is what was found in one workspace with the files it was found in.
type result struct {
	*analysis.Result
	files *files
}

// checked are the findings of a snapshot.
type checked struct {
	results  []*analysis.Result
	evidence *evidence.Set
	findings map[string][]*rules.Finding // by file
	// causes leads from each finding to the one that speaks for its cause.
	causes     map[*rules.Finding]*rules.Finding
	suppressed []*rules.Suppressed
}

// next is the snapshot after a change.
func (s *snapshot) next(d *draft) *snapshot {
	n := &snapshot{server: s.server, seq: s.seq + 1, folders: d.folders, settings: d.settings, untitled: d.untitled, evidence: d.evidence,
		fs: newFiles(s.fs.base(), d.documents), model: newLazy[*model](), checked: newLazy[*checked](), lastModel: s.lastModel, broken: maps.Clone(s.broken)}
	m, ok := s.model.ready()
	if ok && m != nil {
		n.lastModel = m
	}
	n.noteBase(s, d)
	n.noteBroken(d)
	touched := maps.Clone(d.changed)
	for path := range d.appeared {
		touched[filepath.Dir(path)] = true
	}
	maps.DeleteFunc(touched, func(path string, _ bool) bool { return s.broken[path] != nil && s.broken[path] == n.broken[path] })
	moved := !slices.Equal(roots(s.folders, s.fs.documents), roots(n.folders, n.fs.documents))
	if !ok || d.anew || moved || m == nil || m.files.dependsOn(touched) {
		return n
	}
	keep := &model{set: m.set, files: m.files}
	for _, r := range m.results {
		if have, ok := r.ready(); ok && !have.files.dependsOn(touched) {
			keep.results = append(keep.results, r)
		} else {
			keep.results = append(keep.results, newLazy[*result]())
		}
	}
	n.model = readyLazy(keep)
	return n
}

// noteBase settles base and since.
func (s *snapshot) noteBase(old *snapshot, d *draft) {
	s.base, s.since = old.base, old.since
	if found, ok := old.checked.ready(); ok {
		s.base, s.since = &base{found, map[string]*rust.File{}}, map[string]bool{}
		for path := range old.fs.documents {
			if stamp, ok := old.fs.Stamp(path); ok {
				s.base.trees[path] = s.server.session.sources.Known(path, stamp)
			}
		}
	}
	if s.since == nil || d.anew || len(d.appeared) > 0 || d.evidence != old.evidence {
		s.since = nil
		return
	}
	s.since = maps.Clone(s.since)
	maps.Copy(s.since, d.changed)
}

// moved answers for an edit that merely moves what the base found in the file.
func (s *snapshot) moved(path string) (*checked, scan.Edit, bool) {
	if s.base == nil || len(s.since) != 1 || !s.since[path] {
		return nil, scan.Edit{}, false
	}
	tree, now := s.base.trees[path], s.fs.documents[path]
	if tree == nil || now == nil {
		return nil, scan.Edit{}, false
	}
	e, ok := s.server.session.sources.Moves(path, tree, now.text)
	return s.base.found, e, ok
}

// noteBroken finds out which of the changed manifests cannot be read, and keeps
// the last text of those that could.
func (s *snapshot) noteBroken(d *draft) {
	if s.broken == nil {
		s.broken = map[string]*document{}
	}
	for path := range d.changed {
		if filepath.Base(path) != "Cargo.toml" {
			continue
		}
		doc := s.manifest(path)
		switch {
		case doc == nil || doc.Err == nil:
			delete(s.broken, path)
		case s.broken[path] == nil && s.lastModel != nil:
			if good := s.lastModel.text(path); good != nil {
				s.broken[path] = &document{path: path, text: good, stamp: s.server.session.stamps.Add(1)}
			}
		}
	}
}

// text is that of a manifest which the model was made from, nil where it was
// broken or not there.
func (m *model) text(path string) []byte {
	for _, ws := range m.set.Workspaces {
		if doc := ws.Document(path); doc != nil && doc.Err == nil {
			return doc.Source
		}
	}
	return nil
}

// view is the files as the analysis sees them: a manifest that is broken at the
// moment as it was before.
func (s *snapshot) view(base vfs.FS) *files {
	if len(s.broken) == 0 {
		return newFiles(base, s.fs.documents)
	}
	documents := maps.Clone(s.fs.documents)
	for path, good := range s.broken {
		documents[path] = good
	}
	return newFiles(base, documents)
}

// load finds the crates and workspaces.
func (s *snapshot) load(ctx context.Context) (*model, error) {
	return s.model.get(ctx, func(ctx context.Context) (*model, error) {
		m := &model{files: s.view(s.fs.base())}
		opts := s.settings.options
		opts.Cache = s.server.session.cache
		opts.CargoHome, opts.Target = s.server.opts.CargoHome, s.server.opts.Target
		var err error
		if m.set, err = s.find(ctx, m.files, opts); err != nil {
			return nil, err
		}
		for range m.set.Workspaces {
			m.results = append(m.results, newLazy[*result]())
		}
		return m, nil
	})
}

// find looks for crates below all roots. A root without any, as an editor may
// open one, is left out.
func (s *snapshot) find(ctx context.Context, fs vfs.FS, opts workspace.Options) (*workspace.Set, error) {
	paths := roots(s.folders, s.fs.documents)
	if len(paths) > 0 {
		if set, err := workspace.Load(ctx, fs, paths, opts); err == nil {
			for _, err := range set.Unread {
				s.server.log.Info("no crates", "reason", err.Error())
			}
			return set, nil
		}
	}
	paths = slices.DeleteFunc(paths, func(root string) bool {
		_, err := workspace.Load(ctx, fs, []string{root}, opts)
		if err != nil && ctx.Err() == nil {
			s.server.log.Info("no crates", "path", root, "reason", err.Error())
		}
		return err != nil
	})
	if len(paths) == 0 {
		return &workspace.Set{}, ctx.Err()
	}
	return workspace.Load(ctx, fs, paths, opts)
}

// analyse finds what runs in the workspaces and runs the rules on it.
func (s *snapshot) analyse(ctx context.Context) (*checked, error) { return s.analyseShown(ctx, nil) }

// analyseShown shows its progress as a task, which may be nil.
func (s *snapshot) analyseShown(ctx context.Context, shown *task) (*checked, error) {
	return s.checked.get(ctx, func(ctx context.Context) (*checked, error) {
		m, err := s.load(ctx)
		if err != nil {
			return nil, err
		}
		var results []*analysis.Result
		for i, ws := range m.set.Workspaces {
			r, err := m.results[i].get(ctx, func(ctx context.Context) (*result, error) {
				return s.look(ctx, ws, false, func(done, total int) { shown.report(i*total+done, len(m.set.Workspaces)*total, ws.Root) })
			})
			if err != nil {
				return nil, err
			}
			results = append(results, r.Result)
		}
		return s.runRules(m, results), nil
	})
}

// analyseQuick does the same in a hurry, for the first answer to an edit: where edited
// text has errors the outcome may differ from analyse's.
func (s *snapshot) analyseQuick(ctx context.Context) (*checked, error) {
	if c, ok := s.checked.ready(); ok {
		return c, nil
	}
	m, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	var results []*analysis.Result
	exact := true
	for i, ws := range m.set.Workspaces {
		var rough *result
		r, err := m.results[i].get(ctx, func(ctx context.Context) (*result, error) {
			r, err := s.look(ctx, ws, true, nil)
			if err == nil && r.Inexact {
				rough, err = r, errInexact
			}
			return r, err
		})
		switch {
		case rough != nil:
			r, exact = rough, false
		case err != nil:
			return nil, err
		}
		results = append(results, r.Result)
	}
	c := s.runRules(m, results)
	if !exact {
		return c, nil
	}
	return s.checked.get(ctx, func(context.Context) (*checked, error) { return c, nil })
}

// errInexact keeps what was found in a hurry from being taken over.
var errInexact = errors.New("found in a hurry")

// look analyses one workspace. progress may be nil.
func (s *snapshot) look(ctx context.Context, ws *workspace.Workspace, quick bool, progress func(done, total int)) (*result, error) {
	r := &result{files: s.view(s.fs.base())}
	var err error
	r.Result, err = pipeline.Analyze(ctx, r.files, ws, pipeline.Options{Cache: s.server.session.sources, Quick: quick, Progress: progress})
	return r, err
}

// runRules runs the rules.
func (s *snapshot) runRules(m *model, results []*analysis.Result) *checked {
	c := &checked{results: results, evidence: s.evidence.about(results), findings: map[string][]*rules.Finding{}}
	findings, suppressed := rules.CheckAll(results, m.set.Problems, rules.Config{LeaveSuppressions: true, Evidence: c.evidence, Observed: s.evidence.observed(results)})
	c.causes = map[*rules.Finding]*rules.Finding{}
	for _, f := range rules.Fold(findings) {
		for _, site := range f.Places() {
			c.causes[site] = f
		}
	}
	for _, f := range findings {
		if s.broken[f.Place.File] == nil { // else its place is one of the last good text
			c.findings[f.Place.File] = append(c.findings[f.Place.File], f)
		}
	}
	for path := range s.broken {
		if doc := s.manifest(path); doc != nil && doc.Err != nil {
			c.findings[path] = append(c.findings[path], brokenManifest(path, doc.Err))
		}
	}
	c.suppressed = suppressed
	return c
}

// brokenManifest is the only finding in a manifest that cannot be read now.
func brokenManifest(path string, err *manifest.SyntaxError) *rules.Finding {
	rule := rules.ByID("broken-manifest")
	return &rules.Finding{
		Rule: rule.ID, Severity: rule.Severity, Place: analysis.Place{File: path, Span: err.Span}, Evidence: rules.Evidence{Level: rules.Declared},
		Message: err.Message + ": Cargo cannot read this file; all other findings are those of its last readable text",
	}
}

// document returns the open document of a URI, or nil.
func (s *snapshot) document(u protocol.DocumentURI) *document {
	if path, ok := pathOf(u); ok {
		return s.fs.documents[path]
	}
	return s.untitled[u]
}

// maxText bounds the files whose places are converted.
const maxText = 64 << 20

// mapper converts places of a file; one that cannot be read counts as empty.
func (s *snapshot) mapper(path string) *mapper {
	text, err := s.fs.ReadFile(path, maxText)
	if err != nil {
		text = nil
	}
	return newMapper(text, s.server.client.encoding)
}
