// Package evidence finds the built libraries of analysed targets and takes out of
// them what a check asks: which of its findings the shipped file shows, and which it
// disproves. It runs nothing and keeps no file open.
package evidence

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/pipeline"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
)

// Options say where built libraries are.
type Options struct {
	// Artifacts are libraries that the user names, absolute: each is compared with
	// the target that has its file name, and decides there.
	Artifacts []string
	// AllowStale reads those of Artifacts that are older than their sources; without it
	// they are refused.
	AllowStale bool
	// Jobs is the number of libraries read at once; 0 means one.
	Jobs int
	// Cache, if set, keeps what was read from one Gather to the next.
	Cache *Cache
}

// Set is what the built libraries of some results show. It is immutable; nil is a
// set without any.
type Set struct {
	targets map[string]*Target
	refused []error
}

// Refused says of each library that the user named and that was not used, in one line,
// what is wrong and what to do. Findings stand without it.
func (s *Set) Refused() []error {
	if s == nil {
		return nil
	}
	return s.refused
}

// Target is what is known of the artifacts of one target.
type Target struct {
	// All are the artifacts that were found, newest first. Those that decide
	// nothing have no Facts.
	All []*Built
	// Shipped is the one that decides: optimised, of the analysed triple, and as
	// far as there is one of the analysed profile; nil where there is none.
	Shipped *Built
	// Elsewhere are optimised ones of the platforms that are not analysed, one for each: a
	// fresh one decides the verdict of its own.
	Elsewhere map[unload.Platform]*Built

	target *workspace.Target
}

// Built is one artifact.
type Built struct {
	artifact.Built
	// Facts is nil where the file was not read, or not readable; Problem says why
	// in one line.
	Facts   *artifact.Facts
	Problem error
	// Slots is nil where Facts is.
	Slots *Slots
	// Missing are exports of the sources that the library does not have.
	Missing []analysis.Export
	// Mapped: the panic locations name files as they are on this machine, so that
	// one which is not there was compiled out.
	Mapped bool
}

// Of returns what is known of a target's artifacts; never nil.
func (s *Set) Of(t *workspace.Target) *Target {
	if s != nil && t != nil {
		if found := s.targets[key(t)]; found != nil {
			return found
		}
	}
	return &Target{}
}

// Fresh is the deciding artifact where it was read, is optimised and not older than
// its sources, else nil. What is built without optimisation decides nothing.
func (t *Target) Fresh() *Built {
	if t.Shipped != nil && t.Shipped.Fresh && t.Shipped.Optimised && t.Shipped.Facts != nil {
		return t.Shipped
	}
	return nil
}

// On is the fresh artifact that decides about a platform, nil where there is none.
func (t *Target) On(p unload.Platform) *Built {
	if b := t.Fresh(); b != nil && b.Facts.Leaves.Platform == p {
		return b
	}
	if b := t.Elsewhere[p]; b != nil && b.Fresh && b.Facts != nil && b.Facts.Leaves.Platform == p {
		return b
	}
	return nil
}

// Decides reports an artifact that decides about a platform.
func (t *Target) Decides(b *Built) bool {
	return b.Facts != nil && t.On(b.Facts.Leaves.Platform) == b
}

// Outdated returns the set as it is once the sources of some targets have changed:
// what was built of them is no longer fresh.
func (s *Set) Outdated(changed func(*workspace.Target) bool) *Set {
	out := &Set{targets: map[string]*Target{}}
	for k, t := range s.targets {
		if changed(t.target) {
			old := &Target{All: t.All, Shipped: t.Shipped.outdated(t.target.Path), Elsewhere: map[unload.Platform]*Built{}, target: t.target}
			for p, b := range t.Elsewhere {
				old.Elsewhere[p] = b.outdated(t.target.Path)
			}
			t = old
		}
		out.targets[k] = t
	}
	return out
}

// outdated is an artifact as it is once a source has changed; nil stays nil.
func (b *Built) outdated(by string) *Built {
	if b == nil || !b.Fresh {
		return b
	}
	old := *b
	old.Fresh, old.Stale, old.Gone = false, by, false
	return &old
}

func key(t *workspace.Target) string {
	return t.Package.Manifest + "\x00" + string(t.Kind) + "\x00" + t.Name
}

