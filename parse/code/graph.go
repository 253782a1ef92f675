// Package code reads what the functions of a built library of any format call, in
// machine code of x86-64 and AArch64.
//
// It follows what an instruction says by itself: direct calls, tail calls, calls
// and loads through the slots that the loader fills in (GOT and PLT, import tables,
// stubs), addresses of functions and data that it takes.
// Calls through registers are seen only as far as the address was taken
// somewhere. So a path says "can run", never "does run".
//
// The decoders here know where an instruction ends and what it refers to, and
// nothing else. golang.org/x/arch decodes whole instructions, which takes a multiple
// of the time (BenchmarkDecode), and it loses its place after vzeroupper, as it
// stands before calls in code for newer processors. Tests compare instructions and
// their targets with it, and boundaries with objdump's.
package code

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// ErrMachine is a machine whose code is not read.
var ErrMachine = errors.New("machine code of this processor is not read")

// Kind is how a function refers to another one.
type Kind uint8

// The kinds, strongest first.
const (
	Call  Kind = iota // calls it
	Tail              // jumps to it
	Load              // reads its address from the GOT, to call it or to hand it on
	Taken             // takes its address
	Data              // takes the address of data that point to it, such as a vtable
)

// Direct reports that the function runs when the instruction does.
func (k Kind) Direct() bool { return k <= Load }

// Edge is one reference of a function.
type Edge struct {
	Kind   Kind
	Site   uint64         // address of the instruction
	Func   int            // index into the file's Functions, -1 for an import
	Import *object.Import // of another library, or nil
}

// Ref is an address of data that an instruction takes.
type Ref struct{ Site, Addr uint64 }

// Graph is the calls of one file, read function by function when asked for.
type Graph struct {
	Image object.Image
	Funcs []object.Func
	nodes []*node
	scan  func(*scanner)
	vias  map[uint64]target // stubs met
	found node              // of the function that is being read; its room is used again
}

// node is what one function refers to.
type node struct {
	edges   []Edge
	refs    []Ref
	unknown []uint64
}

// target is where a call leads.
type target struct {
	fn  int
	imp *object.Import
	ok  bool
}

// New makes the graph of a library.
func New(im object.Image) (*Graph, error) {
	g := &Graph{Image: im, vias: map[uint64]target{}}
	switch im.Machine() {
	case object.X86_64:
		g.scan = scanX86
	case object.AArch64:
		g.scan = scanARM64
	default:
		return nil, ErrMachine
	}
	if to, ok := im.(object.Splitter); ok {
		if starts := starts(im); len(starts) > 0 {
			to.Split(starts)
		}
	}
	g.Funcs = im.Functions()
	g.nodes = make([]*node, len(g.Funcs))
	return g, nil
}

func (g *Graph) Decoded(i int) bool { return g.nodes[i] != nil }

// Edges lists what function i refers to, in the order of the instructions.
func (g *Graph) Edges(i int) []Edge { return g.node(i).edges }

// Refs lists the data whose address function i takes.
func (g *Graph) Refs(i int) []Ref { return g.node(i).refs }

// Unknown lists the instructions of function i that call or jump to where no
// instruction says: through a vtable, a variable, a table of jumps.
func (g *Graph) Unknown(i int) []uint64 { return g.node(i).unknown }

// maxFunction bounds one function in bytes; the largest met is 1.2 MB.
const maxFunction = 16 << 20

func (g *Graph) node(i int) *node {
	if g.nodes[i] != nil {
		return g.nodes[i]
	}
	n := &g.found
	*n = node{n.edges[:0], n.refs[:0], n.unknown[:0]}
	fn := g.Funcs[i]
	s := &scanner{g: g, n: n, self: i, start: fn.Start, end: fn.End, code: g.Image.Bytes(fn.Start, min(fn.End-fn.Start, maxFunction))}
	g.scan(s)
	if fn.End-fn.Start > maxFunction { // what the rest calls is not known
		n.unknown = append(n.unknown, fn.Start+maxFunction)
	}
	if !s.indirect { // an address that is only read is a test whether a weak symbol is there
		n.edges = slices.DeleteFunc(n.edges, func(e Edge) bool { return e.Kind == Load && (e.Import == nil || e.Import.Weak) })
	}
	g.nodes[i] = &node{slices.Clone(n.edges), slices.Clone(n.refs), slices.Clone(n.unknown)}
	return g.nodes[i]
}

