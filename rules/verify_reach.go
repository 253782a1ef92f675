package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// verifyReach is the verifier of a finding on something that roots reach. It is
// confirmed by the site itself: its panic location, the text that it prints, or a
// call that no other site of the sources makes.
func (p *Pass) verifyReach(r *reached) verifier {
	return func(b *evidence.Built) proof {
		if absent := r.absent(b); absent != "" {
			return proof{level: Refuted, seen: absent}
		}
		if !b.Facts.Analysed {
			return proof{}
		}
		switch r.Effect.Kind {
		case analysis.Panic, analysis.PanicDoc, analysis.PanicImplicit:
			return p.verifyPanic(r, b)
		case analysis.Stdio:
			return p.verifyPrint(r, b)
		}
		if r.Effect.Kind == analysis.ThreadWait {
			return p.verifyWait(r, b)
		}
		if kind := r.Effect.Kind.Trait().Mark; kind != "" && (kind != artifact.Exit || strings.HasSuffix(r.Effect.What, "exit")) { // the others abort
			return p.verifyCall(r, b, kind)
		}
		return r.runs(b)
	}
}

// absent says that none of the roots has a slot in the artifact, "" where one has,
// or may have.
func (r *reached) absent(b *evidence.Built) string {
	name := ""
	for i := range r.paths {
		root := r.paths[i].Root
		if !root.InSlot || !b.Slots.IsAbsent(root) {
			return ""
		}
		name = RootNoun(root)
	}
	return "no init or fini slot runs " + name
}

// start is where the artifact begins to run a root.
type start struct {
	slot string // "" where it is no slot's function but a callback's
	in   *artifact.Reached
	from []int
}

// starts lists where the artifact runs the finding's roots: in slots, and in
// functions that something registers at run time.
func (r *reached) starts(b *evidence.Built) []start {
	var out []start
	for i := range r.paths {
		root := r.paths[i].Root
		for _, m := range b.Slots.Of(root) {
			if len(m.Slot.Functions) > 0 {
				out = append(out, start{m.Slot.Slot, &m.Slot.Reached, []int{0}})
			}
		}
		if root.Moment != analysis.Load && !inDllMain(root) {
			if from := b.Facts.Used.Find(func(path string) bool { return evidence.Runs(path, root) }); len(from) > 0 {
				out = append(out, start{"", &b.Facts.Used, from})
			}
		}
	}
	return out
}

// called follows calls alone.
func called(_ *artifact.Reachable, direct bool) bool { return direct }

// anyhow follows pointers as well.
func anyhow(*artifact.Reachable, bool) bool { return true }

// shown is a path as a chain and in parts; more comes behind it.
func (s *start) shown(path []int, more ...string) (string, []string) {
	through := append(s.in.Names(path), more...)
	return chain(s.slot, through), through
}

// runs is what can be said where the root alone is seen.
func (r *reached) runs(b *evidence.Built) proof {
	starts := r.starts(b)
	if len(starts) == 0 {
		return proof{}
	}
	seen, through := starts[0].shown(starts[0].from[:1])
	return proof{seen: "in the file " + seen + " runs; whether it gets here is not looked for", through: through}
}

// verifyPanic looks for the panic location of the site. It is a constant that
// survives stripping and is there as long as the panic is.
func (p *Pass) verifyPanic(r *reached, b *evidence.Built) proof {
	at := p.spots(r.Place)
	if r.Inner != nil {
		at = append(at, p.spots(*r.Inner)...)
	}
	if len(at) == 0 {
		return proof{}
	}
	here := func(l artifact.Spot) bool { return slices.Contains(at, l) }
	for _, s := range r.starts(b) {
		path := s.in.Path(s.from, called, func(f *artifact.Reachable) bool { return slices.ContainsFunc(f.Locations, here) })
		if path != nil {
			seen, through := s.shown(path)
			return proof{Confirmed, seen + ", which holds the panic location " + location(at[len(at)-1]), through}
		}
	}
	for l := range b.Facts.Locations {
		if here(l) {
			return proof{seen: "the file holds the panic location " + location(l) + ", but no calls that lead to it from here were found"}
		}
	}
	if len(b.Facts.Locations) == 0 && r.neverPanics(b) {
		return proof{level: Refuted, seen: "nothing that it runs from here panics"}
	}
	if b.Mapped && r.Effect.Kind == analysis.Panic && !p.tracksCaller(r) {
		return proof{level: Refuted, seen: "it holds no panic location for this place: the compiler has shown that it cannot panic, or left the code out"}
	}
	return proof{}
}

