package rules

import (
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// A finding from sources is compared with the built library here. What confirms and
// what refutes it is said by its verifier, which the rule chooses; see verify_*.go.

// The evidence levels, in rising order but for the last two: a fresh artifact shows that
// it is not so, or artifact and trace are older than the sources.
const (
	Declared  = "declared"
	Reachable = "reachable"
	Confirmed = "confirmed"
	Observed  = "observed" // a trace of a real host saw it happen
	Refuted   = "refuted"
	Stale     = "stale"
)

// verifier says what a fresh, optimised artifact of a target shows of one finding.
type verifier func(b *evidence.Built) proof

// proof is what an artifact shows. The zero value is nothing.
type proof struct {
	level string // confirmed, refuted, or "" where it does not decide
	// seen is the proof in words: a chain of functions for confirmed ones, the
	// reason for refuted ones, else what can be said; may be empty.
	seen string
	// through is the chain behind it, if there is one.
	through []string
}

// compared weighs a finding against the artifacts of the libraries and programs that
// link its code. It is confirmed where one shows it, and refuted where all do not
// have it.
func (d *driver) compared(f *Finding) {
	if f.verify == nil || f.Evidence.Level == Refuted {
		return
	}
	var fresh, old []*evidence.Built
	for _, t := range f.targets {
		at := d.cfg.Evidence.Of(t)
		switch b := at.Fresh(); {
		case b != nil:
			fresh = append(fresh, b)
		case at.Shipped != nil && at.Shipped.Stale != "":
			old = append(old, at.Shipped)
		}
	}
	against := 0
	var said proof
	var by *evidence.Built
	for _, b := range fresh {
		j := f.verify(b)
		if j.level == Refuted {
			against++
		}
		if by == nil || j.level == Confirmed && said.level != Confirmed || said.level == Refuted && j.level == "" {
			said, by = j, b
		}
	}
	switch {
	case by != nil && said.level == Confirmed:
		f.prove(Confirmed, by.Path, said)
		f.Message += ": confirmed in " + d.code(by.Path) + ": " + said.seen
	case by != nil && said.level == Refuted && against == len(f.targets):
		f.prove(Refuted, by.Path, said)
		f.weigh(Hint, "refuted by the built library")
		f.Message += ": refuted by " + d.code(by.Path) + ": " + said.seen
	case by != nil && said.seen != "":
		f.prove(f.Evidence.Level, by.Path, said)
	case by == nil && len(old) > 0:
		f.prove(Stale, old[0].Path, proof{seen: d.shown(old[0].Path) + " " + d.outdated(old[0]) + ": build it again for evidence"})
		if old[0].Facts != nil && old[0].Optimised { // the user wants to hear of it all the same
			if j := f.verify(old[0]); j.seen != "" {
				f.Evidence.Details = append(f.Evidence.Details, "in the older library: "+j.seen)
			}
		}
	}
}

// outdated says what an artifact is stale by.
func (d *driver) outdated(b *evidence.Built) string {
	if b.Gone {
		return "was built from " + d.shown(b.Stale) + ", which is gone"
	}
	return "is older than " + d.shown(b.Stale)
}

// prove sets the evidence.
func (f *Finding) prove(level, path string, j proof) {
	f.Evidence.Level, f.Evidence.Artifact = level, path
	if j.seen != "" {
		f.Evidence.Details = append(f.Evidence.Details, j.seen)
	}
	f.Evidence.Through = j.through
}

// shown is a path relative to the workspace, with slashes.
func (d *driver) shown(path string) string {
	if d.res.Workspace != nil {
		if rel, err := filepath.Rel(d.res.Workspace.Root, path); err == nil && !strings.HasPrefix(rel, "..") {
			return filepath.ToSlash(rel)
		}
	}
	return path
}

func (d *driver) code(path string) string { return "`" + d.shown(path) + "`" }

// chain is a path of functions in words, behind the slot that it starts from. Of std's
// functions between others it shows none, and of those at its end the last.
func chain(slot string, functions []string) string {
	var parts []string
	if slot != "" && (len(functions) == 0 || functions[0] != slot) { // DllMain is slot and function
		parts = append(parts, slot)
	}
	for i, f := range functions {
		switch {
		case i == 0, i == len(functions)-1, !artifact.OfStd(f):
			f, _, _ = strings.Cut(f, "::_::") // within what an attribute expands to
			f, _, _ = strings.Cut(f, "___rust_")
			parts = append(parts, f)
		case parts[len(parts)-1] != "…":
			parts = append(parts, "…")
		}
	}
	return "`" + strings.Join(parts, " → ") + "`"
}

// built is the artifact that decides about a target, nil where there is none that
// is fresh.
func (p *Pass) built(t *workspace.Target) *evidence.Built { return p.evidence.Of(t).Fresh() }

// spots are the ways in which the compiler can have written a place: relative to
// the workspace for its members, absolute for dependencies.
func (p *Pass) spots(at analysis.Place) []artifact.Spot {
	file := p.Result.Sources[at.File]
	if file == nil || at.Span.Start > len(file.Source) {
		return nil
	}
	before := string(file.Source[:at.Span.Start])
	start := strings.LastIndexByte(before, '\n') + 1
	s := artifact.Spot{File: filepath.ToSlash(at.File), Line: strings.Count(before, "\n") + 1, Column: len([]rune(before[start:])) + 1}
	out := []artifact.Spot{s}
	if rel, err := filepath.Rel(p.Result.Workspace.Root, at.File); err == nil {
		s.File = filepath.ToSlash(rel)
		out = append(out, s)
	}
	return out
}

// lineOf is the file and line of a place, 0 where its text is not known.
func (p *Pass) lineOf(at analysis.Place) (file string, number int) {
	if spots := p.spots(at); len(spots) > 0 {
		return spots[0].File, spots[0].Line
	}
	return at.File, 0
}

// crateName is a target's name in symbols.
func crateName(t *workspace.Target) string { return strings.ReplaceAll(t.Name, "-", "_") }
