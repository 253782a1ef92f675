package code

import (
	"encoding/binary"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// ZeroArgument reports that the instructions before a call at site of function fn
// set integer argument arg (0-based) to zero, with no call or jump in between.
// False means nothing.
func (g *Graph) ZeroArgument(fn int, site uint64, arg int) bool {
	f := g.Funcs[fn]
	b := g.Image.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	if site < f.Start || site-f.Start > uint64(len(b)) {
		return false
	}
	b = b[:site-f.Start]
	if g.Image.Machine() == object.AArch64 {
		return zeroARM64(b, uint32(arg))
	}
	registers := [...]byte{7, 6, 2, 1} // rdi, rsi, rdx, rcx
	if g.Image.Format() == object.PE {
		registers = [...]byte{1, 2, 8, 9} // rcx, rdx, r8, r9
	}
	if arg >= len(registers) {
		return false
	}
	return zeroX86(b, registers[arg])
}

// zeroX86 looks for `xor r32, r32` and `mov r32, 0` on an argument's register.
func zeroX86(b []byte, register byte) bool {
	zero := false
	for i := 0; i < len(b); {
		in, ok := decodeX86(b[i:min(len(b), i+16)])
		if !ok {
			return false
		}
		i += int(in.size)
		plain := in.space == mapOne && !in.vector
		ends := in.isRel || plain && (in.op == 0xff && in.reg >= 2 && in.reg <= 5 || in.op == 0xc3)
		written, writes := in.writes()
		switch {
		case plain && (in.op == 0x31 || in.op == 0x33) && in.direct && in.register() == register && in.operandRegister() == register:
			zero = true
		case plain && in.op >= 0xb8 && in.op <= 0xbf && in.op&7|in.rex&1<<3 == register: // mov r32, imm32
			zero = binary.LittleEndian.Uint32(b[i-4:]) == 0
		case ends || writes && written == register:
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
