package elf

import (
	"bytes"
	"cmp"
	"compress/zlib"
	debugelf "debug/elf"
	"fmt"
	"io"
	"math/bits"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// load reads the PT_LOAD segments.
func (f *File) load() error {
	var total uint64
	for i, p := range f.Segments {
		end, carry := bits.Add64(p.Offset, p.FileSize, 0)
		if p.Type == debugelf.PT_TLS {
			f.TLS = &f.Segments[i]
		}
		if p.Type != debugelf.PT_LOAD || p.FileSize == 0 {
			continue
		}
		if carry != 0 || end > uint64(f.Size) {
			return fmt.Errorf("segment %d: %w", i, ErrTruncated)
		}
		// Segments may share file pages at their edges, not more.
		if total += p.FileSize; total > maxLoaded || total > 2*uint64(f.Size)+1<<20 {
			return fmt.Errorf("%w: segments of %d bytes", ErrLimit, total)
		}
		if p.FileSize > p.MemSize {
			f.damaged("segment %d has more bytes in the file than in memory", i)
		}
		if _, carry := bits.Add64(p.Addr, p.FileSize, 0); carry != 0 {
			return fmt.Errorf("%w: segment %d ends beyond the address space", ErrDamaged, i)
		}
		b, err := f.read(p.Offset, p.FileSize)
		if err != nil {
			return err
		}
		f.loaded = append(f.loaded, loaded{p.Addr, b, p.Flags&debugelf.PF_X != 0})
	}
	if !slices.IsSortedFunc(f.loaded, byAddress) {
		f.damaged("segments are not in the order of their addresses, which loaders require")
		slices.SortStableFunc(f.loaded, byAddress)
	}
	for i := 1; i < len(f.loaded); i++ {
		if p := f.loaded[i-1]; p.addr+uint64(len(p.data)) > f.loaded[i].addr {
			f.damaged("segments overlap at %#x", f.loaded[i].addr)
		}
	}
	f.findCode()
	return nil
}

// findCode gathers the sections that hold instructions.
func (f *File) findCode() {
	for i := range f.Sections {
		s := &f.Sections[i]
		end, carry := bits.Add64(s.Addr, s.Size, 0)
		if s.Flags&debugelf.SHF_EXECINSTR != 0 && s.Flags&debugelf.SHF_ALLOC != 0 && s.Type != debugelf.SHT_NOBITS && carry == 0 {
			f.code = append(f.code, extent{s.Addr, end})
		}
	}
	slices.SortFunc(f.code, func(a, b extent) int { return cmp.Compare(a.start, b.start) })
}

func byAddress(a, b loaded) int {
	switch {
	case a.addr < b.addr:
		return -1
	case a.addr > b.addr:
		return 1
	}
	return 0
}

// segment finds the loaded bytes that hold addr.
func (f *File) segment(addr uint64) *loaded {
	for i := range f.loaded {
		if s := &f.loaded[i]; addr >= s.addr && addr-s.addr < uint64(len(s.data)) {
			return s
		}
	}
	return nil
}

// Bytes returns the n bytes at addr, fewer at the end of a segment and none
// outside one. They are the file's and must not be changed.
func (f *File) Bytes(addr, n uint64) []byte {
	s := f.segment(addr)
	if s == nil {
		return nil
	}
	b := s.data[addr-s.addr:]
	return b[:min(n, uint64(len(b)))]
}

// Loaded calls yield with the address and bytes of each segment that is loaded, and
// whether it is executable.
func (f *File) Loaded(yield func(addr uint64, b []byte, exec bool) bool) {
	for _, s := range f.loaded {
		if !yield(s.addr, s.data, s.exec) {
			return
		}
	}
}

// Code reports whether addr lies in an executable segment and, where the file has
// sections of instructions, in one of these: linkers that do not part code from data
// (GNU ld for AArch64, older ones for all) put constants into the same segment.
func (f *File) Code(addr uint64) bool {
	if s := f.segment(addr); s == nil || !s.exec {
		return false
	}
	i, found := slices.BinarySearchFunc(f.code, addr, func(e extent, a uint64) int { return cmp.Compare(e.start, a) })
	if !found {
		i--
	}
	return len(f.code) == 0 || i >= 0 && addr < f.code[i].end
}

// Word is the address-sized value at addr as it is in the file.
func (f *File) Word(addr uint64) (uint64, bool) {
	b := f.Bytes(addr, f.PointerSize())
	if uint64(len(b)) < f.PointerSize() {
		return 0, false
	}
	return f.fields(b).word(), true
}

// Content reads a section that is not compressed, nil where it has no bytes.
func (f *File) Content(s *Section) ([]byte, error) {
	if s == nil || s.Type == debugelf.SHT_NOBITS {
		return nil, nil
	}
	if s.Flags&debugelf.SHF_COMPRESSED != 0 {
		return nil, fmt.Errorf("%w: section %q is compressed", ErrLimit, s.Name)
	}
	return f.read(s.Offset, s.Size)
}

// Decompressed reads a section and unpacks it where it is compressed, which only
// debug information is. What it declares is checked before it is believed.
func (f *File) Decompressed(s *Section) ([]byte, error) {
	if s == nil || s.Flags&debugelf.SHF_COMPRESSED == 0 {
		return f.Content(s)
	}
	raw, err := f.read(s.Offset, s.Size)
	if err != nil {
		return nil, err
	}
	head := 12
	if f.Wide {
		head = 24
	}
	if len(raw) < head {
		return nil, fmt.Errorf("%w: section %q is too small for its compression header", ErrDamaged, s.Name)
	}
	c := f.fields(raw)
	kind := debugelf.CompressionType(c.u32())
	if f.Wide {
		c.u32() // reserved
	}
	size := c.word()
	// No deflate stream unpacks to more than 1032 times its size; a zstd stream may,
	// and no real section comes near.
	if size > uint64(f.budget) || size > uint64(len(raw))*1032 {
		return nil, fmt.Errorf("%w: section %q declares %d bytes", ErrLimit, s.Name, size)
	}
	f.budget -= int64(size)
	z, err := unpacker(kind, raw[head:])
	if err != nil {
		return nil, fmt.Errorf("section %q: %w", s.Name, err)
	}
	defer z.Close()
	// Grown as it unpacks: a stream that breaks off costs what it gave.
	var out bytes.Buffer
	if n, err := io.Copy(&out, io.LimitReader(z, int64(size))); err != nil || uint64(n) != size {
		return nil, fmt.Errorf("%w: section %q does not unpack to the %d bytes it declares", ErrDamaged, s.Name, size)
	}
	return out.Bytes(), nil
}

// maxWindow bounds how far back a zstd stream may refer, in bytes, and with it what
// its decoder allocates; linkers use at most 8 MiB.
const maxWindow = 32 << 20

// unpacker reads a compressed stream. The caller closes it.
func unpacker(kind debugelf.CompressionType, packed []byte) (io.ReadCloser, error) {
	switch kind {
	case debugelf.COMPRESS_ZLIB:
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
		}
		return z, nil
	case debugelf.COMPRESS_ZSTD:
		z, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
		}
		return z.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("%w: compressed with %v", ErrLimit, kind)
}
