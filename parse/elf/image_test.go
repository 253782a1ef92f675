package elf

import (
	"bytes"
	debugelf "debug/elf"
	"encoding/binary"
)

// image writes small ELF files for the tests: one segment that holds everything
// at the addresses of its file offsets.
type image struct {
	wide    bool
	order   binary.ByteOrder
	machine debugelf.Machine

	data     []byte
	tags     []uint64 // tag, value, ...
	sections []Section
	names    []byte
	segments []Segment
}

// headroom is where the contents start: behind the largest headers in use.
const headroom = 0x200

func newImage(wide bool, order binary.ByteOrder, machine debugelf.Machine) *image {
	return &image{wide: wide, order: order, machine: machine, data: make([]byte, headroom), names: []byte{0}}
}

func (im *image) word() int {
	if im.wide {
		return 8
	}
	return 4
}

// put appends contents and returns their address.
func (im *image) put(b []byte) uint64 {
	for len(im.data)%16 != 0 {
		im.data = append(im.data, 0)
	}
	at := len(im.data)
	im.data = append(im.data, b...)
	return uint64(at)
}

func (im *image) words(list ...uint64) []byte {
	var b []byte
	for _, w := range list {
		if im.wide {
			b = append(b, im.u64(w)...)
		} else {
			b = append(b, im.u32(uint32(w))...)
		}
	}
	return b
}

func (im *image) u16(v uint16) []byte { return im.order.(binary.AppendByteOrder).AppendUint16(nil, v) }
func (im *image) u32(v uint32) []byte { return im.order.(binary.AppendByteOrder).AppendUint32(nil, v) }
func (im *image) u64(v uint64) []byte { return im.order.(binary.AppendByteOrder).AppendUint64(nil, v) }

func (im *image) tag(tag debugelf.DynTag, value uint64) {
	im.tags = append(im.tags, uint64(tag), value)
}

// section adds a header for contents that were put before.
func (im *image) section(s Section) {
	s.name = uint32(len(im.names))
	im.names = append(append(im.names, s.Name...), 0)
	im.sections = append(im.sections, s)
}

// symbols writes dynamic symbols, the empty one first, and their names.
func (im *image) symbols(list ...Symbol) {
	table, names := make([]byte, symbolSize[im.wide]), []byte{0}
	for _, s := range list {
		name := im.u32(uint32(len(names)))
		names = append(append(names, s.Name...), 0)
		kind := []byte{byte(s.Bind)<<4 | byte(s.Type), byte(s.Vis)}
		section := im.u16(uint16(s.Section))
		if im.wide {
			table = bytes.Join([][]byte{table, name, kind, section, im.words(s.Value, s.Size)}, nil)
		} else {
			table = bytes.Join([][]byte{table, name, im.words(s.Value, s.Size), kind, section}, nil)
		}
	}
	at := im.put(table)
	im.tag(debugelf.DT_SYMTAB, at)
	im.section(Section{Name: ".dynsym", Type: debugelf.SHT_DYNSYM, Addr: at, Offset: at, Size: uint64(len(table))})
	im.tag(debugelf.DT_STRTAB, im.put(names))
	im.tag(debugelf.DT_STRSZ, uint64(len(names)))
}

// info packs r_info.
func (im *image) info(symbol, kind uint32) uint64 {
	if im.wide {
		return uint64(symbol)<<32 | uint64(kind)
	}
	return uint64(symbol<<8 | kind)
}

