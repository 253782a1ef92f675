// Package elf reads built libraries: what runs when one is loaded and unloaded,
// what it needs, what it offers.
//
// A library is untrusted input that a linker may be writing at this moment. All
// tables are read by this package itself and not by debug/elf, whose NewFile
// allocates what a file declares (a compressed .shstrtab of 522 kB on disk makes
// it take 2.66 GB): each offset and count is checked against the file before
// anything is allocated, so memory is bounded by the file's size, and what a
// compressed section declares by Limits. debug/elf serves for its constants, and
// may be imported here only.
//
// Addresses are virtual addresses as in the file (load bias 0); sizes are bytes.
package elf

import (
	debugelf "debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// What can be wrong with a file as a whole. Callers decide by errors.Is.
var (
	// ErrNotELF is a file of another kind.
	ErrNotELF = errors.New("not an ELF file")
	// ErrTruncated is a file that ends before the tables its header promises:
	// half written by a linker, or cut off. Try again when it has changed.
	ErrTruncated = object.ErrTruncated
	// ErrLimit is a file beyond what this package reads.
	ErrLimit = object.ErrLimit
	// ErrDamaged is a file whose tables contradict each other.
	ErrDamaged = object.ErrDamaged
)

// Limits of one file. The largest library met in the field (a browser engine with
// debug information) stays below each of them.
const (
	maxFile         = 8 << 30   // bytes on disk
	maxLoaded       = 1 << 30   // bytes of PT_LOAD segments
	maxRead         = 1 << 30   // bytes of one other table or section
	maxSections     = 1 << 16   // section headers
	maxSegments     = 1 << 10   // program headers
	maxSymbols      = 8 << 20   // symbols of one table
	maxRelocs       = 16 << 20  // relocations after unpacking
	maxSlots        = 1 << 16   // entries of one function array
	maxDecompressed = 512 << 20 // bytes of all compressed sections of one file
)

// File is one ELF file. It is immutable but for what it reads lazily, and must
// not be used by several goroutines at once.
type File struct {
	Path    string // as opened, empty for New
	Size    int64
	Wide    bool // ELF64
	Order   binary.ByteOrder
	Machine debugelf.Machine
	Type    debugelf.Type
	OSABI   debugelf.OSABI
	Entry   uint64

	Segments []Segment
	Sections []Section

	Dynamic Dynamic
	Symbols []Symbol // .dynsym, index 0 (the empty symbol) included
	Needs   []Need   // version needs
	Relocs  []Reloc  // sorted by address
	TLS     *Segment // PT_TLS, nil if there is none

	// Damage is what contradicts itself in a file that can be read all the same,
	// one short sentence each.
	Damage []string

	r        io.ReaderAt
	closer   io.Closer
	loaded   []loaded
	code     []extent // sections of instructions, by address
	budget   int64    // bytes that may still be decompressed
	local    *[]Symbol
	funcs    []Func
	objects  []extent // see ObjectEnd
	funcAt   buckets  // of funcs
	relocAt  buckets  // of Relocs
	comments *[]string
	debug    *debugState
	foreign  map[*Symbol]*object.Import // see Image
}

// Segment is a program header.
type Segment struct {
	Type              debugelf.ProgType
	Flags             debugelf.ProgFlag
	Offset, Addr      uint64
	FileSize, MemSize uint64
	Align             uint64
}

// Section is a section header.
type Section struct {
	Name         string
	Type         debugelf.SectionType
	Flags        debugelf.SectionFlag
	Addr, Offset uint64
	Size         uint64
	Link, Info   uint32
	EntrySize    uint64

	name uint32
}

// loaded is the file's part of a PT_LOAD segment.
type loaded struct {
	addr uint64
	data []byte
	exec bool
}

// Open reads the file at path. The caller closes it.
func Open(path string) (*File, error) {
	r, info, err := file.Open(path)
	var named *fs.PathError
	if errors.Is(err, file.ErrNotRegular) && errors.As(err, &named) {
		err = fmt.Errorf("%s: %w: %w", path, ErrNotELF, named.Err)
	}
	if err != nil {
		return nil, err
	}
	f, err := New(r, info.Size())
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Path, f.closer = filepath.Clean(path), r
	return f, nil
}

// HoldsSlots reports a table of functions that the loader runs.
func (s *Section) HoldsSlots() bool {
	return s.Type == debugelf.SHT_INIT_ARRAY || s.Type == debugelf.SHT_FINI_ARRAY
}

// New reads an ELF file of size bytes from r, which must stay readable for what
// is read lazily.
func New(r io.ReaderAt, size int64) (f *File, err error) {
	if caught := fault.Catch(func() { f, err = readFile(r, size) }); caught != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, caught)
	}
	return f, err
}

func readFile(r io.ReaderAt, size int64) (f *File, err error) {
	f = &File{Size: size, r: r, budget: maxDecompressed}
	if err := f.readHeader(); err != nil {
		return nil, err
	}
	if err := f.load(); err != nil {
		return nil, err
	}
	if err := f.readDynamic(); err != nil {
		return nil, err
	}
	return f, nil
}

// Close closes the file that Open opened.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// PointerSize is the size of an address in bytes.
func (f *File) PointerSize() uint64 {
	if f.Wide {
		return 8
	}
	return 4
}

// Section finds a section by name, nil if there is none.
func (f *File) Section(name string) *Section {
	for i := range f.Sections {
		if f.Sections[i].Name == name {
			return &f.Sections[i]
		}
	}
	return nil
}

// damaged records a contradiction that does not keep the file from being read.
func (f *File) damaged(format string, args ...any) {
	const most = 20 // more tell nothing new
	if len(f.Damage) < most {
		f.Damage = append(f.Damage, fmt.Sprintf(format, args...))
	}
}