// neverPanics reports that no root, as far as the artifact has it, reaches a panic of
// any kind. It must have names: a build whose std aborts at once has no panic machinery.
func (r *reached) neverPanics(b *evidence.Built) bool {
	starts := r.starts(b)
	for _, s := range starts {
		if s.in.Path(s.from, anyhow, func(f *artifact.Reachable) bool {
			return f.Kind == artifact.Panic || f.Kind == artifact.ImplicitPanic || f.Does(artifact.Panic) != "" || f.Does(artifact.ImplicitPanic) != ""
		}) != nil {
			return false
		}
	}
	return len(starts) > 0 && !b.Facts.Stripped
}

func location(s artifact.Spot) string { return fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column) }

// tracksCaller reports a file that uses #[track_caller]: the panics in such a
// function have the location of the call.
func (p *Pass) tracksCaller(r *reached) bool {
	file := p.Result.Sources[r.Place.File]
	if r.Inner != nil {
		if inner := p.Result.Sources[r.Inner.File]; inner == nil || strings.Contains(string(inner.Source), "track_caller") {
			return true
		}
	}
	return file == nil || strings.Contains(string(file.Source), "track_caller")
}

// verifyPrint looks for what the site prints in a function that prints, or for a
// print that only this site can be.
func (p *Pass) verifyPrint(r *reached, b *evidence.Built) proof {
	if !strings.HasSuffix(r.Effect.What, "!") {
		return r.runs(b)
	}
	starts := r.starts(b)
	text := p.printed(r.Place)
	prints := func(f *artifact.Reachable) bool {
		return slices.ContainsFunc(f.Prints, func(piece string) bool { return strings.HasPrefix(piece, text) })
	}
	for _, s := range starts {
		if text == "" {
			break
		}
		if path := s.in.Path(s.from, called, prints); path != nil {
			seen, through := s.shown(path, s.in.Functions[path[len(path)-1]].Does(artifact.Stdio))
			return proof{Confirmed, seen + fmt.Sprintf(", with the text %q", text), through}
		}
	}
	return p.verifyCall(r, b, artifact.Stdio)
}

// verifyCall looks for a call of the runtime. Which site of the sources makes it is
// known where only one can.
func (p *Pass) verifyCall(r *reached, b *evidence.Built, kind artifact.Kind) proof {
	starts := r.starts(b)
	if j := p.verifyLine(r, starts, kind); j.level != "" {
		return j
	}
	does := func(f *artifact.Reachable) bool { return f.Does(kind) != "" }
	for _, follow := range []func(*artifact.Reachable, bool) bool{called, anyhow} {
		for _, s := range starts {
			path := s.in.Path(s.from, follow, does)
			if path == nil {
				continue
			}
			last := &s.in.Functions[path[len(path)-1]]
			seen, through := s.shown(path, last.Does(kind))
			switch {
			case s.in.Path(s.from, called, does) == nil:
				return proof{seen: "in the file " + seen + " can run: one step is a function pointer", through: through}
			case p.onlySite(r, b) && r.holds(s.in, path):
				return proof{Confirmed, seen, through}
			}
			return proof{seen: "the file shows " + seen + "; that this place makes the call, and no other, is not shown", through: through}
		}
	}
	if what := calledName(b.Facts, kind); what != "" && len(starts) == len(r.roots()) {
		return proof{level: Refuted, seen: "nothing that it runs from here reaches " + what}
	}
	return proof{}
}

