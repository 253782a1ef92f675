// Package object is what built libraries of all formats have in common: ELF, PE and
// Mach-O files as evidence reads them. The packages beside it (parse/elf, parse/pe,
// parse/macho) read one format each and answer through Image.
//
// Addresses are virtual addresses as the file gives them: load bias 0 for ELF, the
// preferred base included for PE and Mach-O. Sizes are bytes.
package object

import (
	"cmp"
	"errors"
	"slices"
)

// Format is a format of built libraries.
type Format string

// The formats.
const (
	ELF   Format = "ELF"
	PE    Format = "PE"
	MachO Format = "Mach-O"
)

// Machine is a processor, in the words of target triples.
type Machine string

// The processors whose machine code is read; others keep the name that their format
// gives them.
const (
	X86_64  Machine = "x86_64"
	AArch64 Machine = "aarch64"
)

// What can be wrong with a file as a whole. Callers decide by errors.Is.
var (
	// ErrFormat is a file of another kind.
	ErrFormat = errors.New("not a library of this format")
	// ErrTruncated is a file that ends before the tables that its header promises:
	// half written by a linker, or cut off. Try again when it has changed.
	ErrTruncated = errors.New("the file ends too early")
	// ErrLimit is a file beyond what is read.
	ErrLimit = errors.New("beyond the limits of this reader")
	// ErrDamaged is a file whose tables contradict each other.
	ErrDamaged = errors.New("damaged")
)

// When is the moment at which the loader calls a slot.
type When uint8

// The moments. On Windows one function is called at all four.
const (
	AtLoad When = 1 << iota
	AtUnload
	AtThreadStart
	AtThreadEnd
)

// Slot is one function that the loader, or the C runtime on its behalf, calls.
type Slot struct {
	Array  string  // the table: ".init_array", "__mod_init_func", ".CRT$XCU", "TLS callbacks", "DllMain"
	Index  int     // in the table, -1 where it holds one function only
	Addr   uint64  // of the slot itself, 0 where there is none
	Target uint64  // the function, 0 where another library defines it
	Import *Import // what another library defines, or nil
	When   When
}

// String names the slot: ".init_array[2]", "DllMain".
func (s Slot) String() string {
	if s.Index < 0 {
		return s.Array
	}
	return s.Array + "[" + itoa(s.Index) + "]"
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// Import is a symbol that another library defines.
type Import struct {
	Name    string // as in the file; "#12" for an ordinal
	Library string // that it is asked of, "" where any may define it
	Weak    bool   // may be absent
	Data    bool   // known to be no function
	Delayed bool   // looked up at the first call
}

// Export is a symbol that other libraries can bind to.
type Export struct {
	Name    string // as in the file, without the underscore that Mach-O puts before C names
	Addr    uint64 // 0 for a forwarder
	Forward string // "other.name" where another library is to define it
	Data    bool   // it does not lie in code
}

// Func is the code of one function, or of the cold part of one.
type Func struct {
	Start, End uint64
	Name       string // mangled; "" where the file is stripped
	// Open: nothing in the file tells where it ends; it goes on to the next one.
	Open bool
}

// Section is a part of a file.
type Section struct {
	Name         string // for Mach-O "__TEXT,__text"
	Addr, Size   uint64 // in memory
	Offset, Held uint64 // in the file; Held is 0 where it has no bytes there
	Exec, Write  bool
}

// Image is a built library of any format. It is immutable but for what it reads
// lazily, and must not be used by several goroutines at once. What it returns belongs
// to it and must not be changed.
type Image interface {
	Format() Format
	Machine() Machine
	// Sections lists the parts of the file in its own order.
	Sections() []Section
	// Slots lists what the loader calls, in its order: at load first.
	Slots() []Slot
	Exports() []Export
	// Needed lists the libraries that it must have, as written in the file.
	Needed() []string
	// Functions lists the functions by address.
	Functions() []Func
	// FunctionAt is the index of the function that holds addr, -1 if none is known.
	FunctionAt(addr uint64) int
	// Bytes returns the n bytes at addr, fewer at the end of a section and none outside
	// one.
	Bytes(addr, n uint64) []byte
	// Code reports whether addr lies in code.
	Code(addr uint64) bool
	// Pointee is what the word at addr points to once the library is loaded: an address
	// in this file, or what another library defines. ok is false for a word that the
	// loader does not fill in.
	Pointee(addr uint64) (target uint64, imp *Import, ok bool)
	// Word is the address-sized value at addr as it is in the file.
	Word(addr uint64) (uint64, bool)
	// ObjectEnd is where the data end that hold addr, by a symbol that tells their size;
	// 0 where there is none.
	ObjectEnd(addr uint64) uint64
	// Stripped reports that functions have no names but those of exports.
	Stripped() bool
	Close() error
}

// Splitter is an Image that takes starts of functions which the code of others shows.
// They divide what is Open; others are left out. Indexes of functions change.
type Splitter interface{ Split(starts []uint64) }

// Functions is a list of functions with fast lookup.
type Functions struct {
	list  []Func
	limit func(start uint64) uint64
}

// NewFunctions sorts functions by address, joins those that start together and ends
// each where the next one starts, or at limit of its start where its end is unknown or
// lies behind that.
func NewFunctions(list []Func, limit func(start uint64) uint64) *Functions {
	slices.SortStableFunc(list, func(a, b Func) int { return cmp.Compare(a.Start, b.Start) })
	out := list[:0]
	for _, fn := range list {
		if n := len(out); n > 0 && out[n-1].Start == fn.Start {
			last := &out[n-1]
			if last.End == last.Start {
				last.End = fn.End
			}
			if last.Name == "" {
				last.Name = fn.Name
			}
			continue
		}
		out = append(out, fn)
	}
	for i := range out {
		end := limit(out[i].Start)
		if i+1 < len(out) {
			end = min(end, out[i+1].Start)
		}
		if out[i].End <= out[i].Start || out[i].End > end {
			out[i].End = end
		}
	}
	return &Functions{slices.Clone(out), limit}
}

// Split divides the functions that are Open at the starts that lie in them.
func (f *Functions) Split(starts []uint64) {
	all := slices.Clone(f.list)
	for i := range all {
		if all[i].Open {
			all[i].End = all[i].Start
		}
	}
	for _, at := range starts {
		if i := f.At(at); i >= 0 && f.list[i].Open && f.list[i].Start != at {
			all = append(all, Func{Start: at, End: at, Open: true})
		}
	}
	*f = *NewFunctions(all, f.limit)
}

// List lists them by address.
func (f *Functions) List() []Func { return f.list }

// At is the index of the function that holds addr, -1 if none does.
func (f *Functions) At(addr uint64) int {
	i, ok := slices.BinarySearchFunc(f.list, addr, func(fn Func, a uint64) int { return cmp.Compare(fn.Start, a) })
	if !ok {
		i--
	}
	if i < 0 || addr >= f.list[i].End {
		return -1
	}
	return i
}
