package code

import "encoding/binary"

// known is what a register is known to hold.
type known struct {
	page   uint64 // from ADRP
	isPage bool
	slot   uint64 // its value was loaded from there
	isSlot bool
}

// signExtend reads the low n bits as a signed number.
func signExtend(v uint32, n uint) uint64 { return uint64(int64(uint64(v)<<(64-n)) >> (64 - n)) }

// branchARM64 decodes a branch with a target in the instruction.
func branchARM64(w uint32, at uint64) (kind Kind, to uint64, ok bool) {
	switch {
	case w&0xfc000000 == 0x94000000: // BL
		return Call, at + signExtend(w&0x3ffffff, 26)<<2, true
	case w&0xfc000000 == 0x14000000: // B
		return Tail, at + signExtend(w&0x3ffffff, 26)<<2, true
	case w&0xff000000 == 0x54000000, w&0x7e000000 == 0x34000000: // B.cond, CBZ
		return Tail, at + signExtend(w>>5&0x7ffff, 19)<<2, true
	case w&0x7e000000 == 0x36000000: // TBZ
		return Tail, at + signExtend(w>>5&0x3fff, 14)<<2, true
	}
	return 0, 0, false
}

// addressARM64 decodes ADRP and ADR: the value that the register gets.
func addressARM64(w uint32, at uint64) (value uint64, page, ok bool) {
	imm := signExtend(w>>5&0x7ffff<<2|w>>29&3, 21)
	switch w & 0x9f000000 {
	case 0x90000000:
		return at&^0xfff + imm<<12, true, true
	case 0x10000000:
		return at + imm, false, true
	}
	return 0, false, false
}

// scanARM64 notes what the instructions of a function refer to. Registers are
// followed in the order of the addresses, which is the order of the code in the
// short sequences that matter (ADRP, ADD; ADRP, LDR, BLR).
func scanARM64(s *scanner) {
	var regs [32]known
	for i := 0; i+4 <= len(s.code); i += 4 {
		w, site := binary.LittleEndian.Uint32(s.code[i:]), s.start+uint64(i)
		if kind, to, ok := branchARM64(w, site); ok {
			s.branch(kind, site, to)
			if kind == Call {
				clear(regs[:19]) // what a call may change
			}
			continue
		}
		rd, rn := w&31, w>>5&31
		if value, page, ok := addressARM64(w, site); ok {
			regs[rd] = known{page: value, isPage: page}
			if !page {
				s.address(site, value)
			}
			continue
		}
		from := regs[rn]
		switch {
		case w&0xffc00000 == 0x91000000 && from.isPage: // ADD Xd, Xn, #imm
			s.address(site, from.page+uint64(w>>10&0xfff))
			regs[rd] = known{}
		case w&0xffc00000 == 0xf9400000 && from.isPage: // LDR Xt, [Xn, #imm]
			slot := from.page + uint64(w>>10&0xfff)*8
			s.slot(Load, site, slot)
			regs[rd] = known{slot: slot, isSlot: true}
		case w&0xff000000 == 0x58000000: // LDR Xt, label
			s.slot(Load, site, site+signExtend(w>>5&0x7ffff, 19)<<2)
			regs[rd] = known{}
		case w&0xfffffc1f == 0xd63f0000 || w&0xfffffc1f == 0xd61f0000: // BLR, BR
			if from.isSlot {
				s.slot(Call, site, from.slot)
			} else {
				s.register(site)
			}
			if w&0x00200000 != 0 {
				clear(regs[:19])
			}
		case w&0x3b000000 == 0x39000000 && w&0x00400000 == 0: // a store keeps its register
		default:
			regs[rd] = known{}
		}
	}
}

// stubARM64 finds the slot that a stub jumps through: BTI, ADRP X16, LDR X17 (ELF) or
// X16 (Mach-O), ADD, BR.
func stubARM64(b []byte, addr uint64) (uint64, bool) {
	var page uint64
	for i := 0; i+4 <= len(b); i += 4 {
		w := binary.LittleEndian.Uint32(b[i:])
		switch {
		case w == 0xd503245f: // bti c
		case w&0x9f00001f == 0x90000010:
			page, _, _ = addressARM64(w, addr+uint64(i))
		case w&0xffc003fe == 0xf9400210 && page != 0:
			return page + uint64(w>>10&0xfff)*8, true
		default:
			return 0, false
		}
	}
	return 0, false
}
