// Package macho reads built libraries of macOS: what runs when one is loaded and
// unloaded, what it needs, what it offers, and what keeps it mapped.
//
// A library is untrusted input that a linker may be writing at this moment. All tables
// are read by this package itself and not by debug/macho, which reads neither chained
// fixups nor export tries, function offsets or code signatures.
//
// Layout and names follow Apple's <mach-o/loader.h>, <mach-o/fixup-chains.h> and
// <kern/cs_blobs.h>. Addresses are virtual addresses as in the file, sizes are bytes.
// Only 64-bit files are read: macOS loads no others since 10.15.
package macho

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Limits of one file.
const (
	maxSlices   = 32
	maxCommands = 1 << 14
	maxSections = 1 << 10
	maxSymbols  = 8 << 20
	maxFixups   = 8 << 20
	maxExports  = 1 << 20
	maxSlots    = 1 << 16
)

// Kind is the type of a Mach-O file.
type Kind string

// The kinds that matter here.
const (
	Dylib   Kind = "dylib"
	Bundle  Kind = "bundle" // loaded with dlopen only
	Program Kind = "program"
	Other   Kind = ""
)

// Library is a needed library.
type Library struct {
	Name string // install name as written: a path, or one that starts with @rpath, @loader_path
	Weak bool   // the library may be absent
}

// Platform is a system that the file was built for, with the oldest version that may
// load it.
type Platform struct {
	Name         string // "macos", "ios", …; "platform 12" for others
	Minimum, SDK string // "11.0", "" where the file does not say
}

// File is one Mach-O file of one processor.
type File struct {
	Path      string // as opened, "" for New
	Size      int64  // of the slice
	Kind      Kind
	ID        string // the install name that others will record, "" for bundles
	UUID      string // of the build, upper case without dashes
	Libraries []Library
	RunPaths  []string
	Platforms []Platform
	// TwoLevel reports that imports name the library that they are asked of; without it,
	// or with a library of "dynamic lookup", any library of the process may define them.
	TwoLevel bool
	// ThreadLocals reports thread-local variables: dyld never unmaps a library that has
	// some.
	ThreadLocals bool
	// Others are the processors of the parts of a universal file that were not read.
	Others []object.Machine
	// Damage is what contradicts itself in a file that can be read all the same, one
	// short sentence each.
	Damage []string

	src      *object.Source
	closer   io.Closer
	machine  object.Machine
	base     uint64 // address of the header
	segments []segment
	sections []section
	public   []object.Section
	symtab   struct{ off, count, strings, size uint32 }
	indirect struct{ off, count uint32 }
	ranges   map[uint32]dataRange // of LC_* commands that name a part of __LINKEDIT
	info     dyldInfo
	hasInfo  bool

	symbols  []symbol
	loadedS  bool
	exports  []object.Export
	pointers map[uint64]pointer // nil until asked for
	stubs    map[uint64]*object.Import
	slots    []object.Slot
	funcs    *object.Functions
}

type dataRange struct{ off, size uint32 }

// dyldInfo are the ranges of LC_DYLD_INFO, which chained fixups replace.
type dyldInfo struct{ rebase, bind, weak, lazy, export dataRange }

// Open reads the file at path: of a universal one the slice of the processor given, or
// the first one that can be read where none is of it. The caller closes it.
func Open(path string, machine object.Machine) (*File, error) {
	r, info, err := file.Open(path)
	if errors.Is(err, file.ErrNotRegular) {
		err = fmt.Errorf("%s: %w: %w", path, object.ErrFormat, file.ErrNotRegular)
	}
	if err != nil {
		return nil, err
	}
	f, err := choose(r, info.Size(), machine)
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Path, f.closer = filepath.Clean(path), r
	return f, nil
}

