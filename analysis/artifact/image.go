package artifact

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
)

// ErrNotLibrary is a file of no format that is read.
var ErrNotLibrary = errors.New("not an ELF, PE or Mach-O file")

// OpenAny reads the library at path, whichever format it has; of a universal Mach-O file
// the part for the processor given, else the first one that is read. A file of no known
// format ends with ErrNotLibrary. The caller closes the library.
func OpenAny(path string, machine object.Machine) (*Library, error) {
	f, err := elf.Open(path)
	if err == nil {
		return New(f), nil
	}
	if !errors.Is(err, elf.ErrNotELF) {
		return nil, err
	}
	if f, other := pe.Open(path); other == nil {
		return analyse(&Library{Image: f}), nil
	} else if !errors.Is(other, object.ErrFormat) {
		return nil, other
	}
	if f, other := macho.Open(path, machine); other == nil {
		return analyse(&Library{Image: f}), nil
	} else if !errors.Is(other, object.ErrFormat) {
		return nil, other
	}
	return nil, fmt.Errorf("%s: %w", path, ErrNotLibrary)
}

// Path is the file as it was opened.
func (l *Library) Path() string {
	switch f := l.Image.(type) {
	case *pe.File:
		return f.Path
	case *macho.File:
		return f.Path
	}
	return l.File.Path
}

// word is the size of an address in bytes. Only 64-bit processors are told apart by
// their names; where code is not read nothing asks for it.
func (l *Library) word() uint64 {
	if l.File != nil {
		return l.File.PointerSize()
	}
	if m := l.Image.Machine(); m == "i686" || m == "thumbv7a" {
		return 4
	}
	return 8
}

// pointers lists the addresses of the words that the loader fills in, sorted.
func (l *Library) pointers() []uint64 {
	switch f := l.Image.(type) {
	case *pe.File:
		return f.Pointers()
	case *macho.File:
		return f.Pointers()
	}
	out := make([]uint64, len(l.File.Relocs))
	for i := range l.File.Relocs {
		out[i] = l.File.Relocs[i].Addr
	}
	return out
}

// pointer is the address in this file that the loader writes into the word at addr. ok is
// false for other words; to is 0 where another library defines what it points to.
func (l *Library) pointer(addr uint64) (to uint64, ok bool) {
	to, imp, ok := l.Image.Pointee(addr)
	if imp != nil {
		return 0, true
	}
	return to, ok
}

// filled reports a word that the loader fills in.
func (l *Library) filled(addr uint64) bool {
	if l.File != nil {
		return l.File.RelocAt(addr) != nil
	}
	_, _, ok := l.Image.Pointee(addr)
	return ok
}

// contents calls yield with each part of the file that is loaded.
func (l *Library) contents(yield func(addr uint64, b []byte) bool) {
	if l.File != nil {
		l.File.Loaded(func(addr uint64, b []byte, _ bool) bool { return yield(addr, b) })
		return
	}
	for _, s := range l.Image.Sections() {
		if b := l.Image.Bytes(s.Addr, min(s.Size, s.Held)); len(b) > 0 && !yield(s.Addr, b) {
			return
		}
	}
}

// Source are the lines of the instruction at pc, innermost first. Debug information is
// read from ELF files.
func (l *Library) Source(pc uint64) []elf.Frame {
	if l.File == nil {
		return nil
	}
	return l.File.Source(pc)
}

// Rustc is the version of the compiler that the file names, "" where it names none, as
// PE and Mach-O files do not.
func (l *Library) Rustc() string {
	if l.File == nil {
		return ""
	}
	return l.File.Rustc()
}

// Rust reports whether a Rust compiler made a part of the library.
func (l *Library) Rust() bool {
	const personality, allocator = "rust_eh_personality", "__rust_no_alloc_shim_is_unstable"
	names := func(name string, _ uint64) bool { return name != personality && name != allocator }
	switch f := l.Image.(type) {
	case *pe.File:
		return found(f.Symbols, names) || l.mentions("/rustc/")
	case *macho.File:
		return found(f.Symbols, names) || l.mentions("/rustc/")
	}
	if l.File.Rustc() != "" {
		return true
	}
	// rustc 1.63 leaves no comment, and every std library looks the unwinder up.
	return slices.ContainsFunc(l.File.Symbols, func(s elf.Symbol) bool { return s.Name == personality }) ||
		slices.ContainsFunc(l.File.Local(), func(s elf.Symbol) bool { return s.Name == personality || s.Name == allocator })
}

// found reports that a walk ended early.
func found(walk func(func(string, uint64) bool), goOn func(string, uint64) bool) bool {
	ended := false
	walk(func(name string, addr uint64) bool {
		ended = !goOn(name, addr)
		return !ended
	})
	return ended
}

// mentions reports text in what is loaded: std's sources are named by their place on the
// machine that builds Rust, in every panic location.
func (l *Library) mentions(text string) bool {
	is := false
	l.contents(func(_ uint64, b []byte) bool {
		is = bytes.Contains(b, []byte(text))
		return !is
	})
	return is
}

// order is that of the bytes in data.
func (l *Library) order() binary.ByteOrder {
	if l.File != nil {
		return l.File.Order
	}
	return binary.LittleEndian
}

// sections lists the parts of the file.
func (l *Library) sections() []object.Section {
	if l.parts == nil {
		l.parts = l.Image.Sections()
	}
	return l.parts
}
