package artifact

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Facts are what a check asks of a library, taken out of the file at once, so that
// nothing of it stays open. They are immutable.
type Facts struct {
	Format   object.Format
	Machine  string // as in target triples
	Rustc    string // "" where .comment names none
	Linker   string
	Stripped bool
	Debug    bool // has debug information
	// Analysed: the machine code was read. Where it was not, nothing about what
	// code reaches can be told.
	Analysed bool

	NoDelete bool
	Load     []SlotFacts // in the order in which they run
	Unload   []SlotFacts
	// Used is what the slots and all that the host can call reach.
	Used Reached
	// Leaves is what decides about closing the library; without details.
	Leaves   unload.Known
	Exports  map[string]bool // functions and objects
	Defined  map[string]bool // symbols of the library itself, of the stripped one only exports
	Storage  []string        // paths of thread-locals' storage, std's left out; none in a stripped file
	Sections map[string]bool
	Needed   []string
	Needs    []elf.Need // versions that it asks other libraries for
	Link     *Link      // what the loader finds on this machine, without a host; nil for other formats than ELF
	// Beside: its run path names the folder that it lies in, or one by way of that.
	Beside    bool
	StaticTLS bool
	BindNow   bool     // all symbols are looked up at load, with RTLD_LAZY as well
	TLSSize   uint64   // bytes, of a program's or library's own thread-local storage
	Damage    []string // what contradicts itself in the file
	// RunPaths are the folders that the loader searches for needed libraries, as written;
	// InstallName is the path under which macOS looks for this one.
	RunPaths    []string
	InstallName string
	System      System
	Signatures  []Signature // of Mach-O files, by part
	// Unfound: the table of initialisers was not found, so that Load may lack some.
	Unfound bool
	// Locations are all panic locations in the file's data.
	Locations map[Spot]bool
}

// Spot is a place in a source file as the compiler wrote it.
type Spot struct {
	File         string
	Line, Column int // 1-based; columns count characters
}

// SlotFacts is one slot with what it reaches.
type SlotFacts struct {
	Slot      string // ".init_array[2]"
	Addr      uint64 // of the function
	Name      string // of the function, its address where it has none
	Path      string // of the function, "" where it has no name
	Symbol    string // mangled, "" where there is none
	Toolchain string // see Root
	// Holder is the path of the static that the slot lies in, HolderAddr its address; ""
	// and 0 where the file names none.
	Holder     string
	HolderAddr uint64
	Reached
}

// Reached is what a set of roots reaches, by calls and by pointers.
type Reached struct {
	Functions []Reachable // the roots first
	// Imports are the functions of other objects, with the index of the function that
	// refers to it first.
	Imports map[string]int
	roots   int
}

// Reachable is a function that a root reaches.
type Reachable struct {
	Path string // without type arguments and closures' numbers; "" where it has no name
	Kind Kind   // what it is for, "" for others
	// Prints are the literal pieces of what it prints; of functions that print.
	Prints    []string
	Locations []Spot // panic locations that it refers to
	name      string
	to        []edge
	effects   []direct
	sites     []Site // of functions that are not std's, with debug information
}

// edge is a function that another one calls, or takes the address of.
type edge struct {
	to     int
	direct bool
}

// direct is an effect that a function itself calls.
type direct struct {
	kind Kind
	name string
}

// Path is the shortest path from one of the functions to one that is wanted, the
// functions in between being some for which through holds; nil where there is none.
// through is told whether a function is called, or its address taken.
func (r *Reached) Path(from []int, through func(f *Reachable, called bool) bool, wanted func(f *Reachable) bool) []int {
	parent := map[int]int{}
	queue := slices.Clone(from)
	for _, i := range from {
		parent[i] = -1
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if wanted(&r.Functions[i]) {
			var out []int
			for ; i >= 0; i = parent[i] {
				out = append(out, i)
			}
			slices.Reverse(out)
			return out
		}
		for _, to := range r.Functions[i].to {
			if _, seen := parent[to.to]; !seen && through(&r.Functions[to.to], to.direct) {
				parent[to.to] = i
				queue = append(queue, to.to)
			}
		}
	}
	return nil
}

// Importer is the shortest chain of functions, by calls and pointers, from a root to
// one that refers to a symbol of another object; nil where none is reached.
func (r *Reached) Importer(symbol string) []string {
	i, ok := r.Imports[symbol]
	if !ok {
		return nil
	}
	var roots []int
	for k := range r.roots {
		roots = append(roots, k)
	}
	target := &r.Functions[i]
	return r.Names(r.Path(roots, func(*Reachable, bool) bool { return true }, func(f *Reachable) bool { return f == target }))
}

// Names are the names of the functions on a path.
func (r *Reached) Names(path []int) []string {
	var out []string
	for _, i := range path {
		out = append(out, r.Functions[i].name)
	}
	return out
}

// Find lists the functions for whose path is holds.
func (r *Reached) Find(is func(path string) bool) []int {
	var out []int
	for i := range r.Functions {
		if is(r.Functions[i].Path) {
			out = append(out, i)
		}
	}
	return out
}

// Does returns the name of the function of the runtime by which f itself has an
// effect, "" where it does not.
func (f *Reachable) Does(kind Kind) string {
	for _, c := range f.effects {
		if c.kind == kind {
			return c.name
		}
	}
	return ""
}

// OfStd reports the path of a function or static of the standard library.
func OfStd(path string) bool {
	path = strings.TrimLeft(path, "<&")
	for _, crate := range []string{"std::", "core::", "alloc::"} {
		if strings.HasPrefix(path, crate) {
			return true
		}
	}
	return false
}

