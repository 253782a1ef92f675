package artifact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Shown is what a built library shows of a leftover: the root whose code makes it, nil
// for those of no single root, and the path there.
type Shown struct {
	Root *Root
	Path *Effect
}

// Platform is the one whose loader the library was built for.
func (l *Library) Platform() unload.Platform {
	switch l.Image.Format() {
	case object.PE:
		return unload.Windows
	case object.MachO:
		return unload.MacOS
	}
	if l.File.CLibrary() == elf.Musl {
		return unload.LinuxMusl
	}
	return unload.LinuxGNU
}

// Verdict says what dlclose does to the library on the platform it was built for,
// provided that the functions it exports have run. Details of its reasons are *Shown.
func (l *Library) Verdict() *unload.Verdict { return unload.Decide(l.Known()) }

// Known is what the file shows of what it leaves behind.
func (l *Library) Known() unload.Known {
	if l.File == nil {
		return l.elsewhere()
	}
	k := unload.Known{Platform: l.Platform(), Never: l.never()}
	switch {
	case len(k.Never) > 0:
		return k
	case l.Graph == nil:
		k.Unread = []unload.Reason{{Kind: unload.OfUnread, ID: "machine-code", Artifact: l.File.Path, Text: fmt.Sprintf("the machine code of %v is not read", l.File.Machine)}}
		return k
	}
	used := slices.Concat(l.Load, l.Called(), l.Tables())
	all := l.reach(funcs(used))
	pins, dangles := l.held(used, all)
	dangles = append(dangles, l.unloadHazards()...)
	dangles = append(dangles, l.callbacks(all)...)
	raw, unread := l.raw(all)
	k.Leftovers = slices.Concat(dangles, raw, l.sharedStd(all), pins)
	k.Unread = slices.Concat(unread, l.tabled(), l.lookedUp(all), l.overrides())
	return k
}

// left describes something left behind.
func (l *Library) left(kind unload.Kind, text string, root *Root, path *Effect) unload.Leftover {
	out := unload.Leftover{Kind: kind, Text: text, Artifact: l.Path(), Detail: &Shown{root, path}}
	if path != nil {
		for _, c := range path.Chain {
			out.Through = append(out.Through, c.Function)
		}
		out.Through = append(out.Through, path.What)
	}
	switch {
	case root != nil && root.Slot.Array != "":
		out.Symbol = root.Slot.String()
	case root != nil:
		out.Symbol = l.NameOf(root)
	case path != nil && len(path.Chain) > 0:
		out.Symbol = path.Chain[0].Function
	}
	return out
}

// never lists what keeps the library mapped for ever.
func (l *Library) never() []unload.Reason {
	var out []unload.Reason
	flag := func(id, text string) unload.Reason {
		return unload.Reason{Kind: unload.OfFlag, ID: id, Artifact: l.File.Path, Text: text}
	}
	if l.File.Dynamic.NoDelete() {
		out = append(out, flag("-z nodelete", "linked with -z nodelete (DF_1_NODELETE)"))
	}
	if c := l.File.CLibrary(); c == elf.Musl {
		out = append(out, unload.Reason{Kind: unload.OfPlatform, ID: string(unload.LinuxMusl), Artifact: l.File.Path, Text: "musl never unmaps a library"})
	}
	var around *scope
	// glibc marks the library when one of its own relocations binds to the symbol,
	// which it does not where a needed library offers the same one.
	for _, r := range l.File.Relocs {
		if r.Symbol == 0 {
			continue
		}
		s := &l.File.Symbols[r.Symbol]
		if s.Bind != elf.BindUnique || s.Undefined() {
			continue
		}
		if around == nil {
			o := l.scope()
			around = &o
		}
		if version, taken := around.unique[s.Name]; taken && s.Version != "" && version != s.Version {
			continue
		}
		return append(out, flag("gnu-unique", "binds to its own unique symbol "+elf.Demangle(s.Name)+", which glibc keeps for ever"))
	}
	if around == nil {
		o := l.scope()
		around = &o
	}
	if around.bound != "" {
		out = append(out, flag("bound-by-needed", around.by+", which glibc keeps for ever, binds to its symbol "+elf.Demangle(around.bound)))
	}
	return out
}

// manyRoots is how many roots are searched one by one to name the guilty; beyond
// it they are searched together.
const manyRoots = 128

