package code

import "encoding/binary"

// Properties of an opcode: what follows it.
const (
	modrm  = 1 << iota // a ModRM byte
	imm8               // one byte
	imm16              // two bytes
	immZ               // four bytes, two with an operand size prefix
	rel8               // a jump of one byte
	rel32              // a jump of four bytes
	broken             // not an instruction in 64-bit mode
)

// oneByte and twoByte are the properties by opcode (Intel SDM, volume 2,
// appendix A).
var oneByte, twoByte = func() (one, two [256]uint8) {
	set := func(m *[256]uint8, p uint8, ops ...int) {
		for _, op := range ops {
			m[op] = p
		}
	}
	span := func(m *[256]uint8, p uint8, from, to int) {
		for op := from; op <= to; op++ {
			m[op] = p
		}
	}
	for op := 0; op < 0x40; op += 8 { // add, or, adc, ... in all forms
		span(&one, modrm, op, op+3)
		set(&one, imm8, op+4)
		set(&one, immZ, op+5)
		span(&one, broken, op+6, op+7)
	}
	set(&one, broken, 0x60, 0x61, 0x82, 0x9a, 0xce, 0xd4, 0xd5, 0xd6, 0xea)
	set(&one, modrm, 0x63)
	set(&one, immZ, 0x68, 0xa9)
	set(&one, modrm|immZ, 0x69, 0x81, 0xc7)
	set(&one, imm8, 0x6a, 0xa8, 0xcd, 0xe4, 0xe5, 0xe6, 0xe7)
	set(&one, modrm|imm8, 0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6)
	span(&one, rel8, 0x70, 0x7f)
	span(&one, modrm, 0x84, 0x8f)
	span(&one, imm8, 0xb0, 0xb7)
	span(&one, immZ, 0xb8, 0xbf)
	set(&one, imm16, 0xc2, 0xca)
	set(&one, imm16|imm8, 0xc8)
	span(&one, modrm, 0xd0, 0xd3)
	span(&one, modrm, 0xd8, 0xdf)
	span(&one, rel8, 0xe0, 0xe3)
	set(&one, rel32, 0xe8, 0xe9)
	set(&one, rel8, 0xeb)
	set(&one, modrm, 0xf6, 0xf7, 0xfe, 0xff)

	span(&two, modrm, 0x00, 0xff)
	span(&two, 0, 0x05, 0x09)
	set(&two, 0, 0x0b, 0x0e, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa)
	set(&two, broken, 0x04, 0x0a, 0x0c, 0x24, 0x25, 0x26, 0x27, 0x36, 0x39, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f)
	span(&two, 0, 0x30, 0x35)
	set(&two, 0, 0x37)
	set(&two, modrm|imm8, 0x0f, 0x70, 0x71, 0x72, 0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6)
	span(&two, rel32, 0x80, 0x8f)
	span(&two, 0, 0xc8, 0xcf)
	return one, two
}()

// The opcode maps.
const (
	mapOne = iota
	map0F
	map0F38
	map0F3A
)

// x86 is one decoded instruction.
type x86 struct {
	disp   int32
	rel    int32 // of jumps and calls
	size   uint8
	space  uint8 // opcode map
	op     byte  // in that map
	vector bool  // VEX or EVEX: not a general instruction
	rex    byte
	reg    byte // bits 3-5 of ModRM: the operation of a group, or a register
	rm     byte // bits 0-2 of ModRM
	direct bool // the operand is the register rm
	hasRIP bool // its memory operand is relative to the next instruction
	plain  bool // its memory operand is disp bytes from a register
	base   byte // that register
	isRel  bool
}

// decodeX86 decodes the instruction at the start of b; ok is false where there is
// none.
func decodeX86(b []byte) (in x86, ok bool) {
	ok = in.decode(b)
	return in, ok
}

