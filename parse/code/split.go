package code

import (
	"encoding/binary"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Some libraries have next to no unwind ranges: built with panic=abort and without
// unwind tables, then stripped. What stands between two known functions then seems to be
// one, of megabytes. Its parts are found by what the code itself calls, jumps to and
// takes the address of.

// manyOpen is how many bytes of functions without an end make the search worthwhile.
// Below it stands the C toolchain's startup code, which every library has.
const manyOpen = 16 << 10

// splitting gathers starts of functions.
type splitting struct {
	im     object.Image
	list   []object.Func
	starts []uint64
	jumps  []jump
	begins []uint64 // addresses that the code before does not run on to, sorted
	open   bool     // of the function that is being read

	from, to uint64 // around all that is Open
}

// jump is an unconditional one.
type jump struct{ site, to uint64 }

// starts lists where functions start within those that are Open, sorted; none where
// these are small.
func starts(im object.Image) []uint64 {
	s := &splitting{im: im, list: im.Functions()}
	size := uint64(0)
	for _, fn := range s.list {
		if fn.Open {
			if size == 0 {
				s.from = fn.Start
			}
			s.to = fn.End
			size += fn.End - fn.Start
		}
	}
	if size < manyOpen {
		return nil
	}
	for _, fn := range s.list {
		scan := s.scanARM64
		switch s.open = fn.Open; {
		case im.Machine() == object.AArch64:
		case fn.Open:
			scan = s.scanX86
		default:
			scan = s.sweepX86
		}
		for at := fn.Start; at < fn.End; at += maxFunction {
			scan(im.Bytes(at, min(fn.End-at, maxFunction)), at)
		}
	}
	slices.Sort(s.starts)
	s.starts = slices.Compact(s.starts)
	s.tailCalled()
	return s.starts
}

// isOpen reports an address in a function without an end.
func (s *splitting) isOpen(addr uint64) bool {
	if addr < s.from || addr >= s.to {
		return false
	}
	i := s.im.FunctionAt(addr)
	return i >= 0 && s.list[i].Open
}

func (s *splitting) start(addr uint64) {
	if s.isOpen(addr) {
		s.starts = append(s.starts, addr)
	}
}

func (s *splitting) jump(site, to uint64) {
	if s.isOpen(to) {
		s.jumps = append(s.jumps, jump{site, to})
	}
}

// tailCalled adds what is only jumped to: a jump out of a function leads to the start of
// another one, if nothing before runs on to there.
func (s *splitting) tailCalled() {
	function := func(addr uint64) int {
		i, found := slices.BinarySearch(s.starts, addr)
		if !found {
			i--
		}
		return i
	}
	var more []uint64
	for _, j := range s.jumps {
		if _, begins := slices.BinarySearch(s.begins, j.to); begins && function(j.site) != function(j.to) {
			more = append(more, j.to)
		}
	}
	s.starts = append(s.starts, more...)
	slices.Sort(s.starts)
	s.starts = slices.Compact(s.starts)
}

func (s *splitting) scanX86(b []byte, start uint64) {
	var in x86
	ended := false // nothing runs on to here
	for i := 0; i < len(b); {
		site := start + uint64(i)
		if !in.decode(b[i:min(len(b), i+16)]) {
			i++
			continue
		}
		i += int(in.size)
		next := start + uint64(i)
		plain := in.space == mapOne && !in.vector
		padding := plain && (in.op == 0x90 || in.op == 0xcc) || in.space == map0F && !in.vector && in.op == 0x1f
		if ended && s.open && !padding {
			s.begins = append(s.begins, site)
		}
		ended = ended && padding
		switch {
		case in.isRel && plain && in.op == 0xe8:
			s.start(next + uint64(in.rel))
		case in.isRel && plain && (in.op == 0xe9 || in.op == 0xeb):
			s.jump(site, next+uint64(in.rel))
			ended = true
		case plain && in.op == 0x8d && in.hasRIP:
			if to := next + uint64(in.disp); s.im.Code(to) {
				s.start(to)
			}
		case plain && (in.op == 0xc3 || in.op == 0xff && in.reg == 4), in.space == map0F && !in.vector && in.op == 0x0b: // ret, jmp, ud2
			ended = true
		}
	}
}

// sweepX86 looks for what has the form of a call, or of taking an address, without
// decoding: that other bytes look so and lead into what is Open is unlikely, and a
// library has a hundred times more code whose ends are known.
func (s *splitting) sweepX86(b []byte, start uint64) {
	for i := 0; i+5 <= len(b); i++ {
		switch {
		case b[i] == 0xe8:
			s.start(start + uint64(i) + 5 + uint64(int64(int32(binary.LittleEndian.Uint32(b[i+1:])))))
		case b[i] == 0x8d && b[i+1]&0xc7 == 5 && i+6 <= len(b):
			s.start(start + uint64(i) + 6 + uint64(int64(int32(binary.LittleEndian.Uint32(b[i+2:])))))
		}
	}
}

func (s *splitting) scanARM64(b []byte, start uint64) {
	var page [32]uint64
	ended := false
	for i := 0; i+4 <= len(b); i += 4 {
		w, site := binary.LittleEndian.Uint32(b[i:]), start+uint64(i)
		padding := w == 0xd503201f || w == 0 // nop
		if ended && s.open && !padding {
			s.begins = append(s.begins, site)
		}
		ended = ended && padding
		if kind, to, ok := branchARM64(w, site); ok {
			switch {
			case kind == Call:
				s.start(to)
			case w&0xfc000000 == 0x14000000:
				s.jump(site, to)
				ended = true
			}
			continue
		}
		rd, rn := w&31, w>>5&31
		value, isPage, ok := addressARM64(w, site)
		switch {
		case ok && isPage:
			page[rd] = value
			continue
		case ok && s.im.Code(value):
			s.start(value)
		case w&0xffc00000 == 0x91000000 && page[rn] != 0:
			if to := page[rn] + uint64(w>>10&0xfff); s.im.Code(to) {
				s.start(to)
			}
		case w&0xfffffc1f == 0xd61f0000, w&0xfffffc1f == 0xd65f0000, w&0xffe0001f == 0xd4200000: // BR, RET, BRK
			ended = true
		}
		page[rd] = 0
	}
}
