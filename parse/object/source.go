package object

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// Limits of one file of the formats that read through Source, in bytes.
const (
	MaxFile   = 4 << 30   // on disk
	MaxLoaded = 256 << 20 // read into memory in all
)

// Source reads parts of an untrusted file: each range is checked against the file
// before anything is allocated, and what is read in all is bounded.
type Source struct {
	r    io.ReaderAt
	size uint64
	left uint64
}

// NewSource reads from the first size bytes of r.
func NewSource(r io.ReaderAt, size int64) (*Source, error) {
	if size < 0 || size > MaxFile {
		return nil, fmt.Errorf("%w: %d bytes", ErrLimit, size)
	}
	return &Source{r, uint64(size), MaxLoaded}, nil
}

// Size is the file's size.
func (s *Source) Size() uint64 { return s.size }

// Read returns n bytes at off, which the caller owns.
func (s *Source) Read(off, n uint64) ([]byte, error) {
	end, carry := bits.Add64(off, n, 0)
	if carry != 0 || end > s.size {
		return nil, ErrTruncated
	}
	if n > s.left {
		return nil, fmt.Errorf("%w: more than %d bytes of tables and code", ErrLimit, MaxLoaded)
	}
	b := make([]byte, n)
	if _, err := s.r.ReadAt(b, int64(off)); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrTruncated, err)
	}
	s.left -= n
	return b, nil
}

// ReadInto fills b, which the caller provides and reuses, from off on. It does not count
// against what is read in all.
func (s *Source) ReadInto(b []byte, off uint64) error {
	end, carry := bits.Add64(off, uint64(len(b)), 0)
	if carry != 0 || end > s.size {
		return ErrTruncated
	}
	if _, err := s.r.ReadAt(b, int64(off)); err != nil {
		return fmt.Errorf("%w: %v", ErrTruncated, err)
	}
	return nil
}

// Part returns as many of the n bytes at off as the file has.
func (s *Source) Part(off, n uint64) ([]byte, error) {
	if off >= s.size {
		return nil, nil
	}
	return s.Read(off, min(n, s.size-off))
}

// U16 is the little-endian number at offset i of b, 0 where b ends before.
func U16(b []byte, i uint64) uint16 {
	if uint64(len(b)) < 2 || i > uint64(len(b))-2 {
		return 0
	}
	return binary.LittleEndian.Uint16(b[i:])
}

// U32 is the little-endian number at offset i of b, 0 where b ends before.
func U32(b []byte, i uint64) uint32 {
	if uint64(len(b)) < 4 || i > uint64(len(b))-4 {
		return 0
	}
	return binary.LittleEndian.Uint32(b[i:])
}

// U64 is the little-endian number at offset i of b, 0 where b ends before.
func U64(b []byte, i uint64) uint64 {
	if uint64(len(b)) < 8 || i > uint64(len(b))-8 {
		return 0
	}
	return binary.LittleEndian.Uint64(b[i:])
}

// MaxName bounds one name of a symbol, library or section in bytes.
const MaxName = 64 << 10

// Text is the string at offset i of b that a zero byte ends, "" outside of b.
func Text(b []byte, i uint64) string {
	if i >= uint64(len(b)) {
		return ""
	}
	b = b[i:min(uint64(len(b)), i+MaxName)]
	for k, c := range b {
		if c == 0 {
			return string(b[:k])
		}
	}
	return string(b)
}

// Uleb reads a ULEB128 number at offset i of b and returns the offset behind it, or
// ok false where it does not end in b or exceeds 64 bits.
func Uleb(b []byte, i int) (v uint64, next int, ok bool) {
	for shift := uint(0); i >= 0 && i < len(b) && shift < 64; shift += 7 {
		c := b[i]
		i++
		v |= uint64(c&0x7f) << shift
		if c&0x80 == 0 {
			return v, i, true
		}
	}
	return 0, i, false
}

// Sleb reads an SLEB128 number like Uleb.
func Sleb(b []byte, i int) (v int64, next int, ok bool) {
	for shift := uint(0); i >= 0 && i < len(b) && shift < 64; {
		c := b[i]
		i++
		v |= int64(c&0x7f) << shift
		shift += 7
		if c&0x80 == 0 {
			if shift < 64 && c&0x40 != 0 {
				v |= -1 << shift
			}
			return v, i, true
		}
	}
	return 0, i, false
}
