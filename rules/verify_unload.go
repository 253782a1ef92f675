package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// verifyUse is the verifier of a finding on something that code of the library does
// while the host uses it. It is confirmed where the function that holds the site
// does it in the file as well, and refuted where nothing in the file does.
//
// alone says that no other site of that function does the same.
func (p *Pass) verifyUse(s *analysis.Spot, kind artifact.Kind, what string, alone bool) verifier {
	return func(b *evidence.Built) proof {
		f := b.Facts
		if !f.Analysed || !shows(f, kind) {
			return proof{}
		}
		if !f.Used.Uses(kind) && !slices.ContainsFunc(f.Unload, func(s artifact.SlotFacts) bool { return s.Uses(kind) }) {
			return proof{level: Refuted, seen: "nothing that the host can call, and no slot, reaches " + what}
		}
		if s.Package == nil || s.In == "" {
			return proof{}
		}
		file, number := p.lineOf(s.Place)
		for i := range f.Used.Functions {
			if site := f.Used.Functions[i].SiteAt(kind, file, number); site != nil {
				through := append(f.Used.Names([]int{i}), site.What)
				return proof{Confirmed, chain("", through) + fmt.Sprintf(", called from %s:%d", p.near(file), number), through}
			}
		}
		does := func(f *artifact.Reachable) bool { return f.Does(kind) != "" }
		inStd := func(f *artifact.Reachable, called bool) bool { return called && artifact.OfStd(f.Path) }
		holders := f.Used.Find(func(path string) bool {
			return path == last(s.In) || slices.ContainsFunc(pathsOf(s), func(own string) bool { return artifact.Below(path, own) })
		})
		if path := f.Used.Path(holders, inStd, does); alone && path != nil {
			seen, through := shownUse(&f.Used, path, kind)
			return proof{Confirmed, seen, through}
		}
		if path := f.Used.Path(f.Used.Find(notOfStd), anyhow, does); path != nil {
			seen, through := shownUse(&f.Used, path, kind)
			return proof{seen: "the file shows " + seen + "; that this place does it is not shown", through: through}
		}
		return proof{}
	}
}

// shows reports that the code of a library of this format shows an effect by what it
// imports: std keeps thread-locals' destructors itself on Windows, and frees its own keys
// on both Windows and macOS.
func shows(f *artifact.Facts, kind artifact.Kind) bool {
	switch kind {
	case artifact.ExitCallback: // MinGW links atexit and its table into the library
		return f.Format != object.PE || !f.Stripped
	case artifact.TLSDestructor:
		return f.Format != object.PE
	case artifact.ThreadKey:
		return f.Format == object.ELF
	}
	return true
}

func notOfStd(path string) bool { return !artifact.OfStd(path) }

// shownUse is a path to an effect as a chain and in parts.
func shownUse(in *artifact.Reached, path []int, kind artifact.Kind) (string, []string) {
	through := append(in.Names(path), in.Functions[path[len(path)-1]].Does(kind))
	return chain("", through), through
}

