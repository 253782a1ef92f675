package elf

import (
	debugelf "debug/elf"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"strings"
)

// Sizes of the headers in bytes, by class (32, 64).
var (
	headerSize  = map[bool]int{false: 52, true: 64}
	segmentSize = map[bool]int{false: 32, true: 56}
	sectionSize = map[bool]int{false: 40, true: 64}
	symbolSize  = map[bool]uint64{false: 16, true: 24}
)

// fields reads the fields of a table entry one after the other; the caller has
// checked its length.
type fields struct {
	b     []byte
	order binary.ByteOrder
	wide  bool
}

func (c *fields) u16() uint16 {
	v := c.order.Uint16(c.b)
	c.b = c.b[2:]
	return v
}

func (c *fields) u32() uint32 {
	v := c.order.Uint32(c.b)
	c.b = c.b[4:]
	return v
}

// word reads a value of the size of an address.
func (c *fields) word() uint64 {
	if !c.wide {
		return uint64(c.u32())
	}
	v := c.order.Uint64(c.b)
	c.b = c.b[8:]
	return v
}

func (f *File) fields(b []byte) *fields { return &fields{b, f.Order, f.Wide} }

// read returns n bytes at offset, or ErrTruncated where the file is shorter.
func (f *File) read(offset, n uint64) ([]byte, error) {
	end, carry := bits.Add64(offset, n, 0)
	switch {
	case carry != 0 || end > uint64(f.Size):
		return nil, ErrTruncated
	case n > maxRead:
		return nil, fmt.Errorf("%w: a table of %d bytes", ErrLimit, n)
	}
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, int64(offset)); err != nil && (err != io.EOF || n > 0) {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, ErrTruncated // shortened since it was opened
		}
		return nil, err
	}
	return b, nil
}

// readHeader reads the file header, the segments and the sections.
func (f *File) readHeader() error {
	if f.Size > maxFile {
		return fmt.Errorf("%w: %d bytes", ErrLimit, f.Size)
	}
	ident, err := f.read(0, uint64(min(f.Size, 16)))
	if err != nil {
		return err
	}
	if len(ident) < 4 || string(ident[:4]) != debugelf.ELFMAG {
		if len(ident) == 0 {
			return ErrTruncated // a linker creates the file before it writes
		}
		return ErrNotELF
	}
	if len(ident) < 16 {
		return ErrTruncated
	}
	class, data := debugelf.Class(ident[4]), debugelf.Data(ident[5])
	if class != debugelf.ELFCLASS32 && class != debugelf.ELFCLASS64 {
		return fmt.Errorf("%w: unknown class %d", ErrNotELF, ident[4])
	}
	f.Wide, f.OSABI = class == debugelf.ELFCLASS64, debugelf.OSABI(ident[7])
	switch data {
	case debugelf.ELFDATA2LSB:
		f.Order = binary.LittleEndian
	case debugelf.ELFDATA2MSB:
		f.Order = binary.BigEndian
	default:
		return fmt.Errorf("%w: unknown byte order %d", ErrNotELF, ident[5])
	}
	b, err := f.read(16, uint64(headerSize[f.Wide]-16))
	if err != nil {
		return err
	}
	c := f.fields(b)
	f.Type, f.Machine = debugelf.Type(c.u16()), debugelf.Machine(c.u16())
	c.u32() // version
	f.Entry = c.word()
	phoff, shoff := c.word(), c.word()
	c.u32() // flags
	c.u16() // size of this header
	phentsize, phnum, shentsize, shnum, shstrndx := c.u16(), c.u16(), c.u16(), c.u16(), c.u16()
	if err := f.readSections(shoff, shentsize, uint64(shnum), uint32(shstrndx)); err != nil {
		return err
	}
	count := uint64(phnum)
	if phnum == 0xffff && len(f.Sections) > 0 { // PN_XNUM
		count = uint64(f.Sections[0].Info)
	}
	return f.readSegments(phoff, phentsize, count)
}