// verifyLine looks for the call at the line of the site, which debug information tells.
func (p *Pass) verifyLine(r *reached, starts []start, kind artifact.Kind) proof {
	file, number := p.lineOf(r.Place)
	for _, s := range starts {
		path := s.in.Path(s.from, called, func(f *artifact.Reachable) bool { return f.SiteAt(kind, file, number) != nil })
		if path != nil {
			site := s.in.Functions[path[len(path)-1]].SiteAt(kind, file, number)
			seen, through := s.shown(path, site.What)
			return proof{Confirmed, seen + fmt.Sprintf(", called from %s:%d", p.near(file), number), through}
		}
	}
	return proof{}
}

// verifyWait looks for the waiting as far as it shows: a scope starts threads, a join
// has a function of its own, other waits go through futexes.
func (p *Pass) verifyWait(r *reached, b *evidence.Built) proof {
	switch {
	case strings.Contains(r.Effect.What, "scope"):
		return p.verifyCall(r, b, artifact.Spawn)
	case strings.Contains(r.Effect.What, "join"):
		return p.verifyCall(r, b, artifact.Join)
	}
	return r.runs(b)
}

// holds reports that the last function on a path that is not std's is one of the
// crate that holds the site: another may have a print or a thread of its own.
func (r *reached) holds(in *artifact.Reached, path []int) bool {
	for _, i := range slices.Backward(path) {
		if fn := in.Functions[i].Path; !artifact.OfStd(fn) {
			return r.Package != nil && slices.ContainsFunc(r.Package.Targets, func(t *workspace.Target) bool { return artifact.Below(fn, crateName(t)) })
		}
	}
	return false
}

// roots are the finding's roots, each once.
func (r *reached) roots() []*analysis.Root {
	var out []*analysis.Root
	for i := range r.paths {
		if !slices.Contains(out, r.paths[i].Root) {
			out = append(out, r.paths[i].Root)
		}
	}
	return out
}

// calledName is the import behind a kind, for messages; "" where none is sure to be there.
func calledName(f *artifact.Facts, kind artifact.Kind) string {
	if f.Format == object.PE {
		return map[artifact.Kind]string{artifact.Spawn: "`CreateThread`", artifact.Environment: "`SetEnvironmentVariableW`", artifact.Stdio: "std's print functions",
			artifact.Join: "`WaitForSingleObject`", artifact.Exit: "`ExitProcess`"}[kind]
	}
	return map[artifact.Kind]string{artifact.Spawn: "`pthread_create`", artifact.Environment: "`setenv` or `unsetenv`", artifact.Stdio: "std's print functions",
		artifact.Join: "`pthread_join`", artifact.Exit: "`exit`"}[kind]
}

// onlySite reports that no other site of the sources that the same slots reach has
// the effect, nor code of a dependency that the sources do not show.
func (p *Pass) onlySite(r *reached, b *evidence.Built) bool {
	for i := range r.paths {
		for _, other := range p.besides(r.paths[i].Root) {
			if other.Place != r.Place && (other.Effect.Kind == r.Effect.Kind || other.Effect.Kind.Trait().Mark != "" && other.Effect.Kind.Trait().Mark == r.Effect.Kind.Trait().Mark) || other.Effect.Kind == analysis.LogCall {
				return false
			}
		}
		for _, m := range b.Slots.Of(r.paths[i].Root) {
			if m.Counted {
				return false
			}
		}
	}
	return r.certain()
}

// besides lists what a root's function reaches: that of a DllMain for all reasons, since
// the file does not tell its arms apart.
func (p *Pass) besides(root *analysis.Root) []*analysis.Reach {
	if !inDllMain(root) {
		return p.facts.byRoot[root]
	}
	var out []*analysis.Reach
	for other, list := range p.facts.byRoot {
		if other.Place == root.Place && inDllMain(other) {
			out = append(out, list...)
		}
	}
	return out
}

// targetsOf lists the targets that link the roots of some paths.
func targetsOf(paths []analysis.RootPath) []*workspace.Target {
	var out []*workspace.Target
	for i := range paths {
		for _, t := range paths[i].Root.Linked {
			if !slices.Contains(out, t) && artifact.HasArtifact(t) {
				out = append(out, t)
			}
		}
	}
	return out
}