// scanner walks the instructions of one function.
type scanner struct {
	g          *Graph
	n          *node
	self       int
	start, end uint64
	code       []byte
	indirect   bool // it calls through a register of unknown contents
}

func (s *scanner) inside(addr uint64) bool { return addr >= s.start && addr < s.end }

// branch notes a call or jump to addr.
func (s *scanner) branch(kind Kind, site, addr uint64) {
	if kind != Call && s.inside(addr) {
		return
	}
	if t := s.g.resolve(addr); t.ok {
		s.n.edges = append(s.n.edges, Edge{kind, site, t.fn, t.imp})
	}
}

// slot notes a use of the pointer at addr, as call, jump or load.
func (s *scanner) slot(kind Kind, site, addr uint64) {
	t := s.g.pointee(addr)
	if !t.ok {
		if kind != Load {
			s.n.unknown = append(s.n.unknown, site)
		} else if to, imp, ok := s.g.Image.Pointee(addr); ok && imp == nil && to != 0 {
			s.address(site, to) // of a table that a static refers to
		}
		return
	}
	if kind == Load && t.imp == nil {
		kind = Taken // a pointer to own code that may or may not be called
	}
	s.n.edges = append(s.n.edges, Edge{kind, site, t.fn, t.imp})
}

// register notes a call or jump through a register of unknown contents.
func (s *scanner) register(site uint64) {
	s.indirect = true
	s.n.unknown = append(s.n.unknown, site)
}

// address notes that addr is taken.
func (s *scanner) address(site, addr uint64) {
	if s.g.Image.Code(addr) {
		if i := s.g.Image.FunctionAt(addr); i >= 0 && s.g.Funcs[i].Start == addr && i != s.self {
			if t := s.g.thunk(i); t.ok {
				s.n.edges = append(s.n.edges, Edge{Taken, site, -1, t.imp})
				return
			}
			s.n.edges = append(s.n.edges, Edge{Taken, site, i, nil})
			return
		}
		if t := s.g.stub(addr); t.ok { // the address of another object's function
			s.n.edges = append(s.n.edges, Edge{Taken, site, t.fn, t.imp})
			return
		}
	}
	s.n.refs = append(s.n.refs, Ref{site, addr})
	for _, i := range s.g.pointers(addr) {
		s.n.edges = append(s.n.edges, Edge{Data, site, i, nil})
	}
}

// resolve tells what runs at addr: a function, or through a stub an import.
func (g *Graph) resolve(addr uint64) target {
	i := g.Image.FunctionAt(addr)
	if i >= 0 && g.Funcs[i].Start == addr {
		if t := g.thunk(i); t.ok {
			return t
		}
		return target{fn: i, ok: true}
	}
	if t := g.stub(addr); t.ok {
		return t
	}
	return target{fn: i, ok: i >= 0}
}

// thunk follows the jump of a function that stands for an import: the linker of a DLL
// gives it the import's name, and nothing in a stripped one tells it from other code.
func (g *Graph) thunk(fn int) target {
	f := &g.Funcs[fn]
	if g.Image.Format() == object.PE {
		if t := g.stub(f.Start); t.imp != nil && (f.Name == "" || f.Name == t.imp.Name) {
			return t
		}
	}
	return target{fn: -1}
}

// stub follows the jump of a PLT entry.
func (g *Graph) stub(addr uint64) target {
	b := g.Image.Bytes(addr, 24)
	if !g.startsStub(b) { // as most targets, which need not be remembered
		return target{fn: -1}
	}
	if t, ok := g.vias[addr]; ok {
		return t
	}
	t := target{fn: -1}
	if slot, ok := g.stubSlot(b, addr); ok {
		t = g.pointee(slot)
	}
	g.vias[addr] = t
	return t
}