func (f *File) readSegments(offset uint64, size uint16, count uint64) error {
	if count == 0 {
		return nil
	}
	if int(size) < segmentSize[f.Wide] {
		return fmt.Errorf("%w: program headers of %d bytes", ErrDamaged, size)
	}
	if count > maxSegments {
		return fmt.Errorf("%w: %d program headers", ErrLimit, count)
	}
	b, err := f.read(offset, count*uint64(size))
	if err != nil {
		return fmt.Errorf("program headers: %w", err)
	}
	for i := range count {
		c := f.fields(b[i*uint64(size):])
		var p Segment
		p.Type = debugelf.ProgType(c.u32())
		if f.Wide {
			p.Flags = debugelf.ProgFlag(c.u32())
		}
		p.Offset, p.Addr = c.word(), c.word()
		c.word() // physical address
		p.FileSize, p.MemSize = c.word(), c.word()
		if !f.Wide {
			p.Flags = debugelf.ProgFlag(c.u32())
		}
		p.Align = c.word()
		f.Segments = append(f.Segments, p)
	}
	return nil
}

func (f *File) readSections(offset uint64, size uint16, count uint64, names uint32) error {
	if offset == 0 {
		return nil // stripped of its section headers
	}
	if int(size) < sectionSize[f.Wide] {
		return fmt.Errorf("%w: section headers of %d bytes", ErrDamaged, size)
	}
	if count == 0 { // more than fit: the first header counts them
		b, err := f.read(offset, uint64(size))
		if err != nil {
			return fmt.Errorf("section headers: %w", err)
		}
		count = f.section(b).Size
	}
	if count > maxSections {
		return fmt.Errorf("%w: %d section headers", ErrLimit, count)
	}
	b, err := f.read(offset, count*uint64(size))
	if err != nil {
		return fmt.Errorf("section headers: %w", err)
	}
	for i := range count {
		s := f.section(b[i*uint64(size):])
		f.Sections = append(f.Sections, s)
		if end, carry := bits.Add64(s.Offset, s.Size, 0); s.Type != debugelf.SHT_NOBITS && s.Type != debugelf.SHT_NULL && (carry != 0 || end > uint64(f.Size)) {
			return fmt.Errorf("section %d: %w", i, ErrTruncated)
		}
	}
	if names == 0xffff && count > 0 { // SHN_XINDEX
		names = f.Sections[0].Link
	}
	return f.nameSections(names)
}

func (f *File) section(b []byte) Section {
	c := f.fields(b)
	s := Section{name: c.u32()}
	s.Type, s.Flags = debugelf.SectionType(c.u32()), debugelf.SectionFlag(c.word())
	s.Addr, s.Offset, s.Size = c.word(), c.word(), c.word()
	s.Link, s.Info = c.u32(), c.u32()
	c.word() // alignment
	s.EntrySize = c.word()
	return s
}

func (f *File) nameSections(index uint32) error {
	if uint64(index) >= uint64(len(f.Sections)) || index == 0 {
		return nil
	}
	s := &f.Sections[index]
	if s.Type == debugelf.SHT_NOBITS {
		return nil
	}
	const most = 64 << 20 // bytes of names; a real table has some kilobytes
	if s.Flags&debugelf.SHF_COMPRESSED != 0 || s.Size > most {
		return fmt.Errorf("%w: a section name table that is compressed or of %d bytes", ErrLimit, s.Size)
	}
	b, err := f.read(s.Offset, s.Size)
	if err != nil {
		return fmt.Errorf("section names: %w", err)
	}
	table := string(b)
	for i := range f.Sections {
		name, ok := text(table, uint64(f.Sections[i].name))
		if !ok {
			f.damaged("the name of section %d lies outside the name table", i)
		}
		f.Sections[i].Name = name
	}
	return nil
}

// text is the zero-terminated string at offset of a table; it shares the table's
// memory. A string that is longer than any real name is cut.
func text(table string, offset uint64) (string, bool) {
	if offset >= uint64(len(table)) {
		return "", offset == 0
	}
	const most = 64 << 10
	s := table[offset:min(uint64(len(table)), offset+most)]
	if end := strings.IndexByte(s, 0); end >= 0 {
		return s[:end], true
	}
	return s, false
}
