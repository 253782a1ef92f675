package check

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/report"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// baseline counts findings that are known and not to be reported again, by their
// identity without ordinal: which of several alike is the known one cannot be told,
// and need not be.
type baseline map[report.Identity]int

// BaselineFile is a baseline as JSON. Files are relative to the folder of the
// baseline, lines are texts and not numbers, so that it can be read in a review.
type BaselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Rule  string `json:"rule"`
	File  string `json:"file"`
	Line  string `json:"line"`
	Count int    `json:"count"`
}

const (
	baselineVersion = 1
	maxBaseline     = 64 << 20 // bytes
)

// namedFrom gives identities whose files are relative to base, also outside it:
// the sources may lie beside the folder of the baseline.
func namedFrom(base string, src *show.Sources) *report.Identities {
	ids := report.NewIdentities(base, src)
	ids.Name = func(file string) string {
		if rel, err := filepath.Rel(base, file); err == nil {
			return filepath.ToSlash(rel)
		}
		return filepath.ToSlash(file) // on another volume
	}
	return ids
}

// newBaseline counts findings; files become relative to base.
func newBaseline(base string, src *show.Sources, findings []*rules.Finding) baseline {
	out := baseline{}
	ids := namedFrom(base, src)
	for _, f := range findings {
		if alwaysNew(f) {
			continue
		}
		id := ids.Of(f.Rule, f.Place)
		id.Ordinal = 0
		out[id]++
	}
	return out
}

// alwaysNew reports a finding that a baseline cannot know.
func alwaysNew(f *rules.Finding) bool { return rules.ByID(f.Rule).Always }

// split divides findings into those that the baseline does not know and the
// others, and returns what the baseline knows and no finding matches.
func (b baseline) split(base string, src *show.Sources, findings []*rules.Finding) (fresh, known []*rules.Finding, gone baseline) {
	gone = baseline{}
	for id, n := range b {
		gone[id] = n
	}
	ids := namedFrom(base, src)
	for _, f := range findings {
		id := ids.Of(f.Rule, f.Place)
		id.Ordinal = 0
		if gone[id] == 0 || alwaysNew(f) {
			fresh = append(fresh, f)
			continue
		}
		known = append(known, f)
		if gone[id]--; gone[id] == 0 {
			delete(gone, id)
		}
	}
	return fresh, known, gone
}

func (b baseline) size() (n int) {
	for _, count := range b {
		n += count
	}
	return n
}

// readBaseline reads a baseline, an error of which names the next step.
func readBaseline(fs vfs.FS, path string) (baseline, error) {
	text, err := fs.ReadFile(path, maxBaseline)
	if err != nil {
		return nil, fmt.Errorf("cannot read the baseline: %w; --write-baseline makes one", err)
	}
	var file BaselineFile
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil || file.Version != baselineVersion {
		return nil, fmt.Errorf("%s is no baseline of version %d; --write-baseline makes one", path, baselineVersion)
	}
	out := baseline{}
	for _, e := range file.Findings {
		out[report.Identity{Rule: e.Rule, File: e.File, Text: e.Line}] += e.Count
	}
	return out, nil
}

// write replaces the file at path.
func (b baseline) write(path string) error {
	file := BaselineFile{Version: baselineVersion, Findings: []baselineEntry{}}
	for id, n := range b {
		file.Findings = append(file.Findings, baselineEntry{id.Rule, id.File, id.Text, n})
	}
	slices.SortFunc(file.Findings, func(x, y baselineEntry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Line, y.Line))
	})
	var text bytes.Buffer
	if err := show.JSON(&text, file); err != nil {
		return err
	}
	if err := replace.File(path, text.Bytes()); err != nil {
		return fmt.Errorf("cannot write the baseline: %w; choose another file", err)
	}
	return nil
}

// applyBaseline takes known findings out of the report, as the flags ask, and
// returns what to tell of that.
func (r *run) applyBaseline(o *Checked) (notes []string, err error) {
	f := r.f
	path := r.Absolute(cmp.Or(f.WriteBaseline, f.Baseline))
	base, name := filepath.Dir(path), show.Relative(r.Dir, path)
	if f.WriteBaseline != "" {
		if err := newBaseline(base, r.src, o.Findings).write(path); err != nil {
			return nil, err
		}
		all := len(o.Findings)
		o.Findings = slices.DeleteFunc(o.Findings, func(f *rules.Finding) bool { return !alwaysNew(f) })
		notes = append(notes, fmt.Sprintf("wrote %s to %s", show.Plural(all-len(o.Findings), "finding"), name))
		return notes, nil
	}
	known, err := readBaseline(r.trace, path)
	if err != nil {
		return nil, err
	}
	fresh, old, gone := known.split(base, r.src, o.Findings)
	o.Findings = fresh
	maps.DeleteFunc(gone, func(id report.Identity, _ int) bool { return !r.looked(base, id) })
	if len(old) > 0 {
		notes = append(notes, fmt.Sprintf("%s in %s left out", show.Plural(len(old), "finding"), name))
	}
	switch n := gone.size(); {
	case n == 0:
	case f.PruneBaseline:
		for id, count := range gone {
			if known[id] -= count; known[id] == 0 {
				delete(known, id)
			}
		}
		if err := known.write(path); err != nil {
			return nil, err
		}
		notes = append(notes, fmt.Sprintf("took %s that no longer occurs out of %s", show.Plural(n, "finding"), name))
	default:
		notes = append(notes, fmt.Sprintf("%s of %s no longer found; --prune-baseline takes them out", show.Plural(n, "finding"), name))
	}
	return notes, nil
}

// looked reports whether the run could have found something: a run over one crate, or
// with some rules, says nothing about the rest of the baseline.
func (r *run) looked(base string, id report.Identity) bool {
	only, without := r.f.Rules.Select, r.f.Rules.Ignore
	if slices.Contains(without, id.Rule) || len(only) > 0 && !slices.Contains(only, id.Rule) {
		return false
	}
	file := filepath.Join(base, filepath.FromSlash(id.File))
	if r.only != "" {
		return file == r.only
	}
	return slices.ContainsFunc(r.at.Paths, func(path string) bool {
		if info, err := r.fs.Stat(path); err == nil && !info.IsDir {
			path = filepath.Dir(path)
		}
		return !filepath.IsAbs(filepath.FromSlash(show.Relative(path, file)))
	})
}