func (in *x86) decode(b []byte) bool {
	*in = x86{}
	i, operand16, address32 := 0, false, false
	for ; i < len(b) && i < 14; i++ {
		switch b[i] {
		case 0x66:
			operand16 = true
			continue
		case 0x67:
			address32 = true
			continue
		case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3:
			continue
		}
		break
	}
	rexW := false
	if i < len(b) && b[i]&0xf0 == 0x40 {
		rexW, in.rex = b[i]&8 != 0, b[i]
		i++
	}
	if i >= len(b) {
		return false
	}
	props, i, ok := in.opcode(b, i)
	if !ok || props&broken != 0 {
		return false
	}
	if props&modrm != 0 {
		if i, ok = in.operand(b, i); !ok {
			return false
		}
	}
	n := in.immediate(props, operand16, address32, rexW)
	if i+n > len(b) {
		return false
	}
	switch {
	case props&rel8 != 0:
		in.rel, in.isRel = int32(int8(b[i])), true
	case props&rel32 != 0 || in.space == mapOne && !in.vector && in.op == 0xc7 && in.reg == 7 && n == 4: // xbegin
		in.rel, in.isRel = int32(binary.LittleEndian.Uint32(b[i:])), true
	}
	in.size = uint8(i + n)
	return true
}

// opcode reads escapes and the opcode; next is the index behind it.
func (in *x86) opcode(b []byte, i int) (props uint8, next int, ok bool) {
	at := func(k int) byte {
		if k < len(b) {
			return b[k]
		}
		return 0
	}
	switch b[i] {
	case 0x0f:
		switch at(i + 1) {
		case 0x38:
			in.space, in.op = map0F38, at(i+2)
			return modrm, i + 3, i+2 < len(b)
		case 0x3a:
			in.space, in.op = map0F3A, at(i+2)
			return modrm | imm8, i + 3, i+2 < len(b)
		}
		in.space, in.op = map0F, at(i+1)
		return twoByte[in.op], i + 2, i+1 < len(b)
	case 0xc5: // VEX of two bytes
		in.vector, in.space, in.op = true, map0F, at(i+2)
		return vectorProps(map0F, in.op), i + 3, i+2 < len(b)
	case 0xc4:
		in.vector, in.space, in.op = true, at(i+1)&0x1f, at(i+3)
		return vectorProps(in.space, in.op), i + 4, i+3 < len(b)
	case 0x62: // EVEX
		in.vector, in.space, in.op = true, at(i+1)&7, at(i+4)
		return vectorProps(in.space, in.op), i + 5, i+4 < len(b)
	}
	in.op = b[i]
	return oneByte[in.op], i + 1, true
}

func vectorProps(space uint8, op byte) uint8 {
	switch space {
	case map0F:
		if op == 0x77 { // vzeroupper
			return 0
		}
		return modrm | twoByte[op]&imm8
	case map0F3A:
		return modrm | imm8
	}
	return modrm
}

// operand reads ModRM, SIB and displacement.
func (in *x86) operand(b []byte, i int) (next int, ok bool) {
	if i >= len(b) {
		return 0, false
	}
	mod, rm := b[i]>>6, b[i]&7
	in.reg, in.rm = b[i]>>3&7, rm
	i++
	if in.direct = mod == 3; in.direct {
		return i, true
	}
	disp := [3]int{0, 1, 4}[mod]
	in.base, in.plain = rm|in.rex&1<<3, true
	switch {
	case rm == 4:
		if i >= len(b) {
			return 0, false
		}
		in.base, in.plain = b[i]&7|in.rex&1<<3, b[i]>>3&7 == 4 && in.rex&2 == 0
		if mod == 0 && b[i]&7 == 5 {
			disp, in.plain = 4, false
		}
		i++
	case rm == 5 && mod == 0:
		if i+4 > len(b) {
			return 0, false
		}
		in.hasRIP, in.plain = true, false
		disp = 4
	}
	if i+disp > len(b) {
		return 0, false
	}
	switch disp {
	case 1:
		in.disp = int32(int8(b[i]))
	case 4:
		in.disp = int32(binary.LittleEndian.Uint32(b[i:]))
	}
	return i + disp, true
}

// immediate is the size of what follows the operands.
func (in *x86) immediate(props uint8, operand16, address32, rexW bool) int {
	n := 0
	z := 4
	if operand16 && !rexW {
		z = 2
	}
	if in.space == mapOne && !in.vector {
		switch {
		case in.op >= 0xa0 && in.op <= 0xa3: // an absolute address
			if address32 {
				return 4
			}
			return 8
		case in.op >= 0xb8 && in.op <= 0xbf && rexW:
			return 8
		case in.op == 0xf6 && in.reg < 2:
			return 1
		case in.op == 0xf7 && in.reg < 2:
			return z
		}
	}
	if props&(imm8|rel8) != 0 {
		n++
	}
	if props&imm16 != 0 {
		n += 2
	}
	if props&immZ != 0 {
		n += z
	}
	if props&rel32 != 0 { // 64-bit mode knows no jumps of 16 bits
		n += 4
	}
	return n
}