// held finds the roots that pin the library, and those that leave a pthread key's
// destructor behind, which a pin may hide. all is what the roots reach together.
func (l *Library) held(roots []*Root, all *code.Reach) (pins, dangles []unload.Leftover) {
	groups := [][]*Root{roots}
	pin := func([]*Root) bool { return l.found(all, TLSDestructor) }
	leave := func([]*Root) bool { return l.found(all, ThreadKey) }
	if len(roots) <= manyRoots {
		groups = slices.Collect(slices.Chunk(roots, 1))
		pin, leave = l.leading(all, TLSDestructor, l.cut), l.leading(all, ThreadKey, l.cutOrRegisters)
	}
	for _, g := range groups {
		pinned := pin(g)
		if pinned {
			e := l.nearest(g, TLSDestructor, l.cut)
			pins = append(pins, l.left(l.pinKind(e), "a thread-local's destructor is registered for the thread that runs this: glibc keeps the library while that thread lives, and lets it go in the first dlclose after its end", g[0], e))
		}
		if !leave(g) {
			continue
		}
		if e := l.key(g); e != nil {
			left := l.left(l.keyKind(e), keyText, g[0], e)
			left.Masked = pinned && !slices.ContainsFunc(g, func(r *Root) bool { return r.Func >= 0 && l.unpinned(r, all) })
			dangles = append(dangles, left)
		}
	}
	return pins, dangles
}

const keyText = "a pthread key with a destructor in the library is left behind: the thread that ran this crashes when it ends after dlclose"

// keyKind tells by the function that makes a key whose it is: std makes one for its handle
// of the current thread, and gives it back there where another thread was faster, by which
// the maker is known in a stripped library.
func (l *Library) keyKind(e *Effect) unload.Kind {
	maker := e.Chain[len(e.Chain)-1].Function
	fn := -1
	if strings.HasPrefix(maker, "0x") {
		fn = l.function(e.Chain[len(e.Chain)-1].Addr)
	}
	if l.Rust() && (OfStd(maker) || fn >= 0 && l.calls(fn, "pthread_key_delete")) {
		return unload.CurrentThread
	}
	return unload.ThreadKey
}

// calls reports that a function calls an import itself.
func (l *Library) calls(fn int, name string) bool {
	return slices.ContainsFunc(l.Graph.Edges(fn), func(e code.Edge) bool { return e.Import != nil && e.Import.Name == name && e.Kind.Direct() })
}

// pinKind tells by the path to a registration what makes it.
func (l *Library) pinKind(e *Effect) unload.Kind {
	for _, k := range []string{"std::thread::", "std::thread::spawn"} {
		for _, c := range e.Chain {
			if len(c.Function) > len(k) && c.Function[:len(k)] == k && !isThreadLocal(c.Function) {
				return unload.ThreadStart
			}
		}
	}
	return unload.ThreadLocal
}

func isThreadLocal(path string) bool {
	const p = "std::thread::local"
	return len(path) >= len(p) && path[:len(p)] == p
}

// found reports that a search found an import of a kind.
func (l *Library) found(r *code.Reach, kind Kind) bool {
	return slices.ContainsFunc(l.imported(kind), func(name string) bool { _, ok := r.Imports[name]; return ok })
}

// leading tells which single roots reach an import of a kind.
func (l *Library) leading(all *code.Reach, kind Kind, stop func(int) bool) func([]*Root) bool {
	if !l.found(all, kind) {
		return func([]*Root) bool { return false }
	}
	leads := all.Leading(code.Options{Pointers: true, Stop: stop}, func(e *code.Edge) bool { return imports[e.Import.Name] == kind })
	return func(root []*Root) bool { return leads(root[0].Func) }
}

// imported lists the imports of a kind.
func (l *Library) imported(kind Kind) []string {
	var out []string
	for _, name := range l.importNames() {
		if imports[name] == kind {
			out = append(out, name)
		}
	}
	return out
}

// nearest is the nearest use of an import of a kind, nil if none is reached.
func (l *Library) nearest(roots []*Root, kind Kind, stop func(int) bool) *Effect {
	r := l.Graph.Reach(funcs(roots), code.Options{Pointers: true, Stop: stop, Until: l.imported(kind)})
	var best *effectPath
	for name, use := range r.Imports {
		if imports[name] == kind {
			if t := toImport(r, kind, name, use); best == nil || l.nearer(t, *best) {
				best = &t
			}
		}
	}
	if best == nil {
		return nil
	}
	return l.effect(*best)
}