// Below reports that a function's path is path, or one of an item in it.
func Below(function, path string) bool {
	rest, ok := strings.CutPrefix(function, path)
	return ok && (rest == "" || strings.HasPrefix(rest, "::"))
}

// Facts takes the facts out of the library. What is particular to ELF files stays empty
// for the others.
func (l *Library) Facts() *Facts {
	out := &Facts{
		Format: l.Image.Format(), Machine: string(l.Image.Machine()), Rustc: l.Rustc(), Stripped: l.Image.Stripped(), Analysed: l.Graph != nil,
		Leaves: l.Known(), Exports: map[string]bool{}, Defined: map[string]bool{}, Sections: map[string]bool{},
		Needed: l.Image.Needed(), Unfound: l.unfound, Locations: map[Spot]bool{},
	}
	for i := range out.Leaves.Leftovers {
		out.Leaves.Leftovers[i].Detail = nil // keeps the file open
	}
	for _, at := range l.Locations() {
		out.Locations[l.spot(at)] = true
	}
	for _, r := range l.Load {
		out.Load = append(out.Load, l.slotFacts(r))
	}
	for _, r := range l.Unload {
		out.Unload = append(out.Unload, l.slotFacts(r))
	}
	out.Used = l.reached(slices.Concat(Own(l.Load), l.Called(), l.Tables()))
	for _, s := range l.Image.Sections() {
		out.Sections[s.Name] = true
	}
	l.symbols(out)
	out.System, out.Signatures, out.Damage = l.System(), l.signatures(), l.damage()
	if len(out.Damage) > 0 { // what is not there may be in the part that was not read
		out.Analysed, out.Unfound = false, true
	}
	if l.File != nil {
		l.ofELF(out)
	}
	if f, ok := l.Image.(*macho.File); ok {
		out.RunPaths, out.InstallName = f.RunPaths, f.ID
	}
	return out
}

func (l *Library) slotFacts(r *Root) SlotFacts {
	s := SlotFacts{Slot: r.Slot.String(), Addr: r.Addr, Name: l.NameOf(r), Symbol: r.Symbol, Toolchain: r.Toolchain}
	if r.Symbol != "" {
		s.Path = s.Name
	}
	s.Holder, s.HolderAddr = l.holder(r.Slot.Addr)
	if r.Func < 0 || r.Toolchain != "" {
		return s
	}
	s.Reached = l.reached([]*Root{r})
	return s
}

// reached follows the roots and keeps what it finds in words.
func (l *Library) reached(roots []*Root) Reached {
	out := Reached{Imports: map[string]int{}}
	if l.Graph == nil || len(roots) == 0 {
		return out
	}
	r := l.reach(funcs(roots))
	debug := l.File != nil && l.File.HasDebug()
	at := map[int]int{}
	for i, fn := range r.Order {
		at[fn] = i
		m := l.mark(fn)
		node := Reachable{Kind: m.kind, name: l.Name(fn)}
		if l.Image.Functions()[fn].Name != "" {
			node.Path = node.name
		}
		if !m.cut {
			l.describe(&node, fn)
		}
		if debug && node.Path != "" && !OfStd(node.Path) {
			node.sites = l.sites(fn)
		}
		out.Functions = append(out.Functions, node)
	}
	for name, use := range r.Imports {
		out.Imports[name] = at[use.Func]
	}
	for i := range roots {
		if fn := roots[i].Func; fn >= 0 {
			out.roots = max(out.roots, at[fn]+1)
		}
	}
	for i, fn := range r.Order {
		if l.mark(fn).cut {
			continue
		}
		for _, e := range l.Graph.Edges(fn) {
			if to, ok := at[e.Func]; ok && e.Import == nil {
				out.Functions[i].to = append(out.Functions[i].to, edge{to, e.Kind.Direct()})
			}
		}
	}
	return out
}

// describe adds what a function does itself.
func (l *Library) describe(node *Reachable, fn int) {
	prints := false
	for _, e := range l.Graph.Edges(fn) {
		if !e.Kind.Direct() {
			continue
		}
		var c direct
		if e.Import != nil {
			c = direct{imports[e.Import.Name], e.Import.Name}
		} else if m := l.mark(e.Func); m.kind != "" {
			c = direct{m.kind, l.what(e.Func, m.kind)}
		} else if symbol := l.Graph.Funcs[e.Func].Name; imports[symbol] == ExitCallback {
			c = direct{ExitCallback, symbol} // glibc links its own part of atexit into each library
		}
		if c.kind != "" {
			node.effects = append(node.effects, c)
		}
		prints = prints || c.kind == Stdio
	}
	for _, ref := range l.Graph.Refs(fn) {
		if t := l.literalAt(ref.Addr); t != nil && t.text == printText { // inlined by LTO
			node.effects = append(node.effects, direct{Stdio, "std's print function"})
			prints = true
		}
	}
	for _, ref := range l.Graph.Refs(fn) {
		if at, ok := l.location(ref.Addr); ok && !OfToolchain(at.File) {
			node.Locations = append(node.Locations, l.spot(at))
		} else if prints {
			node.Prints = append(node.Prints, l.pieces(ref.Addr)...)
		}
	}
}

// Uses reports that the roots of code reach an import by calls or pointers.
func (r *Reached) Uses(kind Kind) bool {
	for name := range r.Imports {
		if imports[name] == kind {
			return true
		}
	}
	return slices.ContainsFunc(r.Functions, func(f Reachable) bool { return f.Kind == kind || f.Does(kind) != "" })
}
