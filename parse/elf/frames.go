package elf

import debugelf "debug/elf"

// frame is the address range of one FDE: a function, or the cold part of one.
type frame struct{ start, end uint64 }

// Pointer encodings of .eh_frame (LSB, "DWARF Extensions").
const (
	encAbs      = 0x00
	encU2       = 0x02
	encU4       = 0x03
	encU8       = 0x04
	encS2       = 0x0a
	encS4       = 0x0b
	encS8       = 0x0c
	encPCRel    = 0x10
	encDataRel  = 0x30
	encIndirect = 0x80
	encOmit     = 0xff
)

const maxFrames = 4 << 20

// frames reads the ranges of .eh_frame, which survives stripping since unwinding
// needs it. Only CIE augmentations and FDE ranges are read, no instructions.
func (f *File) frames() []frame {
	addr, data := f.ehFrame()
	var out []frame
	encodings := map[uint64]byte{} // of FDEs, by the address of their CIE
	base := addr
	for len(data) >= 4 && len(out) < maxFrames {
		length, head := uint64(f.Order.Uint32(data)), uint64(4)
		if length == 0xffffffff && len(data) >= 12 {
			length, head = f.Order.Uint64(data[4:]), 12
		}
		if length == 0 { // a terminator; one object's may stand before another's records
			addr, data = addr+4, data[4:]
			continue
		}
		if length < 4 || length > uint64(len(data))-head {
			break
		}
		record := data[head : head+length]
		id := uint64(f.Order.Uint32(record))
		if id == 0 {
			if enc, ok := f.cie(record[4:]); ok {
				encodings[addr] = enc
			}
		} else if enc, ok := encodings[addr+head-id]; ok {
			at := addr + head + 4
			start, n, ok := f.encoded(record[4:], at, base, enc)
			size, _, ok2 := f.encoded(record[min(4+n, len(record)):], at+uint64(n), base, enc&0x0f)
			if ok && ok2 && size > 0 && start != 0 && start+size > start {
				out = append(out, frame{start, start + size})
			}
		}
		addr, data = addr+head+length, data[head+length:]
	}
	return out
}

// ehFrame finds the section, through the program headers where section headers
// are gone.
func (f *File) ehFrame() (addr uint64, data []byte) {
	if s := f.Section(".eh_frame"); s != nil {
		return s.Addr, f.Bytes(s.Addr, s.Size)
	}
	for _, p := range f.Segments {
		if p.Type != debugelf.PT_GNU_EH_FRAME {
			continue
		}
		b := f.Bytes(p.Addr, p.FileSize)
		if len(b) < 8 || b[0] != 1 {
			return 0, nil
		}
		if at, _, ok := f.encoded(b[4:], p.Addr+4, p.Addr, b[1]); ok {
			return at, f.Bytes(at, maxRead)
		}
	}
	return 0, nil
}

// cie returns the encoding of the FDEs that refer to a CIE.
func (f *File) cie(b []byte) (enc byte, ok bool) {
	p := &leb{b: b}
	if v := p.next(); v != 1 && v != 3 && v != 4 {
		return 0, false
	}
	var augmentation []byte
	for c := p.next(); c != 0; c = p.next() {
		augmentation = append(augmentation, c)
		if p.bad || len(augmentation) > 16 {
			return 0, false
		}
	}
	p.unsigned() // code alignment
	p.signed()   // data alignment
	p.unsigned() // return address register (a byte in version 1: the same below 128)
	if len(augmentation) == 0 || augmentation[0] != 'z' {
		return encAbs, len(augmentation) == 0 && !p.bad
	}
	p.unsigned() // length of the augmentation data
	for _, c := range augmentation[1:] {
		switch c {
		case 'R':
			enc = p.next()
			return enc, !p.bad
		case 'P':
			n := f.encodedSize(p.next())
			if n == 0 || n > len(p.b) {
				return 0, false
			}
			p.b = p.b[n:]
		case 'L':
			p.next()
		}
	}
	return encAbs, !p.bad
}

func (f *File) encodedSize(enc byte) int {
	switch enc & 0x0f {
	case encAbs, 0x08:
		return int(f.PointerSize())
	case encU2, encS2:
		return 2
	case encU4, encS4:
		return 4
	case encU8, encS8:
		return 8
	}
	return 0
}

// encoded reads a pointer that stands at address at; n is its size.
func (f *File) encoded(b []byte, at, base uint64, enc byte) (v uint64, n int, ok bool) {
	n = f.encodedSize(enc)
	if enc == encOmit || enc&encIndirect != 0 || n == 0 || len(b) < n {
		return 0, 0, false
	}
	switch enc & 0x0f {
	case encU2:
		v = uint64(f.Order.Uint16(b))
	case encS2:
		v = uint64(int64(int16(f.Order.Uint16(b))))
	case encU4:
		v = uint64(f.Order.Uint32(b))
	case encS4:
		v = uint64(int64(int32(f.Order.Uint32(b))))
	case encU8, encS8:
		v = f.Order.Uint64(b)
	default:
		v = f.fields(b).word()
	}
	switch enc & 0x70 {
	case encPCRel:
		v += at
	case encDataRel:
		v += base
	}
	if !f.Wide {
		v &= 0xffffffff
	}
	return v, n, true
}
