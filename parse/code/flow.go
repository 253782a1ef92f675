package code

import (
	"cmp"
	"encoding/binary"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// instruction is one of a function, as far as it decides what runs next.
type instruction struct {
	addr, to uint64
	jumps    bool // to, within or out of the function
	falls    bool // on to the next one
	unknown  bool // it jumps through a register or a table
}

func (in instruction) compare(addr uint64) int { return cmp.Compare(in.addr, addr) }

// bySite tells the references of each instruction. Both lists are in the order of the
// addresses.
func bySite(list []instruction, edges []Edge) [][]Edge {
	out := make([][]Edge, len(list))
	for i, next := 0, 0; i < len(list) && next < len(edges); i++ {
		for next < len(edges) && edges[next].Site < list[i].addr {
			next++
		}
		from := next
		for next < len(edges) && edges[next].Site == list[i].addr {
			next++
		}
		out[i] = edges[from:next]
	}
	return out
}

// instructions lists those of a function by address.
func (g *Graph) instructions(fn int) []instruction {
	f := g.Funcs[fn]
	b := g.Image.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	if g.Image.Machine() == object.AArch64 {
		return instructionsARM64(b, f.Start)
	}
	return instructionsX86(b, f.Start)
}

func instructionsX86(b []byte, start uint64) []instruction {
	var out []instruction
	var in x86
	for i := 0; i < len(b); {
		at := start + uint64(i)
		if !in.decode(b[i:min(len(b), i+16)]) {
			i++
			continue
		}
		i += int(in.size)
		one := instruction{addr: at, falls: true}
		plain := in.space == mapOne && !in.vector
		switch {
		case in.isRel && !(plain && in.op == 0xe8):
			one.jumps, one.to = true, start+uint64(i)+uint64(in.rel)
			one.falls = !(plain && (in.op == 0xe9 || in.op == 0xeb))
		case plain && in.op == 0xff && in.reg == 4:
			one.unknown, one.falls = true, false
		case plain && (in.op == 0xc3 || in.op == 0xc2 || in.op == 0xcc), in.space == map0F && !in.vector && in.op == 0x0b: // ret, int3, ud2
			one.falls = false
		}
		out = append(out, one)
	}
	return out
}

func instructionsARM64(b []byte, start uint64) []instruction {
	out := make([]instruction, 0, len(b)/4)
	for i := 0; i+4 <= len(b); i += 4 {
		w, at := binary.LittleEndian.Uint32(b[i:]), start+uint64(i)
		one := instruction{addr: at, falls: true}
		kind, to, branch := branchARM64(w, at)
		switch {
		case branch && kind == Tail:
			one.jumps, one.to, one.falls = true, to, w&0xfc000000 != 0x14000000
		case w&0xfffffc1f == 0xd61f0000: // BR
			one.unknown, one.falls = true, false
		case w&0xfffffc1f == 0xd65f0000, w&0xffe0001f == 0xd4200000, w>>16 == 0: // RET, BRK, UDF
			one.falls = false
		}
		out = append(out, one)
	}
	return out
}
