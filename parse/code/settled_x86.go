package code

import (
	"encoding/binary"
	"maps"
)

// What the registers of x86-64 code hold is followed as far as accessors of thread-locals
// need it: addresses at a known distance from thread-local storage or from an argument,
// values that were loaded from there, and the frame that unoptimised code keeps them in.

// content is what a register holds: an address, or with loaded what stood there.
type content struct {
	word
	loaded bool
}

// Bases below these are addresses of the file.
const (
	frameBase = -1
	given     = -2  // the address of another object's function, which is there
	firstArg  = -10 // and below
)

// registers is the state of one path.
type registers struct {
	r      [16]content
	frame  map[int64]content // by distance from the frame's start
	tested word              // by the flags
}

const (
	rax, rcx, rdx, rsp, rsi, rdi = 0, 1, 2, 4, 6, 7
)

// factsX86 follows the paths of a function, each instruction once.
func (g *Graph) factsX86(fn int, b *Body) facts {
	f := g.Funcs[fn]
	code := g.Image.Bytes(f.Start, min(f.End-f.Start, maxFunction))
	out := facts{map[int]word{}, map[int][3]word{}}
	start := &registers{frame: map[int64]content{}}
	for i, r := range []int{rdi, rsi, rdx, rcx} {
		start.r[r].base = firstArg - int64(i)
	}
	start.r[rsp].base = frameBase
	states := map[int]*registers{0: start}
	b.forward(func(i int) bool {
		s := states[i]
		delete(states, i)
		in := &b.list[i]
		at := in.addr - f.Start
		if in.jumps && in.falls && s.tested.base != 0 {
			out.tests[i] = s.tested
			if at := s.tested; at.base > 0 && at.off == 0 {
				if _, imp, _ := g.Image.Pointee(uint64(at.base)); imp != nil {
					out.tests[i] = word{base: given}
				}
			}
		}
		if len(b.edges[i]) > 0 {
			out.args[i] = [3]word{s.address(rdi), s.address(rsi), s.address(rdx)}
		}
		s.step(code[at:min(uint64(len(code)), at+16)], in.addr, b.edges[i])
		goesOn := !b.ends[i] && !b.dead[i] && !b.table(i)
		for k, n := range b.next(i) {
			if !goesOn || n == outside || states[n] != nil {
				continue
			}
			if k == 0 && len(b.next(i)) == 1 {
				states[n] = s
			} else {
				states[n] = s.clone()
			}
		}
		return goesOn
	})
	return out
}

func (s *registers) clone() *registers {
	c := *s
	c.frame = maps.Clone(s.frame)
	return &c
}

func (s *registers) address(r byte) word {
	if s.r[r].loaded {
		return word{}
	}
	return s.r[r].word
}

// place is the word that a memory operand means; next is where the instruction ends.
func (s *registers) place(in *x86, next uint64) word {
	switch {
	case in.hasRIP:
		return word{base: int64(next + uint64(int64(in.disp)))}
	case !in.plain || in.direct:
		return word{}
	}
	w := s.address(in.base)
	if w.base != 0 {
		w.off += int64(in.disp)
	}
	return w
}

// read is what a memory or register operand holds.
func (s *registers) read(in *x86, next uint64) content {
	if in.direct {
		return s.r[in.operandRegister()]
	}
	switch w := s.place(in, next); w.base {
	case 0:
		return content{}
	case frameBase:
		return s.frame[w.off]
	default:
		return content{w, true}
	}
}

