package code

import (
	"encoding/binary"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// instruction is what the flow within a function needs of one.
type instruction struct {
	size    uint64
	to      uint64 // of a jump within or out of the function
	jumps   bool
	ends    bool // nothing runs behind it
	unknown bool // it jumps to where no instruction says
	ok      bool
}

// maxFlow bounds a search through one function, in instructions.
const maxFlow = 200_000

// Avoids reports whether control can get in function fn from an address (its start, or
// behind a call) to one that is wanted without passing a barred one; ret is set for the
// instructions that leave the function. Calls are taken to return. Where the flow is not
// known, as with a table of jumps, the answer is yes.
func (g *Graph) Avoids(fn int, from uint64, wanted func(site uint64, ret bool) bool, barred map[uint64]bool) bool {
	f := g.Funcs[fn]
	body := g.Image.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	stack, seen := []uint64{from}, map[uint64]bool{}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for {
			if seen[at] || barred[at] {
				break
			}
			seen[at] = true
			if at < f.Start || at-f.Start >= uint64(len(body)) || len(seen) > maxFlow {
				return true
			}
			in := g.instruction(body[at-f.Start:], at)
			if !in.ok || in.unknown {
				return true
			}
			out := in.jumps && (in.to < f.Start || in.to >= f.End)
			if wanted(at, in.ends && !in.jumps || out) {
				return true
			}
			if in.jumps && !out {
				stack = append(stack, in.to)
			}
			if in.ends {
				break
			}
			at += in.size
		}
	}
	return false
}

// Behind is the address of the instruction that follows a call.
func (g *Graph) Behind(fn int, site uint64) uint64 {
	f := g.Funcs[fn]
	return site + g.instruction(g.Image.Bytes(site, min(f.End-site, 16)), site).size
}

func (g *Graph) instruction(b []byte, at uint64) instruction {
	if g.Image.Machine() == object.AArch64 {
		return flowARM64(b, at)
	}
	return flowX86(b, at)
}

func flowX86(b []byte, at uint64) instruction {
	in, ok := decodeX86(b[:min(len(b), 16)])
	if !ok {
		return instruction{}
	}
	out := instruction{size: uint64(in.size), ok: true}
	one := in.space == mapOne && !in.vector
	switch {
	case one && in.op == 0xe8: // call
	case in.isRel:
		out.jumps, out.to = true, at+out.size+uint64(in.rel)
		out.ends = one && (in.op == 0xe9 || in.op == 0xeb)
	case one && (in.op == 0xc2 || in.op == 0xc3), one && in.op == 0xf4, one && in.op == 0xcc:
		out.ends = true
	case in.space == map0F && in.op == 0x0b: // ud2: behind a call that does not return
		out.ends, out.jumps, out.to = true, true, at
	case one && in.op == 0xff && in.reg == 4 && in.hasRIP: // jmp through the GOT leaves the function
		out.ends = true
	case one && in.op == 0xff && in.reg == 4:
		out.unknown = true
	}
	return out
}

func flowARM64(b []byte, at uint64) instruction {
	if len(b) < 4 {
		return instruction{}
	}
	w := binary.LittleEndian.Uint32(b)
	out := instruction{size: 4, ok: true}
	if kind, to, ok := branchARM64(w, at); ok && kind != Call {
		out.jumps, out.to, out.ends = true, to, w&0xfc000000 == 0x14000000
		return out
	}
	switch {
	case w&0xfffffc1f == 0xd65f0000: // RET
		out.ends = true
	case w&0xfffffc1f == 0xd61f0000: // BR
		out.unknown = true
	case w&0xffe0001f == 0xd4200000, w&0xffff0000 == 0: // BRK, UDF: behind a call that does not return
		out.ends, out.jumps, out.to = true, true, at
	}
	return out
}
