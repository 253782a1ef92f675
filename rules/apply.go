package rules

import (
	"cmp"
	"fmt"
	"slices"
)

// Apply returns text with the edits made, all of which are of this text. It is an
// error if one leaves the text or two overlap. text and edits are left as they are.
func Apply(text []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out []byte
	at := 0
	for _, e := range sorted {
		if e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			return nil, fmt.Errorf("edit %s:%d..%d overlaps another or leaves the text of %d bytes", e.File, e.Span.Start, e.Span.End, len(text))
		}
		out = append(append(out, text[at:e.Span.Start]...), e.Text...)
		at = e.Span.End
	}
	return append(out, text[at:]...), nil
}

// Plan picks fixes that can be applied together: for each finding the first that
// is safe, or with unsafe the first that cures and answers no question; none for what a built library refutes. A fix that touches what another
// has taken is left out whole, for a later round. It returns the edits by file and
// the findings that they fix.
func Plan(findings []*Finding, unsafe bool) (edits map[string][]Edit, fixed []*Finding) {
	edits = map[string][]Edit{}
	for _, f := range findings {
		fix := f.cure(unsafe)
		if fix == nil || f.Evidence.Level == Refuted || slices.ContainsFunc(fix.Edits, func(e Edit) bool { return conflicts(edits[e.File], e) }) {
			continue
		}
		fixed = append(fixed, f)
		for _, e := range fix.Edits {
			if !slices.Contains(edits[e.File], e) { // one edit can cure several findings
				edits[e.File] = append(edits[e.File], e)
			}
		}
	}
	return edits, fixed
}

// cure is the fix that Plan takes of a finding, nil where it offers none.
func (f *Finding) cure(unsafe bool) *Fix {
	for i := range f.Fixes {
		if fix := &f.Fixes[i]; fix.Safe || unsafe && !fix.Suppresses && !fix.Answers {
			return fix
		}
	}
	return nil
}

// conflicts reports that e changes what another edit changes, or inserts where
// another inserts.
func conflicts(taken []Edit, e Edit) bool {
	return slices.ContainsFunc(taken, func(t Edit) bool {
		return t != e && e.Span.Start <= t.Span.End && t.Span.Start <= e.Span.End
	})
}
