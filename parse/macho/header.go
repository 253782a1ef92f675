package macho

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// The load commands that are read.
const (
	lcSymtab        = 0x2
	lcDysymtab      = 0xb
	lcLoadDylib     = 0xc
	lcIDDylib       = 0xd
	lcRoutines64    = 0x1a
	lcSegment64     = 0x19
	lcUUID          = 0x1b
	lcSignature     = 0x1d
	lcLazyDylib     = 0x20
	lcDyldInfo      = 0x22
	lcVersionMac    = 0x24
	lcVersionPhone  = 0x25
	lcFuncStarts    = 0x26
	lcBuildVersion  = 0x32
	lcWeakDylib     = 0x80000018
	lcRpath         = 0x8000001c
	lcReexport      = 0x8000001f
	lcDyldInfoOnly  = 0x80000022
	lcUpward        = 0x80000023
	lcExportsTrie   = 0x80000033
	lcChainedFixups = 0x80000034
)

// segment is a part of the file that is mapped.
type segment struct {
	name        string
	addr, size  uint64
	off, held   uint64
	exec, write bool
	data        []byte
	loaded      bool
}

// section is a part of a segment.
type section struct {
	segment, name string
	addr, size    uint64
	kind          uint32 // S_*, the low byte of its flags
	extra1        uint32 // of stubs and pointers: their first indirect symbol
	extra2        uint32 // of stubs: the size of one
}

// The types of sections that matter.
const (
	sZeroFill   = 0x1
	sNonLazy    = 0x6
	sLazy       = 0x7
	sStubs      = 0x8
	sInit       = 0x9
	sTerm       = 0xa
	sDTrace     = 0xf
	sTLVRegular = 0x11
	sTLVZero    = 0x12
	sTLVs       = 0x13
	sOffsets    = 0x16
)

func processor(n uint32) object.Machine {
	switch n {
	case 0x01000007:
		return object.X86_64
	case 0x0100000c:
		return object.AArch64
	case 7:
		return "i686"
	case 12:
		return "armv7"
	}
	return object.Machine("cpu " + strconv.FormatUint(uint64(n), 10))
}