// register and operand are the registers that ModRM names, 0 to 15.
func (in *x86) register() byte        { return in.reg | in.rex&4<<1 }
func (in *x86) operandRegister() byte { return in.rm | in.rex&1<<3 }

// writes is the register that an instruction of the common forms sets.
func (in *x86) writes() (byte, bool) {
	if in.space != mapOne || in.vector {
		return 0, false
	}
	switch {
	case in.op == 0x8b || in.op == 0x8d || in.op == 0x63:
		return in.register(), true
	case in.op == 0x89 || in.op == 0xc7 || in.op == 0x31 || in.op == 0x33:
		return in.operandRegister(), in.direct
	case in.op >= 0xb8 && in.op <= 0xbf, in.op >= 0x58 && in.op <= 0x5f:
		return in.op&7 | in.rex&1<<3, true
	}
	return 0, false
}

// held is what a register is known to hold.
type held struct {
	what contents
	addr uint64
}

type contents uint8

const (
	nothing  contents = iota
	function          // the address of code
	slot              // what stands at an address
)

// scanX86 notes what the instructions of a function refer to. What linkers make
// of a call through the GOT in unoptimised code, `lea` and a call of the register,
// is a call.
func scanX86(s *scanner) {
	var regs [16]held
	var in x86
	for i := 0; i < len(s.code); {
		site := s.start + uint64(i)
		if !in.decode(s.code[i:min(len(s.code), i+16)]) {
			i++ // data between code; find the place again
			continue
		}
		i += int(in.size)
		next := s.start + uint64(i)
		at := next + uint64(in.disp)
		group := in.space == mapOne && !in.vector && in.op == 0xff
		call := group && in.reg == 2 || in.space == mapOne && in.op == 0xe8
		switch {
		case in.isRel && call:
			s.branch(Call, site, next+uint64(in.rel))
		case in.isRel:
			s.branch(Tail, site, next+uint64(in.rel))
		case group && in.direct && (in.reg == 2 || in.reg == 4) && regs[in.operandRegister()].what == function:
			s.branch(Call, site, regs[in.operandRegister()].addr)
		case group && in.direct && (in.reg == 2 || in.reg == 4) && regs[in.operandRegister()].what == slot:
			s.slot(Call, site, regs[in.operandRegister()].addr)
		case group && in.direct && (in.reg == 2 || in.reg == 4):
			s.register(site)
		case group && !in.hasRIP && (in.reg == 2 || in.reg == 4): // as of a vtable
			s.n.unknown = append(s.n.unknown, site)
		case !in.hasRIP:
		case in.space == mapOne && !in.vector && in.op == 0x8d:
			s.address(site, at)
		case call:
			s.slot(Call, site, at)
		case group && in.reg == 4:
			s.slot(Tail, site, at)
		default:
			s.slot(Load, site, at)
		}
		if call {
			clear(regs[:])
		} else if r, ok := in.writes(); ok {
			regs[r] = held{}
			if in.hasRIP && in.op == 0x8d && s.g.Image.Code(at) {
				regs[r] = held{function, at}
			} else if in.hasRIP && in.op == 0x8b {
				regs[r] = held{slot, at}
			}
		}
	}
}

// stubX86 finds the slot that a PLT entry jumps through: `endbr64`, a `bnd`
// prefix and padding may stand before the jump.
func stubX86(b []byte, addr uint64) (uint64, bool) {
	for i := 0; i < len(b); {
		in, ok := decodeX86(b[i:])
		if !ok {
			return 0, false
		}
		i += int(in.size)
		if in.space == mapOne && in.op == 0xff && in.reg == 4 && in.hasRIP {
			return addr + uint64(i) + uint64(in.disp), true
		}
		endbr64 := in.space == map0F && in.op == 0x1e
		index := in.space == mapOne && in.op == 0xbb // mov r11d, which is how mold tells the resolver
		if !endbr64 && !index {
			return 0, false
		}
	}
	return 0, false
}
