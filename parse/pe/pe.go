// Package pe reads built libraries of Windows: what runs when one is loaded, when
// threads come and go and when it is unloaded, what it needs, what it offers.
//
// A library is untrusted input that a linker may be writing at this moment. All tables
// are read by this package itself and not by debug/pe, which trusts counts that a file
// declares and leaves out TLS callbacks, delay imports and base relocations.
//
// Layout and names follow Microsoft's "PE Format" specification. Addresses are virtual
// addresses with the preferred base, sizes are bytes.
package pe

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Limits of one file.
const (
	maxSections  = 96      // Windows refuses more
	maxLibraries = 1 << 12 // import descriptors
	maxImports   = 1 << 18 // of all libraries
	maxExports   = 1 << 18
	maxSymbols   = 4 << 20
	maxSlots     = 1 << 14
	maxFixups    = 8 << 20 // base relocations
)

// The data directories that are read.
const (
	dirExport    = 0
	dirImport    = 1
	dirException = 3
	dirBaseReloc = 5
	dirDebug     = 6
	dirTLS       = 9
	dirLoad      = 10
	dirDelay     = 13
)

// Version is a version of Windows as headers give it.
type Version struct{ Major, Minor uint16 }

// String writes it as people do: "6.1".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// File is one PE file.
type File struct {
	Path   string // as opened, "" for New
	Size   int64
	Wide   bool   // PE32+
	Base   uint64 // preferred
	Size32 uint64 // of the image in memory
	DLL    bool   // marked as one
	// Subsystem is the version of Windows that the headers ask for; a loader refuses the
	// file on an older one.
	Subsystem Version
	// Entry is the function that the loader calls with DllMain's arguments, 0: none.
	Entry uint64
	// NoSEH, HighEntropy, DynamicBase, NX and GuardCF are what the linker was asked to
	// protect.
	HighEntropy, DynamicBase, NX, GuardCF bool
	// Imports are those of all libraries, Delayed the names of libraries that are loaded
	// at their first use.
	Delayed []string
	// PDB is the path of the debug information, as the linker wrote it; ID its signature
	// and age, which identify the build, both "" where there is none.
	PDB, ID string
	// TLSSize is the size of the library's own thread-local storage.
	TLSSize uint64
	// Damage is what contradicts itself in a file that can be read all the same, one
	// short sentence each.
	Damage []string

	src      *object.Source
	closer   io.Closer
	machine  object.Machine
	dirs     [16]directory
	sections []object.Section
	content  [][]byte // of sections, nil until asked for
	symtab   uint64   // offset of COFF symbols
	symbols  uint64
	strings  []byte // of COFF long names

	needed   []string
	imports  map[uint64]*object.Import // by address of the slot
	exports  []object.Export
	slots    []object.Slot
	fixups   map[uint64]bool // words that the loader adjusts; nil until asked for
	coff     []symbol
	coffRead bool
	funcs    *object.Functions
}

type directory struct{ rva, size uint32 }

// Open reads the file at path. The caller closes it.
func Open(path string) (*File, error) {
	r, info, err := file.Open(path)
	if errors.Is(err, file.ErrNotRegular) {
		err = fmt.Errorf("%s: %w: %w", path, object.ErrFormat, file.ErrNotRegular)
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

// New reads a PE file of size bytes from r, which must stay readable for what is read
// lazily.
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
	f = &File{Size: size, src: src, imports: map[uint64]*object.Import{}}
	for _, read := range []func() error{f.readHeader, f.readImports, f.readDelayed, f.readExports, f.readDebug} {
		if err := read(); err != nil {
			return nil, err
		}
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

// Format is object.PE.
func (f *File) Format() object.Format { return object.PE }

// Machine is the processor.
func (f *File) Machine() object.Machine { return f.machine }

// Sections lists the sections.
func (f *File) Sections() []object.Section { return f.sections }

// Needed lists the libraries that are loaded with this one, Delayed left out.
func (f *File) Needed() []string { return f.needed }

// Exports lists what other libraries can bind to.
func (f *File) Exports() []object.Export { return f.exports }

// Slots lists TLS callbacks, the entry point and the C runtime's initialisers.
func (f *File) Slots() []object.Slot { return f.slots }

// Imports lists what the file asks of other libraries, by the address of the slot that
// the loader fills in.
func (f *File) Imports() map[uint64]*object.Import { return f.imports }

// damaged records a contradiction that does not keep the file from being read.
func (f *File) damaged(format string, args ...any) {
	const most = 20 // more tell nothing new
	if len(f.Damage) < most {
		f.Damage = append(f.Damage, fmt.Sprintf(format, args...))
	}
}