func choose(r io.ReaderAt, size int64, machine object.Machine) (*File, error) {
	parts, err := Slices(r, size)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(parts, func(s Slice) bool { return s.Machine == machine }); i > 0 {
		parts[0], parts[i] = parts[i], parts[0]
	}
	var first error
	for i, s := range parts {
		f, err := New(io.NewSectionReader(r, s.Offset, s.Size), s.Size)
		if err == nil {
			for _, other := range slices.Delete(slices.Clone(parts), i, i+1) {
				f.Others = append(f.Others, other.Machine)
			}
			return f, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// Slice is the file of one processor in a universal one.
type Slice struct {
	Machine      object.Machine
	Offset, Size int64
}

// Slices lists the parts of a universal file, for others the whole. There is always
// one.
func Slices(r io.ReaderAt, size int64) ([]Slice, error) {
	src, err := object.NewSource(r, size)
	if err != nil {
		return nil, err
	}
	head, err := src.Part(0, 8)
	if err != nil {
		return nil, err
	}
	if len(head) < 8 {
		return nil, object.ErrTruncated
	}
	magic, count := binary.BigEndian.Uint32(head), uint64(binary.BigEndian.Uint32(head[4:]))
	entry := uint64(20)
	switch magic {
	case 0xcafebabf:
		entry = 32
	case 0xcafebabe:
		if count > maxSlices { // a Java class file has its version there
			return nil, fmt.Errorf("%w: a Java class", object.ErrFormat)
		}
	default:
		return []Slice{{"", 0, size}}, nil
	}
	if count == 0 || count > maxSlices {
		return nil, fmt.Errorf("%w: a universal file of %d parts", object.ErrLimit, count)
	}
	table, err := src.Read(8, entry*count)
	if err != nil {
		return nil, err
	}
	var out []Slice
	for i := range count {
		e := table[entry*i:]
		s := Slice{Machine: processor(binary.BigEndian.Uint32(e))}
		if entry == 20 {
			s.Offset, s.Size = int64(binary.BigEndian.Uint32(e[8:])), int64(binary.BigEndian.Uint32(e[12:]))
		} else {
			off, n := binary.BigEndian.Uint64(e[8:]), binary.BigEndian.Uint64(e[16:])
			if off > object.MaxFile || n > object.MaxFile {
				return nil, object.ErrTruncated
			}
			s.Offset, s.Size = int64(off), int64(n)
		}
		if s.Offset+s.Size > size {
			return nil, object.ErrTruncated
		}
		out = append(out, s)
	}
	return out, nil
}

// New reads a Mach-O file of size bytes from r, which must stay readable for what is
// read lazily. A universal one is refused: see Slices.
func New(r io.ReaderAt, size int64) (f *File, err error) {
	if caught := fault.Catch(func() { f, err = readFile(r, size) }); caught != nil {
		return nil, fmt.Errorf("%w: %w", object.ErrDamaged, caught)
	}
	return f, err
}

func readFile(r io.ReaderAt, size int64) (f *File, err error) {
	src, err := object.NewSource(r, size)
	if err != nil {
		return nil, err
	}
	f = &File{Size: size, src: src, ranges: map[uint32]dataRange{}}
	if err := f.readHeader(); err != nil {
		return nil, err
	}
	f.slots = f.findSlots()
	return f, nil
}

// Close closes the file that Open opened.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

var _ object.Image = (*File)(nil)

// Format is object.MachO.
func (f *File) Format() object.Format { return object.MachO }

// Machine is the processor.
func (f *File) Machine() object.Machine { return f.machine }

// Sections lists the sections, named "segment,section".
func (f *File) Sections() []object.Section { return f.public }

// Needed lists the libraries without which dyld refuses the file.
func (f *File) Needed() []string {
	var out []string
	for _, l := range f.Libraries {
		if !l.Weak {
			out = append(out, l.Name)
		}
	}
	return out
}

// Slots lists initialisers and terminators, in the order in which dyld calls them.
func (f *File) Slots() []object.Slot { return f.slots }

// damaged records a contradiction that does not keep the file from being read.
func (f *File) damaged(format string, args ...any) {
	const most = 20 // more tell nothing new
	if len(f.Damage) < most {
		f.Damage = append(f.Damage, fmt.Sprintf(format, args...))
	}
}