// step runs one instruction.
func (s *registers) step(code []byte, addr uint64, edges []Edge) {
	in, ok := decodeX86(code)
	if !ok {
		*s = registers{frame: map[int64]content{}}
		return
	}
	next := addr + uint64(in.size)
	switch op := in.op; {
	case in.vector:
		s.unknown(&in)
	case in.space == map0F && (op == 0xb6 || op == 0xb7 || op == 0xbe || op == 0xbf): // movzx, movsx
		s.r[in.register()] = s.read(&in, next)
	case in.space == map0F && (op >= 0x80 && op <= 0x8f || op == 0x1f || op == 0x1e): // jumps, nop
	case in.space != mapOne:
		s.unknown(&in)
	case op == 0xe8 || op == 0xff && in.reg == 2:
		s.call(edges)
	case op == 0x8b || op == 0x8a || op == 0x63:
		s.r[in.register()] = s.read(&in, next)
	case (op == 0x89 || op == 0x88) && in.direct:
		s.r[in.operandRegister()] = s.r[in.register()]
	case op == 0x89 || op == 0x88 || op == 0xc6 || op == 0xc7:
		s.store(&in, next)
	case op == 0x8d:
		s.r[in.register()] = content{word: s.place(&in, next)}
	case s.number(&in, code, next):
	case (op == 0x84 || op == 0x85) && in.direct && in.register() == in.operandRegister():
		s.compare(s.r[in.register()], 0)
	case op >= 0x50 && op <= 0x57:
		s.add(rsp, 8, true)
	case op >= 0x58 && op <= 0x5f:
		s.r[op&7|in.rex&1<<3] = content{}
		s.add(rsp, 8, false)
	case op >= 0xb8 && op <= 0xbf:
		s.r[op&7|in.rex&1<<3] = content{}
	case op >= 0x70 && op <= 0x7f, op == 0xe9, op == 0xeb, op == 0x90, op == 0xc3:
	default:
		s.unknown(&in)
	}
}

// number runs an addition, subtraction or comparison with a number; false for others.
func (s *registers) number(in *x86, code []byte, next uint64) bool {
	byByte := in.op == 0x80 || in.op == 0x83 || in.op == 0x3c
	if !byByte && in.op != 0x81 && in.op != 0x3d {
		return false
	}
	n := int64(int8(code[in.size-1]))
	if !byByte {
		n = int64(int32(binary.LittleEndian.Uint32(code[in.size-4:])))
	}
	switch {
	case in.op == 0x3c || in.op == 0x3d:
		s.compare(s.r[rax], n)
	case in.reg == 7:
		s.compare(s.read(in, next), n)
	case in.op != 0x80 && in.direct && (in.reg == 0 || in.reg == 5):
		s.add(in.operandRegister(), n, in.reg == 5)
	default:
		return false
	}
	return true
}

// call forgets what a callee may change.
func (s *registers) call(edges []Edge) {
	block := content{}
	for i := range edges {
		if e := &edges[i]; e.Import != nil && e.Import.Name == "__tls_get_addr" {
			block.base = s.address(rdi).base
		}
	}
	for _, r := range []int{rax, rcx, rdx, rsi, rdi, 8, 9, 10, 11} {
		s.r[r] = content{}
	}
	s.r[rax], s.tested = block, word{}
}

func (s *registers) store(in *x86, next uint64) {
	if in.direct {
		s.r[in.operandRegister()] = content{}
		return
	}
	if w := s.place(in, next); w.base == frameBase {
		if in.op == 0x89 {
			s.frame[w.off] = s.r[in.register()]
		} else {
			delete(s.frame, w.off)
		}
	}
}

func (s *registers) compare(with content, n int64) {
	s.tested = word{}
	if with.loaded && n >= 0 && n <= 2 {
		s.tested = with.word
	}
}

// add changes an address; of a value that is a compare with a small number.
func (s *registers) add(r byte, n int64, minus bool) {
	was := s.r[r]
	if was.loaded {
		s.r[r] = content{}
		s.compare(was, n)
		return
	}
	s.tested = word{}
	if was.base == 0 {
		return
	}
	if minus {
		n = -n
	}
	s.r[r].off += n
}

// unknown forgets what an instruction may write.
func (s *registers) unknown(in *x86) {
	s.tested = word{}
	s.r[rax], s.r[rdx] = content{}, content{}
	if in.register() != rsp { // else the operation of a group, most of the time
		s.r[in.register()] = content{}
	}
	if in.direct {
		s.r[in.operandRegister()] = content{}
	}
	if in.op == 0xc9 { // leave
		s.r[rsp], s.r[5] = content{}, content{}
	}
}
