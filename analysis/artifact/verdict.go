package artifact

import (
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/elf/code"
)

// State is what dlclose does to a library.
type State string

// The states, as in the JSON output.
const (
	Unloads State = "unloads"
	Stays   State = "stays"   // mapped as long as a thread lives that ran its code
	Never   State = "never"   // the file or the platform forbids it
	Crashes State = "crashes" // is unmapped while something still points into it
	// Undecided is a library whose machine code this tool does not read.
	Undecided State = "undecided"
)

// Reason is one thing that decides a verdict.
type Reason struct {
	Kind string // "flag", "platform" or "code"
	ID   string // "nodelete", or the rule that warns of the same in source
	Text string
	Root *Root   // of code
	Path *Effect // of code
}

// Verdict says what dlclose does to a library on the platform it was built for,
// provided that the functions it exports have run.
type Verdict struct {
	State   State
	Because []Reason
}

// Verdict judges the library.
func (l *Library) Verdict() Verdict {
	if r := l.never(); r != nil {
		return Verdict{Never, r}
	}
	if l.Graph == nil {
		return Verdict{Undecided, []Reason{{Kind: "platform", ID: "machine", Text: fmt.Sprintf("the machine code of %v is not read", l.File.Machine)}}}
	}
	used := slices.Concat(l.Load, l.Called())
	all := l.reach(funcs(used))
	pins, dangles := l.held(used, all)
	dangles = append(dangles, l.unloadHazards(len(pins) > 0)...)
	dangles = append(dangles, l.callbacks(all)...)
	switch {
	case len(dangles) > 0:
		return Verdict{Crashes, append(dangles, pins...)}
	case len(pins) > 0:
		return Verdict{Stays, pins}
	}
	return Verdict{State: Unloads}
}

// never lists what keeps the library mapped for ever.
func (l *Library) never() []Reason {
	var out []Reason
	if l.File.Dynamic.NoDelete() {
		out = append(out, Reason{Kind: "flag", ID: "nodelete", Text: "linked with -z nodelete (DF_1_NODELETE)"})
	}
	if c := l.File.CLibrary(); c == elf.Musl {
		out = append(out, Reason{Kind: "platform", ID: "musl", Text: "musl never unmaps a library"})
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
		return append(out, Reason{Kind: "flag", ID: "gnu-unique", Text: "binds to its own unique symbol " + elf.Demangle(s.Name) + ", which glibc keeps for ever"})
	}
	if around == nil {
		o := l.scope()
		around = &o
	}
	if around.bound != "" {
		out = append(out, Reason{Kind: "flag", ID: "bound-by-needed", Text: around.by + ", which glibc keeps for ever, binds to its symbol " + elf.Demangle(around.bound)})
	}
	return out
}

// manyRoots is how many roots are searched one by one to name the guilty; beyond
// it they are searched together.
const manyRoots = 128

// held finds the roots that pin the library, and those that leave a pthread key's
// destructor behind and do not pin it. all is what the roots reach together.
func (l *Library) held(roots []*Root, all *code.Reach) (pins, dangles []Reason) {
	groups := [][]*Root{roots}
	pin := func([]*Root) bool { return l.found(all, TLSDestructor) }
	leave := func([]*Root) bool { return l.found(all, ThreadKey) }
	if len(roots) <= manyRoots {
		groups = slices.Collect(slices.Chunk(roots, 1))
		pin, leave = l.leading(all, TLSDestructor, l.cut), l.leading(all, ThreadKey, l.cutOrRegisters)
	}
	for _, g := range groups {
		if pin(g) {
			e := l.nearest(g, TLSDestructor, l.cut)
			pins = append(pins, Reason{"code", l.pinRule(e), "a thread-local's destructor is registered for the thread that runs this: glibc keeps the library until that thread ends", g[0], e})
			continue
		}
		if !leave(g) {
			continue
		}
		if e := l.key(g); e != nil {
			text := "a pthread key with a destructor in the library is left behind: the thread that ran this crashes when it ends after dlclose"
			rule := "pthread-key-dangles"
			if l.Rust() {
				rule = "current-thread-dangles"
			}
			dangles = append(dangles, Reason{"code", rule, text, g[0], e})
		}
	}
	return pins, dangles
}

// pinRule names the source rule that fits a path to a registration.
func (l *Library) pinRule(e *Effect) string {
	for _, k := range []string{"std::thread::", "std::thread::spawn"} {
		for _, c := range e.Chain {
			if len(c.Function) > len(k) && c.Function[:len(k)] == k && !isThreadLocal(c.Function) {
				return "thread-spawn-pins-cdylib"
			}
		}
	}
	return "thread-local-in-cdylib"
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
	for i := range l.File.Symbols {
		if s := &l.File.Symbols[i]; s.Undefined() && imports[s.Name] == kind && !slices.Contains(out, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// nearest is the nearest use of an import of a kind, nil if none is reached.
func (l *Library) nearest(roots []*Root, kind Kind, stop func(int) bool) *Effect {
	r := l.Graph.Reach(funcs(roots), code.Options{Pointers: true, Stop: stop, Until: l.imported(kind)})
	var best *trail
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
	r := l.Graph.Reach(funcs(roots), code.Options{Pointers: true, Stop: l.cutOrRegisters, Until: l.imported(ThreadKey)})
	var use code.Use
	name := ""
	for n, u := range r.Imports {
		if imports[n] == ThreadKey && (name == "" || n < name) {
			name, use = n, u
		}
	}
	if name == "" || l.Graph.ZeroArgument(use.Func, use.Site, 1) {
		return nil
	}
	unload := l.Graph.Reach(funcs(Own(l.Unload)), code.Options{})
	if _, deleted := unload.Imports["pthread_key_delete"]; deleted {
		return nil
	}
	return l.effect(toImport(r, ThreadKey, name, use))
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
func (l *Library) unloadHazards(pinned bool) []Reason {
	var out []Reason
	if pinned {
		return nil
	}
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
			out = append(out, Reason{"code", "thread-wait-under-loader-lock", "a destructor starts a thread and waits for it: dlclose deadlocks", r, found[Spawn]})
		case found[Spawn] != nil:
			out = append(out, Reason{"code", "thread-wait-under-loader-lock", "a destructor starts a thread, which runs unmapped code after dlclose", r, found[Spawn]})
		case found[TLSDestructor] != nil:
			out = append(out, Reason{"code", "thread-local-in-dtor", "a destructor touches a thread-local for the first time: its own destructor runs at exit, in unmapped code", r, found[TLSDestructor]})
		}
	}
	return out
}

// callbacks finds exit callbacks, among what is reached, that are not bound to the
// library.
func (l *Library) callbacks(r *code.Reach) []Reason {
	for _, c := range []struct {
		name string
		arg  int // that must be zero, -1: none
	}{{"on_exit", -1}, {"__cxa_atexit", 2}} {
		use, ok := r.Imports[c.name]
		if ok && use.Kind.Direct() && (c.arg < 0 || l.Graph.ZeroArgument(use.Func, use.Site, c.arg)) {
			e := l.effect(toImport(r, ExitCallback, c.name, use))
			return []Reason{{"code", "exit-callback-dangles", "an exit callback that is not bound to the library runs at exit, in unmapped code", nil, e}}
		}
	}
	return nil
}
