package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/lifecycle"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// What decides a verdict stands among the findings as well. C and C++ code, and that of
// dependencies, is not followed in the sources, so that what it leaves behind is seen in
// the built library alone: the rule for it then speaks once a library, at the dependency
// that brings the code.

// shownTexts say what becomes of a leftover that only a built library shows.
var shownTexts = map[unload.Kind]struct{ what, then, help string }{
	unload.ThreadKey: {"makes it with a destructor that no unload path deletes", "a thread that set a pthread key and ends after `dlclose` jumps into unmapped code",
		"call the function of the code that deletes its key before the unload, or link with `-z nodelete`"},
	unload.RawThread: {"starts it without std, so that it does not keep the library mapped, and nothing is seen to join it", "a thread runs into unmapped code after `dlclose`",
		"call the function of the code that ends its threads before the unload, or link with `-z nodelete`"},
	unload.SignalHandler: {"installs a signal handler, and nothing is seen to take it back", "the next such signal after `dlclose` jumps into unmapped code",
		"put the former handler back before the unload, or link with `-z nodelete`"},
	unload.ExitCallback: {"registers an exit callback that is not tied to the library", "the process crashes at exit after `dlclose`",
		"use `atexit`, which glibc runs at `dlclose`, or link with `-z nodelete`"},
}

// shownAlone files a finding for each library whose verdict rests on a leftover of the
// kind that the sources do not show.
func (p *Pass) shownAlone(kind unload.Kind) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		on := b.Facts.Leaves.Platform
		if on != analysedPlatform(p, l) || p.made(kind, l.Target) {
			return
		}
		v := lifecycle.Of(p.Result, l.Target, p.evidence)[on]
		if v == nil || v.State != unload.Crashes {
			return
		}
		for i := range b.Facts.Leaves.Leftovers {
			left := &b.Facts.Leaves.Leftovers[i]
			if left.Kind == kind && slices.ContainsFunc(v.Because, func(r unload.Reason) bool {
				return r.ID == string(kind) && r.Artifact == left.Artifact && r.Symbol == left.Symbol
			}) {
				p.reportShown(l, b, left)
				return
			}
		}
	})
}

// made reports that the sources of a library show something of the kind, be it taken
// back in a function that the built library does not show to run.
func (p *Pass) made(kind unload.Kind, t *workspace.Target) bool {
	if kind == unload.RawThread {
		return slices.ContainsFunc(p.Result.Threads, func(o *analysis.Thread) bool { return o.Raw && slices.Contains(o.Libraries, t) })
	}
	return slices.ContainsFunc(p.Result.Callbacks, func(c *analysis.Callback) bool {
		return (c.Leaves() == kind || c.Undone && c.Effect.Kind.Trait().Leaves == kind) && slices.Contains(c.Libraries, t)
	})
}

// reportShown files one of them. It is proven where nothing of it was guessed.
func (p *Pass) reportShown(l *analysis.Loading, b *evidence.Built, left *unload.Leftover) {
	text, seen := shownTexts[left.Kind], chain("", left.Through)
	f := &Finding{
		Severity: p.Rule.Severity, Place: p.crateTypePlace(l), Package: l.Target.Package, Help: text.help,
		Evidence: Evidence{Level: Confirmed, Artifact: b.Path, Details: []string{seen}, Through: left.Through},
		targets:  []*workspace.Target{l.Target}, dangles: true,
	}
	who := "code that is linked into `" + l.Target.Name + "`"
	switch from := brings(l, left); {
	case len(from) == 1:
		f.Place = from[0].Place
		who = "code of `" + from[0].Package + "`"
	case len(from) > 1:
		var names []string
		for _, u := range from {
			names = append(names, "`"+u.Package+"`")
		}
		who += ", of " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1] + ","
	}
	f.Message = text.then + ": " + who + " " + text.what + ": confirmed in " + p.shownFile(b) + ": " + seen
	if left.Likely {
		f.Severity, f.because, f.Evidence.Level = min(f.Severity, Warning), "the built library does not show what becomes of it", Reachable
		f.Message = strings.Replace(f.Message, ": confirmed in ", ": seen in ", 1)
	}
	p.reportUnload(f, f.targets)
}

// brings lists the packages whose code can leave it, best known first: those whose crate
// lies on the way there, then those whose text says so, else all with code in other
// languages.
func brings(l *analysis.Loading, left *unload.Leftover) []analysis.Unfollowed {
	var native, says, named []analysis.Unfollowed
	for _, u := range l.Unfollowed {
		exact := u.Leaves == left.Kind
		if !u.Native && !exact && !(u.Absent && strings.HasSuffix(u.Package, "-sys")) {
			continue
		}
		native = append(native, u)
		if exact {
			says = append(says, u)
		}
		if slices.ContainsFunc(left.Through, func(f string) bool {
			first, _, in := strings.Cut(strings.TrimLeft(f, "<&"), "::")
			return in && first == strings.ReplaceAll(u.Package, "-", "_")
		}) {
			named = append(named, u)
		}
	}
	for _, list := range [][]analysis.Unfollowed{named, says} {
		if len(list) == 1 {
			return list
		}
	}
	return native
}
