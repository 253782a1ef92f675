package code

import (
	debugelf "debug/elf"
	"encoding/binary"
)

// ZeroArgument reports that the instructions before a call at site of function fn
// set integer argument arg (0-based) to zero, with no call or jump in between.
// False means nothing.
func (g *Graph) ZeroArgument(fn int, site uint64, arg int) bool {
	f := g.Funcs[fn]
	b := g.File.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	if site < f.Start || site-f.Start > uint64(len(b)) {
		return false
	}
	b = b[:site-f.Start]
	if g.File.Machine == debugelf.EM_AARCH64 {
		return zeroARM64(b, uint32(arg))
	}
	return zeroX86(b, arg)
}

// zeroX86 looks for `xor r32, r32` on an argument's register.
func zeroX86(b []byte, arg int) bool {
	registers := [...]byte{7, 6, 2, 1} // rdi, rsi, rdx, rcx
	if arg >= len(registers) {
		return false
	}
	r, zero := registers[arg], false
	for i := 0; i < len(b); {
		in, ok := decodeX86(b[i:min(len(b), i+16)])
		if !ok {
			return false
		}
		text := b[i : i+int(in.size)]
		i += int(in.size)
		ends := in.isRel || in.space == mapOne && (in.op == 0xff && in.reg >= 2 && in.reg <= 5 || in.op == 0xc3)
		writes := in.space == mapOne && (in.op == 0x8b || in.op == 0x8d || in.op == 0x63) && in.reg == r ||
			in.space == mapOne && (in.op == 0x89 && text[len(text)-1]&0xc7 == 0xc0|r || in.op == 0xb8|r || in.op == 0x58|r)
		switch {
		case in.space == mapOne && (in.op == 0x31 || in.op == 0x33) && text[0] == in.op && text[1] == 0xc0|r<<3|r:
			zero = true
		case ends || writes:
			zero = false
		}
	}
	return zero
}

// zeroARM64 looks for `mov wN, wzr` and `mov wN, #0`, of either width.
func zeroARM64(b []byte, arg uint32) bool {
	zero := false
	for i := 0; i+4 <= len(b); i += 4 {
		w := binary.LittleEndian.Uint32(b[i:])
		_, _, branch := branchARM64(w, 0)
		switch {
		case w&^0x80000000 == 0x2a1f03e0|arg || w&^0x80000000 == 0x52800000|arg:
			zero = true
		case branch || w&0xfe000000 == 0xd6000000 || w&31 == arg && w&0x3b000000 != 0x39000000:
			zero = false
		}
	}
	return zero
}
