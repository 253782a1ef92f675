package rules

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Syntax does not resolve every call: methods of types that are inferred, generics,
// what procedural macros write. The built library shows where these lead, so what a
// slot reaches there by calls is reported as well, at the source line that the panic
// location or the debug information names.

// panicNames are what stands at the location of an explicit panic.
var panicNames = regexp.MustCompile(`^(?:(?:unwrap|expect|unwrap_err|expect_err)\b|(?:std::|core::)?(?:panic|assert|assert_eq|assert_ne|todo|unimplemented|unreachable)!)`)

// catches are functions that a slot reaches where it catches panics somewhere: which
// ones is not seen in the calls.
var catches = []string{"std::panicking::catch_unwind", "std::panic::catch_unwind", "__rustc::__rust_panic_cleanup", "__rust_panic_cleanup", "std::panicking::try"}

// eachBuiltSlot calls f for each slot of a fresh artifact that runs a known root at
// one of the moments.
func (p *Pass) eachBuiltSlot(moments []analysis.Moment, f func(b *evidence.Built, root *analysis.Root, slot *artifact.SlotFacts)) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		for _, r := range p.Result.Roots {
			if !slices.Contains(moments, r.Moment) || !slices.Contains(r.Linked, l.Target) {
				continue
			}
			for _, m := range b.Slots.Of(r) {
				if !m.Counted {
					f(b, r, m.Slot)
				}
			}
		}
	})
}

// builtPanics reports the explicit panics that only the built library shows.
func (p *Pass) builtPanics(moments []analysis.Moment) {
	done := map[analysis.Place]bool{}
	for _, r := range p.Result.Reaches {
		if slices.Contains(panicKinds, r.Effect.Kind) {
			done[r.Place] = true
		}
	}
	p.eachBuiltSlot(moments, func(b *evidence.Built, root *analysis.Root, slot *artifact.SlotFacts) {
		if !p.panicAborts() && len(slot.Find(func(path string) bool { return slices.Contains(catches, path) })) > 0 {
			return
		}
		for i := range slot.Functions {
			for _, at := range slot.Functions[i].Locations {
				place, name := p.panicAt(at)
				if name == "" || done[place] {
					continue
				}
				path := slot.Reached.Path([]int{0}, called, func(f *artifact.Reachable) bool { return f == &slot.Functions[i] })
				if path == nil {
					continue
				}
				done[place] = true
				through := slot.Names(path)
				p.reportReached(b, root, place, through, "`"+name+"` can panic while "+momentOf(root)+": a panic cannot leave "+aRoot(root)+" and aborts the host",
					chain(slot.Slot, through)+", which holds the panic location "+location(at))
			}
		}
	})
}

// panicAt is the place of a panic location in a file whose text is known, with what
// stands there; "" where that is no explicit panic.
func (p *Pass) panicAt(at artifact.Spot) (analysis.Place, string) {
	path := filepath.FromSlash(at.File)
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.Result.Workspace.Root, path)
	}
	file := p.Result.Sources[path]
	if file == nil {
		return analysis.Place{}, ""
	}
	start := offsetOf(string(file.Source), at.Line, at.Column)
	if start < 0 {
		return analysis.Place{}, ""
	}
	name := panicNames.FindString(string(file.Source[start:]))
	return analysis.Place{File: path, Span: rust.Span{Start: start, End: start + len(name)}}, name
}

// offsetOf is the byte offset of a line and a column in characters, both 1-based; -1
// where the text is shorter.
func offsetOf(text string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	for i := range text[at:] {
		if column--; column == 0 {
			return at + i
		}
	}
	return -1
}

// reportReached files a finding on something that a root reaches in the artifact.
func (p *Pass) reportReached(b *evidence.Built, root *analysis.Root, place analysis.Place, through []string, message, seen string) {
	f := &Finding{
		Severity: p.Rule.Severity, Place: place, Package: packageOf(p.Result, place.File), Message: message + ": found in " + p.shownFile(b) + " alone: " + seen,
		Paths:    []analysis.RootPath{{Root: root, Certain: true, Chain: []analysis.Step{{Message: "the built library leads here, by calls that the sources do not show", Place: place}}}},
		Evidence: Evidence{Level: Confirmed, Artifact: b.Path, Details: []string{seen}, Through: through},
	}
	p.report(f)
}

func momentOf(root *analysis.Root) string {
	if root.Moment == analysis.Load {
		return "the library is loaded (reached from " + RootNoun(root) + ")"
	}
	return "the library is unloaded (reached from " + RootNoun(root) + ")"
}

func aRoot(root *analysis.Root) string {
	if root.Moment == analysis.Load {
		return "a constructor"
	}
	return "a destructor"
}