// Gather looks for the artifacts of all results' targets and reads those that
// decide. An artifact that the user names and that cannot be read, fits no target or is
// stale is refused; an error is the end of ctx.
func Gather(ctx context.Context, fs vfs.FS, results []*analysis.Result, opts Options) (*Set, error) {
	s := &Set{targets: map[string]*Target{}}
	given := s.assign(fs, results, opts.Artifacts)
	var reading []reader
	for _, res := range results {
		for _, tr := range res.Targets {
			named, isNamed := given[tr.Target]
			t := find(fs, res.Workspace, tr.Target, named)
			if len(t.All) > 0 {
				s.targets[key(tr.Target)] = t
			}
			// What the user names is read even where it is stale: it may be no library at all.
			if t.Shipped != nil && (t.Shipped.Fresh || isNamed) {
				reading = append(reading, reader{res, tr.Target, t.Shipped, false})
			}
			if !isNamed {
				for _, b := range t.elsewhere(res.Workspace) {
					reading = append(reading, reader{res, tr.Target, b, true})
				}
			}
		}
	}
	parallel.Do(max(opts.Jobs, 1), len(reading), func(i int) {
		if ctx.Err() == nil {
			reading[i].read(ctx, fs, opts.Cache)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, r := range reading {
		fits := s.fits(&r)
		if given[r.target] == r.built.Path {
			s.refuseRead(&r, fits, opts.AllowStale)
		}
	}
	return s, nil
}

// reader reads the deciding artifact of one target.
type reader struct {
	res       *analysis.Result
	target    *workspace.Target
	built     *Built
	elsewhere bool // it decides a verdict alone
}

func (r *reader) read(ctx context.Context, fs vfs.FS, cache *Cache) {
	b := r.built
	b.Facts, b.Problem = cache.read(fs, b.Path, b.machine(r.res.Workspace, r.target))
	if b.Facts == nil || r.elsewhere {
		return
	}
	b.Slots = matchSlots(r.res, r.target, b.Facts)
	if len(b.Slots.Unexplained) > 0 && b.Facts.Debug {
		b.Slots.Places = places(b.Path, b.Slots.Unexplained)
	}
	b.Missing = r.missing(ctx, fs)
	b.Mapped = mapped(fs, r.res.Workspace.Root, b.Facts)
}

// missing lists the exports that the library lacks, as far as its build compiles them.
func (r *reader) missing(ctx context.Context, fs vfs.FS) []analysis.Export {
	l := r.res.Loading(r.target)
	if l == nil {
		return nil
	}
	absent := slices.DeleteFunc(slices.Clone(l.Exports), func(e analysis.Export) bool { return r.built.Facts.Exports[e.Name] })
	compiled, err := pipeline.CompiledExports(ctx, fs, absent)
	if err != nil {
		return nil
	}
	return compiled
}

// mapped reports that every panic location of the library's own sources leads to a
// file: paths can be remapped and cut (`--remap-path-prefix`, `trim-paths`).
func mapped(fs vfs.FS, root string, f *artifact.Facts) bool {
	seen := map[string]bool{}
	for at := range f.Locations {
		if artifact.OfToolchain(at.File) || seen[at.File] {
			continue
		}
		seen[at.File] = true
		path := filepath.FromSlash(at.File)
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		if _, err := fs.Stat(path); err != nil {
			return false
		}
	}
	return len(f.Locations) > 0
}

// find lists a target's artifacts and picks the one that decides. What the user names,
// "" for nothing, decides or nothing does; then comes what the configuration names.
func find(fs vfs.FS, ws *workspace.Workspace, t *workspace.Target, given string) *Target {
	out := &Target{target: t}
	for _, b := range artifact.Find(fs, t) {
		out.All = append(out.All, &Built{Built: b})
	}
	named := configured(t)
	if given != "" {
		named = []string{given}
	}
	for _, path := range named {
		b := artifact.Named(fs, t, path)
		if b == nil {
			continue
		}
		out.Shipped = &Built{Built: *b}
		if i := slices.IndexFunc(out.All, func(o *Built) bool { return o.Path == path }); i >= 0 {
			out.Shipped = out.All[i]
			out.All = slices.Delete(out.All, i, i+1)
		}
		out.All = slices.Insert(out.All, 0, out.Shipped)
		return out
	}
	if given != "" {
		return out
	}
	for _, b := range out.All {
		if b.Optimised && sameTriple(ws, t, b.Triple) && (out.Shipped == nil || better(ws, b, out.Shipped)) {
			out.Shipped = b
		}
	}
	return out
}

// better reports that a, which is older than b, decides all the same: it is fresh
// and b is not, or it has the profile that is analysed.
func better(ws *workspace.Workspace, a, b *Built) bool {
	if a.Fresh != b.Fresh {
		return a.Fresh
	}
	return a.Profile == ws.Profile.Name && b.Profile != ws.Profile.Name
}

// configured are the artifacts of the configuration, relative to the manifest.
func configured(t *workspace.Target) []string {
	s := t.Package.Settings
	if s == nil {
		return nil
	}
	dir := t.Package.Dir
	if at, ok := s.Places["artifact"]; ok {
		dir = filepath.Dir(at.File)
	}
	var out []string
	for _, a := range s.Artifact {
		if !filepath.IsAbs(a) {
			a = filepath.Join(dir, filepath.FromSlash(a))
		}
		out = append(out, a)
	}
	return out
}

// sameTriple reports that an artifact was built for the triple that the target is
// analysed for; one without --target was built for the host, which is the default.
func sameTriple(ws *workspace.Workspace, t *workspace.Target, triple string) bool {
	want := analysedTriple(ws, t)
	if triple == "" {
		return want == workspace.HostTarget()
	}
	return strings.EqualFold(triple, want)
}
