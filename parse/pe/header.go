package pe

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// readHeader reads the DOS, COFF and optional headers and the section table.
func (f *File) readHeader() error {
	dos, err := f.src.Part(0, 64)
	if err != nil {
		return err
	}
	if len(dos) >= 2 && (dos[0] != 'M' || dos[1] != 'Z') {
		return fmt.Errorf("%w: no MZ at the start", object.ErrFormat)
	}
	if len(dos) < 64 {
		return object.ErrTruncated
	}
	at := uint64(object.U32(dos, 0x3c))
	coff, err := f.src.Read(at, 24)
	if err != nil {
		return err
	}
	if string(coff[:4]) != "PE\x00\x00" {
		return fmt.Errorf("%w: a DOS program", object.ErrFormat)
	}
	f.machine = machine(object.U16(coff, 4))
	count, size := uint64(object.U16(coff, 6)), uint64(object.U16(coff, 20))
	f.symtab, f.symbols = uint64(object.U32(coff, 12)), uint64(object.U32(coff, 16))
	f.DLL = object.U16(coff, 22)&0x2000 != 0
	opt, err := f.src.Read(at+24, size)
	if err != nil {
		return err
	}
	if err := f.readOptional(opt); err != nil {
		return err
	}
	if count > maxSections {
		return fmt.Errorf("%w: %d sections", object.ErrLimit, count)
	}
	table, err := f.src.Read(at+24+size, 40*count)
	if err != nil {
		return err
	}
	f.readStrings()
	for i := range count {
		f.addSection(table[40*i : 40*i+40])
	}
	f.content = make([][]byte, len(f.sections))
	return nil
}

// machine names a processor.
func machine(n uint16) object.Machine {
	switch n {
	case 0x8664:
		return object.X86_64
	case 0xaa64:
		return object.AArch64
	case 0xa641:
		return "arm64ec"
	case 0x14c:
		return "i686"
	case 0x1c4:
		return "thumbv7a"
	}
	return object.Machine("0x" + strconv.FormatUint(uint64(n), 16))
}

func (f *File) readOptional(b []byte) error {
	dirs := uint64(92)
	switch object.U16(b, 0) {
	case 0x20b:
		f.Wide, dirs = true, 108
		f.Base = object.U64(b, 24)
	case 0x10b:
		f.Base = uint64(object.U32(b, 28))
	default:
		return fmt.Errorf("%w: optional header %#x", object.ErrFormat, object.U16(b, 0))
	}
	if f.Base > 1<<62 {
		return fmt.Errorf("%w: base %#x", object.ErrDamaged, f.Base)
	}
	if rva := object.U32(b, 16); rva != 0 {
		f.Entry = f.Base + uint64(rva)
	}
	f.Subsystem = Version{object.U16(b, 48), object.U16(b, 50)}
	f.Size32 = uint64(object.U32(b, 56))
	traits := object.U16(b, 70)
	f.HighEntropy, f.DynamicBase, f.NX, f.GuardCF = traits&0x20 != 0, traits&0x40 != 0, traits&0x100 != 0, traits&0x4000 != 0
	n := min(uint64(object.U32(b, dirs)), uint64(len(f.dirs)))
	for i := range n {
		at := dirs + 4 + 8*i
		f.dirs[i] = directory{object.U32(b, at), object.U32(b, at+4)}
	}
	return nil
}

// readStrings reads the table of long names behind the COFF symbols.
func (f *File) readStrings() {
	if f.symtab == 0 || f.symbols > maxSymbols {
		f.symbols = 0
		return
	}
	at := f.symtab + 18*f.symbols
	head, err := f.src.Part(at, 4)
	if err != nil || len(head) < 4 {
		return
	}
	f.strings, _ = f.src.Part(at, uint64(object.U32(head, 0)))
}

func (f *File) addSection(b []byte) {
	name := strings.TrimRight(string(b[:8]), "\x00")
	if long, ok := strings.CutPrefix(name, "/"); ok {
		if at, err := strconv.ParseUint(long, 10, 32); err == nil {
			name = object.Text(f.strings, at)
		}
	}
	flags := object.U32(b, 36)
	s := object.Section{
		Name: name, Addr: f.Base + uint64(object.U32(b, 12)), Size: uint64(object.U32(b, 8)),
		Offset: uint64(object.U32(b, 20)), Held: uint64(object.U32(b, 16)),
		Exec: flags&0x20000000 != 0, Write: flags&0x80000000 != 0,
	}
	if s.Size == 0 {
		s.Size = s.Held
	}
	if s.Held > 0 && s.Offset+s.Held > f.src.Size() {
		f.damaged("section %s ends behind the end of the file", name)
	}
	f.sections = append(f.sections, s)
}

// section is the index of the section that holds addr, -1 if none does.
func (f *File) section(addr uint64) int {
	for i := range f.sections {
		if s := &f.sections[i]; addr >= s.Addr && addr-s.Addr < s.Size {
			return i
		}
	}
	return -1
}

// Bytes returns the n bytes at addr, fewer at the end of a section and none outside
// one. What a section has in memory only is zero and not returned.
func (f *File) Bytes(addr, n uint64) []byte {
	i := f.section(addr)
	if i < 0 {
		return nil
	}
	s := &f.sections[i]
	if f.content[i] == nil {
		b, err := f.src.Part(s.Offset, min(s.Held, s.Size))
		if err != nil {
			f.damaged("section %s cannot be read: %v", s.Name, err)
		}
		if f.content[i] = b; b == nil {
			f.content[i] = []byte{}
		}
	}
	b := f.content[i]
	if off := addr - s.Addr; off < uint64(len(b)) {
		b = b[off:]
		return b[:min(n, uint64(len(b)))]
	}
	return nil
}

// Code reports whether addr lies in an executable section.
func (f *File) Code(addr uint64) bool {
	i := f.section(addr)
	return i >= 0 && f.sections[i].Exec
}

// Word is the address-sized value at addr as it is in the file.
func (f *File) Word(addr uint64) (uint64, bool) {
	n := f.pointer()
	b := f.Bytes(addr, n)
	if uint64(len(b)) < n {
		return 0, false
	}
	if n == 8 {
		return object.U64(b, 0), true
	}
	return uint64(object.U32(b, 0)), true
}

func (f *File) pointer() uint64 {
	if f.Wide {
		return 8
	}
	return 4
}

// text is the string at an RVA.
func (f *File) text(rva uint32) string {
	return object.Text(f.Bytes(f.Base+uint64(rva), object.MaxName), 0)
}

// table returns the bytes of a data directory, nil where there is none.
func (f *File) table(dir int) []byte {
	d := f.dirs[dir]
	if d.rva == 0 || d.size == 0 {
		return nil
	}
	return f.Bytes(f.Base+uint64(d.rva), uint64(d.size))
}

// ObjectEnd is 0: symbols tell no size.
func (f *File) ObjectEnd(uint64) uint64 { return 0 }
