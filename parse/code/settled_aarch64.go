package code

import (
	"encoding/binary"
	"maps"
)

// The same is followed in AArch64 code. Thread-local storage is asked for by a descriptor
// there: a call of the function that stands in it, with the descriptor's address in X0,
// gives the distance from the thread pointer and keeps all other registers.
// https://github.com/ARM-software/abi-aa/blob/main/sysvabi64/sysvabi64.rst

const (
	threadPointer = -3
	// blocks are below: thread-local storage, by the address of its descriptor.
	blocks = -1 << 50
	// sp is the stack pointer's number in addresses; the zero register has it elsewhere.
	sp = 31
)

// registersARM64 is the state of one path.
type registersARM64 struct {
	r      [32]content
	page   [32]bool // the register holds a page of the file, whose low bits are still to come
	frame  map[int64]content
	tested word
}

// factsARM64 is factsX86 for AArch64.
func (g *Graph) factsARM64(fn int, b *Body) facts {
	f := g.Funcs[fn]
	code := g.Image.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	out := facts{map[int]word{}, map[int][3]word{}}
	start := &registersARM64{frame: map[int64]content{}}
	for i := range 4 {
		start.r[i].base = firstArg - int64(i)
	}
	start.r[sp].base = frameBase
	states := map[int]*registersARM64{0: start}
	b.forward(func(i int) bool {
		s := states[i]
		delete(states, i)
		in := &b.list[i]
		w := binary.LittleEndian.Uint32(code[in.addr-f.Start:])
		if t := s.tests(w); in.jumps && in.falls && t.base != 0 {
			out.tests[i] = t
			if t.base > 0 && t.off == 0 {
				if _, imp, _ := g.Image.Pointee(uint64(t.base)); imp != nil {
					out.tests[i] = word{base: given}
				}
			}
		}
		if len(b.edges[i]) > 0 {
			out.args[i] = [3]word{s.address(0), s.address(1), s.address(2)}
		}
		s.step(w, in.addr)
		goesOn := !b.ends[i] && !b.dead[i] && !b.table(i)
		next := b.next(i)
		for k, n := range next {
			if !goesOn || n == outside || states[n] != nil {
				continue
			}
			states[n] = s
			if k > 0 || len(next) > 1 {
				c := *s
				c.frame = maps.Clone(s.frame)
				states[n] = &c
			}
		}
		return goesOn
	})
	return out
}

// tests is the word that a conditional branch goes by.
func (s *registersARM64) tests(w uint32) word {
	if w&0x7c000000 == 0x34000000 { // CBZ, CBNZ, TBZ, TBNZ
		if c := s.r[w&31]; c.loaded && w&31 != sp {
			return c.word
		}
		return word{}
	}
	return s.tested
}

func (s *registersARM64) address(r uint32) word {
	if s.r[r].loaded {
		return word{}
	}
	return s.r[r].word
}

// at is the address at a distance from what a register holds.
func (s *registersARM64) at(r uint32, n int64) word {
	w := s.address(r)
	switch {
	case w.base == 0:
	case s.page[r]:
		w.base += n
	default:
		w.off += n
	}
	return w
}

func (s *registersARM64) read(at word) content {
	switch at.base {
	case 0:
		return content{}
	case frameBase:
		return s.frame[at.off]
	}
	return content{at, true}
}

func (s *registersARM64) write(at word, c content) {
	if at.base == frameBase {
		s.frame[at.off] = c
	}
}

// wipe forgets what a vector is stored over.
func (s *registersARM64) wipe(at word) {
	for range 2 {
		s.write(at, content{})
		at.off += 8
	}
}

func (s *registersARM64) set(r uint32, c content) {
	if r != sp { // the zero register, but for addresses
		s.r[r], s.page[r] = c, false
	}
}

// step runs one instruction.
func (s *registersARM64) step(w uint32, at uint64) {
	rd, rn, rm := w&31, w>>5&31, w>>16&31
	switch _, _, branch := branchARM64(w, at); {
	case w&0xfc000000 == 0x94000000: // BL
		s.call()
	case branch:
	case w&0xfffffc1f == 0xd63f0000: // BLR
		if slot := s.r[rn]; slot.loaded && slot.base > 0 && slot.word == s.address(0) {
			s.set(0, content{word: word{base: blocks - slot.base}})
		} else {
			s.call()
		}
	case w&^31 == 0xd53bd040: // MRS Xd, TPIDR_EL0
		s.set(rd, content{word: word{base: threadPointer}})
	case w&0x9f000000 == 0x90000000, w&0x9f000000 == 0x10000000: // ADRP, ADR
		value, page, _ := addressARM64(w, at)
		s.set(rd, content{word: word{base: int64(value)}})
		s.page[rd] = page && rd != sp
	case w&0x1f000000 == 0x11000000: // ADD, SUB of a number
		s.addNumber(w, rd, rn)
	case w&0xffe0fc00 == 0x8b000000: // ADD Xd, Xn, Xm
		s.set(rd, s.sum(rn, rm))
	case w&0x7fe0ffe0 == 0x2a0003e0: // MOV
		c, page := s.r[rm], s.page[rm]
		if rm == sp {
			c, page = content{}, false
		}
		s.set(rd, c)
		s.page[rd] = page && rd != sp
	case w&0x7f800000 == 0x12000000, w&0xfffffc00 == 0x53001c00: // AND with a mask, UXTB: the flag in the word
		s.set(rd, s.value(rn))
	case w&0x7f800000 == 0x72000000: // ANDS, TST
		s.compare(s.r[rn], 0)
		s.set(rd, s.value(rn))
	case w&0x3a000000 == 0x38000000:
		s.memory(w)
	case w&0x3a000000 == 0x28000000:
		s.pair(w)
	case w&0x1f800000 == 0x12800000: // MOV of a number
		s.set(rd, content{})
	default:
		s.tested = word{} // by comparisons of other kinds
		s.set(rd, content{})
	}
}