// bytes finishes the file.
func (im *image) bytes() []byte {
	dynamic := im.words(append(im.tags, 0, 0)...)
	at := im.put(dynamic)
	names := im.put(nil)
	im.section(Section{Name: ".shstrtab", Type: debugelf.SHT_STRTAB, Offset: names})
	im.sections[len(im.sections)-1].Size = uint64(len(im.names))
	im.data = append(im.data, im.names...)
	shoff := im.put(nil)
	headers := make([]byte, sectionSize[im.wide])
	for _, s := range im.sections {
		headers = bytes.Join([][]byte{headers, im.u32(s.name), im.u32(uint32(s.Type)), im.words(uint64(s.Flags), s.Addr, s.Offset, s.Size), im.u32(s.Link), im.u32(s.Info), im.words(1, s.EntrySize)}, nil)
	}
	im.data = append(im.data, headers...)
	segments := append([]Segment{
		{Type: debugelf.PT_LOAD, Flags: debugelf.PF_R | debugelf.PF_X, FileSize: uint64(len(im.data)), MemSize: uint64(len(im.data))},
		{Type: debugelf.PT_DYNAMIC, Offset: at, Addr: at, FileSize: uint64(len(dynamic)), MemSize: uint64(len(dynamic))},
	}, im.segments...)
	class, data := byte(debugelf.ELFCLASS32), byte(debugelf.ELFDATA2LSB)
	if im.wide {
		class = byte(debugelf.ELFCLASS64)
	}
	if im.order == binary.ByteOrder(binary.BigEndian) {
		data = byte(debugelf.ELFDATA2MSB)
	}
	head := append([]byte(debugelf.ELFMAG), class, data, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	head = bytes.Join([][]byte{head, im.u16(uint16(debugelf.ET_DYN)), im.u16(uint16(im.machine)), im.u32(1),
		im.words(0, uint64(headerSize[im.wide]), shoff), im.u32(0), im.u16(uint16(headerSize[im.wide])),
		im.u16(uint16(segmentSize[im.wide])), im.u16(uint16(len(segments))),
		im.u16(uint16(sectionSize[im.wide])), im.u16(uint16(len(im.sections) + 1)), im.u16(uint16(len(im.sections)))}, nil)
	for _, p := range segments {
		flags := im.u32(uint32(p.Flags))
		if im.wide {
			head = bytes.Join([][]byte{head, im.u32(uint32(p.Type)), flags, im.words(p.Offset, p.Addr, p.Addr, p.FileSize, p.MemSize, 16)}, nil)
		} else {
			head = bytes.Join([][]byte{head, im.u32(uint32(p.Type)), im.words(p.Offset, p.Addr, p.Addr, p.FileSize, p.MemSize), flags, im.words(16)}, nil)
		}
	}
	if len(head) > headroom {
		panic("headers overwrite the contents")
	}
	copy(im.data, head)
	return im.data
}

// sample is a library with two init slots and one fini slot, its slots in the
// given form of relocations, a version need and a weak import.
func sample(wide bool, order binary.ByteOrder, machine debugelf.Machine, form string) []byte {
	im := newImage(wide, order, machine)
	code := im.put(make([]byte, 64))
	im.symbols(
		Symbol{Name: "host_call", Bind: debugelf.STB_GLOBAL},
		Symbol{Name: "maybe", Bind: debugelf.STB_WEAK},
		Symbol{Name: "run", Bind: debugelf.STB_GLOBAL, Type: debugelf.STT_FUNC, Section: 1, Value: code + 16, Size: 16},
	)
	targets := []uint64{code, code + 16}
	slots := im.put(im.words(0, 0, 0))
	size := uint64(im.word())
	im.relocate(form, slots, targets, code+32)
	im.tag(debugelf.DT_INIT_ARRAY, slots)
	im.tag(debugelf.DT_INIT_ARRAYSZ, 2*size)
	im.tag(debugelf.DT_FINI_ARRAY, slots+2*size)
	im.tag(debugelf.DT_FINI_ARRAYSZ, size)
	im.tag(debugelf.DT_FLAGS_1, uint64(debugelf.DF_1_NODELETE))
	return im.bytes()
}

// relocate makes the three slots point to the targets and to last.
func (im *image) relocate(form string, slots uint64, targets []uint64, last uint64) {
	kind := map[debugelf.Machine]uint32{debugelf.EM_X86_64: 8, debugelf.EM_386: 8, debugelf.EM_AARCH64: 1027, debugelf.EM_PPC64: 22, debugelf.EM_PPC: 22}[im.machine]
	pointer := map[debugelf.Machine]uint32{debugelf.EM_X86_64: 1, debugelf.EM_386: 1, debugelf.EM_AARCH64: 257, debugelf.EM_PPC64: 38, debugelf.EM_PPC: 1}[im.machine]
	size := uint64(im.word())
	all := append(append([]uint64{}, targets...), last)
	switch form {
	case "RELA":
		var b []byte
		for i, t := range all {
			b = append(b, im.words(slots+uint64(i)*size, im.info(0, kind), t)...)
		}
		im.tag(debugelf.DT_RELA, im.put(b))
		im.tag(debugelf.DT_RELASZ, uint64(len(b)))
	case "REL", "RELR":
		copy(im.data[slots:], im.words(all...))
		b := im.words(slots, 3<<1|1) // the slot, then the two words behind it
		im2, im3 := debugelf.DynTag(dtRELR), debugelf.DynTag(dtRELRSize)
		if form == "REL" {
			b, im2, im3 = nil, debugelf.DT_REL, debugelf.DT_RELSZ
			for i := range all {
				b = append(b, im.words(slots+uint64(i)*size, im.info(0, kind))...)
			}
		}
		im.tag(im2, im.put(b))
		im.tag(im3, uint64(len(b)))
	case "APS2": // one group that shares the type and the step; addends as differences
		b := append([]byte("APS2"), sleb(3)...)
		b = append(b, sleb(int64(slots-size))...)
		for _, v := range []int64{3, groupedByInfo | groupedByOffset | groupHasAddend, int64(size), int64(im.info(0, kind))} {
			b = append(b, sleb(v)...)
		}
		before := int64(0)
		for _, t := range all {
			b = append(b, sleb(int64(t)-before)...)
			before = int64(t)
		}
		im.tag(dtAndroidRELA, im.put(b))
		im.tag(dtAndroidRELAS, uint64(len(b)))
	case "symbol": // the second slot through the symbol `run`
		var b []byte
		for i, t := range all {
			symbol, k := uint32(0), kind
			if i == 1 {
				symbol, k, t = 3, pointer, 0
			}
			b = append(b, im.words(slots+uint64(i)*size, im.info(symbol, k), t)...)
		}
		im.tag(debugelf.DT_RELA, im.put(b))
		im.tag(debugelf.DT_RELASZ, uint64(len(b)))
	}
}

func sleb(v int64) []byte {
	var b []byte
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}
