package macho

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// readRebases runs the rebase opcodes: which words hold an address of this file.
func (f *File) readRebases(r dataRange) {
	b := f.part(r)
	var addr uint64
	steps := 0
	one := func(count, skip uint64) bool {
		for range count {
			if steps++; steps > maxFixups {
				return false
			}
			if raw := f.Bytes(addr, 8); len(raw) == 8 {
				f.pointers[addr] = pointer{target: object.U64(raw, 0)}
			}
			addr += 8 + skip
		}
		return true
	}
	for i := 0; i < len(b); {
		op, imm := b[i]&0xf0, uint64(b[i]&0xf)
		i++
		var n, skip uint64
		ok, more := true, true
		switch op {
		case 0x00:
			return
		case 0x10: // the kind of pointer
		case 0x20: // segment and offset
			n, i, ok = object.Uleb(b, i)
			addr = f.at(imm, n)
		case 0x30:
			n, i, ok = object.Uleb(b, i)
			addr += n
		case 0x40:
			addr += imm * 8
		case 0x50:
			more = one(imm, 0)
		case 0x60:
			n, i, ok = object.Uleb(b, i)
			more = ok && one(n, 0)
		case 0x70:
			n, i, ok = object.Uleb(b, i)
			more = ok && one(1, n)
		case 0x80:
			if n, i, ok = object.Uleb(b, i); ok {
				skip, i, ok = object.Uleb(b, i)
			}
			more = ok && one(n, skip)
		default:
			ok = false
		}
		if !ok || !more {
			f.damaged("the rebase opcodes break off")
			return
		}
	}
}

// at is the address of an offset in a segment.
func (f *File) at(segment, off uint64) uint64 {
	if segment < uint64(len(f.segments)) {
		return f.segments[segment].addr + off
	}
	return 0
}

// readBinds runs the bind opcodes: which words hold what another library defines. One case
// for each opcode makes it longer than others.
func (f *File) readBinds(r dataRange, lazy bool) {
	b := f.part(r)
	var addr uint64
	ordinal, steps := 0, 0
	var imp *object.Import
	name, weak := "", false
	bind := func(count, skip uint64) bool {
		if imp == nil {
			imp = &object.Import{Name: plain(name), Library: f.library(ordinal), Weak: weak}
		}
		for range count {
			if steps++; steps > maxFixups {
				return false
			}
			if f.segment(addr) != nil {
				f.pointers[addr] = pointer{imp: imp}
			}
			addr += 8 + skip
		}
		return true
	}
	for i := 0; i < len(b); {
		op, imm := b[i]&0xf0, uint64(b[i]&0xf)
		i++
		var n, skip uint64
		ok, more := true, true
		switch op {
		case 0x00:
			if !lazy { // in lazy ones it ends one symbol
				return
			}
		case 0x10:
			ordinal, imp = int(imm), nil
		case 0x20:
			n, i, ok = object.Uleb(b, i)
			ordinal, imp = int(min(n, 1<<20)), nil
		case 0x30:
			ordinal, imp = int(int8(0xf0|imm)), nil // itself, the program, any, by weak definition
			if imm == 0 {
				ordinal = 0
			}
		case 0x40:
			name, weak, imp = object.Text(b, uint64(i)), imm&1 != 0, nil
			if end := strings.IndexByte(string(b[i:min(len(b), i+object.MaxName)]), 0); end >= 0 {
				i += end + 1
			} else {
				ok = false
			}
		case 0x50: // the kind of pointer
		case 0x60:
			_, i, ok = object.Sleb(b, i)
		case 0x70:
			n, i, ok = object.Uleb(b, i)
			addr = f.at(imm, n)
		case 0x80:
			n, i, ok = object.Uleb(b, i)
			addr += n
		case 0x90:
			more = bind(1, 0)
		case 0xa0:
			n, i, ok = object.Uleb(b, i)
			more = ok && bind(1, n)
		case 0xb0:
			more = bind(1, imm*8)
		case 0xc0:
			if n, i, ok = object.Uleb(b, i); ok {
				skip, i, ok = object.Uleb(b, i)
			}
			more = ok && bind(n, skip)
		case 0xd0:
			f.damaged("binds in threads, of an early arm64e linker, are not read")
			return
		default:
			ok = false
		}
		if !ok || !more {
			f.damaged("the bind opcodes break off")
			return
		}
	}
}