// value is what was loaded into a register; addresses are none.
func (s *registersARM64) value(r uint32) content {
	if s.r[r].loaded {
		return s.r[r]
	}
	return content{}
}

// call forgets what a callee may change.
func (s *registersARM64) call() {
	for r := range uint32(19) {
		s.set(r, content{})
	}
	s.set(30, content{})
	s.tested = word{}
}

func (s *registersARM64) compare(with content, n int64) {
	s.tested = word{}
	if with.loaded && n >= 0 && n <= 2 {
		s.tested = with.word
	}
}

// addNumber is ADD, SUB, CMP and CMN of a number.
func (s *registersARM64) addNumber(w, rd, rn uint32) {
	n := int64(w >> 10 & 0xfff)
	if w&(1<<22) != 0 {
		n <<= 12
	}
	c := content{}
	if !s.r[rn].loaded && w>>31 == 1 {
		if w&(1<<30) != 0 {
			n = -n
		}
		c.word = s.at(rn, n)
	}
	if w&(1<<29) != 0 { // sets the flags
		s.compare(s.r[rn], int64(w>>10&0xfff))
		s.set(rd, content{})
		return
	}
	s.r[rd], s.page[rd] = c, false // SP as well
}

// sum is an address in a thread's storage.
func (s *registersARM64) sum(a, b uint32) content {
	x, y := s.r[a], s.r[b]
	if y.base == threadPointer {
		x, y = y, x
	}
	switch {
	case x.base != threadPointer || x.loaded || b == sp:
	case y.base <= blocks/2 && !y.loaded:
		return y
	case y.loaded && y.base > 0: // its distance, from the global offset table
		return content{word: word{base: blocks - y.base}}
	}
	return content{}
}

// memory is a load or store of one register with a number.
func (s *registersARM64) memory(w uint32) {
	rt, rn, size := w&31, w>>5&31, w>>30
	vector, loads := w&(1<<26) != 0, w&(3<<22) != 0
	if vector {
		loads = w&(1<<22) != 0
		if w&(1<<23) != 0 {
			size = 4
		}
	}
	var at word
	moved := word{}
	switch {
	case w&(1<<24) != 0:
		at = s.at(rn, int64(w>>10&0xfff)<<size)
	case w&(1<<21) != 0: // atomic, or by another register
		if !vector {
			s.set(rt, content{})
		}
		return
	default:
		n := int64(signExtend(w>>12&0x1ff, 9))
		at, moved = s.at(rn, n), s.at(rn, n)
		if w>>10&3 == 1 { // after
			at = s.address(rn)
		}
	}
	s.move(rt, at, vector, loads)
	if w&(1<<24) == 0 && w>>10&1 == 1 {
		s.r[rn], s.page[rn] = content{word: moved}, false
	}
}

// move loads register r from at, or stores it there.
func (s *registersARM64) move(r uint32, at word, vector, loads bool) {
	switch {
	case vector && loads:
	case vector:
		s.wipe(at)
	case loads:
		s.set(r, s.read(at))
	case r == sp: // zero
		s.write(at, content{})
	default:
		s.write(at, s.r[r])
	}
}

// pair is a load or store of two registers.
func (s *registersARM64) pair(w uint32) {
	rt, rn, other := w&31, w>>5&31, w>>10&31
	size := int64(4) << (w >> 31)
	if w&(1<<26) != 0 {
		size = 4 << (w >> 30)
	}
	n := int64(signExtend(w>>15&0x7f, 7)) * size
	at, moved := s.at(rn, n), s.at(rn, n)
	if w>>23&7 == 1 { // after
		at = s.address(rn)
	}
	for k, r := range []uint32{rt, other} {
		word := at
		word.off += int64(k) * size
		s.move(r, word, w&(1<<26) != 0, w&(1<<22) != 0)
	}
	if w>>23&1 == 1 {
		s.r[rn], s.page[rn] = content{word: moved}, false
	}
}