// startsStub refuses most code that is no PLT entry.
func (g *Graph) startsStub(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	if g.Image.Machine() == object.AArch64 {
		w := binary.LittleEndian.Uint32(b)
		return w == 0xd503245f || w&0x9f00001f == 0x90000010 // bti c; adrp x16
	}
	return b[0] == 0xff || b[0] == 0xf2 || b[0] == 0xf3 // jmp; bnd; endbr64
}

func (g *Graph) stubSlot(b []byte, addr uint64) (uint64, bool) {
	if g.Image.Machine() == object.AArch64 {
		return stubARM64(b, addr)
	}
	return stubX86(b, addr)
}

// pointee tells which function the word at addr points to once it is relocated.
func (g *Graph) pointee(addr uint64) target {
	to, imp, ok := g.Image.Pointee(addr)
	if imp != nil {
		return target{-1, imp, !imp.Data}
	}
	if !ok || !g.Image.Code(to) {
		return target{fn: -1}
	}
	i := g.Image.FunctionAt(to)
	return target{fn: i, ok: i >= 0 && g.Funcs[i].Start == to}
}

// pointers lists the functions that the data at addr point to: a vtable, a table
// of functions, a LocalKey. Where such data end is not written down anywhere: a
// vtable (drop, size, alignment, methods) is known by its head, anything else is
// taken to end where pointers to code do.
func (g *Graph) pointers(addr uint64) []int {
	if end := g.Image.ObjectEnd(addr); end > addr {
		w := &objectWalk{g: g, seen: map[uint64]bool{}}
		w.object(addr, end, 0)
		return w.out
	}
	return g.unnamed(addr)
}

// unnamed lists the functions of data without a symbol, which has no size either.
func (g *Graph) unnamed(addr uint64) []int {
	const most = 24 // entries
	if !g.filled(addr) && !g.filled(addr+24) {
		return nil // a string, most of the time
	}
	var out []int
	at := addr
	if g.vtable(addr) {
		if i, ok := g.codeAt(addr); ok {
			out = append(out, i)
		}
		at = addr + 24
	}
	for range most {
		i, ok := g.codeAt(at)
		if !ok {
			break
		}
		out = append(out, i)
		at += 8
	}
	return out
}

// objectWalk follows the pointers in an object whose size its symbol tells, and in
// those that it points to: descriptors of plugins lead to tables in several steps.
type objectWalk struct {
	g    *Graph
	seen map[uint64]bool
	out  []int
}

const (
	maxWords = 1 << 12 // of one object
	maxSteps = 4       // from object to object
)

func (w *objectWalk) object(addr, end uint64, depth int) {
	if w.seen[addr] || depth > maxSteps {
		return
	}
	w.seen[addr] = true
	for at := (addr + 7) &^ 7; at+8 <= end && at < addr+8*maxWords; at += 8 {
		to, imp, ok := w.g.Image.Pointee(at)
		if !ok {
			continue
		}
		if i, ok := w.g.codeAt(at); ok {
			w.out = append(w.out, i)
			continue
		}
		switch next := w.g.Image.ObjectEnd(to); {
		case imp != nil || to == 0 || w.g.Image.Code(to):
		case next > to:
			w.object(to, next, depth+1)
		default:
			w.out = append(w.out, w.g.unnamed(to)...)
		}
	}
}

// codeAt is the function that the word at addr points to.
func (g *Graph) codeAt(addr uint64) (int, bool) {
	t := g.pointee(addr)
	return t.fn, t.ok && t.fn >= 0
}

// filled reports a word that the loader fills in.
func (g *Graph) filled(addr uint64) bool {
	_, _, ok := g.Image.Pointee(addr)
	return ok
}

// vtable reports the head of a Rust vtable.
func (g *Graph) vtable(addr uint64) bool {
	size, ok := g.Image.Word(addr + 8)
	align, ok2 := g.Image.Word(addr + 16)
	plain := !g.filled(addr+8) && !g.filled(addr+16)
	drop, _ := g.Image.Word(addr)
	_, code := g.codeAt(addr)
	return ok && ok2 && plain && (code || drop == 0) && size < 1<<32 && align > 0 && align <= 4096 && align&(align-1) == 0
}
