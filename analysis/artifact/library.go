// Package artifact judges built libraries: what runs when one is loaded and
// unloaded, what that reaches in machine code, whether dlclose unmaps it, and
// which crate, target and profile it belongs to.
//
// Nothing is claimed from an import alone: every Rust library of the default
// profiles imports what registers thread-local destructors and creates pthread
// keys. A claim rests on a path of instructions.
//
// It is one room, since every question is asked of the same image, by way of the same
// search through its code.
package artifact

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Library is one built library under judgement. It must not be used by several
// goroutines at once.
type Library struct {
	Image object.Image
	File  *elf.File   // nil for other formats
	Graph *code.Graph // nil where the machine code is not read

	Load, Unload []*Root // slots in the order in which they run
	Exports      []*Root // functions, by address
	Handed       []*Root // functions that exported objects point to

	marks   []*mark                 // by function of the graph, nil until judged
	std     map[int]map[Kind]string // see throughStd
	bare    bool                    // no names of local functions
	sources *sources
	// locations is nil until read.
	locations []Location
	literals  []literal        // nil until looked for
	hook      map[int]bool     // see hooks
	ordering  *ordering        // nil until asked
	unfound   bool             // a DLL's table of initialisers was not found
	tables    []*Root          // nil until asked for
	parts     []object.Section // nil until asked for
	statics   []static         // those in tables of slots, nil until asked for
}

// Moment is when a root runs.
type Moment string

// The moments.
const (
	AtLoad   Moment = "load"
	AtUnload Moment = "unload" // at exit where the library is still there
	AtCall   Moment = "call"
)

// Root is a function that runs from outside: a slot or an export.
type Root struct {
	Moment Moment
	Slot   object.Slot // of slots
	Addr   uint64
	Func   int    // of the graph, -1 where it is not code of this file
	Symbol string // mangled, "" where it is stripped
	// Through is what hands the function out: an exported object, or a function that
	// takes the address of a table. It is "" for others.
	Through string
	// Toolchain names what puts this slot into every library: "std" or "crt".
	// It is empty for the library's own.
	Toolchain string
}

// Open reads the library at path. The caller closes it.
func Open(path string) (*Library, error) {
	f, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	return New(f), nil
}

// New judges an opened file, which the library then owns.
func New(f *elf.File) *Library {
	return analyse(&Library{Image: f.Image(), File: f})
}

func analyse(l *Library) *Library {
	l.bare = l.Image.Stripped()
	if g, err := code.New(l.Image); err == nil {
		l.Graph, l.marks = g, make([]*mark, len(g.Funcs))
		l.std = map[int]map[Kind]string{}
	}
	for _, s := range l.Image.Slots() {
		if s.When&object.AtLoad != 0 {
			l.Load = append(l.Load, l.slot(s, AtLoad))
		}
		if s.When&object.AtUnload != 0 {
			l.Unload = append(l.Unload, l.slot(s, AtUnload))
		}
	}
	l.markToolchain()
	for _, e := range l.Image.Exports() {
		// GNU ld exports the array functions of old.
		if !e.Data && e.Addr != 0 && e.Name != "_init" && e.Name != "_fini" {
			l.Exports = append(l.Exports, &Root{Moment: AtCall, Addr: e.Addr, Func: l.function(e.Addr), Symbol: e.Name})
		}
	}
	slices.SortStableFunc(l.Exports, func(a, b *Root) int {
		if a.Addr != b.Addr {
			if a.Addr < b.Addr {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Symbol, b.Symbol)
	})
	l.entry()
	l.Handed = l.handed()
	return l
}

// Called lists what the host can call: exported functions, and those that
// exported objects hand out.
func (l *Library) Called() []*Root { return slices.Concat(l.Exports, l.Handed) }

// Close closes the file.
func (l *Library) Close() error { return l.Image.Close() }

func (l *Library) function(addr uint64) int {
	if addr == 0 || !l.Image.Code(addr) {
		return -1
	}
	return l.Image.FunctionAt(addr)
}

func (l *Library) slot(s object.Slot, m Moment) *Root {
	r := &Root{Moment: m, Slot: s, Addr: s.Target, Func: l.function(s.Target)}
	if r.Func >= 0 {
		r.Symbol = l.Image.Functions()[r.Func].Name
	} else if s.Import != nil {
		r.Symbol = s.Import.Name
	}
	return r
}

// Name is a function's readable name, its address where it has none.
func (l *Library) Name(fn int) string {
	if s := l.Image.Functions()[fn].Name; s != "" {
		return elf.RustPath(elf.Demangle(s))
	}
	return hex(l.Image.Functions()[fn].Start)
}

// NameOf is a root's readable name.
func (l *Library) NameOf(r *Root) string {
	if r.Symbol != "" {
		return elf.RustPath(elf.Demangle(r.Symbol))
	}
	return hex(r.Addr)
}

func hex(addr uint64) string {
	const digits = "0123456789abcdef"
	b := []byte{}
	for ; addr > 0; addr >>= 4 {
		b = append(b, digits[addr&15])
	}
	if len(b) == 0 {
		b = []byte{'0'}
	}
	slices.Reverse(b)
	return "0x" + string(b)
}

// mark judges a function of the graph, once.
func (l *Library) mark(fn int) mark {
	if l.marks[fn] == nil {
		var m mark
		if symbol := l.Image.Functions()[fn].Name; symbol != "" {
			m = markNamed(symbol)
		} else if l.bare {
			m = l.markStripped(fn)
		}
		l.marks[fn] = &m
	}
	return *l.marks[fn]
}