// key finds a path to the creation of a pthread key with a destructor that is
// never deleted. Paths through the registration of a thread-local's destructor do
// not count: the key is std's fallback there where libc lacks
// __cxa_thread_atexit_impl.
func (l *Library) key(roots []*Root) *Effect {
	r := l.Graph.Reach(funcs(roots), code.Options{Pointers: true, Stop: l.cutOrRegisters})
	var first *code.Edge
	creator, creators := -1, 0
	for _, fn := range r.Order {
		if l.cutOrRegisters(fn) {
			continue
		}
		for i, e := range l.Graph.Edges(fn) {
			if e.Import != nil && e.Kind.Direct() && imports[e.Import.Name] == ThreadKey && !l.Graph.ZeroArgument(fn, e.Site, 1) {
				if first == nil {
					first, creator = &l.Graph.Edges(fn)[i], fn
				}
				creators++
				break
			}
		}
	}
	if first == nil {
		return nil
	}
	// A destructor that deletes a key may delete that of another creator.
	if creators == 1 && l.deletesKey() {
		return nil
	}
	return l.effect(toImport(r, ThreadKey, first.Import.Name, code.Use{Func: creator, Site: first.Site, Kind: first.Kind}))
}

// deletesKey reports a destructor that deletes a key. std's own maker of keys gives one
// back where another thread was faster: that is none.
func (l *Library) deletesKey() bool {
	return slices.ContainsFunc(l.Graph.Reach(funcs(Own(l.Unload)), code.Options{}).Order, func(fn int) bool {
		return l.calls(fn, "pthread_key_delete") && !l.calls(fn, "pthread_key_create")
	})
}

func (l *Library) cut(fn int) bool { return l.mark(fn).cut }

func (l *Library) cutOrRegisters(fn int) bool { return l.mark(fn).cut || l.registers(fn) }

// registers reports that a function itself registers thread-local destructors,
// be it with a function that the library defines in place of libc's. (One of
// value 0 is none: std then takes its fallback.)
func (l *Library) registers(fn int) bool {
	for _, e := range l.Graph.Edges(fn) {
		name := ""
		if e.Import != nil {
			name = e.Import.Name
		} else {
			name = l.Graph.Funcs[e.Func].Name
		}
		if imports[name] == TLSDestructor {
			return true
		}
	}
	return false
}

// unloadHazards finds what the library's own destructors must not do in dlclose.
// Where the library is pinned they run at exit only.
func (l *Library) unloadHazards() []unload.Leftover {
	var out []unload.Leftover
	for _, r := range Own(l.Unload) {
		if r.Func < 0 {
			continue
		}
		found := map[Kind]*Effect{}
		for _, e := range l.Effects(r) {
			found[e.Kind] = &e
		}
		switch {
		case found[Spawn] != nil && found[Join] != nil:
			out = append(out, l.left(unload.LateWait, "a destructor starts a thread and waits for it: dlclose deadlocks", r, found[Spawn]))
		case found[Spawn] != nil:
			out = append(out, l.left(unload.LateThread, "a destructor starts a thread, which runs unmapped code after dlclose", r, found[Spawn]))
		case found[TLSDestructor] != nil:
			out = append(out, l.left(unload.LateThreadLocal, "a destructor touches a thread-local for the first time: its own destructor runs at exit, in unmapped code", r, found[TLSDestructor]))
		case found[ThreadKey] != nil:
			if e := l.key([]*Root{r}); e != nil {
				left := l.left(l.keyKind(e), "a destructor leaves a pthread key with a destructor in the library behind: the thread that closed it crashes when it ends", r, e)
				left.Likely = true // the main thread, which ends by exit, runs no key destructors
				out = append(out, left)
			}
		}
	}
	return out
}

// callbacks finds exit callbacks, among what is reached, that are not bound to the
// library.
func (l *Library) callbacks(r *code.Reach) []unload.Leftover {
	for _, c := range []struct {
		name string
		arg  int // that must be zero, -1: none
	}{{"on_exit", -1}, {"__cxa_atexit", 2}} {
		use, ok := r.Imports[c.name]
		if ok && use.Kind.Direct() && (c.arg < 0 || l.Graph.ZeroArgument(use.Func, use.Site, c.arg)) {
			e := l.effect(toImport(r, ExitCallback, c.name, use))
			return []unload.Leftover{l.left(unload.ExitCallback, "an exit callback that is not bound to the library runs at exit, in unmapped code", nil, e)}
		}
	}
	return nil
}
