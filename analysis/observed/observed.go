// Package observed takes out of traces what real hosts saw of the libraries of analysed
// targets. A trace is of a target if the library that it saw is one that was built of it,
// by build id, or by content where there is none; of another build it is stale.
package observed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// maxLibrary is how large a library without a build id is read, in bytes.
const maxLibrary = 512 << 20

// Named is a trace with the file that it came from.
type Named struct {
	Path     string
	Document *trace.Document
}

// Load reads traces. A file that is none is an error.
func Load(fs vfs.FS, paths []string) ([]Named, error) {
	var out []Named
	for _, path := range paths {
		b, err := fs.ReadFile(path, trace.MaxDocument)
		if err != nil {
			return nil, fmt.Errorf("--trace: %w", err)
		}
		d, err := trace.Parse(b)
		if err != nil {
			return nil, fmt.Errorf("--trace: %s: %w; make one with `cdylib-ls trace --format json --output FILE -- HOST`", path, err)
		}
		out = append(out, Named{path, d})
	}
	return out, nil
}

// Kept are the traces that `cdylib-ls trace` left in a target folder, newest last. What
// cannot be read there is passed over.
func Kept(fs vfs.FS, targetDir string) []Named {
	const most = 10
	dir := filepath.Join(targetDir, "cdylib-ls", "traces")
	entries, err := fs.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []Named
	for _, e := range entries[max(0, len(entries)-2*most):] {
		if e.IsDir || filepath.Ext(e.Name) != ".json" {
			continue
		}
		if one, err := Load(fs, []string{filepath.Join(dir, e.Name)}); err == nil {
			out = append(out, one...)
		}
	}
	return out[max(0, len(out)-most):]
}

// Set is what traces show of some results' targets; nil is none.
type Set struct{ targets map[string]*Target }

// Target is what traces show of one target.
type Target struct {
	Sightings []Sighting
	// Stale are the traces that saw another build of it, Old the built library that is
	// older than its sources where a trace saw that one.
	Stale []string
}

// Sighting is one thing that a library left behind and that kept it mapped, or pointed
// into it once it was gone.
type Sighting struct {
	Trace    string // the file
	Library  string // the path that was loaded
	Leftover trace.Leftover
	// Crashed: it was called in code that was gone.
	Crashed bool
	Text    string // what happened, in words
}

// Of returns what is known of a target; never nil.
func (s *Set) Of(t *workspace.Target) *Target {
	if s != nil {
		if found := s.targets[key(t)]; found != nil {
			return found
		}
	}
	return &Target{}
}

// Empty reports that there are no traces.
func (s *Set) Empty() bool { return s == nil || len(s.targets) == 0 }

func key(t *workspace.Target) string {
	return t.Package.Manifest + "\x00" + string(t.Kind) + "\x00" + t.Name
}

// Gather matches traces with the targets of results. built tells which artifacts there
// are; where it is nil they are looked for.
func Gather(fs vfs.FS, results []*analysis.Result, built *evidence.Set, traces []Named) *Set {
	s := &Set{targets: map[string]*Target{}}
	ids := map[string]string{}
	for _, res := range results {
		for _, tr := range res.Targets {
			if !tr.Target.Unloadable() {
				continue
			}
			for _, n := range traces {
				for i := range n.Document.Libraries {
					l := &n.Document.Libraries[i]
					if artifact.Called(l.Path, tr.Target) {
						s.target(tr.Target).add(n.Path, l, fresh(fs, tr.Target, built, l, ids))
					}
				}
			}
		}
	}
	return s
}

func (s *Set) target(t *workspace.Target) *Target {
	k := key(t)
	if s.targets[k] == nil {
		s.targets[k] = &Target{}
	}
	return s.targets[k]
}

// fresh reports that a library which a trace saw is a build of a target as its sources
// are now.
func fresh(fs vfs.FS, t *workspace.Target, built *evidence.Set, l *trace.Library, ids map[string]string) bool {
	var list []artifact.Built
	if all := built.Of(t).All; len(all) > 0 {
		for _, b := range all {
			list = append(list, b.Built)
		}
	} else {
		list = artifact.Find(fs, t)
	}
	return slices.ContainsFunc(list, func(b artifact.Built) bool { return b.Fresh && same(b.Path, l, ids) })
}

// same compares a built library with one that was seen.
func same(path string, l *trace.Library, ids map[string]string) bool {
	id, known := ids[path]
	if !known {
		id = identity(path)
		ids[path] = id
	}
	return id != "" && (id == "id "+l.BuildID || id == "sha "+l.SHA256)
}

func identity(path string) string {
	f, err := elf.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if id := f.BuildID(); id != "" {
		return "id " + id
	}
	b, err := vfs.Disk{}.ReadFile(path, maxLibrary)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return "sha " + hex.EncodeToString(sum[:])
}

// add takes in what a trace saw of one load of the library.
func (t *Target) add(file string, l *trace.Library, fresh bool) {
	if !fresh {
		if !slices.Contains(t.Stale, file) {
			t.Stale = append(t.Stale, file)
		}
		return
	}
	see := func(i int, crashed bool, text string) {
		lo := l.Leftovers[i]
		for k := range t.Sightings {
			s := &t.Sightings[k]
			if s.Leftover.Kind == lo.Kind && s.Leftover.Made == lo.Made && s.Trace == file {
				if crashed && !s.Crashed {
					s.Crashed, s.Text = true, text
				}
				return
			}
		}
		t.Sightings = append(t.Sightings, Sighting{file, l.Path, lo, crashed, text})
	}
	for _, late := range l.Late {
		if late.Leftover >= 0 {
			see(late.Leftover, true, late.Text)
		}
	}
	base := filepath.Base(l.Path)
	for _, c := range l.Closes {
		for _, p := range c.Pins {
			for _, i := range p.Leftovers {
				see(i, false, fmt.Sprintf("`dlclose` left %s mapped: %s", base, p.Text))
			}
		}
		for _, i := range c.Dangling {
			lo := &l.Leftovers[i]
			see(i, false, fmt.Sprintf("`dlclose` unmapped %s and left the %s that %s made", base, lo.Noun(), lo.Made.Words()))
		}
	}
}

// At reports that a sighting's registration passed through one of some lines of a file.
func (s *Sighting) At(file string, first, last int) bool {
	at := func(p trace.Place) bool { return p.Line >= first && p.Line <= last && p.File == file }
	return at(s.Leftover.Made) || at(s.Leftover.Target) || slices.ContainsFunc(s.Leftover.Stack, at)
}

// Through reports a function of std on the way to a sighting's registration.
func (s *Sighting) Through(functions ...string) bool {
	return slices.ContainsFunc(s.Leftover.Stack, func(p trace.Place) bool {
		return slices.ContainsFunc(functions, func(f string) bool { return strings.Contains(p.Function, f) })
	})
}