// toStorage reports a function of std on the way from a thread-local's use to the
// registration of its destructor, which goes through a function pointer where the
// accessor is not inlined. Other parts of std have thread-locals of their own.
func toStorage(f *artifact.Reachable, _ bool) bool {
	path := strings.TrimLeft(f.Path, "<&")
	for _, p := range []string{"std::thread::local::", "std::sys::thread_local::", "core::", "alloc::"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// last is the last name of a path, by which a function without mangling is exported.
func last(path string) string { return path[strings.LastIndex(path, ":")+1:] }

// pathsOf are the paths of the function that holds a spot, as symbols have them: one
// for each target of its package, whose names differ.
func pathsOf(s *analysis.Spot) []string {
	var out []string
	for _, t := range s.Package.Targets {
		if path := crateName(t) + "::" + s.In; !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	return out
}

// verifyThread is the verifier of a started thread, verifyCurrent that of a use of std's
// handle of the calling thread, verifyCallback that of something registered.
func (p *Pass) verifyThread(t *analysis.Thread) verifier {
	n := 0
	for _, o := range p.Result.Threads {
		n += count(o.In == t.In && o.Place.File == t.Place.File)
	}
	return p.verifyUse(&t.Spot, artifact.Spawn, "what starts a thread", n == 1)
}

func (p *Pass) verifyCurrent(c *analysis.CurrentThread) verifier {
	n := 0
	for _, o := range p.Result.Currents {
		n += count(o.In == c.In && o.Place.File == c.Place.File)
	}
	return p.verifyUse(&c.Spot, artifact.ThreadKey, "`pthread_key_create`", n == 1)
}

func (p *Pass) verifyCallback(c *analysis.Callback, kind artifact.Kind) verifier {
	n := 0
	for _, o := range p.Result.Callbacks {
		n += count(o.In == c.In && o.Place.File == c.Place.File && o.Effect.Kind == c.Effect.Kind)
	}
	return p.verifyUse(&c.Spot, kind, "what `"+c.Effect.What+"` calls", n == 1)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// verifyStorage is the verifier of a thread-local with a destructor. It is refuted where
// the file has no storage for it, or never registers a destructor, and confirmed
// where its storage is the only one whose destructor can be meant.
func (p *Pass) verifyStorage(t *analysis.ThreadLocal) verifier {
	return func(b *evidence.Built) proof {
		f := b.Facts
		if !f.Analysed || !shows(f, artifact.TLSDestructor) {
			return proof{}
		}
		if !f.Used.Uses(artifact.TLSDestructor) {
			return proof{level: Refuted, seen: "nothing that the host can call, and no slot, registers a thread-local's destructor"}
		}
		var own []string
		if !f.Stripped && f.Format == object.ELF {
			for _, path := range f.Storage {
				for _, name := range pathsOf(&analysis.Spot{In: t.Name, Package: t.Package}) {
					if artifact.Below(path, name) {
						own = append(own, path)
					}
				}
			}
			if len(own) == 0 {
				return proof{level: Refuted, seen: "the linker left no storage for it: no code that is in the file touches it"}
			}
		}
		path := f.Used.Path(f.Used.Find(notOfStd), toStorage, func(f *artifact.Reachable) bool { return f.Does(artifact.TLSDestructor) != "" })
		if path == nil {
			return proof{}
		}
		seen, through := shownUse(&f.Used, path, artifact.TLSDestructor)
		if len(own) == 1 && len(f.Storage) == 1 {
			return proof{Confirmed, seen + " registers a destructor, and `" + t.Name + "` is the only thread-local there", through}
		}
		return proof{seen: "the file shows " + seen + "; for which thread-local is not shown", through: through}
	}
}

// verifyRoot is the verifier of a finding on a destructor itself: its slot is there, or
// it is not.
func (p *Pass) verifyRoot(r *analysis.Root) verifier {
	return func(b *evidence.Built) proof {
		if !r.InSlot {
			return proof{}
		}
		matches := b.Slots.Of(r)
		switch {
		case b.Slots.IsAbsent(r):
			return proof{level: Refuted, seen: "no init or fini slot runs it"}
		case len(matches) == 0:
			return proof{}
		}
		slot := matches[0].Slot
		if matches[0].Counted {
			return proof{seen: "a slot without a name, such as `" + slot.Slot + "`, runs it: there are as many as registrations"}
		}
		return proof{Confirmed, chain(slot.Slot, []string{slot.Name}), []string{slot.Name}}
	}
}

// verifySlot is the verifier of a static in a startup section that is said not to
// survive: no slot for its function confirms it.
func (p *Pass) verifySlot(s *analysis.SectionStatic) verifier {
	return func(b *evidence.Built) proof {
		for _, r := range p.Result.Roots {
			if r.Place != s.Place || !r.InSlot {
				continue
			}
			if b.Slots.IsAbsent(r) {
				return proof{level: Confirmed, seen: "none of its slots runs `" + r.Name + "`"}
			}
			for _, m := range b.Slots.Of(r) {
				if !m.Counted {
					return proof{level: Refuted, seen: "`" + m.Slot.Slot + "` runs `" + m.Slot.Name + "`"}
				}
			}
		}
		return proof{}
	}
}

// verifyCrate is the verifier of a crate that is said not to be linked: no slot runs
// a function of it.
func verifyCrate(name string) verifier {
	return func(b *evidence.Built) proof {
		if b.Facts.Stripped {
			return proof{}
		}
		for _, s := range slices.Concat(b.Facts.Load, b.Facts.Unload) {
			if artifact.Below(s.Path, name) {
				return proof{level: Refuted, seen: "`" + s.Slot + "` runs `" + s.Name + "`"}
			}
		}
		return proof{level: Confirmed, seen: "none of its slots runs a function of `" + name + "`"}
	}
}

// verifySection is the verifier of a static that the linker may drop from a section of
// its own.
func verifySection(section string) verifier {
	return func(b *evidence.Built) proof {
		if b.Facts.Format != object.ELF { // sections have other names there
			return proof{}
		}
		if b.Facts.Sections[section] {
			return proof{level: Refuted, seen: "it has a section `" + section + "`"}
		}
		return proof{level: Confirmed, seen: "it has no section `" + section + "`"}
	}
}

// verifyDefined is the verifier of a symbol that the library itself defines.
func verifyDefined(symbol string) verifier {
	return func(b *evidence.Built) proof {
		switch {
		case b.Facts.Exports[symbol]:
			return proof{level: Confirmed, seen: "it exports `" + symbol + "`"}
		case b.Facts.Defined[symbol]:
			return proof{level: Confirmed, seen: "it defines `" + symbol + "` for itself"}
		case !b.Facts.Stripped:
			return proof{level: Refuted, seen: "it does not define `" + symbol + "`"}
		}
		return proof{}
	}
}

// verifyNeeded is the verifier of a library that the file is said to need.
func verifyNeeded(prefix string) verifier {
	return func(b *evidence.Built) proof {
		for _, n := range b.Facts.Needed {
			if strings.HasPrefix(n, prefix) {
				return proof{level: Confirmed, seen: "it needs `" + n + "`"}
			}
		}
		if b.Facts.Format != object.ELF { // libraries have other names there
			return proof{}
		}
		return proof{level: Refuted, seen: "it needs no `" + prefix + "*.so`"}
	}
}