func (f *File) readHeader() error {
	head, err := f.src.Part(0, 32)
	if err != nil {
		return err
	}
	if len(head) < 4 {
		return object.ErrTruncated
	}
	switch magic := object.U32(head, 0); magic {
	case 0xfeedfacf:
	case 0xfeedface, 0xcefaedfe, 0xcffaedfe:
		return fmt.Errorf("%w: a Mach-O file of 32 bits or of the other byte order, which no macOS since 10.15 loads", object.ErrFormat)
	default:
		return fmt.Errorf("%w: magic %#x", object.ErrFormat, magic)
	}
	if len(head) < 32 {
		return object.ErrTruncated
	}
	f.machine = processor(object.U32(head, 4))
	f.Kind = map[uint32]Kind{2: Program, 6: Dylib, 8: Bundle}[object.U32(head, 12)]
	count, size := uint64(object.U32(head, 16)), uint64(object.U32(head, 20))
	f.TwoLevel = object.U32(head, 24)&0x80 != 0
	if count > maxCommands {
		return fmt.Errorf("%w: %d load commands", object.ErrLimit, count)
	}
	b, err := f.src.Read(32, size)
	if err != nil {
		return err
	}
	for i := range count {
		n := uint64(object.U32(b, 4))
		if n < 8 || n > uint64(len(b)) {
			return fmt.Errorf("%w: load command %d of %d bytes", object.ErrDamaged, i, n)
		}
		if err := f.command(object.U32(b, 0), b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	for _, s := range f.segments {
		if s.name == "__TEXT" {
			f.base = s.addr
		}
	}
	return nil
}

// command reads one load command.
func (f *File) command(id uint32, b []byte) error {
	at := func(i uint64) dataRange { return dataRange{object.U32(b, i), object.U32(b, i+4)} }
	switch id {
	case lcSegment64:
		return f.addSegment(b)
	case lcSymtab:
		f.symtab.off, f.symtab.count, f.symtab.strings, f.symtab.size = object.U32(b, 8), object.U32(b, 12), object.U32(b, 16), object.U32(b, 20)
	case lcDysymtab:
		f.indirect.off, f.indirect.count = object.U32(b, 56), object.U32(b, 60)
	case lcLoadDylib, lcWeakDylib, lcReexport, lcLazyDylib, lcUpward:
		f.Libraries = append(f.Libraries, Library{object.Text(b, uint64(object.U32(b, 8))), id == lcWeakDylib})
	case lcIDDylib:
		f.ID = object.Text(b, uint64(object.U32(b, 8)))
	case lcRpath:
		f.RunPaths = append(f.RunPaths, object.Text(b, uint64(object.U32(b, 8))))
	case lcUUID:
		if len(b) >= 24 {
			f.UUID = strings.ToUpper(hex.EncodeToString(b[8:24]))
		}
	case lcBuildVersion:
		f.Platforms = append(f.Platforms, Platform{platform(object.U32(b, 8)), version(object.U32(b, 12)), version(object.U32(b, 16))})
	case lcVersionMac:
		f.Platforms = append(f.Platforms, Platform{"macos", version(object.U32(b, 8)), version(object.U32(b, 12))})
	case lcVersionPhone:
		f.Platforms = append(f.Platforms, Platform{"ios", version(object.U32(b, 8)), version(object.U32(b, 12))})
	case lcDyldInfo, lcDyldInfoOnly:
		f.info, f.hasInfo = dyldInfo{at(8), at(16), at(24), at(32), at(40)}, true
	case lcSignature, lcFuncStarts, lcExportsTrie, lcChainedFixups:
		f.ranges[id] = at(8)
	}
	return nil
}

func platform(n uint32) string {
	names := []string{1: "macos", 2: "ios", 3: "tvos", 4: "watchos", 6: "mac catalyst", 7: "ios simulator", 11: "visionos"}
	if n < uint32(len(names)) && names[n] != "" {
		return names[n]
	}
	return "platform " + strconv.FormatUint(uint64(n), 10)
}

// version writes a packed version: "11.0", "10.15.4".
func version(n uint32) string {
	if n == 0 {
		return ""
	}
	s := fmt.Sprintf("%d.%d", n>>16, n>>8&0xff)
	if n&0xff != 0 {
		s += fmt.Sprintf(".%d", n&0xff)
	}
	return s
}

func fixed(b []byte) string { return object.Text(b, 0) }

func (f *File) addSegment(b []byte) error {
	if len(b) < 72 {
		return fmt.Errorf("%w: a segment command of %d bytes", object.ErrDamaged, len(b))
	}
	s := segment{name: fixed(b[8:24]), addr: object.U64(b, 24), size: object.U64(b, 32), off: object.U64(b, 40), held: object.U64(b, 48)}
	protection := object.U32(b, 60)
	s.write, s.exec = protection&2 != 0, protection&4 != 0
	if s.addr+s.size < s.addr || s.off+s.held < s.off {
		return fmt.Errorf("%w: segment %s ends beyond the address space", object.ErrDamaged, s.name)
	}
	if s.off+s.held > f.src.Size() {
		return fmt.Errorf("segment %s: %w", s.name, object.ErrTruncated)
	}
	f.segments = append(f.segments, s)
	count := uint64(object.U32(b, 64))
	if count > maxSections || uint64(len(f.sections))+count > maxSections {
		return fmt.Errorf("%w: %d sections", object.ErrLimit, count)
	}
	if 72+80*count > uint64(len(b)) {
		return fmt.Errorf("%w: segment %s has fewer sections than it says", object.ErrDamaged, s.name)
	}
	for i := range count {
		c := b[72+80*i : 152+80*i]
		sec := section{segment: fixed(c[16:32]), name: fixed(c[:16]), addr: object.U64(c, 32), size: object.U64(c, 40),
			kind: object.U32(c, 64) & 0xff, extra1: object.U32(c, 68), extra2: object.U32(c, 72)}
		f.sections = append(f.sections, sec)
		held := sec.size
		if sec.kind == sZeroFill || sec.kind == sTLVZero {
			held = 0
		}
		f.public = append(f.public, object.Section{Name: sec.segment + "," + sec.name, Addr: sec.addr, Size: sec.size,
			Offset: uint64(object.U32(c, 48)), Held: held, Exec: object.U32(c, 64)&0x80000400 != 0, Write: s.write})
		switch sec.kind {
		case sTLVRegular, sTLVZero, sTLVs:
			f.ThreadLocals = true
		}
	}
	return nil
}

// segment finds the segment that holds addr, nil if none does.
func (f *File) segment(addr uint64) *segment {
	for i := range f.segments {
		if s := &f.segments[i]; addr >= s.addr && addr-s.addr < s.size {
			return s
		}
	}
	return nil
}

// Bytes returns the n bytes at addr, fewer at the end of a segment and none outside
// one. Pointers are as in the file: see Pointee.
func (f *File) Bytes(addr, n uint64) []byte {
	s := f.segment(addr)
	if s == nil {
		return nil
	}
	if !s.loaded {
		s.loaded = true
		b, err := f.src.Part(s.off, min(s.held, s.size))
		if err != nil {
			f.damaged("segment %s cannot be read: %v", s.name, err)
		}
		s.data = b
	}
	if off := addr - s.addr; off < uint64(len(s.data)) {
		b := s.data[off:]
		return b[:min(n, uint64(len(b)))]
	}
	return nil
}

// Code reports whether addr lies in a section of instructions.
func (f *File) Code(addr uint64) bool {
	for i := range f.public {
		if s := &f.public[i]; s.Exec && addr >= s.Addr && addr-s.Addr < s.Size {
			return true
		}
	}
	return false
}

// Has reports a section by the start of its name, in any segment: "__objc_classlist".
func (f *File) Has(prefix string) bool {
	for i := range f.sections {
		if strings.HasPrefix(f.sections[i].name, prefix) && f.sections[i].size > 0 {
			return true
		}
	}
	return false
}

// Word is the eight bytes at addr as they are in the file; of a pointer see Pointee.
func (f *File) Word(addr uint64) (uint64, bool) {
	b := f.Bytes(addr, 8)
	return object.U64(b, 0), len(b) == 8
}

// ObjectEnd is 0: symbols tell no size.
func (f *File) ObjectEnd(uint64) uint64 { return 0 }
